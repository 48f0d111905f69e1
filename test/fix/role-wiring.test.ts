// The fix role-instead where the module shows what runs with the user's key: it is given the role, and the key is taken out of it.
import assert from "node:assert/strict";
import { read } from "../support/check-rule";
import { engine } from "../support/engine";
import { json } from "../support/native";
import { lawful, replaced, replacing } from "../support/roles";

const task = "Replace the user by a role for an ECS task";
const machine = "Replace the user by a role for EC2";
const lambda = "Replace the user by a role for Lambda";

const user = `resource "aws_iam_user" "app" {
  name = "app"
}

resource "aws_iam_access_key" "app" {
  user = aws_iam_user.app.name
}
`;
const id = "aws_iam_access_key.app.id";
const secret = "aws_iam_access_key.app.secret";

const taskRole = `resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          ArnLike = {
            "aws:SourceArn" = "arn:aws:ecs:*:\${data.aws_caller_identity.current.account_id}:*"
          }
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

data "aws_caller_identity" "current" {}
`;

const machineRole = `resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_instance_profile" "app" {
  role = aws_iam_role.app.name
}
`;

describe("role-instead gives what runs with the key the role: Terraform", () => {
  before(() => engine.ready());

  it("a task definition: the key goes out of each container, and what else it is told stays", () => {
    const definition = `resource "aws_ecs_task_definition" "app" {
  family             = "app"
  execution_role_arn = aws_iam_role.start.arn
  container_definitions = jsonencode([
    {
      name  = "app"
      image = "app:1" # pinned
      environment = [
        # Where to write.
        { name = "BUCKET", value = "b" },
        { name = "AWS_ACCESS_KEY_ID", value = ${id} },
        { name = "AWS_SECRET_ACCESS_KEY", value = "\${${secret}}" },
      ]
    },
    {
      name = "side"
      environment = [
        {
          name  = "AWS_ACCESS_KEY_ID"
          value = ${id}
        },
        {
          name  = "AWS_SECRET_ACCESS_KEY"
          value = ${secret}
        }
      ]
    }
  ])
}
`;
    assert.equal(
      lawful("/w/main.tf", `${user}\n${definition}`, task),
      `${taskRole}
resource "aws_ecs_task_definition" "app" {
  family             = "app"
  execution_role_arn = aws_iam_role.start.arn
  task_role_arn      = aws_iam_role.app.arn
  container_definitions = jsonencode([
    {
      name  = "app"
      image = "app:1" # pinned
      environment = [
        # Where to write.
        { name = "BUCKET", value = "b" },
      ]
    },
    {
      name = "side"
    }
  ])
}
`,
    );
  });

  it("a task definition in another file, whose containers are JSON", () => {
    const before = `resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = <<EOF
[
  {
    "name": "app",
    "environment": [
      {"name": "AWS_ACCESS_KEY_ID", "value": "\${${id}}"},
      {"name": "AWS_SECRET_ACCESS_KEY", "value": "\${${secret}}"},
      {"name": "BUCKET", "value": "b"}
    ]
  }
]
EOF
}
`;
    assert.deepEqual(replaced({ "users.tf": user, "app.tf": before }, task), {
      "users.tf": taskRole,
      "app.tf": `resource "aws_ecs_task_definition" "app" {
  family                = "app"
  task_role_arn         = aws_iam_role.app.arn
  container_definitions = <<EOF
[
  {
    "name": "app",
    "environment": [
      {"name": "BUCKET", "value": "b"}
    ]
  }
]
EOF
}
`,
    });
  });

  it("an instance and a launch template: the lines of their scripts that hand over the key go", () => {
    const after = (lines: string, more: string, profile: string): string => `resource "aws_instance" "app" {
  ami           = "ami-1"
  instance_type = "t3.micro"
${more}
  user_data = <<-EOF
    #!/bin/bash
${lines}    systemctl start app
  EOF

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_template" "app" {
  image_id = "ami-1"
  user_data = base64encode(<<-EOF
    #!/bin/bash
${lines.replace(/echo '(.*)' >> .*/, "$1")}  EOF
  )

  metadata_options {
    http_tokens = "required"
  }
${profile}}
`;
    const lines = `    echo 'export AWS_ACCESS_KEY_ID=\${${id}}' >> /etc/profile.d/app.sh
    export AWS_SECRET_ACCESS_KEY="\${${secret}}"
`;
    assert.equal(
      lawful("/w/main.tf", `${user}\n${after(lines, "", "")}`, machine),
      `${machineRole}\n${after(
        "",
        "  iam_instance_profile = aws_iam_instance_profile.app.name\n",
        "\n  iam_instance_profile {\n    name = aws_iam_instance_profile.app.name\n  }\n",
      ).replace(
        'ami           = "ami-1"\n  instance_type = ',
        'ami                  = "ami-1"\n  instance_type        = ',
      )}`,
    );
  });

  const runs = (body: string): Readonly<Record<string, string>> => ({ "users.tf": user, "app.tf": body });
  const containers = (
    names: readonly [string, string],
    more = "",
  ): string => `resource "aws_ecs_task_definition" "app" {
  family = "app"
${more}  container_definitions = jsonencode([{
    name = "app"
    environment = [
      { name = "${names[0]}", value = ${id} },
      { name = "${names[1]}", value = ${secret} },
    ]
  }])
}
`;
  const keyNames = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  const declining: readonly (readonly [string, string, string, string])[] = [
    [
      "a task definition that has a role",
      containers(keyNames, "  task_role_arn = aws_iam_role.other.arn\n"),
      task,
      "The resource aws_ecs_task_definition.app has its own task_role_arn already; give that role the policies of the user.",
    ],
    [
      "variables that only the program itself knows",
      containers(["BUCKET_KEY", "BUCKET_SECRET"]),
      task,
      "Lines 6 and 7 of app.tf still refer to aws_iam_access_key.app; take that out first.",
    ],
    [
      "a task definition, where a role for EC2 is chosen",
      containers(keyNames),
      machine,
      "Lines 6 and 7 of app.tf still refer to aws_iam_access_key.app; take that out first.",
    ],
    [
      "a script that does more with the key",
      `resource "aws_instance" "app" {
  user_data = <<-EOF
    export AWS_ACCESS_KEY_ID=\${${id}}
    aws configure set aws_secret_access_key \${${secret}}
  EOF
}
`,
      machine,
      "Line 4 of app.tf still refers to aws_iam_access_key.app; take that out first.",
    ],
    [
      "a file that a script makes of the key, which something may wait for",
      `resource "aws_instance" "app" {
  user_data = <<-EOF
    echo AWS_ACCESS_KEY_ID=\${${id}} > app.env
    echo AWS_SECRET_ACCESS_KEY=\${${secret}} >> app.env
  EOF
}
`,
      machine,
      "Lines 3 and 4 of app.tf still refer to aws_iam_access_key.app; take that out first.",
    ],
    [
      "an instance with a profile",
      `resource "aws_instance" "app" {
  iam_instance_profile = "app"
  user_data = <<-EOF
    export AWS_ACCESS_KEY_ID=\${${id}}
    export AWS_SECRET_ACCESS_KEY=\${${secret}}
  EOF
}
`,
      machine,
      "The resource aws_instance.app has its own iam_instance_profile already; give that role the policies of the user.",
    ],
    [
      "a function, which has a role",
      `resource "aws_lambda_function" "app" {
  role = aws_iam_role.app.arn
  environment {
    variables = { KEY = ${id}, SECRET = ${secret} }
  }
}
`,
      lambda,
      "The resource aws_lambda_function.app runs with a role already; give that role the policies of the user, and take the keys out of its environment.",
    ],
  ];
  for (const [title, body, fix, why] of declining)
    it(`declines: ${title}`, () => assert.equal(replaced(runs(body), fix), why));

  it("declines in Terraform's JSON, whose containers are text in a text", () => {
    const definition = {
      family: "app",
      container_definitions: `\${jsonencode([{name = "app", environment = [{name = "AWS_ACCESS_KEY_ID", value = ${id}}, {name = "AWS_SECRET_ACCESS_KEY", value = ${secret}}]}])}`,
    };
    const text = json({ resource: { aws_ecs_task_definition: { app: definition } } });
    assert.equal(
      replaced({ "users.tf": user, "app.tf.json": text }, task),
      "Line 6 of app.tf.json still refers to aws_iam_access_key.app; take that out first.",
    );
  });

  it("is offered first for what runs with the key, and says what is left where nothing shows that", () => {
    const first = (...texts: string[]): string | undefined => {
      const [document, ...siblings] = texts.map((text, at) => read({ uri: `/w/${String(at)}.tf`, text }));
      assert.ok(document);
      const [fix] = replacing(document, siblings).fixes;
      return `${fix?.title ?? ""}: ${fix?.then?.() ?? "done"}`;
    };
    assert.equal(first(user, containers(keyNames)), `${task}: done`);
    assert.equal(
      first(user.replace('"app"\n', '"batch-task"\n')),
      `${task}: Then make it the task role of the task definition, and take the keys out of its containers.`,
    );
  });
});

