// What becomes of "*" where the module declares what the actions are about, in every format. It tests no rule's findings.
import { wildcardResource } from "../../shared-rules/src/rules/wildcard-resource";
import { checkRule } from "../support/check-rule";

checkRule(wildcardResource, {
  native: [
    {
      title: "splits off what can name its resources, with those of objects and indexes",
      uri: "/w/main.tf",
      text: `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_dynamodb_table" "orders" {
  name = "orders"
}

data "aws_iam_policy_document" "work" {
  statement {
    sid = "Work"
    # The console lists buckets.
    actions   = ["s3:GetObject", "s3:ListBucket", "s3:ListAllMyBuckets", "dynamodb:Query"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "work" {
  policy = data.aws_iam_policy_document.work.json
}
`,
      at: ["*"],
      fixed: {
        "name-resource": `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_dynamodb_table" "orders" {
  name = "orders"
}

data "aws_iam_policy_document" "work" {
  statement {
    sid = "Work"
    # The console lists buckets.
    actions   = ["s3:ListAllMyBuckets"]
    resources = ["*"]
  }

  statement {
    actions = ["s3:GetObject", "s3:ListBucket", "dynamodb:Query"]
    resources = [
      aws_s3_bucket.reports.arn,
      "\${aws_s3_bucket.reports.arn}/*",
      aws_dynamodb_table.orders.arn,
      "\${aws_dynamodb_table.orders.arn}/index/*",
    ]
  }
}

resource "aws_iam_policy" "work" {
  policy = data.aws_iam_policy_document.work.json
}
`,
      },
    },
    {
      title: "offers each queue, the one of the policy's name first, and none that is several",
      uri: "/w/main.tf",
      text: `resource "aws_sqs_queue" "payments" {}

resource "aws_sqs_queue" "orders" {}

resource "aws_sqs_queue" "workers" {
  count = 2
}

resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }]
  })
}
`,
      at: ["*"],
      fixed: {
        "name-resource": `resource "aws_sqs_queue" "payments" {}

resource "aws_sqs_queue" "orders" {}

resource "aws_sqs_queue" "workers" {
  count = 2
}

resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.orders.arn }]
  })
}
`,
      },
    },
    {
      title: "offers the other queue, too",
      uri: "/w/main.tf",
      text: `resource "aws_sqs_queue" "payments" {}

resource "aws_sqs_queue" "orders" {}

resource "aws_sqs_queue" "workers" {
  count = 2
}

resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }]
  })
}
`,
      at: ["*"],
      fixed: {
        "Limit sqs:SendMessage to aws_sqs_queue.payments": `resource "aws_sqs_queue" "payments" {}

resource "aws_sqs_queue" "orders" {}

resource "aws_sqs_queue" "workers" {
  count = 2
}

resource "aws_iam_policy" "orders" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.payments.arn }]
  })
}
`,
      },
    },
    {
      title: "makes two statements of a single one in a heredoc",
      uri: "/w/main.tf",
      text: `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_iam_policy" "p" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:ListAllMyBuckets"],
    "Resource": "*"
  }
}
EOF
}
`,
      at: ["*"],
      fixed: {
        "name-resource": `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_iam_policy" "p" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:ListAllMyBuckets"],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject"],
      "Resource": "\${aws_s3_bucket.reports.arn}/*"
    }
  ]
}
EOF
}
`,
      },
    },
    {
      title: "names resources of a template, and none that is made on a condition",
      uri: "/w/template.yaml",
      text: `Resources:
  Queue:
    Type: AWS::SQS::Queue
  Logs:
    Type: AWS::Logs::LogGroup
  Maybe:
    Type: AWS::SQS::Queue
    Condition: IsProduction
  Send:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["sqs:SendMessage", "logs:PutLogEvents"] # both
            Resource: "*"
`,
      at: ["*"],
      fixed: {
        "name-resource": `Resources:
  Queue:
    Type: AWS::SQS::Queue
  Logs:
    Type: AWS::Logs::LogGroup
  Maybe:
    Type: AWS::SQS::Queue
    Condition: IsProduction
  Send:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["sqs:SendMessage", "logs:PutLogEvents"] # both
            Resource:
              - !GetAtt Queue.Arn
              - !GetAtt Logs.Arn
`,
      },
    },
    {
      title: "makes two statements of a single one in YAML",
      uri: "/w/template.yaml",
      text: `Resources:
  Reports:
    Type: AWS::S3::Bucket
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Action:
            - s3:GetObject
            - s3:ListBucket
            - s3:ListAllMyBuckets
          Resource: "*"
`,
      at: ["*"],
      fixed: {
        "name-resource": `Resources:
  Reports:
    Type: AWS::S3::Bucket
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:ListAllMyBuckets
            Resource: "*"
          - Effect: Allow
            Action:
              - s3:GetObject
              - s3:ListBucket
            Resource:
              - !GetAtt Reports.Arn
              - !Sub "\${Reports.Arn}/*"
`,
      },
    },
    {
      title: "says what a wildcard loses",
      uri: "/w/template.json",
      text: `{
  "Resources": {
    "Reports": { "Type": "AWS::S3::Bucket" },
    "Read": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {
        "PolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "s3:*",
              "Resource": "*"
            }
          ]
        }
      }
    }
  }
}
`,
      at: ["*"],
      fixed: {
        "name-resource": `{
  "Resources": {
    "Reports": { "Type": "AWS::S3::Bucket" },
    "Read": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {
        "PolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "s3:*",
              "Resource": [
                {
                  "Fn::GetAtt": [
                    "Reports",
                    "Arn"
                  ]
                },
                {
                  "Fn::Sub": "\${Reports.Arn}/*"
                }
              ]
            }
          ]
        }
      }
    }
  }
}
`,
      },
    },
    {
      title: "writes into the text of Fn::Sub",
      uri: "/w/template.yaml",
      text: `Resources:
  Reports:
    Type: AWS::S3::Bucket
  Text:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:GetObject", "s3:ListAllMyBuckets"],
              "Resource": "*"
            }
          ]
        }
`,
      at: ["*"],
      fixed: {
        "name-resource": `Resources:
  Reports:
    Type: AWS::S3::Bucket
  Text:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:ListAllMyBuckets"],
              "Resource": "*"
            },
            {
              "Effect": "Allow",
              "Action": ["s3:GetObject"],
              "Resource": "\${Reports.Arn}/*"
            }
          ]
        }
`,
      },
    },
    {
      title: "writes Terraform's JSON",
      uri: "/w/main.tf.json",
      text: `{
  "resource": {
    "aws_s3_bucket": { "reports": { "bucket": "reports" } },
    "aws_iam_policy": {
      "p": {
        "policy": "\${jsonencode({ Version = \\"2012-10-17\\", Statement = [{ Effect = \\"Allow\\", Action = [\\"s3:GetObject\\"], Resource = \\"*\\" }] })}"
      }
    }
  },
  "data": {
    "aws_iam_policy_document": {
      "d": {
        "statement": [{ "actions": ["s3:GetObject", "s3:ListAllMyBuckets"], "resources": ["*"] }]
      }
    }
  }
}
`,
      at: ["*", "*"],
      fixed: {
        "name-resource": `{
  "resource": {
    "aws_s3_bucket": { "reports": { "bucket": "reports" } },
    "aws_iam_policy": {
      "p": {
        "policy": "\${jsonencode({ Version = \\"2012-10-17\\", Statement = [{ Effect = \\"Allow\\", Action = [\\"s3:GetObject\\"], Resource = \\"\${aws_s3_bucket.reports.arn}/*\\" }] })}"
      }
    }
  },
  "data": {
    "aws_iam_policy_document": {
      "d": {
        "statement": [{ "actions": ["s3:GetObject", "s3:ListAllMyBuckets"], "resources": ["*"] }]
      }
    }
  }
}
`,
      },
    },
    {
      title: "writes the ARNs that the actions take, with the names to fill in, where nothing is declared",
      uri: "/w/template.yaml",
      text: `Resources:
  Work:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObject
              - sqs:SendMessage
            Resource: "*"
`,
      at: ["*"],
      fixed: {
        "Limit s3:GetObject and sqs:SendMessage to 2 resources that you fill in": `Resources:
  Work:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObject
              - sqs:SendMessage
            Resource:
              - arn:aws:s3:::BUCKET-NAME/*
              - !Sub "arn:aws:sqs:REGION:\${AWS::AccountId}:QUEUE-NAME"
`,
      },
    },
  ],
  flags: [
    {
      statement: { Effect: "Allow", Action: ["dynamodb:PutItem", "ec2:DescribeInstances"], Resource: "*" },
      at: "*",
      offers: ["name-resource"],
    },
    // Named one by one, each resource has its purpose.
    {
      statement: {
        Effect: "Allow",
        Action: [
          "sqs:SendMessage",
          "sns:Publish",
          "dynamodb:PutItem",
          "lambda:InvokeFunction",
          "states:StartExecution",
          "secretsmanager:GetSecretValue",
        ],
        Resource: "*",
      },
      at: "*",
      offers: ["name-resource"],
    },
    // Of wildcards, nobody fills in so many.
    {
      statement: { Effect: "Allow", Action: ["lambda:Update*", "ssm:Delete*"], Resource: "*" },
      at: "*",
      offers: [],
    },
    // Of the many types that it can be about nobody knows which are meant.
    { statement: { Effect: "Allow", Action: "ec2:CreateTags", Resource: "*" }, at: "*", offers: [] },
    // Beside what is about some of them, these are.
    {
      statement: { Effect: "Allow", Action: ["ecs:RunTask", "ecs:TagResource"], Resource: "*" },
      at: "*",
      formats: ["policy JSON"],
      fixed: {
        "Limit ecs:RunTask and ecs:TagResource to a resource that you fill in": {
          Effect: "Allow",
          Action: ["ecs:RunTask", "ecs:TagResource"],
          Resource:
            "arn:aws:ecs:REGION:ACCOUNT-ID:task-definition/TASK-DEFINITION-FAMILY-NAME:TASK-DEFINITION-REVISION-NUMBER",
        },
      },
    },
    // Of a few types, any may be meant.
    {
      statement: { Effect: "Allow", Action: "rds:StartActivityStream", Resource: "*" },
      at: "*",
      formats: ["policy JSON"],
      fixed: {
        "Limit rds:StartActivityStream to 2 resources that you fill in": {
          Effect: "Allow",
          Action: "rds:StartActivityStream",
          Resource: [
            "arn:aws:rds:REGION:ACCOUNT-ID:cluster:DB-CLUSTER-INSTANCE-NAME",
            "arn:aws:rds:REGION:ACCOUNT-ID:db:DB-INSTANCE-NAME",
          ],
        },
      },
    },
    // A wildcard over many types is limited to what most of it is about.
    {
      statement: { Effect: "Allow", Action: "s3:Get*", Resource: "*" },
      at: "*",
      formats: ["policy JSON"],
      fixed: {
        "name-resource": {
          Effect: "Allow",
          Action: "s3:Get*",
          Resource: ["arn:aws:s3:::BUCKET-NAME", "arn:aws:s3:::BUCKET-NAME/*"],
        },
      },
    },
    // It has to be allowed on all of them.
    {
      statement: { Effect: "Allow", Action: "glue:CreateTable", Resource: "*" },
      at: "*",
      fixed: {
        "name-resource": {
          Effect: "Allow",
          Action: "glue:CreateTable",
          Resource: [
            "arn:aws:glue:REGION:ACCOUNT-ID:database/DATABASE-NAME",
            "arn:aws:glue:REGION:ACCOUNT-ID:catalog",
            "arn:aws:glue:REGION:ACCOUNT-ID:table/DATABASE-NAME/TABLE-NAME",
          ],
        },
      },
      // A template names its own account.
      formats: ["policy JSON", "Terraform jsonencode", "Terraform policy document"],
    },
  ],
});
