// The fix add-boundary: which ceiling a starter boundary gets from what a principal's policies use, and that it takes away nothing else.
import assert from "node:assert/strict";
import { isAllowed } from "../../shared-rules/src/access/decide";
import { contextOf } from "../../shared-rules/src/access/request";
import { defaultConfig, isDeclined, type Document, type Fix } from "../../shared-rules/src/index";
import { linkModule } from "../../shared-rules/src/link/module";
import type { Policy } from "../../shared-rules/src/model/policy";
import { boundaryMissing } from "../../shared-rules/src/rules/boundary-missing";
import { literal } from "../../shared-rules/src/model/value";
import { applyEdits } from "../support/edits";
import { catalog, engine } from "../support/engine";

const role = (body = ""): string => `resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
${body}}
`;
const inline = (...actions: readonly string[]): string => `
resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ${JSON.stringify(actions)}, Resource = "*" }]
  })
}
`;
const attached = (arn: string): string => `
resource "aws_iam_role_policy_attachment" "more" {
  role       = aws_iam_role.app.name
  policy_arn = ${arn}
}
`;

interface Offered {
  readonly document: Document;
  readonly fix: Fix;
}

function offered(text: string, uri = "/w/main.tf"): Offered {
  const document = engine.read({ uri, text });
  const found = engine.lint(document, defaultConfig).filter(({ rule }) => rule === boundaryMissing.id);
  const fix = found.flatMap(({ fixes }) => fixes).find(({ id }) => id === "add-boundary");
  assert.ok(fix, text);
  return { document, fix };
}

function applied({ document, fix }: Offered): Document {
  const files = engine.render(document, fix);
  assert.ok(!isDeclined(files), isDeclined(files) ? files.declined : "");
  const [file] = files;
  assert.ok(file && "edits" in file);
  return engine.read({ uri: document.uri, text: applyEdits(document.text, file.edits) });
}

function boundaryIn(document: Document): Policy {
  const found = engine.linked(document).flatMap(({ policies }) => policies.filter(({ kind }) => kind === "boundary"));
  const [boundary] = found;
  assert.ok(boundary);
  return boundary;
}

/** The actions of its first statement. */
const ceilingOf = (document: Document): (string | undefined)[] =>
  boundaryIn(document).statements[0]?.actions.items.map((item) => literal(item)) ?? [];

const start = "Attach a permissions boundary, and write a starter one that allows ";

const ceilings: readonly (readonly [title: string, text: string, ceiling: readonly string[], says: string])[] = [
  ["one service", role() + inline("s3:GetObject", "s3:PutObject"), ["s3:*"], "s3"],
  [
    "several, in any letter case",
    role() + inline("SQS:SendMessage", "s3:*", "logs:Create*"),
    ["logs:*", "s3:*", "sqs:*"],
    "logs, s3 and sqs",
  ],
  [
    "many",
    role() + inline("s3:*", "sqs:*", "sns:*", "ec2:Describe*", "logs:*"),
    ["ec2:*", "logs:*", "s3:*", "sns:*", "sqs:*"],
    "ec2, logs, s3 and 2 more services",
  ],
  [
    "of IAM and its like what is used, as it is written",
    role() + inline("iam:PassRole", "iam:Get*", "sts:AssumeRole", "ecs:*"),
    ["ecs:*", "iam:Get*", "iam:PassRole", "sts:AssumeRole"],
    "ecs, iam and sts",
  ],
  [
    "what other resources' policies give to the role",
    `${role()}${inline("s3:GetObject")}
resource "aws_sqs_queue_policy" "jobs" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = aws_iam_role.app.arn }, Action = "sqs:SendMessage", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sns:Publish", Resource = "*" },
    ]
  })
}
`,
    ["s3:*", "sqs:*"],
    "s3 and sqs",
  ],
  [
    "managed policies of the module",
    `${role()}${attached("aws_iam_policy.more.arn")}
resource "aws_iam_policy" "more" {
  name   = "more"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "dynamodb:GetItem", Resource = "*" }] })
}
`,
    ["dynamodb:*"],
    "dynamodb",
  ],
  [
    "all, where a policy is not known",
    role() + inline("s3:*") + attached("var.policy"),
    ["*"],
    "every service, as not all of its policies are known",
  ],
  ["all, where none is attached here", role(), ["*"], "every service, as not all of its policies are known"],
  [
    "all, where an action is not known",
    role() + inline("s3:*").replace('["s3:*"]', "var.actions"),
    ["*"],
    "every service, as not all of its policies are known",
  ],
  ["all, where all is used", role() + inline("*"), ["*"], "every service"],
];

