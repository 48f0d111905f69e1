// The fix role-instead for people: what refers to the user names the permission set, and what no permission set could be is listed.
import assert from "node:assert/strict";
import { engine } from "../support/engine";
import { json } from "../support/native";
import { replaced } from "../support/roles";

const people = "Replace the user by a permission set for people, through IAM Identity Center";

const user = `resource "aws_iam_user" "ann" {
  name = "ann"
}
`;

const instance = "tolist(data.aws_ssoadmin_instances.this.arns)[0]";

const set = `data "aws_ssoadmin_instances" "this" {}

resource "aws_ssoadmin_permission_set" "ann" {
  name         = "ann"
  instance_arn = ${instance}
}

data "aws_caller_identity" "current" {}

resource "aws_ssoadmin_account_assignment" "assignment" {
  instance_arn       = ${instance}
  permission_set_arn = aws_ssoadmin_permission_set.ann.arn
  principal_type     = "GROUP"
  principal_id       = "<GROUP-ID>"
  target_type        = "AWS_ACCOUNT"
  target_id          = data.aws_caller_identity.current.account_id
}
`;

describe("role-instead for people: what refers to the user", () => {
  before(() => engine.ready());

  it("Terraform: outputs, tags and dependencies", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": user,
          "others.tf": `# For aws_iam_user.ann.
output "arn" {
  value = aws_iam_user.ann.arn
}

output "name" {
  value = "\${aws_iam_user.ann.id} of \${aws_iam_user.ann.tags["Team"]}"
}

resource "aws_s3_bucket" "home" {
  bucket = "home-\${aws_iam_user.ann.name}"
  tags = {
    Owner = aws_iam_user.ann.id
  }
  depends_on = [aws_iam_user.ann]
}
`,
        },
        people,
      ),
      {
        "users.tf": set,
        "others.tf": `# For aws_iam_user.ann.
output "arn" {
  value = aws_ssoadmin_permission_set.ann.arn
}

output "name" {
  value = "\${aws_ssoadmin_permission_set.ann.name} of \${aws_ssoadmin_permission_set.ann.tags["Team"]}"
}

resource "aws_s3_bucket" "home" {
  bucket = "home-\${aws_ssoadmin_permission_set.ann.name}"
  tags = {
    Owner = aws_ssoadmin_permission_set.ann.name
  }
  depends_on = [aws_ssoadmin_permission_set.ann]
}
`,
      },
    ));

  it("Terraform: an inline policy named after the user", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": user,
          "policies.tf": `resource "aws_iam_user_policy" "ann" {
  name   = "\${aws_iam_user.ann.name}-read"
  user   = aws_iam_user.ann.name
  policy = data.aws_iam_policy_document.read.json
}
`,
        },
        people,
      ),
      {
        "users.tf": set,
        "policies.tf": `resource "aws_ssoadmin_permission_set_inline_policy" "ann" {
  instance_arn       = ${instance}
  permission_set_arn = aws_ssoadmin_permission_set.ann.arn
  inline_policy      = data.aws_iam_policy_document.read.json
}
`,
      },
    ));

  it("Terraform's JSON", () => {
    const resource = { aws_iam_user: { ann: { name: "ann" } } };
    const output = { arn: { value: "${aws_iam_user.ann.arn}" }, name: { value: "${aws_iam_user.ann.id}" } };
    const files = replaced({ "main.tf.json": json({ output, resource }) }, people);
    assert.ok(typeof files !== "string");
    const after = JSON.parse(files["main.tf.json"] ?? "") as Record<string, unknown>;
    assert.deepEqual(after["output"], {
      arn: { value: "${aws_ssoadmin_permission_set.ann.arn}" },
      name: { value: "${aws_ssoadmin_permission_set.ann.name}" },
    });
    assert.deepEqual(Object.keys(after["resource"] as object), [
      "aws_ssoadmin_permission_set",
      "aws_ssoadmin_account_assignment",
    ]);
  });

  it("CloudFormation: outputs, other properties and dependencies", () =>
    assert.deepEqual(
      replaced(
        {
          "t.yaml": `Parameters:
  IdentityCenterInstanceArn:
    Type: String
Resources:
  Ann:
    Type: AWS::IAM::User
    Properties:
      UserName: ann
  Home:
    Type: AWS::S3::Bucket
    DependsOn: Ann
    Properties:
      Tags:
        - Key: Owner
          Value: !Ref Ann
Outputs:
  Arn:
    Value: !GetAtt Ann.Arn
  Name:
    Value:
      Ref: Ann
`,
        },
        people,
      ),
      {
        "t.yaml": `Parameters:
  IdentityCenterInstanceArn:
    Type: String
Resources:
  Ann:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: !Ref IdentityCenterInstanceArn
      Name: ann
  Assignment:
    Type: AWS::SSO::Assignment
    Properties:
      InstanceArn: !Ref IdentityCenterInstanceArn
      PermissionSetArn: !GetAtt Ann.PermissionSetArn
      PrincipalType: GROUP
      PrincipalId: <GROUP-ID>
      TargetType: AWS_ACCOUNT
      TargetId: !Ref AWS::AccountId
  Home:
    Type: AWS::S3::Bucket
    DependsOn: Ann
    Properties:
      Tags:
        - Key: Owner
          Value: ann
Outputs:
  Arn:
    Value: !GetAtt Ann.PermissionSetArn
  Name:
    Value: ann
`,
      },
    ));

  const statement = `policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*", Principal = { AWS = aws_iam_user.ann.arn } }]
  })`;
  for (const [title, files, why] of [
    [
      "a policy of a bucket, whose principal no permission set is",
      {
        "users.tf": user,
        "bucket.tf": `resource "aws_s3_bucket_policy" "b" {\n  bucket = "b"\n  ${statement}\n}\n`,
      },
      "Line 5 of bucket.tf still refers to aws_iam_user.ann as a user; take that out first.",
    ],
    [
      "an ARN that something other than an output takes",
      { "users.tf": user, "m.tf": 'module "m" {\n  source = "./m"\n  reader = aws_iam_user.ann.arn\n}\n' },
      "Line 3 of m.tf still refers to aws_iam_user.ann as a user; take that out first.",
    ],
    [
      "what only users have",
      { "users.tf": user, "outputs.tf": 'output "id" {\n  value = aws_iam_user.ann.unique_id\n}\n' },
      "Line 2 of outputs.tf still refers to aws_iam_user.ann as a user; take that out first.",
    ],
    [
      "the user's ARN in full",
      { "users.tf": user, "arn.tf": 'locals {\n  arn = "arn:aws:iam::123456789012:user/ann"\n}\n' },
      "Line 2 of arn.tf still refers to aws_iam_user.ann as a user; take that out first.",
    ],
    [
      "its own policy about the user",
      {
        "users.tf": user,
        "self.tf": `resource "aws_iam_user_policy" "ann" {
  user = aws_iam_user.ann.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:GetUser", Resource = aws_iam_user.ann.arn }]
  })
}
`,
      },
      "Line 5 of self.tf still refers to aws_iam_user.ann as a user; take that out first.",
    ],
    [
      "a template's ARN beside outputs",
      {
        "t.yaml":
          "Resources:\n  Ann:\n    Type: AWS::IAM::User\n  Other:\n    Type: Custom::Thing\n    Properties:\n      Reader: !GetAtt Ann.Arn\n",
      },
      "The resource Ann is still referred to as a user by Other; take that out first.",
    ],
    [
      "its own policy about the user, in a template",
      {
        "t.yaml": `Resources:
  Ann:
    Type: AWS::IAM::User
  Self:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: self
      Users: [!Ref Ann]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:GetUser
            Resource: !GetAtt Ann.Arn
`,
      },
      "A policy of the user is about the user; take that statement out first.",
    ],
    [
      "a name within a text of a template",
      {
        "t.yaml":
          'Resources:\n  Ann:\n    Type: AWS::IAM::User\nOutputs:\n  Name:\n    Value: !Sub "${Ann} in ${AWS::Region}"\n',
      },
      "The resource Ann is still referred to as a user by Outputs.Name; take that out first.",
    ],
  ] as const)
    it(`declines: ${title}`, () => assert.equal(replaced(files, people), why));
});
