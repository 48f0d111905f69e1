// The rule user-network-unlimited: a user's access key works from anywhere.
import { limitSourceIp } from "../fix/guards";
import type { Statement } from "../model/policy";
import { hasUnreadableConditions, parseOperator, pickedOnce } from "../model/questions";
import { literal, type Answer } from "../model/value";
import { defineRule } from "../rule";
import { contentsOf, isActive } from "./credentials";

export const userNetworkUnlimited = defineRule({
  id: "user-network-unlimited",
  title: "A user's access key works from anywhere",
  severity: "low",
  fixes: ["limit-source-ip"],
  docs: {
    why: "A key that leaked works from the attacker's own machine; limited to the networks that use it, it is of no use there.",
    fine: "Allow on aws:SourceIp, aws:SourceVpc or aws:SourceVpce, or deny what comes from elsewhere with NotIpAddress. Better: a role, whose credentials end by themselves.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "a key without any limit",
        terraform: `resource "aws_iam_user" "sync" {
  name = "sync"
}

resource "aws_iam_access_key" "sync" {
  user = aws_iam_user.sync.name
}

resource "aws_iam_user_policy" "sync" {
  user = aws_iam_user.sync.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::inbox/*" }]
  })
}
`,
        cloudformation: `Resources:
  Sync:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Sync
`,
      },
    ],
    accepted: [
      {
        title: "only from the office",
        terraform: `resource "aws_iam_user" "sync" {
  name = "sync"
}

resource "aws_iam_access_key" "sync" {
  user = aws_iam_user.sync.name
}

resource "aws_iam_user_policy" "sync" {
  user = aws_iam_user.sync.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::inbox/*"
      Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }
    }]
  })
}
`,
        cloudformation: `Resources:
  Sync:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
      Policies:
        - PolicyName: network
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Deny
                Action: '*'
                Resource: '*'
                Condition:
                  NotIpAddress:
                    aws:SourceIp: 203.0.113.0/24
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Sync
`,
      },
    ],
  },
  *principal(principal, context) {
    const { credentials, declaration } = principal;
    if (declaration.kind !== "user") return;
    if (!credentials.some((one) => one.kind === "access-key" && isActive(one) === "yes")) return;
    const contents = contentsOf(principal);
    if (!contents || contents.some((policy) => limits(policy).length > 0)) return;
    yield {
      span: declaration.nameSpan,
      message: `The access key of ${literal(declaration.fields.name) ?? declaration.address} works from anywhere: none of its policies asks for a network (aws:SourceIp, aws:SourceVpc).`,
      fixes: () => limitSourceIp(principal, context),
    };
  },
});

const networkKeys = new Set(["aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"]);

/** Statements that ask for a network, or may. */
const limits = pickedOnce((statement) => asksForNetwork(statement) !== "no");

function asksForNetwork(statement: Statement): Answer {
  if (hasUnreadableConditions(statement)) return "unknown";
  const tests = statement.conditions.tests.filter(({ key }) => key !== undefined && networkKeys.has(key.toLowerCase()));
  // An Allow names the networks, a Deny all others.
  const isLimit = tests.some(({ operator = "" }) => parseOperator(operator).negated === (statement.effect === "Deny"));
  return isLimit ? "yes" : "no";
}
