// The rule rcp-invalid: a resource control policy that AWS refuses, or that reaches nothing.
import { rcpServicesDate, supportsRcps } from "../catalog/rcp-services";
import { correctFault } from "../fix/correct";
import { statementsOf } from "../model/beside";
import { hasWildcard } from "../model/pattern";
import type { Policy, Statement } from "../model/policy";
import { wording } from "../model/questions";
import { endsIn } from "../model/source";
import { literal, valueOf } from "../model/value";
import { defineRule, type Hit } from "../rule";
import { firstOf, resourceFaults, versionFaults } from "./organisation";

const name = "a resource control policy";

export const rcpInvalid = defineRule({
  id: "rcp-invalid",
  title: "A resource control policy that AWS refuses",
  severity: "high",
  fixes: ["correct"],
  docs: {
    why: "A perimeter that AWS refuses, or that is about services without RCPs, keeps no stranger out of the organisation's resources.",
    fine: 'Every statement of an RCP denies, to Principal "*", actions of named services, and says on which resources; whom it spares is said by conditions. Only AWS\'s own RCPFullAWSAccess allows. The list of services that take part is of the day that the message tells.',
    references: [
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html",
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services",
    ],
    controls: ["aws-iam-08"],
    flagged: [
      {
        title: "all services at once",
        kind: "rcp",
        statement: { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" },
      },
      {
        title: "an Allow",
        kind: "rcp",
        statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" },
      },
      {
        title: "a service without RCPs",
        kind: "rcp",
        statement: { Effect: "Deny", Principal: "*", Action: ["s3:*", "ec2:*"], Resource: "*" },
      },
      {
        title: "the old version",
        terraform: `resource "aws_organizations_policy" "perimeter" {
  name = "perimeter"
  type = "RESOURCE_CONTROL_POLICY"
  content = jsonencode({
    Version   = "2008-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:PutBucketAcl", Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Perimeter:
    Type: AWS::Organizations::Policy
    Properties:
      Name: perimeter
      Type: RESOURCE_CONTROL_POLICY
      Content:
        Version: "2008-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:PutBucketAcl
            Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "only the organisation's principals and AWS's services",
        kind: "rcp",
        statement: {
          Effect: "Deny",
          Principal: "*",
          Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:Assume*"],
          Resource: "*",
          Condition: {
            StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-exampleorgid" },
            BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
          },
        },
      },
    ],
  },
  equivalents: [
    "access-analyzer:RCP_SYNTAX_ERROR_ACTION",
    "access-analyzer:RCP_SYNTAX_ERROR_ALLOW",
    "access-analyzer:RCP_SYNTAX_ERROR_NOTACTION",
    "access-analyzer:RCP_SYNTAX_ERROR_PRINCIPAL",
  ],
  *policy(policy) {
    if (policy.kind !== "rcp") return;
    for (const { rename, repair, ...fault } of versionFaults(policy, name))
      yield { ...fault, fixes: () => correctFault(policy, { rename, repair }) };
  },
  *statement(statement, policy) {
    if (policy.kind !== "rcp" || statement.open || endsIn(policy.source, statement.node.span)) return;
    if (isFullAccess(policy)) return;
    yield* effectFault(statement);
    for (const { key } of [statement.notPrincipals, statement.notActions])
      if (key) yield { span: key.span, message: `AWS refuses ${wording(key)} in ${name}.` };
    yield* principalFaults(statement);
    yield* actionFaults(statement);
    yield* resourceFaults(policy, statement, name);
  },
});

/** AWS's own RCPFullAWSAccess, as people keep copies of it. */
function isFullAccess(policy: Policy): boolean {
  const [only, other] = statementsOf(policy);
  if (!only || other) return false;
  if (policy.name === "RCPFullAWSAccess") return true;
  const isAny = ({ items }: Statement["actions"]): boolean => items.length === 1 && literal(items[0]) === "*";
  return only.effect === "Allow" && isAny(only.actions) && isAny(only.resources) && !only.conditions.key;
}

function* effectFault({ effect, node }: Statement): Generator<Hit> {
  if (effect !== "Allow") return;
  const said = valueOf(node, node.kind === "block" ? "effect" : "Effect");
  yield {
    span: said?.span ?? firstOf(node),
    message: `AWS refuses Allow in ${name}: everything is allowed by its own RCPFullAWSAccess, and yours deny.`,
  };
}

function* principalFaults({ principals, notPrincipals, node }: Statement): Generator<Hit> {
  if (!principals.key) {
    if (!notPrincipals.key && !principals.open)
      yield { span: firstOf(node), message: `AWS refuses a statement of ${name} without "Principal": "*".` };
    return;
  }
  for (const { values } of principals.entries)
    for (const item of values.items) {
      const said = literal(item);
      if (said !== undefined && said !== "*" && said !== "")
        yield {
          span: item.span,
          message: `AWS refuses the principal ${said} in ${name}: it must be "*". Spare principals with a condition on aws:PrincipalArn.`,
        };
    }
}

function* actionFaults({ actions }: Statement): Generator<Hit> {
  for (const item of actions.items) {
    const said = literal(item);
    if (said === undefined || said === "" || /[${}<>]/.test(said)) continue;
    const prefix = said.includes(":") ? said.slice(0, said.indexOf(":")) : said;
    if (hasWildcard(prefix))
      yield {
        span: item.span,
        message: `AWS refuses the action ${said} in ${name}: it must name a service, such as s3:*.`,
      };
    else if (said.includes(":") && !supportsRcps(prefix))
      yield {
        span: item.span,
        severity: "medium",
        message: `RCPs do not apply to ${prefix}, as of ${rcpServicesDate}: ${said} is denied to nobody.`,
      };
  }
}
