// Services, providers and certificates in a trust policy: what limits them, and what does not fit them.
import { trustConfusedDeputy } from "../../shared-rules/src/rules/trust-confused-deputy";
import { trustMismatch } from "../../shared-rules/src/rules/trust-mismatch";
import { trustRolesAnywhere } from "../../shared-rules/src/rules/trust-roles-anywhere";
import { trustSamlAudience } from "../../shared-rules/src/rules/trust-saml-audience";
import { checkRule } from "../support/check-rule";

const kind = "trust" as const;
const assume = (Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
});
const flag = (at: string, ...statement: Record<string, unknown>[]) => ({ statement, kind, at });
const accept = (...statement: Record<string, unknown>[]) => ({ statement, kind });
const states = "states.amazonaws.com";
const service = { Service: states };
const denyStates = (Condition: object, Action: unknown = "sts:AssumeRole") => ({
  ...assume(service, Condition, Action),
  Effect: "Deny",
});
const others = { StringNotEquals: { "aws:SourceAccount": "123456789012" } };
const oidc = { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" };
const saml = { Federated: "arn:aws:iam::123456789012:saml-provider/corp" };
const role = (statement: string): string =>
  `resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", ${statement} }] })\n}\n`;
const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });

describe("limits of services that a role trusts", () => {
  checkRule(trustConfusedDeputy, {
    flags: [
      flag(states, assume(service, { Null: { "aws:SourceArn": "true" } })),
      flag(states, assume(service, { StringEquals: { "aws:RequestedRegion": "eu-west-1" } })),
      flag("states.us-gov-west-1.amazonaws.com", assume({ Service: "states.us-gov-west-1.amazonaws.com" })),
      flag("states.cn-north-1.amazonaws.com.cn", assume({ Service: "states.cn-north-1.amazonaws.com.cn" })),
      // A Deny that does not keep others out.
      flag(states, assume(service), denyStates({ StringEquals: { "aws:SourceAccount": "123456789012" } })),
      flag(states, assume(service), denyStates({ StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } })),
      flag(states, assume(service), denyStates(others, "sts:TagSession")),
    ],
    accepts: [
      accept(assume(service, undefined, "sts:TagSession")),
      accept(assume(service, { StringEquals: { "aws:PrincipalTag/team": "web" } })),
      accept(assume(service, { Null: { "aws:SourceArn": "false" } })),
      accept(assume(service), denyStates({ ...others, Bool: { "aws:SecureTransport": "true" } })),
      accept(assume(service, { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } })),
      accept({ ...assume(service), Effect: "Deny" }),
      accept(assume({ Service: "states.amazonaws.com.evil.example" })),
    ],
    native: [
      native(
        "a condition that cannot be read",
        role(`Action = "sts:AssumeRole", Principal = { Service = "${states}" }, Condition = var.condition`),
      ),
    ],
  });

  const anywhere = { Service: "rolesanywhere.amazonaws.com" };
  const all = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  const anchor = { ArnEquals: { "aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:123456789012:trust-anchor/x" } };
  checkRule(trustRolesAnywhere, {
    flags: [
      {
        ...flag("sts:AssumeRole", assume(anywhere, anchor), {
          ...assume(anywhere, undefined, ["sts:TagSession", "sts:SetSourceIdentity"]),
          Effect: "Deny",
        }),
        message: /it needs sts:TagSession and sts:SetSourceIdentity, too/,
      },
    ],
    accepts: [
      accept(assume(anywhere, anchor, all)),
      accept(assume(anywhere, anchor, "sts:TagSession")),
      accept({ ...assume(anywhere, undefined, all), Effect: "Deny" }),
      accept(assume({ Service: "ec2.amazonaws.com" })),
    ],
    native: [
      native(
        "actions and conditions that are not known",
        role(
          'Action = var.actions, Principal = { Service = "rolesanywhere.amazonaws.com" }, Condition = var.condition',
        ),
      ),
    ],
  });

  checkRule(trustSamlAudience, {
    accepts: [
      accept(assume(oidc, undefined, "sts:AssumeRoleWithSAML")),
      accept(assume({ AWS: "123456789012" }, undefined, "sts:AssumeRoleWithSAML")),
      accept({ ...assume(saml, undefined, "sts:AssumeRoleWithSAML"), Effect: "Deny" }),
    ],
    flags: [
      {
        ...flag("*", assume(saml, { StringLike: { "SAML:aud": "*" } }, "sts:AssumeRoleWithSAML")),
        message: /^This test of SAML:aud holds for every assertion/,
        offers: [],
      },
    ],
    native: [
      native(
        "a condition that cannot be read",
        role(
          `Action = "sts:AssumeRoleWithSAML", Principal = { Federated = "${saml.Federated}" }, Condition = var.condition`,
        ),
      ),
      native(
        "a provider that is declared nowhere",
        role('Action = "sts:AssumeRoleWithSAML", Principal = { Federated = aws_iam_saml_provider.other.arn }'),
      ),
    ],
  });

  checkRule(trustMismatch, {
    flags: [
      {
        statement: { ...assume({ AWS: "123456789012" }), NotResource: "*" },
        kind,
        at: "NotResource",
        message: /takes no NotResource:/,
        formats: ["CloudFormation JSON", "Terraform jsonencode"],
      },
      {
        ...flag("s3:GetObject", assume({ AWS: "123456789012" }, undefined, ["sts:AssumeRole", "s3:GetObject"])),
        formats: ["CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      },
      flag("sts:AssumeRole", assume({ Federated: "accounts.google.com" })),
      flag("sts:AssumeRole", assume({ Federated: "cognito-identity.amazonaws.com" })),
      {
        ...flag(
          "sts:AssumeRoleWithSAML",
          assume(oidc, undefined, ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]),
        ),
        message: /nobody can assume this role with it/,
      },
      {
        ...flag(
          "sts:AssumeRoleWithSAML",
          assume({ ...oidc, ...service }, undefined, ["sts:AssumeRole", "sts:AssumeRoleWithSAML"]),
        ),
        message: /accounts and services need sts:AssumeRole/,
      },
    ],
    accepts: [
      accept({ ...assume(oidc), Effect: "Deny" }),
      accept(assume({ ...oidc, ...service })),
      accept(assume({ Federated: "corp" })),
      accept(assume({ Federated: "https://idp.example.com" })),
      accept(assume({ AWS: "123456789012" }, undefined, "*")),
      accept(assume({ AWS: "123456789012" }, undefined, "s*:AssumeRole")),
      accept(assume({ AWS: "123456789012" }, undefined, "STS:AssumeRole")),
      accept(assume(oidc, undefined, ["sts:AssumeRole", "sts:*"])),
      accept(assume({ AWS: [] }, undefined, "sts:AssumeRoleWithSAML")),
    ],
    native: [
      native(
        "an action that is not known may be the one",
        role(`Action = [var.action, "sts:AssumeRole"], Principal = { Federated = "${oidc.Federated}" }`),
      ),
      native("principals that are not known", role('Action = "sts:AssumeRoleWithSAML", Principal = var.principal')),
      native(
        "what is no provider",
        'resource "aws_iam_user" "u" {\n  name = "u"\n}\n' +
          role('Action = "sts:AssumeRole", Principal = { Federated = aws_iam_user.u.arn }'),
      ),
      native(
        "a provider that is declared nowhere",
        role('Action = "sts:AssumeRole", Principal = { Federated = aws_iam_saml_provider.other.arn }'),
      ),
    ],
  });
});
