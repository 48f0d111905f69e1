// The core's findings in LSP's words. It decides nothing.
import { DiagnosticSeverity, type Diagnostic, type Location, type Range } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ruleUrl, type Finding, type Format, type Severity, type Span } from "../../../shared-rules/src/index";
import type { Region } from "../workspace/lines";

const diagnosticSeverities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  advice: DiagnosticSeverity.Hint,
};

/** Formats in words for a person; null for a document without IAM. */
export const formatNames: Readonly<Record<Format, string | null>> = {
  "policy-json": "IAM policy JSON",
  "cloudformation-json": "CloudFormation JSON",
  "cloudformation-yaml": "CloudFormation YAML",
  serverless: "Serverless Framework",
  terraform: "Terraform",
  "terraform-json": "Terraform JSON",
  "terraform-vars": "Terraform variables",
  terragrunt: "Terragrunt",
  "terraform-plan": "Terraform plan",
  "account-dump": "IAM account details",
  "credential-report": "IAM credential report",
  none: null,
};

/** Positions of a text that no editor has open. */
export function positionsOf(uri: string, text: string): TextDocument {
  return TextDocument.create(uri, "", 0, text);
}

export function toRange(positions: TextDocument, span: Span): Range {
  return { start: positions.positionAt(span.start), end: positions.positionAt(span.end) };
}

/** A place that is known by line and column. */
export function regionRange({ start, end }: Region): Range {
  return {
    start: { line: start.line, character: start.column },
    end: { line: end.line, character: end.column },
  };
}

/** Where a place in some document is, or undefined where its text is not at hand. */
export type Locate = (uri: string, span: Span) => Location | undefined;

/** A finding as a diagnostic. `locate` finds its related places; pass undefined where the client does not show them. */
export function toDiagnostic(finding: Finding, positions: TextDocument, locate: Locate | undefined): Diagnostic {
  return diagnosticAt(toRange(positions, finding.span), finding, locate);
}

/** As {@link toDiagnostic}, for a finding whose place is known without its text. */
export function diagnosticAt(range: Range, finding: Finding, locate: Locate | undefined): Diagnostic {
  const related = finding.related.flatMap(({ uri, span, message }) => {
    const location = locate?.(uri, span);
    return location ? [{ location, message }] : [];
  });
  return {
    range,
    severity: diagnosticSeverities[finding.severity],
    code: finding.rule,
    codeDescription: { href: ruleUrl(finding.rule) },
    source: "roleward",
    message: finding.message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data: { rule: finding.rule, severity: finding.severity, address: finding.address, sid: finding.sid },
  };
}