describe("role-instead gives what runs with the key the role: CloudFormation", () => {
  before(() => engine.ready());

  const template = `Resources:
  App:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref App
`;
  const role = (trust: string): string => `Resources:
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ${trust}
            Action: sts:AssumeRole
`;

  it("a task definition", () =>
    assert.equal(
      lawful(
        "/w/t.yaml",
        `${template}  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: app
      ContainerDefinitions:
        - Name: app
          Environment:
            # Where to write.
            - Name: BUCKET
              Value: b
            - Name: AWS_ACCESS_KEY_ID
              Value: !Ref Key
            - Name: AWS_SECRET_ACCESS_KEY
              Value: !GetAtt Key.SecretAccessKey
        - Name: side
          Environment:
            - { Name: AWS_ACCESS_KEY_ID, Value: !Ref Key }
            - { Name: AWS_SECRET_ACCESS_KEY, Value: !Sub "\${Key.SecretAccessKey}" }
`,
        task,
      ),
      `${role("ecs-tasks.amazonaws.com")}            Condition:
              ArnLike:
                aws:SourceArn: !Sub "arn:aws:ecs:*:\${AWS::AccountId}:*"
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: app
      TaskRoleArn: !GetAtt App.Arn
      ContainerDefinitions:
        - Name: app
          Environment:
            # Where to write.
            - Name: BUCKET
              Value: b
        - Name: side
`,
    ));

  it("an instance and a launch template", () => {
    const machines = (lines: string, own: string, named: string): string => `  Server:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-1
${own}      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
${lines}          systemctl start app
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-1
${named}        MetadataOptions:
          HttpTokens: required
        UserData:
          Fn::Base64:
            Fn::Sub: |
              #!/bin/bash
${lines.replaceAll("          ", "              ")}`;
    const lines = `          export AWS_ACCESS_KEY_ID=\${Key}
          export AWS_SECRET_ACCESS_KEY=\${Key.SecretAccessKey}
`;
    const required = "      MetadataOptions:\n        HttpTokens: required\n";
    assert.equal(
      lawful("/w/t.yaml", template + machines(lines, required, ""), machine),
      `${role("ec2.amazonaws.com")}  InstanceProfile:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles:
        - !Ref App
${machines(
  "",
  `      IamInstanceProfile: !Ref InstanceProfile\n${required}`,
  "        IamInstanceProfile:\n          Name: !Ref InstanceProfile\n",
)}`,
    );
  });

  const parts = (Environment: readonly object[], more = {}): string =>
    json({
      Resources: {
        App: { Type: "AWS::IAM::User" },
        Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: { Ref: "App" } } },
        Task: {
          Type: "AWS::ECS::TaskDefinition",
          Properties: { Family: "app", ...more, ContainerDefinitions: [{ Name: "app", Environment }] },
        },
      },
    });
  const entry = (Name: string, Value: unknown): object => ({ Name, Value });
  const handed = [
    entry("AWS_ACCESS_KEY_ID", { Ref: "Key" }),
    entry("AWS_SECRET_ACCESS_KEY", { "Fn::GetAtt": ["Key", "SecretAccessKey"] }),
  ];

  it("a task definition in JSON", () => {
    const { Resources } = JSON.parse(lawful("/w/t.json", parts([...handed, entry("BUCKET", "b")]), task)) as {
      Resources: Record<string, unknown>;
    };
    assert.deepEqual(Object.keys(Resources), ["App", "Task"]);
    assert.deepEqual(Resources["Task"], {
      Type: "AWS::ECS::TaskDefinition",
      Properties: {
        Family: "app",
        TaskRoleArn: { "Fn::GetAtt": ["App", "Arn"] },
        ContainerDefinitions: [{ Name: "app", Environment: [entry("BUCKET", "b")] }],
      },
    });
  });

  for (const [title, text, fix, why] of [
    [
      "a task definition that has a role",
      parts(handed, { TaskRoleArn: "arn:aws:iam::123456789012:role/app" }),
      task,
      "The resource Task has its own TaskRoleArn already; give that role the policies of the user.",
    ],
    [
      "variables that only the program itself knows",
      parts([...handed, entry("SECRET", { "Fn::GetAtt": ["Key", "SecretAccessKey"] })]),
      task,
      "The resource Key is still referred to by Task; take that out first.",
    ],
    [
      "a function, which has a role",
      parts(handed).replace("AWS::ECS::TaskDefinition", "AWS::Lambda::Function"),
      lambda,
      "The resource Task runs with a role already; give that role the policies of the user, and take the keys out of its environment.",
    ],
  ] as const)
    it(`declines: ${title}`, () => assert.equal(replaced({ "t.json": text }, fix), why));
});
