// The fix role-instead beyond one user in one file: modules of several files, groups, what is shared, what declines, which workload comes first.
import assert from "node:assert/strict";
import { read } from "../support/check-rule";
import { engine } from "../support/engine";
import { replaced, replacing } from "../support/roles";

const lambda = "Replace the user by a role for Lambda";
const people = "Replace the user by a permission set for people, through IAM Identity Center";

const user = `resource "aws_iam_user" "sync" {
  name = "sync"
}
`;

const role = `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "lambda.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}
`;

const attachment = `resource "aws_iam_user_policy_attachment" "sync" {
  user       = aws_iam_user.sync.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`;

const attached = `resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`;

const key = `resource "aws_iam_access_key" "sync" {
  user = aws_iam_user.sync.name
}
`;

describe("role-instead across the files of a module", () => {
  before(() => engine.ready());

  it("changes two files", () =>
    assert.deepEqual(replaced({ "users.tf": user, "policies.tf": attachment }, lambda), {
      "users.tf": role,
      "policies.tf": attached,
    }));

  it("changes three, and what names the user in them; an output of nothing but the key goes with the key", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": `${user}\n${key}`,
          "policies.tf": attachment,
          "outputs.tf": `output "arn" {
  value = aws_iam_user.sync.arn
}

output "secret" {
  value     = aws_iam_access_key.sync.secret
  sensitive = true
}
`,
        },
        lambda,
      ),
      {
        "users.tf": role,
        "policies.tf": attached,
        "outputs.tf": `output "arn" {\n  value = aws_iam_role.sync.arn\n}\n`,
      },
    ));

  it("leaves comments as they are, and follows splats", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": user,
          "outputs.tf": `# aws_iam_user.sync is for the nightly job.
output "names" {
  value = join(",", aws_iam_user.sync.*.name)
}
`,
        },
        lambda,
      ),
      {
        "users.tf": role,
        "outputs.tf": `# aws_iam_user.sync is for the nightly job.
output "names" {
  value = join(",", aws_iam_role.sync.*.name)
}
`,
      },
    ));

  it("changes .tf and .tf.json together", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": user,
          "more.tf.json": `{
  "resource": {
    "aws_iam_access_key": {"sync": {"user": "\${aws_iam_user.sync.name}"}},
    "aws_iam_user_policy_attachment": {
      "sync": {"user": "\${aws_iam_user.sync.name}", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    }
  },
  "output": {"arn": {"value": "\${aws_iam_user.sync.arn}"}}
}
`,
        },
        lambda,
      ),
      {
        "users.tf": role,
        "more.tf.json": `{
  "resource": {
    "aws_iam_role_policy_attachment": {
      "sync": {"role": "\${aws_iam_role.sync.name}", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    }
  },
  "output": {"arn": {"value": "\${aws_iam_role.sync.arn}"}}
}
`,
      },
    ));

  it("uses the provider and the account's data source that another file declares", () => {
    const files = replaced(
      {
        "users.tf": user,
        "oidc.tf": `resource "aws_iam_openid_connect_provider" "gh" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_caller_identity" "me" {}
`,
      },
      "Replace the user by a role for GitHub Actions",
    );
    assert.ok(typeof files !== "string");
    assert.match(files["users.tf"] ?? "", /Federated = aws_iam_openid_connect_provider\.gh\.arn/);
    assert.doesNotMatch(files["users.tf"] ?? "", /resource "aws_iam_openid_connect_provider"/);
    const task = replaced(
      { "users.tf": user, "data.tf": 'data "aws_caller_identity" "me" {}\n' },
      "Replace the user by a role for an ECS task",
    );
    assert.ok(typeof task !== "string");
    assert.match(task["users.tf"] ?? "", /"aws:SourceAccount" = data\.aws_caller_identity\.me\.account_id/);
    assert.doesNotMatch(task["users.tf"] ?? "", /^data /m);
  });

  const declining: readonly (readonly [string, Readonly<Record<string, string>>, string, string])[] = [
    [
      "the key in another file",
      {
        "users.tf": `${user}\n${key}`,
        "app.tf": `resource "aws_instance" "app" {
  user_data = <<-EOT
    export AWS_ACCESS_KEY_ID=\${aws_iam_access_key.sync.id}
    export AWS_SECRET_ACCESS_KEY=\${aws_iam_access_key.sync.secret}
  EOT
}
`,
      },
      lambda,
      "Lines 3 and 4 of app.tf still refer to aws_iam_access_key.sync; take that out first.",
    ],
    [
      "an output that gives away more than the key",
      {
        "users.tf": `${user}\n${key}`,
        "outputs.tf": 'output "all" {\n  value = [aws_iam_access_key.sync.id, aws_s3_bucket.b.id]\n}\n',
      },
      lambda,
      "Line 2 of outputs.tf still refers to aws_iam_access_key.sync; take that out first.",
    ],
    [
      "an ARN of a user that is put together",
      {
        "users.tf": user,
        "arn.tf": 'locals {\n  arn = "arn:aws:iam::123456789012:user/${aws_iam_user.sync.name}"\n}\n',
      },
      lambda,
      "Line 2 of arn.tf still refers to aws_iam_user.sync as a user; take that out first.",
    ],
    [
      "an ARN of the user in full",
      { "users.tf": user, "arn.tf": 'locals {\n  arn = "arn:aws:iam::123456789012:user/sync"\n}\n' },
      lambda,
      "Line 2 of arn.tf still refers to aws_iam_user.sync as a user; take that out first.",
    ],
    [
      "a module that asks for a user",
      {
        "users.tf": user,
        "mail.tf": 'module "mail" {\n  source    = "./mail"\n  user_name = aws_iam_user.sync.name\n}\n',
      },
      lambda,
      "Line 3 of mail.tf still refers to aws_iam_user.sync as a user; take that out first.",
    ],
    [
      "a policy about the user's own keys",
      {
        "users.tf": user,
        "rotation.tf": `resource "aws_iam_policy" "rotation" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iam:UpdateAccessKey"
      Resource = aws_iam_user.sync.arn
    }]
  })
}
`,
      },
      lambda,
      "Line 7 of rotation.tf still refers to aws_iam_user.sync as a user; take that out first.",
    ],
    [
      "a role of its name",
      { "users.tf": user, "roles.tf": 'resource "aws_iam_role" "sync" {\n  name = "other"\n}\n' },
      lambda,
      "There is aws_iam_role.sync already; rename one of the two first.",
    ],
    [
      "a credential that no role has",
      {
        "users.tf": user,
        "ssh.tf":
          'resource "aws_iam_user_ssh_key" "k" {\n  username   = aws_iam_user.sync.name\n  encoding   = "SSH"\n  public_key = "ssh-rsa AAAA"\n}\n',
      },
      lambda,
      "Nothing like aws_iam_user_ssh_key.k exists for roles; take it out first.",
    ],
    [
      "a group of another place",
      {
        "users.tf": user,
        "groups.tf":
          'resource "aws_iam_user_group_membership" "sync" {\n  user   = aws_iam_user.sync.name\n  groups = ["admins"]\n}\n',
      },
      lambda,
      "A group that aws_iam_user_group_membership.sync names is not declared here, so its policies cannot become the role's; attach them first.",
    ],
  ];
  for (const [title, files, fix, why] of declining)
    it(`declines: ${title}`, () => assert.equal(replaced(files, fix), why));
});

