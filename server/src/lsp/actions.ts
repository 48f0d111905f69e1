// Code actions: which fixes stand at a place, and their edits when one is chosen. The edits themselves are the core's.
import { existsSync } from "node:fs";
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import {
  isDeclined,
  severities,
  type Declined,
  type Engine,
  type FileEdit,
  type Finding,
  type Fix,
} from "../../../shared-rules/src/index";
import { isRecord } from "../workspace/settings";
import { toPath } from "../workspace/paths";
import type { Client } from "./client";
import { positionsOf, toDiagnostic, toWorkspaceEdit, type EditTarget } from "./convert";
import type { Documents } from "./documents";
import type { OpenDocument } from "./open-document";

/** What it takes to find a fix again when its edit is asked for. */
interface FixData {
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  readonly text: string;
  readonly start: number;
  readonly fix: string;
  readonly title: string;
}

export class Actions {
  readonly #engine: Engine;
  readonly #documents: Documents;
  readonly #client: Client;
  readonly #showWarning: (message: string) => void;

  constructor(engine: Engine, documents: Documents, client: Client, showWarning: (message: string) => void) {
    this.#engine = engine;
    this.#documents = documents;
    this.#client = client;
    this.#showWarning = showWarning;
  }

  /** The fixes of all findings that the range touches, worst finding first. */
  async list({ textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
    if (context.only && !context.only.some(takesQuickFixes)) return [];
    const document = await this.#documents.current(textDocument.uri);
    if (!document) return [];
    const start = document.text.offsetAt(range.start);
    const end = document.text.offsetAt(range.end);
    const touched = document.findings
      .filter(({ span }) => span.start <= end && start <= span.end)
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    const actions = new Map<string, CodeAction>();
    for (const finding of touched) {
      const diagnostic = diagnosticOf(finding, document, context.diagnostics);
      const preferred = finding.fixes.find(({ safety }) => safety === "safe");
      for (const fix of finding.fixes) {
        // Two findings at one place may offer the same fix; it is one action for both.
        const same = actions.get(`${fix.id}\0${fix.title}`);
        if (same) same.diagnostics = [...(same.diagnostics ?? []), diagnostic];
        else {
          const action = this.#action(document, finding, fix, diagnostic, fix === preferred);
          if (action) actions.set(`${fix.id}\0${fix.title}`, action);
        }
      }
    }
    return [...actions.values()];
  }

  /** The action with its edit; a fix that declines says why in a window message and changes nothing. */
  async resolve(action: CodeAction): Promise<CodeAction> {
    const data: unknown = action.data;
    if (!isFixData(data)) return action;
    const document = await this.#documents.current(data.uri);
    const fix = document && findFix(document, data);
    const edit = fix
      ? this.#edit(document, fix)
      : { declined: "The document has changed since; ask for its fixes again." };
    if (!isDeclined(edit)) return { ...action, edit };
    this.#showWarning(`Roleward: “${action.title}” was not applied. ${edit.declined}`);
    return { ...action, edit: this.#client.edits.documentChanges ? { documentChanges: [] } : { changes: {} } };
  }

  /** Edits of the core as a WorkspaceEdit, or why they cannot be made. */
  toEdit(edits: readonly FileEdit[] | Declined): WorkspaceEdit | Declined {
    if (isDeclined(edits)) return edits;
    const taken = edits.find((edit) => "create" in edit && existsSync(toPath(edit.uri) ?? ""));
    if (taken) return { declined: `${toPath(taken.uri) ?? taken.uri} exists already.` };
    const edit = toWorkspaceEdit(edits, (uri) => this.#target(uri), this.#client.edits);
    return edit ?? { declined: "It would change a file that is not at hand." };
  }

  #action(
    document: OpenDocument,
    finding: Finding,
    fix: Fix,
    diagnostic: Diagnostic,
    isPreferred: boolean,
  ): CodeAction | undefined {
    const action: CodeAction = {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(isPreferred ? { isPreferred } : {}),
    };
    if (this.#client.resolvesEdits) {
      const data: FixData = {
        uri: document.uri,
        version: document.text.version,
        rule: finding.rule,
        text: finding.text,
        start: finding.span.start,
        fix: fix.id,
        title: fix.title,
      };
      return { ...action, data };
    }
    const edit = this.#edit(document, fix);
    if (!isDeclined(edit)) return { ...action, edit };
    return this.#client.showsDisabled ? { ...action, disabled: { reason: edit.declined } } : undefined;
  }

  #edit(document: OpenDocument, fix: Fix): WorkspaceEdit | Declined {
    if (!document.read) return { declined: "The document cannot be read." };
    return this.toEdit(this.#engine.render(document.read, fix));
  }

  #target(uri: string): EditTarget | undefined {
    const open = this.#documents.get(uri);
    if (open) return { uri: open.uri, positions: open.text, version: open.text.version };
    const text = this.#documents.textAt(uri);
    return text === undefined ? undefined : { uri, positions: positionsOf(uri, text), version: null };
  }
}

/** "", "quickfix" and everything below it; https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#codeActionKind */
function takesQuickFixes(kind: CodeActionKind): boolean {
  return kind === CodeActionKind.Empty || kind === CodeActionKind.QuickFix;
}

/** The client's own diagnostic where it sent one for the finding, so that it recognises it. */
function diagnosticOf(finding: Finding, document: OpenDocument, sent: readonly Diagnostic[]): Diagnostic {
  const own = toDiagnostic(finding, document.text, undefined);
  const isSame = ({ code, range: { start, end } }: Diagnostic): boolean =>
    code === own.code &&
    start.line === own.range.start.line &&
    start.character === own.range.start.character &&
    end.line === own.range.end.line &&
    end.character === own.range.end.character;
  return sent.find(isSame) ?? own;
}

/** The same fix in the document as it is now: at its place if nothing changed, else the nearest alike. */
function findFix(document: OpenDocument, data: FixData): Fix | undefined {
  const alike = document.findings
    .filter(({ rule, text }) => rule === data.rule && text === data.text)
    .sort((a, b) => Math.abs(a.span.start - data.start) - Math.abs(b.span.start - data.start));
  for (const finding of document.text.version === data.version ? alike.slice(0, 1) : alike) {
    const fix = finding.fixes.find(({ id, title }) => id === data.fix && title === data.title);
    if (fix) return fix;
  }
  return undefined;
}

function isFixData(data: unknown): data is FixData {
  return (
    isRecord(data) &&
    typeof data["uri"] === "string" &&
    typeof data["rule"] === "string" &&
    typeof data["fix"] === "string"
  );
}