describe("a starter boundary", () => {
  before(() => engine.ready());

  for (const [title, text, ceiling, says] of ceilings)
    it(`allows ${title}`, () => {
      const { document, fix } = offered(text);
      assert.equal(fix.title, start + says);
      const after = applied({ document, fix });
      assert.deepEqual(ceilingOf(after), ceiling);
      const left = engine.lint(after, defaultConfig);
      assert.deepEqual(
        left.filter(({ rule }) => rule.startsWith("boundary-")).map(({ rule }) => rule),
        [],
      );
    });

  it("leaves what the role may do as it is, but for what it denies", () => {
    const denied = new Set<string>();
    for (const [title, text] of ceilings) {
      const module = linkModule(engine.linked(applied(offered(text))));
      const principal = module.graph.principal("aws_iam_role.app");
      assert.ok(principal?.boundaryPolicy, title);
      const identity = principal.policies.flatMap(({ policy }) => policy ?? []);
      const boundary = principal.boundaryPolicy;
      for (const service of ["iam", "s3", "sqs", "logs", "ecs", "sts", "dynamodb"])
        for (const { name } of catalog.actions(service)) {
          const request = { action: name, resource: "*", context: contextOf({}, true) };
          const [before, after] = [isAllowed(request, { identity }), isAllowed(request, { identity, boundary })];
          if (before !== after) denied.add(name);
        }
    }
    assert.deepEqual([...denied].sort(), [
      "iam:AttachRolePolicy",
      "iam:AttachUserPolicy",
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:CreatePolicyVersion",
      "iam:CreateRole",
      "iam:CreateServiceSpecificCredential",
      "iam:CreateUser",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:DeleteRolePermissionsBoundary",
      "iam:DeleteRolePolicy",
      "iam:DeleteUserPermissionsBoundary",
      "iam:DetachRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:PutUserPermissionsBoundary",
      "iam:PutUserPolicy",
      "iam:ResetServiceSpecificCredential",
      "iam:SetDefaultPolicyVersion",
      "iam:UpdateAccessKey",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateLoginProfile",
      "iam:UploadSSHPublicKey",
      "iam:UploadSigningCertificate",
    ]);
  });

  it("stays within the quota of a managed policy, whatever is used", () => {
    const many = catalog.actions("iam").map(({ name }) => name);
    const after = applied(offered(role() + inline(...many)));
    assert.deepEqual(ceilingOf(after), ["*"]);
    const services = catalog.services.map((service) => `${service}:*`).slice(0, 200);
    const wide = applied(offered(role() + inline(...services)));
    assert.equal(ceilingOf(wide).length, 200);
    for (const document of [after, wide])
      assert.deepEqual(
        engine.lint(document, defaultConfig).filter(({ rule }) => rule === "policy-size"),
        [],
      );
  });

  it("is written to the letter in a template", () => {
    const text = `Resources:
  App:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: app
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: arn:aws:sqs:eu-west-1:111122223333:jobs
`;
    const made = applied(offered(text, "/w/template.yaml")).text;
    assert.ok(made.includes("      PermissionsBoundary: !Ref PermissionsBoundary\n"), made);
    assert.ok(
      made.includes(`  # The most that app may do: what its policies use now, and neither make IAM users nor shed this.
  PermissionsBoundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: permissions-boundary
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: CeilingForIdentityPolicies
            Effect: Allow
            Action:
              - sqs:*
            Resource: "*"
          - Sid: DenyUsersAndCredentials
`),
      made,
    );
  });

  it("says what a boundary of the module does not allow", () => {
    const boundary = `
resource "aws_iam_policy" "fence" {
  name   = "team-boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "logs:*"], Resource = "*" }] })
}
`;
    const title = (text: string): string => offered(text + boundary).fix.title;
    const attach = "Attach the permissions boundary aws_iam_policy.fence";
    assert.equal(title(role() + inline("s3:GetObject")), attach);
    assert.equal(title(role() + inline("s3:GetObject", "sqs:*")), `${attach}, which allows nothing of sqs`);
    assert.equal(title(role() + inline("s3:*") + attached("var.policy")), attach);
  });
});
