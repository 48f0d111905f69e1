// The library's policies as they are inserted: to the letter in each format, and that each is read back as what it is. Not what they deny.
import assert from "node:assert/strict";
import { defaultConfig, isDeclined, policyText, snippetsFor, type FileEdit } from "../../shared-rules/src/index";
import type { Span } from "../../shared-rules/src/model/value";
import { applyEdits } from "../support/edits";
import { engine } from "../support/engine";

const files = {
  "main.tf": 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n}\n',
  "new.tf": "",
  "main.tf.json": '{\n  "resource": {\n    "aws_s3_bucket": {\n      "logs": {}\n    }\n  }\n}\n',
  "template.yaml": "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n",
  "template.json": '{\n  "Resources": {\n    "Logs": {\n      "Type": "AWS::S3::Bucket"\n    }\n  }\n}\n',
  "policy.json":
    '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*" }]\n}\n',
} as const;
type Name = keyof typeof files;
const names = Object.keys(files) as Name[];

interface Inserted {
  readonly uri: string;
  readonly text: string;
  /** What a person has to fill in. */
  readonly stops: readonly string[];
}

function insert(id: string, name: Name, allowedRegions: readonly string[] = []): Inserted {
  const document = engine.read({ uri: `/w/${name}`, text: files[name] });
  const made = engine.insertSnippet(document, id, { ...defaultConfig, allowedRegions });
  assert.ok(!isDeclined(made), isDeclined(made) ? made.declined : "");
  const [file, ...others] = made;
  assert.ok(file && others.length === 0);
  return { uri: file.uri, ...written(file, document.text) };
}

function written(file: FileEdit, before: string): { text: string; stops: readonly string[] } {
  const cut = (text: string, stops: readonly Span[] = []): string[] => stops.map((s) => text.slice(s.start, s.end));
  if ("create" in file) return { text: file.create, stops: cut(file.create, file.stops) };
  return {
    text: applyEdits(before, file.edits),
    stops: file.edits.flatMap((edit) => cut(edit.text, edit.stops)),
  };
}

/** Stops in the order they are written, which is not the same in every format. */
const toFill: Readonly<Record<string, readonly string[]>> = {
  "scp-fence-regions": ["eu-central-1", "eu-west-1"],
  "boundary-deployer": ["CHANGE-ME"],
};