describe("role-instead in a JSON template whose user stands before its key", () => {
  it("adds the provider before what becomes the role", async () => {
    await engine.ready();
    const user = { Type: "AWS::IAM::User" };
    const key = { Type: "AWS::IAM::AccessKey", Properties: { UserName: { Ref: "User" } } };
    const text = JSON.stringify({ Resources: { User: user, Key: key } }, null, 2);
    const after = replaced({ "t.json": text }, "Replace the user by a role for GitHub Actions");
    assert.ok(typeof after !== "string", "is declined");
    const { Resources } = JSON.parse(after["t.json"] ?? "") as { Resources: Record<string, { Type: string }> };
    assert.deepEqual(
      Object.values(Resources).map(({ Type }) => Type),
      ["AWS::IAM::OIDCProvider", "AWS::IAM::Role"],
    );
  });
});

describe("role-instead with groups and what users share", () => {
  before(() => engine.ready());

  const groups = `resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}

resource "aws_iam_group_policy" "list" {
  name  = "list"
  group = aws_iam_group.readers.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}
`;

  it("gives the role the policies of its groups, and takes the user out of them", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": user,
          "groups.tf": `${groups}
resource "aws_iam_user_group_membership" "sync" {
  user   = aws_iam_user.sync.name
  groups = [aws_iam_group.readers.name]
}
`,
        },
        lambda,
      ),
      {
        "users.tf": role,
        "groups.tf": `resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}

resource "aws_iam_role_policy_attachment" "sync_readers" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}

resource "aws_iam_group_policy" "list" {
  name  = "list"
  group = aws_iam_group.readers.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}

resource "aws_iam_role_policy" "sync_list" {
  name = "list"
  role = aws_iam_role.sync.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}
`,
      },
    ));

  it("leaves the other users in a membership and an attachment", () =>
    assert.deepEqual(
      replaced(
        {
          "users.tf": user,
          "shared.tf": `resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_group_membership" "readers" {
  name  = "readers"
  group = aws_iam_group.readers.name
  users = [aws_iam_user.sync.name, "ann"]
}

resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  users      = ["ann", aws_iam_user.sync.name]
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
        },
        lambda,
      ),
      {
        "users.tf": role,
        "shared.tf": `resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_group_membership" "readers" {
  name  = "readers"
  group = aws_iam_group.readers.name
  users = ["ann"]
}

resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  users      = ["ann"]
  roles      = [aws_iam_role.sync.name]
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
      },
    ));

  it("the same in a template, whose groups hold their policies themselves", () =>
    assert.deepEqual(
      replaced(
        {
          "t.yaml": `Resources:
  Sync:
    Type: AWS::IAM::User
    Properties:
      UserName: sync
      Groups:
        - !Ref Readers
  Readers:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - !Ref Read
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListAllMyBuckets
            Resource: "*"
  Put:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: put
      Groups: [!Ref Readers]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:SendMessage
            Resource: arn:aws:sqs:eu-west-1:123456789012:jobs
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Sync
Outputs:
  Arn:
    Value: !GetAtt Sync.Arn
  Secret:
    Value: !Sub "\${Key}:\${Key.SecretAccessKey}"
`,
        },
        lambda,
      ),
      {
        "t.yaml": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Ref Read
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  Readers:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - !Ref Read
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListAllMyBuckets
            Resource: "*"
  Put:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: put
      Groups: [!Ref Readers]
      Roles: [!Ref Sync]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:SendMessage
            Resource: arn:aws:sqs:eu-west-1:123456789012:jobs
Outputs:
  Arn:
    Value: !GetAtt Sync.Arn
`,
      },
    ));

  it("the trust policy in the place of a group that has no policy", () =>
    assert.deepEqual(
      replaced(
        {
          "t.yaml": `Resources:
  Readers:
    Type: AWS::IAM::Group
  Sync:
    Type: AWS::IAM::User
    Properties:
      Groups:
        - !Ref Readers
`,
        },
        lambda,
      ),
      {
        "t.yaml": `Resources:
  Readers:
    Type: AWS::IAM::Group
  Sync:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
`,
      },
    ));

  it("declines in a template what asks for a user", () => {
    const asking = (properties: string): string => `Resources:
  Sync:
    Type: AWS::IAM::User
  Other:
    Type: Custom::Thing
    Properties:
      ${properties}
`;
    assert.equal(
      replaced({ "t.yaml": asking("UserName: !Ref Sync") }, lambda),
      "The resource Sync is still referred to as a user by Other; take that out first.",
    );
    assert.equal(
      replaced({ "t.yaml": asking("Arn: !Sub arn:aws:iam::${AWS::AccountId}:user/${Sync}") }, lambda),
      "The resource Sync is still referred to as a user by Other; take that out first.",
    );
    const statement = `Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:CreateAccessKey
            Resource: !GetAtt Sync.Arn
`;
    assert.equal(
      replaced({ "t.yaml": asking("").replace(/Type: Custom[^]*/, statement) }, lambda),
      "The resource Sync is still referred to as a user by Other; take that out first.",
    );
  });
});

describe("role-instead in JSON", () => {
  before(() => engine.ready());

  it("a template", () =>
    assert.deepEqual(
      replaced(
        { "t.json": '{\n  "Resources": {\n    "Sync": {\n      "Type": "AWS::IAM::User"\n    }\n  }\n}\n' },
        "Replace the user by a role for an EKS pod (Pod Identity)",
      ),
      {
        "t.json": `{
  "Resources": {
    "Sync": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": {
                "Service": "pods.eks.amazonaws.com"
              },
              "Action": [
                "sts:AssumeRole",
                "sts:TagSession"
              ]
            }
          ]
        }
      }
    },
    "PodIdentity": {
      "Type": "AWS::EKS::PodIdentityAssociation",
      "Properties": {
        "ClusterName": "<CLUSTER>",
        "Namespace": "<NAMESPACE>",
        "ServiceAccount": "<SERVICE-ACCOUNT>",
        "RoleArn": {
          "Fn::GetAtt": [
            "Sync",
            "Arn"
          ]
        }
      }
    }
  }
}
`,
      },
    ));

  it("a Terraform configuration", () =>
    assert.deepEqual(
      replaced(
        {
          "main.tf.json":
            '{\n  "resource": {\n    "aws_iam_user": {\n      "sync": {\n        "name": "sync"\n      }\n    }\n  }\n}\n',
        },
        "Replace the user by a role for an ECS task",
      ),
      {
        "main.tf.json": `{
  "resource": {
    "aws_iam_role": {
      "sync": {
        "name": "sync",
        "assume_role_policy": ${JSON.stringify(
          JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "ecs-tasks.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                  ArnLike: { "aws:SourceArn": "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:*" },
                  StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.current.account_id}" },
                },
              },
            ],
          }),
        )}
      }
    }
  },
  "data": {
    "aws_caller_identity": {
      "current": {}
    }
  }
}
`,
      },
    ));
});

describe("role-instead offers the likeliest workload first", () => {
  before(() => engine.ready());

  const named = (name: string, more = ""): string =>
    replacing(read({ uri: "/w/main.tf", text: `resource "aws_iam_user" "u" {\n  name = "${name}"\n${more}}\n` }))
      .fixes[0]?.title ?? "";

  for (const [name, workload] of [
    ["github-actions", "GitHub Actions"],
    ["gitlab-deploy", "GitLab CI"],
    ["circleci", "CircleCI"],
    ["ci", "GitHub Actions"],
    ["DeployPipeline", "GitHub Actions"],
    ["tfc-apply", "HCP Terraform"],
    ["ec2-logs", "EC2"],
    ["thumbnail_lambda", "Lambda"],
    ["ecs-worker", "an ECS task"],
    ["k8s-dns", "an EKS pod (Pod Identity)"],
    ["onprem-backup", "a server outside of AWS (IAM Roles Anywhere)"],
    ["ssm-hybrid", "a hybrid node of Systems Manager"],
    ["datadog", "a third party, with an external ID"],
    ["sync", "EC2"],
  ] as const)
    it(`${name}: ${workload}`, () => assert.equal(named(name), `Replace the user by a role for ${workload}`));

  it("by its tags", () =>
    assert.equal(
      named("x", '  tags = {\n    Purpose = "uploads of the bitbucket pipeline"\n  }\n'),
      "Replace the user by a role for Bitbucket Pipelines",
    ));

  it("people, where it has a password or is called as they are", () => {
    const text = `${user}\nresource "aws_iam_user_login_profile" "sync" {\n  user = aws_iam_user.sync.name\n}\n`;
    assert.equal(replacing(read({ uri: "/w/main.tf", text })).fixes[0]?.title, people);
    assert.equal(named("ann@example.com"), people);
  });
});
