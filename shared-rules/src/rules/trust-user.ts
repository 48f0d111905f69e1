// The rule trust-user: a role trusts an IAM user.
import { roleInstead } from "../fix/role-instead";
import { literal, type Value } from "../model/value";
import { defineRule, type Context } from "../rule";
import { accountOf, lets, trustedBy } from "./trust";

export const trustUser = defineRule({
  id: "trust-user",
  title: "A role trusts an IAM user",
  severity: "low",
  fixes: ["role-instead"],
  docs: {
    why: "An IAM user is a permanent credential: whoever finds one of its access keys has this role, too.",
    fine: "For a break-glass user, or a system that can use nothing but access keys. People come through IAM Identity Center, workloads through a role of their own; either leaves no key to find.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-users",
    ],
    controls: ["aws-iam-03", "aws-iam-06"],
    flagged: [
      {
        title: "a user's ARN",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:user/ci" },
          Action: "sts:AssumeRole",
        },
      },
      {
        title: "a user that is declared beside it",
        terraform: `resource "aws_iam_user" "ci" {
  name = "ci"
}

resource "aws_iam_role" "deploys" {
  name = "deploys"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_user.ci.arn }
      Action    = "sts:AssumeRole"
    }]
  })
}
`,
        cloudformation: `Resources:
  Ci:
    Type: AWS::IAM::User
  Deploys:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !GetAtt Ci.Arn
            Action: sts:AssumeRole
`,
      },
    ],
    accepted: [
      {
        title: "a role",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:role/ci" },
          Action: "sts:AssumeRole",
        },
      },
    ],
  },
  *statement(statement, policy, context) {
    if (!lets(policy, statement)) return;
    const { config, module } = context;
    for (const { type, value } of trustedBy(statement)) {
      const name = type === "AWS" ? userIn(value, module) : undefined;
      if (name === undefined || new RegExp(config.breakGlassPattern).test(name)) continue;
      const user = value.kind === "reference" ? module.declaration(value.target) : undefined;
      yield {
        span: value.span,
        message: `The IAM user ${name} may assume this role: whoever has one of its long-term access keys has the role, too.`,
        fixes: () => (user ? roleInstead(user, context) : []),
      };
    }
  },
});

/** The user that a principal is, as it is called. */
function userIn(value: Value, module: Context["module"]): string | undefined {
  if (value.kind === "reference") {
    const declaration = module.declaration(value.target);
    return declaration?.kind === "user" ? (literal(declaration.fields.name) ?? declaration.address) : undefined;
  }
  const account = accountOf(value);
  return account?.what === "user" ? (literal(value)?.split("/").pop() ?? "of an unknown name") : undefined;
}
