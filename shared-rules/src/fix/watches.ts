// Fixes that declare what watches over an account: an alert for new users, a check of old keys, IAM Access Analyzer. They change nothing else.
import type { NewDeclaration } from "../edit";
import { placeholder, type DataObject } from "../model/data";
import type { Declaration } from "../model/policy";
import type { Fix } from "../rule";

function insert(id: string, title: string, declarations: readonly NewDeclaration[], after?: Declaration): Fix {
  return {
    id,
    title,
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "add-declarations", after, declarations }],
  };
}

/** Declares the analyzer that tells of resources opened to other accounts. */
export function insertAnalyzer(): Fix {
  const name = "account-analyzer";
  return insert("insert-analyzer", "Declare IAM Access Analyzer", [
    {
      name,
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-external.html
      comment:
        "Tells of resources that others may use. An analyzer sees its own region: have one in each that is used.",
      cloudformation: { type: "AWS::AccessAnalyzer::Analyzer", properties: { AnalyzerName: name, Type: "ACCOUNT" } },
      terraform: { type: "aws_accessanalyzer_analyzer", attributes: { analyzer_name: name, type: "ACCOUNT" } },
    },
  ]);
}

/**
 * Declares AWS Config's check of old access keys beside one of them.
 * https://docs.aws.amazon.com/config/latest/developerguide/access-keys-rotated.html
 */
export function insertRotationCheck(key: Declaration, maxAgeDays: number): Fix {
  const name = "access-keys-rotated";
  const check = {
    name,
    comment: `AWS Config has to record in this account; the rule then tells of access keys older than ${maxAgeDays} days.`,
    cloudformation: {
      type: "AWS::Config::ConfigRule",
      properties: {
        ConfigRuleName: name,
        InputParameters: { maxAccessKeyAge: maxAgeDays },
        Source: { Owner: "AWS", SourceIdentifier: "ACCESS_KEYS_ROTATED" },
      },
    },
    terraform: {
      type: "aws_config_config_rule",
      attributes: { name, input_parameters: { jsonText: { maxAccessKeyAge: String(maxAgeDays) } } },
      blocks: [{ type: "source", attributes: { owner: "AWS", source_identifier: "ACCESS_KEYS_ROTATED" } }],
    },
  };
  return insert("insert-rotation-check", `Have AWS Config tell of keys older than ${maxAgeDays} days`, [check], key);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const newUsers: DataObject = {
  source: ["aws.iam"],
  "detail-type": ["AWS API Call via CloudTrail"],
  detail: {
    eventSource: ["iam.amazonaws.com"],
    eventName: ["CreateUser", "CreateAccessKey", "CreateLoginProfile"],
  },
};

/** Declares an event rule for new users, keys and passwords, and the topic that it tells. */
export function insertAlert(): Fix {
  const rule = { reference: "iam-user-created", attribute: "arn" } as const;
  const ruleName = { reference: "iam-user-created", attribute: "name" } as const;
  const topic = { reference: "iam-user-alerts", attribute: "arn" } as const;
  const address = placeholder("CHANGE-ME");
  const description = "New IAM users, access keys and console passwords";
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
  const policy: DataObject = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic,
        Condition: { ArnEquals: { "aws:SourceArn": rule } },
      },
    ],
  };
  return insert("insert-alert", "Declare an alert for new users, access keys and passwords", [
    {
      name: "iam-user-created",
      comment: "IAM's events are sent in us-east-1, whatever region is used: this and its topic belong there.",
      cloudformation: {
        type: "AWS::Events::Rule",
        properties: {
          Description: `${description}; IAM sends its events in us-east-1`,
          EventPattern: newUsers,
          Targets: [{ Id: "alerts", Arn: topic }],
        },
      },
      terraform: {
        type: "aws_cloudwatch_event_rule",
        attributes: { name: "iam-user-created", description, event_pattern: { jsonText: newUsers } },
      },
    },
    {
      name: "iam-user-alerts-target",
      terraform: { type: "aws_cloudwatch_event_target", attributes: { rule: ruleName, arn: topic } },
    },
    {
      name: "iam-user-alerts",
      cloudformation: {
        type: "AWS::SNS::Topic",
        properties: { Subscription: [{ Protocol: "email", Endpoint: address }] },
      },
      terraform: { type: "aws_sns_topic", attributes: { name: "iam-user-alerts" } },
    },
    {
      name: "iam-user-alerts-email",
      terraform: {
        type: "aws_sns_topic_subscription",
        attributes: { topic_arn: topic, protocol: "email", endpoint: address },
      },
    },
    {
      name: "iam-user-alerts-policy",
      cloudformation: { type: "AWS::SNS::TopicPolicy", properties: { Topics: [topic], PolicyDocument: policy } },
      terraform: { type: "aws_sns_topic_policy", attributes: { arn: topic, policy } },
    },
  ]);
}
