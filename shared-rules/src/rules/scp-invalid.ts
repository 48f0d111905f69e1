// The rule scp-invalid: a service control policy that AWS refuses.
import { correctFault } from "../fix/correct";
import { wording } from "../model/questions";
import { defineRule } from "../rule";
import { resourceFaults, versionFaults } from "./organisation";

const name = "a service control policy";

export const scpInvalid = defineRule({
  id: "scp-invalid",
  title: "A service control policy that AWS refuses",
  severity: "high",
  fixes: ["correct"],
  docs: {
    why: "A guardrail that AWS refuses guards nothing, and the deployment that should have put it up stops half-way.",
    fine: "Since September 2025 SCPs take all of IAM's language: NotAction, NotResource, conditions and ARNs also with Allow, and wildcards anywhere in an action. They take no Principal, as they are about every user and role of the accounts they are attached to; limit whom they meet with a condition on aws:PrincipalArn.",
    references: [
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html",
      "https://docs.aws.amazon.com/organizations/latest/userguide/org_troubleshoot_policies.html",
    ],
    controls: ["aws-iam-08"],
    flagged: [
      {
        title: "a principal",
        kind: "scp",
        statement: { Effect: "Deny", Principal: "*", Action: "iam:CreateUser", Resource: "*" },
      },
      {
        title: "the old version",
        terraform: `resource "aws_organizations_policy" "guardrail" {
  name = "guardrail"
  content = jsonencode({
    Version   = "2008-10-17"
    Statement = [{ Effect = "Deny", Action = "iam:CreateUser", Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Guardrail:
    Type: AWS::Organizations::Policy
    Properties:
      Name: guardrail
      Type: SERVICE_CONTROL_POLICY
      Content:
        Version: "2008-10-17"
        Statement:
          - Effect: Deny
            Action: iam:CreateUser
            Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "all but one role",
        kind: "scp",
        statement: {
          Effect: "Deny",
          Action: "iam:*User",
          Resource: "*",
          Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/break-glass" } },
        },
      },
      {
        title: "what IAM's whole language says",
        kind: "scp",
        statement: {
          Effect: "Allow",
          NotAction: "*:Delete*",
          NotResource: "arn:aws:s3:::audit/*",
          Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
        },
      },
    ],
  },
  *policy(policy) {
    if (policy.kind !== "scp") return;
    for (const { rename, repair, ...fault } of versionFaults(policy, name))
      yield { ...fault, fixes: () => correctFault(policy, { rename, repair }) };
  },
  *statement(statement, policy) {
    if (policy.kind !== "scp") return;
    for (const { key } of [statement.principals, statement.notPrincipals])
      if (key)
        yield {
          span: key.span,
          message: `AWS refuses ${wording(key)} in ${name}: it is about every principal of its accounts. Use a condition on aws:PrincipalArn.`,
        };
    yield* resourceFaults(policy, statement, name);
  },
});
