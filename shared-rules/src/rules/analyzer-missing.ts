// The rule analyzer-missing: code that sets up an account declares no IAM Access Analyzer.
import { insertAnalyzer } from "../fix/watches";
import type { DeclarationKind } from "../model/policy";
import { defineRule } from "../rule";
import { mentionOf } from "./mentions";

/** What is set up once for an account. */
const accountWide: ReadonlySet<DeclarationKind> = new Set([
  "account-baseline",
  "organization-policy",
  "password-policy",
]);

const analyzer = /access[-_ ]?analyzer/i;

export const analyzerMissing = defineRule({
  id: "analyzer-missing",
  title: "Account baseline without IAM Access Analyzer",
  severity: "advice",
  fixes: ["insert-analyzer"],
  docs: {
    why: "Nobody is told when a role, bucket or key is opened to another account, or when a user or permission is no longer used.",
    fine: "An analyzer may be declared elsewhere, by the organisation's own account for all others; ignore the finding with that as the reason. It is judged when a whole folder is scanned.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-external.html",
    ],
    controls: ["aws-iam-09"],
    flagged: [
      {
        title: "a trail, and no analyzer",
        terraform: `resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = "example-trail"
}
`,
      },
      {
        title: "a detector, and no analyzer",
        cloudformation: `Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties:
      Enable: true
`,
      },
    ],
    accepted: [
      {
        title: "a trail and an analyzer",
        terraform: `resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = "example-trail"
}

resource "aws_accessanalyzer_analyzer" "account" {
  analyzer_name = "account"
}
`,
      },
      {
        title: "a detector and an analyzer",
        cloudformation: `Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties:
      Enable: true
  Analyzer:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties:
      Type: ACCOUNT
`,
      },
    ],
  },
  equivalents: [
    "trivy:AVD-AWS-0175",
    "kics:e592a0c5-5bdb-414c-9066-5dba7cdea370",
    "kics:8d29754a-2a18-460d-a1ba-9509f8d359da",
    "prowler:accessanalyzer_enabled",
  ],
  *facts(document) {
    const span = mentionOf(document, analyzer);
    if (span) yield { span, address: "", says: "analyzer" };
    const baseline = document.declarations.find(({ kind, isRecord }) => accountWide.has(kind) && !isRecord);
    if (baseline) yield { span: baseline.nameSpan, address: baseline.address, says: "baseline" };
  },
  *workspace(facts) {
    const baseline = facts.find(({ says }) => says === "baseline");
    if (!baseline || facts.some(({ says }) => says === "analyzer")) return;
    yield {
      at: baseline,
      span: baseline.span,
      fixes: () => [insertAnalyzer()],
      message: `${baseline.address} sets up the account, but nothing here declares IAM Access Analyzer: nobody is told when a resource is opened to others.`,
    };
  },
});
