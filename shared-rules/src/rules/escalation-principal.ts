// The rule escalation-principal: several policies of one principal are together enough to become administrator.
import { isAllowed } from "../access/decide";
import type { Located, Policy } from "../model/policy";
import { literal } from "../model/value";
import { defineRule, type Principal } from "../rule";
import { howInWords, openPaths, stepsInWords, type OpenPath } from "./escalation";

export const escalationPrincipal = defineRule({
  id: "escalation-principal",
  title: "Policies that are together enough to become administrator",
  severity: "critical",
  fixes: [],
  docs: {
    why: "Each of these policies looks harmless by itself; whoever holds all of them can work with the strongest role of the account.",
    fine: "Policies that a permissions boundary or a Deny takes away again do not count. What needs a resource with a strong role to be there already is told as high.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "one policy passes any role, another runs code",
        terraform: `resource "aws_iam_user" "deploy" {
  name = "deploy"
}

resource "aws_iam_user_policy" "pass" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}

resource "aws_iam_user_policy" "code" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: codebuild.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: pass
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: "*"
        - PolicyName: code
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: ec2:RunInstances
                Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "a Deny in the other policy",
        terraform: `resource "aws_iam_user" "deploy" {
  name = "deploy"
}

resource "aws_iam_user_policy" "pass" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}

resource "aws_iam_user_policy" "code" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" },
      { Effect = "Deny", Action = "iam:*", Resource = "*" },
    ]
  })
}
`,
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_286"],
  *principal(principal, context) {
    const { declaration } = principal;
    const policies = policiesOf(principal);
    if (policies.length < 2) return;
    const statements = policies.flatMap((policy): Located[] => [
      ...policy.statements.map((statement) => ({ policy, statement })),
      ...(policy.inherited ?? []),
    ]);
    const [worst, ...others] = openPaths(statements, context, "together").filter(
      (open) => takesSeveral(open) && isLeftOpen(open, principal, policies),
    );
    if (!worst || isAllThroughOneGroup(worst, principal)) return;
    const more = others.length === 0 ? "" : ` (and ${others.length} more ${others.length === 1 ? "way" : "ways"})`;
    const name = literal(declaration.fields.name) ?? declaration.address;
    yield {
      span: declaration.nameSpan,
      severity: worst.path.needs === undefined ? "critical" : "high",
      message: `${name} ${worst.path.needs === undefined ? "can" : "may"} become administrator: its policies together allow ${stepsInWords(worst)}, so its holder ${howInWords(worst)}${more}.`,
      related: worst.sources.flatMap(({ action, span, policy }) => {
        const uri = context.module.graph.documentOf(policy)?.uri;
        return uri === undefined ? [] : [{ uri, span, message: `${action} is allowed here` }];
      }),
    };
  },
});

/** The contents of a principal's policies, each once. */
function policiesOf({ policies }: Principal): Policy[] {
  return [...new Set(policies.flatMap(({ policy }) => policy ?? []))];
}

/** What one policy opens by itself is that policy's finding. A policy that was read for several uses is one, told by its place. */
function takesSeveral({ sources }: OpenPath): boolean {
  return new Set(sources.map(({ policy: { address, span } }) => `${address} ${span.start}`)).size > 1;
}

/** A path through one group's policies is the group's finding. */
function isAllThroughOneGroup({ sources }: OpenPath, { policies }: Principal): boolean {
  const groups = sources.map(({ policy }) => policies.find((attached) => attached.policy === policy)?.group);
  return groups[0] !== undefined && groups.every((group) => group === groups[0]);
}

/** Whether no Deny of another policy and no boundary takes a step away. */
function isLeftOpen({ path }: OpenPath, principal: Principal, identity: readonly Policy[]): boolean {
  const { boundary, boundaryPolicy } = principal;
  // A boundary that cannot be read may be there for this very reason.
  if (boundary && !boundaryPolicy) return false;
  const limit = boundaryPolicy ? { boundary: boundaryPolicy } : {};
  return path.steps.every(
    ({ action, on = "*" }) => isAllowed({ action, resource: on }, { identity, ...limit }) !== "no",
  );
}
