// Rules that say what a workspace does not have, by the facts of all its documents.
import assert from "node:assert/strict";
import { defaultConfig, type Finding } from "../../shared-rules/src/index";
import { analyzerMissing } from "../../shared-rules/src/rules/analyzer-missing";
import { userAlertMissing } from "../../shared-rules/src/rules/user-alert-missing";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

const user = 'resource "aws_iam_user" "deploy" {\n  name = "deploy"\n}\n';
const uri = "/w/main.tf";

checkRule(analyzerMissing, {
  native: [
    ...["aws_config_configuration_recorder", "aws_guardduty_detector", "aws_securityhub_account"].map((type) => ({
      title: `takes ${type} for an account's baseline`,
      uri,
      text: `resource "${type}" "main" {\n}\n`,
      at: ["main"],
      severity: "advice" as const,
      message: `${type}.main sets up the account, but nothing here declares IAM Access Analyzer: nobody is told when a resource is opened to others.`,
    })),
    {
      title: "stands on the first of several",
      uri,
      text: 'resource "aws_iam_account_password_policy" "strict" {\n}\nresource "aws_cloudtrail" "all" {\n}\n',
      at: ["strict"],
    },
    {
      title: "knows the baseline in .tf.json",
      uri: "/w/main.tf.json",
      text: '{"resource": {"aws_cloudtrail": {"all": {"name": "all"}}}}',
      at: ["all"],
    },
    ...["AWS::CloudTrail::Trail", "AWS::Config::ConfigurationRecorder", "AWS::SecurityHub::Hub"].map((type) => ({
      title: `takes ${type} for an account's baseline`,
      uri: "/w/template.yaml",
      text: `Resources:\n  Main:\n    Type: ${type}\n`,
      at: ["Main"],
    })),
    {
      title: "has nothing to say of code that sets up no account",
      uri,
      text: user,
      at: [],
    },
    {
      title: "takes a module's word for an analyzer",
      uri,
      text: 'resource "aws_cloudtrail" "all" {\n}\nmodule "analyzer" {\n  source = "git::https://example.com/access-analyzer.git"\n}\n',
      at: [],
    },
    {
      title: "takes no policy's word for it",
      uri,
      text: `resource "aws_organizations_policy" "guard" {
  content = jsonencode({ Statement = [{ Effect = "Deny", Action = "access-analyzer:DeleteAnalyzer", Resource = "*" }] })
}
`,
      at: ["guard"],
    },
  ],
});

checkRule(userAlertMissing, {
  native: [
    {
      title: "stands on the first user",
      uri,
      text: `${user}${user.replaceAll("deploy", "other")}`,
      at: ["deploy"],
      severity: "advice",
      message:
        "Users are declared, but nothing here watches CloudTrail for CreateUser or CreateAccessKey: nobody sees when one more user or key is made.",
    },
    {
      title: "knows users in .tf.json",
      uri: "/w/a.tf.json",
      text: '{"resource": {"aws_iam_user": {"a": {}}}}',
      at: ["a"],
    },
    { title: "lets break-glass users be", uri, text: user.replace('"deploy"\n', '"break-glass-1"\n'), at: [] },
    {
      title: "takes a policy that grants or denies it for no alert",
      uri,
      text: `${user}data "aws_iam_policy_document" "p" {
  statement {
    sid       = "CreateUser"
    effect    = "Deny"
    actions   = ["iam:CreateUser", "iam:CreateAccessKey"]
    resources = ["*"]
  }
}
`,
      at: ["deploy"],
    },
    {
      title: "takes a rule for other events for no alert",
      uri,
      text: `${user}resource "aws_cloudwatch_event_rule" "tasks" {
  event_pattern = jsonencode({ source = ["aws.ecs"] })
}
resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "rate(1 day)"
}
`,
      at: ["deploy"],
    },
    {
      title: "takes a rule for all of IAM's events for one",
      uri,
      text: `${user}resource "aws_cloudwatch_event_rule" "iam" {\n  event_pattern = jsonencode({ source = ["aws.iam"] })\n}\n`,
      at: [],
    },
    {
      title: "takes a rule that it cannot read for one",
      uri,
      text: `${user}resource "aws_cloudwatch_event_rule" "iam" {\n  event_pattern = var.pattern\n}\n`,
      at: [],
    },
    {
      title: "takes a metric filter for one",
      uri,
      text: `${user}resource "aws_cloudwatch_log_metric_filter" "users" {\n  pattern = "{ ($.eventName = CreateUser) }"\n}\n`,
      at: [],
    },
    {
      title: "takes an event of a SAM function for one",
      uri: "/w/template.yaml",
      text: `Transform: AWS::Serverless-2016-10-31
Resources:
  Deploy:
    Type: AWS::IAM::User
  Alert:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Users:
          Type: EventBridgeRule
          Properties:
            Pattern: { detail: { eventName: [CreateUser] } }
`,
      at: [],
    },
    {
      title: "takes a template's rule for other events for no alert",
      uri: "/w/template.yaml",
      text: `Resources:
  Deploy:
    Type: AWS::IAM::User
  Tasks:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [aws.ecs] }
`,
      at: ["Deploy"],
    },
    {
      title: "takes a template's rule that it cannot read for one",
      uri: "/w/template.yaml",
      text: `Parameters:
  Pattern: { Type: String }
Resources:
  Deploy:
    Type: AWS::IAM::User
  Watch:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: !Ref Pattern
`,
      at: [],
    },
  ],
});

describe("what a workspace does not have", () => {
  before(() => engine.ready());

  /** Findings about the workspace of these files, as "file rule". */
  function found(files: Readonly<Record<string, string>>): string[] {
    const facts = Object.entries(files).flatMap(([name, text]) =>
      engine.judge(engine.read({ uri: `/w/${name}`, text }), defaultConfig).facts(),
    );
    return engine.lintWorkspace(facts, defaultConfig).map(({ uri: at, rule }: Finding) => `${at} ${rule}`);
  }

  it("counts a user once that is told of in several files", () => {
    const admin = (name: string): string => `resource "aws_iam_user" "x" {
  name = "${name}"
}
resource "aws_iam_user_policy_attachment" "x" {
  user       = aws_iam_user.x.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`;
    const many = (files: Readonly<Record<string, string>>): string[] =>
      found(files).filter((one) => one.endsWith("privileged-many"));
    assert.deepEqual(many({ "a/a.tf": admin("ann"), "b/b.tf": admin("ann") }), []);
    assert.deepEqual(many({ "a/a.tf": admin("ann"), "b/b.tf": admin("ann"), "c/c.tf": admin("bob") }), [
      "/w/a/a.tf user-privileged-many",
    ]);
  });

  it("may stand in another file, even in one that has nothing else of ours", () => {
    const files = { "users.tf": user, "trail.tf": 'resource "aws_cloudtrail" "all" {\n}\n' };
    assert.deepEqual(found(files), ["/w/trail.tf analyzer-missing", "/w/users.tf user-alert-missing"]);
    const analyzer = 'resource "aws_accessanalyzer_analyzer" "a" {\n}\n';
    assert.deepEqual(found({ ...files, "a.tf": analyzer }), ["/w/users.tf user-alert-missing"]);
    const filter =
      "Resources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties: { FilterPattern: CreateUser }\n";
    assert.deepEqual(found({ ...files, "b.yaml": filter }), ["/w/trail.tf analyzer-missing"]);
  });
});
