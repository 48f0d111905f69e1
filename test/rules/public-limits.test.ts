// Who is kept out of what resource policies give: by a Deny, a network, a principal that is not everyone.
import { publicAction } from "../../shared-rules/src/rules/public-action";
import { publicPolicy } from "../../shared-rules/src/rules/public-policy";
import { checkRule } from "../support/check-rule";
import type { StatementJson } from "../support/formats";

const kind = "resource" as const;
const objects = "arn:aws:s3:::reports/*";
const read = (more: StatementJson = {}): StatementJson => ({
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: objects,
  ...more,
});
const elsewhere = { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } };
const deny = (more: StatementJson = {}): StatementJson => ({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: objects,
  Condition: elsewhere,
  ...more,
});
const { Action: _, ...denyAll } = deny();
const open = (...statement: StatementJson[]) => ({ statement, kind, at: "*", severity: "high" as const });
const closed = (...statement: StatementJson[]) => ({ statement, kind });

const allowed = '{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }';
const denied = (rest: string): string => `{ Effect = "Deny", Principal = "*", Resource = "*", ${rest} }`;
const bucket = (...statements: string[]): string =>
  `resource "aws_s3_bucket_policy" "p" {\n  bucket = "reports"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })\n}\n`;
const org = 'Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-exampleorgid" } }';
const domain = (network: string): string =>
  `resource "aws_opensearch_domain" "logs" {\n  domain_name = "logs"\n  vpc_options {\n    subnet_ids = ${network}\n  }\n  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttpGet", Resource = "*" }] })\n}\n`;
const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });

describe("limits of public policies", () => {
  checkRule(publicPolicy, {
    flags: [
      {
        statement: read({ Principal: { AWS: ["arn:aws:iam::*:role/reader", "*"] } }),
        kind,
        at: ["arn:aws:iam::*:role/reader", "*"],
      },
      // A Deny that leaves an action, or people.
      open(read({ Action: ["s3:GetObject", "s3:PutObject"] }), deny({ Action: "s3:GetObject" })),
      open(read(), deny({ Principal: { AWS: "arn:aws:iam::123456789012:user/ann" } })),
      open(read(), { ...denyAll, NotAction: ["s3:PutObject", "s3:GetObject"] }),
      open(read(), { ...denyAll, NotAction: ["s3:GetObject", "s3:PutObject"] }),
      {
        ...open(read({ Condition: { Bool: { "aws:SecureTransport": "true" }, StringLike: { "aws:Referer": "x" } } })),
        message: /its conditions on aws:SecureTransport and aws:Referer keep nobody out/,
      },
      { ...open(read({ Action: ["execute-api:Invoke", "s3:GetObject"] })) },
      { ...open(read({ Action: ["s3:GetObject", "*"] })), message: /lets everyone use every action:/ },
      {
        statement: { Effect: "Allow", Principal: "*", NotAction: ["s3:PutObject"], Resource: objects },
        kind,
        at: "*",
        severity: "high",
        message: /lets everyone use all but s3:PutObject:/,
      },
    ],
    accepts: [
      closed(read(), deny({ Action: ["s3:Put*", "s3:Get*"] })),
      closed(read({ Principal: { Service: "*" } })),
      { kind: "trust", statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" } },
    ],
    native: [
      native(
        "a Deny that another document brings in",
        `data "aws_iam_policy_document" "base" {\n  statement {\n    effect    = "Deny"\n    actions   = ["s3:*"]\n    resources = ["*"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n    condition {\n      test     = "StringNotEquals"\n      variable = "aws:PrincipalOrgID"\n      values   = ["o-exampleorgid"]\n    }\n  }\n}\ndata "aws_iam_policy_document" "p" {\n  source_policy_documents = [data.aws_iam_policy_document.base.json]\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["*"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n  }\n}\nresource "aws_s3_bucket_policy" "p" {\n  bucket = "reports"\n  policy = data.aws_iam_policy_document.p.json\n}\n`,
      ),
      native("a Deny of actions that are not known", bucket(allowed, denied(`Action = ["s3:\${var.verb}"], ${org}`))),
      native("a Deny of all but what is not known", bucket(allowed, denied(`NotAction = [var.action], ${org}`))),
      native(
        "a Deny whose organisation is not known",
        bucket(
          allowed,
          denied('Action = "s3:*", Condition = { StringNotEquals = { "aws:PrincipalOrgID" = var.org } }'),
        ),
      ),
      native(
        "a Deny whose key is not known",
        bucket(allowed, denied('Action = "s3:*", Condition = { StringNotEquals = { (var.key) = "x" } }')),
      ),
      native(
        "a Deny whose user agent is not known keeps nobody out",
        bucket(allowed, denied('Action = "s3:*", Condition = { StringNotEquals = { "aws:UserAgent" = var.agent } }')),
        "*",
      ),
      native(
        "a Deny whose conditions are not known",
        bucket(allowed, denied('Action = "s3:*", Condition = var.condition')),
      ),
      native("an empty network is none", domain("[]"), "*"),
      native("a network that is not known is one", domain("var.subnets")),
      native(
        "one principal of a function",
        'resource "aws_lambda_permission" "p" {\n  action        = "lambda:InvokeFunction"\n  function_name = "f"\n  principal     = "123456789012"\n}\n',
      ),
    ],
  });

  const root = "arn:aws:iam::123456789012:root";
  const give = (Action: unknown, Principal: unknown, Resource: unknown = "*"): StatementJson => ({
    Effect: "Allow",
    Principal,
    Action,
    Resource,
  });
  const role = "arn:aws:iam::123456789012:role/app";
  checkRule(publicAction, {
    flags: [
      {
        statement: give("polly:*", "*"),
        kind,
        at: "polly:*",
        message: /lets everyone use every action on this resource/,
      },
      { statement: give("*", "*"), kind, at: "*", message: /^\* lets everyone do everything/ },
      {
        statement: give("s3:*", { Service: "ses.amazonaws.com" }),
        kind,
        at: "s3:*",
        severity: "medium",
        message: /^s3:\* lets ses\.amazonaws\.com do everything/,
      },
      {
        statement: give("s3:*", { AWS: role }),
        kind,
        at: "s3:*",
        severity: "low",
        message: new RegExp(` lets ${role} do`),
      },
      { statement: give("s3:*", { AWS: root }), kind, at: "s3:*", message: / lets account 123456789012 do/ },
      { statement: give("s3:*", { AWS: "arn:aws-cn:iam::123456789012:root" }), kind, at: "s3:*", severity: "low" },
      // The key's own account is one, not two, and not beside a service.
      {
        statement: give("kms:*", { AWS: [root, "arn:aws:iam::444455556666:root"] }),
        kind,
        at: "kms:*",
        severity: "low",
      },
      { statement: give(["kms:*", "s3:GetObject"], { AWS: root }), kind, at: "kms:*", severity: "low" },
    ],
    accepts: [
      closed(give("kms:*", { AWS: root })),
      closed(give("s3:*", { AWS: "1234567890123" })),
      closed(give("s3:*", { AWS: "arn:aws:iam::123456789012:group/app" })),
      closed(
        give("sqs:*", { AWS: root }, [
          "arn:aws:sqs:eu-west-1:444455556666:jobs",
          "arn:aws:sqs:eu-west-1:123456789012:jobs",
        ]),
      ),
    ],
  });
});