describe("the library's policies, inserted", () => {
  before(() => engine.ready());

  for (const { id, kind, name, policy } of snippetsFor([]))
    for (const file of names)
      it(`${id} into ${file}: reads back as it is, has no findings, and says what to fill in`, () => {
        const { uri, text, stops } = insert(id, file);
        assert.doesNotMatch(text, /[\uE000-\uF8FF]/);
        const isFile = file === "policy.json";
        assert.equal(uri, isFile ? `/w/${name}.json` : `/w/${file}`);
        const target = kind === "scp" && !isFile ? ["r-changeme"] : [];
        assert.deepEqual([...stops].sort(), [...target, ...(toFill[id] ?? [])].sort());
        const document = engine.read({ uri, text, hint: isFile ? { kind } : undefined });
        assert.ok(!document.broken);
        const read = document.policies.find(({ statements }) => statements.length === policy.Statement.length);
        assert.ok(read, text);
        if (kind === "scp") assert.equal(read.kind, "scp");
        const known = engine.lint(engine.read({ uri: `/w/${file}`, text: files[file] }), defaultConfig);
        const found = engine.lint(document, defaultConfig).map(({ rule, text: at }) => `${rule} ${at}`);
        const before = isFile ? [] : known.map(({ rule, text: at }) => `${rule} ${at}`);
        assert.deepEqual(found, before);
      });

  it("is a bare policy beside a policy file", () => {
    assert.equal(
      insert("scp-deny-leaving-organization", "policy.json").text,
      `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "DenyLeavingOrganization",
      "Effect": "Deny",
      "Action": "organizations:LeaveOrganization",
      "Resource": "*"
    }
  ]
}
`,
    );
  });

  it("is a policy with an attachment in Terraform", () => {
    assert.equal(
      insert("scp-require-imdsv2", "main.tf").text,
      `${files["main.tf"]}
# Instances can only be launched, and their metadata options only be changed, with tokens required for
# the metadata service.
resource "aws_organizations_policy" "require_imdsv2" {
  name = "require-imdsv2"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "RequireTokensAtLaunch"
        Effect   = "Deny"
        Action   = "ec2:RunInstances"
        Resource = "arn:*:ec2:*:*:instance/*"
        Condition = {
          StringNotEquals = {
            "ec2:MetadataHttpTokens" = "required"
          }
        }
      },
      {
        Sid      = "KeepTokensRequired"
        Effect   = "Deny"
        Action   = "ec2:ModifyInstanceMetadataOptions"
        Resource = "arn:*:ec2:*:*:instance/*"
        Condition = {
          StringNotEquals = {
            "ec2:Attribute/HttpTokens" = "required"
          }
          Null = {
            "ec2:Attribute/HttpTokens" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "require_imdsv2_target" {
  policy_id = aws_organizations_policy.require_imdsv2.id
  target_id = "r-changeme"
}
`,
    );
  });

  it("names its targets in CloudFormation", () => {
    assert.equal(
      insert("scp-deny-root-actions", "template.yaml").text,
      `${files["template.yaml"]}
  # Who signs in as the root user of a member account, or has its access keys, can do nothing.
  DenyRootActions:
    Type: AWS::Organizations::Policy
    Properties:
      Name: deny-root-actions
      Type: SERVICE_CONTROL_POLICY
      TargetIds:
        - r-changeme
      Content:
        Version: "2012-10-17"
        Statement:
          - Sid: DenyRootActions
            Effect: Deny
            Action: "*"
            Resource: "*"
            Condition:
              ArnLike:
                aws:PrincipalArn: arn:*:iam::*:root
              "Null":
                aws:AssumedRoot: "true"
`.replace("\n\n", "\n"),
    );
    const { Resources } = JSON.parse(insert("scp-deny-root-access-keys", "template.json").text) as {
      Resources: Record<string, unknown>;
    };
    assert.deepEqual(Resources["DenyRootAccessKeys"], {
      Type: "AWS::Organizations::Policy",
      Properties: {
        Name: "deny-root-access-keys",
        Type: "SERVICE_CONTROL_POLICY",
        TargetIds: ["r-changeme"],
        Content: {
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "DenyRootAccessKeys",
              Effect: "Deny",
              Action: "iam:CreateAccessKey",
              Resource: "*",
              Condition: { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:root" } },
            },
          ],
        },
      },
    });
  });

  it("is a managed policy where it is a boundary", () => {
    const { Resources } = JSON.parse(insert("boundary-starter", "template.json").text) as {
      Resources: Record<string, unknown>;
    };
    const { policy } = snippetsFor([]).find(({ id }) => id === "boundary-starter") ?? {};
    assert.ok(policy);
    assert.deepEqual(Resources["PermissionsBoundary"], {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: {
        ManagedPolicyName: "permissions-boundary",
        PolicyDocument: JSON.parse(policyText(policy)) as unknown,
      },
    });
    const { resource } = JSON.parse(insert("boundary-starter", "main.tf.json").text) as {
      resource: Record<string, Record<string, Record<string, string>>>;
    };
    const { name, policy: text = "" } = resource["aws_iam_policy"]?.["permissions_boundary"] ?? {};
    assert.equal(name, "permissions-boundary");
    assert.deepEqual(JSON.parse(text), JSON.parse(policyText(policy)));
  });

  it("has regions to replace, or those of the settings", () => {
    assert.deepEqual(insert("scp-fence-regions", "policy.json").stops, ["eu-central-1", "eu-west-1"]);
    const said = insert("scp-fence-regions", "policy.json", ["eu-north-1"]);
    assert.deepEqual(said.stops, []);
    assert.match(said.text, /"aws:RequestedRegion": \[\s*"eu-north-1"\s*\]/);
  });
});
