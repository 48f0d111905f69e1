// The core's findings and edits in LSP's words. It decides nothing.
import {
  CreateFile,
  DiagnosticSeverity,
  TextDocumentEdit,
  type Diagnostic,
  type Location,
  type Range,
  type TextEdit as LspTextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  ruleUrl,
  type FileEdit,
  type Finding,
  type Format,
  type Severity,
  type Span,
} from "../../../shared-rules/src/index";
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

/** What a client can do with a WorkspaceEdit. */
export interface EditAbilities {
  readonly documentChanges: boolean;
  readonly createFile: boolean;
}

/** A document that is edited: its positions, and its version where an editor has it open. */
export interface EditTarget {
  readonly uri: string;
  readonly positions: TextDocument;
  readonly version: number | null;
}

/** Edits of files as one WorkspaceEdit; undefined where the text of one of them is not at hand. */
export function toWorkspaceEdit(
  edits: readonly FileEdit[],
  target: (uri: string) => EditTarget | undefined,
  can: EditAbilities,
): WorkspaceEdit | undefined {
  const documentChanges: (TextDocumentEdit | CreateFile)[] = [];
  const changes: Record<string, LspTextEdit[]> = {};
  for (const edit of edits) {
    if ("create" in edit) {
      const inserted = [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: edit.create },
      ];
      if (can.createFile) documentChanges.push(CreateFile.create(edit.uri));
      documentChanges.push(TextDocumentEdit.create({ uri: edit.uri, version: null }, inserted));
      changes[edit.uri] = inserted;
    } else {
      const at = target(edit.uri);
      if (!at) return undefined;
      const textEdits = edit.edits.map(({ span, text }) => ({ range: toRange(at.positions, span), newText: text }));
      documentChanges.push(TextDocumentEdit.create({ uri: at.uri, version: at.version }, textEdits));
      changes[at.uri] = textEdits;
    }
  }
  return can.documentChanges ? { documentChanges } : { changes };
}
