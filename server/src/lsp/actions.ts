// Code actions: which fixes stand at a place, and their edits when one is chosen. The edits themselves are the core's.
import { CodeActionKind, type CodeAction, type CodeActionParams, type Diagnostic } from "vscode-languageserver/node";
import {
  inOrder,
  isDeclined,
  severities,
  type Declined,
  type Document,
  type Engine,
  type FileEdit,
  type Finding,
  type Fix,
  type SettingsPlace,
} from "../../../shared-rules/src/index";
import { fixedBy, safeFix, type Choose } from "../workspace/fix-document";
import type { Settings } from "../workspace/settings";
import type { Client } from "./client";
import { toDiagnostic } from "./convert";
import type { Documents } from "./documents";
import type { EditOptions, Edits, MadeEdit } from "./edits";
import { isFixData, type DocumentFixes, type FindingFix, type FixData, type RuleFix } from "./fix-data";
import type { Fixing, OpenDocument } from "./open-document";
import { commands } from "./protocol";

/** Fixes all that can be fixed without changing what is granted. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.roleward`;

export interface ActionsHost {
  readonly engine: Engine;
  readonly documents: Documents;
  readonly client: Client;
  readonly edits: Edits;
  settingsFor(file: string | undefined): Settings;
  /** Where settings for a file stand. */
  settingsPlace(file: string): SettingsPlace | undefined;
  /** Whether the file lies in a folder of the workspace. */
  isInWorkspace(file: string): boolean;
  showWarning(message: string): void;
}

export class Actions {
  readonly #host: ActionsHost;

  constructor(host: ActionsHost) {
    this.#host = host;
  }

  /** The fixes of all findings that the range touches, worst finding first; all safe fixes of the document where they are asked for. */
  async list({ textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
    const { only } = context;
    const wantsFixes = !only || only.some((kind) => isPartOf(CodeActionKind.QuickFix, kind));
    // Nobody expects them in the menu at a place.
    const wantsAll = only?.some((kind) => kind !== CodeActionKind.Empty && isPartOf(fixAllKind, kind)) === true;
    if (!wantsFixes && !wantsAll) return [];
    const document = await this.#host.documents.current(textDocument.uri);
    if (!document) return [];
    const actions: CodeAction[] = [];
    if (wantsFixes) {
      const touched = touchedBy(document, document.text.offsetAt(range.start), document.text.offsetAt(range.end));
      actions.push(...this.#fixes(document, touched, context.diagnostics), ...this.#fixesOfRules(document, touched));
    }
    if (wantsAll && document.findings.some(safeFix)) {
      const data: DocumentFixes = { of: "document", uri: document.uri };
      actions.push({ title: "Fix all that grants the same afterwards", kind: fixAllKind, data });
    }
    return this.#host.client.resolvesEdits ? actions : this.#early(actions);
  }

  /** The action with its edit; a fix that declines says why in a window message and changes nothing. */
  async resolve(action: CodeAction): Promise<CodeAction> {
    const { client } = this.#host;
    if (!isFixData(action.data)) return action;
    const made = await this.make(action.data);
    if (isDeclined(made)) {
      this.refuse(action.title, made);
      return { ...action, edit: client.edits.documentChanges ? { documentChanges: [] } : { changes: {} } };
    }
    const { edit, stop } = made;
    if (!stop || !client.resolvesCommands || !client.showsDocuments) return { ...action, edit };
    return { ...action, edit, command: { title: "Show", command: commands.show, arguments: [stop] } };
  }

  /** The edit of a fix in the documents as they are now. */
  async make(data: FixData): Promise<MadeEdit | Declined> {
    const { documents, engine, edits, settingsPlace } = this.#host;
    const made = await documents.withFixes(data.uri, (fixing): Rendered => {
      if (data.of === "document") return { edits: this.#allSafe(fixing, data) };
      const { open, siblings } = fixing;
      let settings: SettingsPlace | undefined;
      const findSettings = (): SettingsPlace | undefined =>
        (settings ??= open.path === undefined ? undefined : settingsPlace(open.path));
      const workspace = { ...fixing.workspace, settings: findSettings };
      const fix = findFix(open, data);
      if (!fix) return { edits: changedSince };
      if (!open.read) return { edits: { declined: "The document cannot be read." } };
      const rendered = engine.render(open.read, fix, siblings, workspace);
      if (isDeclined(rendered)) return { edits: rendered };
      const made = fix.edits();
      const isElsewhere = rendered.length > 1 || rendered.some(({ uri }) => uri === settings?.uri);
      const isGrave = isElsewhere || (!isDeclined(made) && made.some(({ kind }) => removing.has(kind)));
      const then = fix.then?.();
      return {
        edits: rendered,
        ...(isGrave && { review: fix.title }),
        ...(then !== undefined && { then }),
        textOf: (uri) => (uri === settings?.uri ? settings.text : documents.textAt(uri)),
      };
    });
    return made ? edits.toEdit(made.edits, made) : changedSince;
  }

  /** Tells why a fix was not made. */
  refuse(title: string, { declined }: Declined): void {
    this.#host.showWarning(`Roleward: “${title}” was not applied. ${declined}`);
  }

  /** The fixes of findings in their order, among equals the worst finding's first. */
  #fixes(document: OpenDocument, touched: readonly Finding[], sent: readonly Diagnostic[]): CodeAction[] {
    const actions = new Map<string, { readonly fix: Fix; readonly action: CodeAction }>();
    for (const finding of touched) {
      const diagnostic = diagnosticOf(finding, document, sent);
      const preferred = safeFix(finding);
      for (const fix of finding.fixes) {
        // Two findings of one statement may offer the same fix; it is one action for both.
        const key = [finding.address, finding.sid, fix.id, fix.title].join("\0");
        const same = actions.get(key)?.action;
        if (same) same.diagnostics = [...(same.diagnostics ?? []), diagnostic];
        else
          actions.set(key, {
            fix,
            action: {
              title: fix.title,
              kind: CodeActionKind.QuickFix,
              diagnostics: [diagnostic],
              ...(fix === preferred && { isPreferred: true }),
              data: dataOf(document, finding, fix),
            },
          });
      }
    }
    return inOrder([...actions.values()], ({ fix }) => fix).map(({ action }) => action);
  }

  /** All findings like one of these, where their fix changes nothing of what is granted. */
  #fixesOfRules(document: OpenDocument, touched: readonly Finding[]): CodeAction[] {
    const { client, isInWorkspace } = this.#host;
    const actions = new Map<string, CodeAction[]>();
    for (const finding of touched) {
      const fix = safeFix(finding);
      if (!fix) continue;
      const only: RuleFix = { rule: finding.rule, fix: fix.id };
      const alike = document.findings.filter(takes(only)).length;
      const data: DocumentFixes = { of: "document", uri: document.uri, only };
      const all = `Fix all ${finding.rule} findings`;
      const like = `(${fix.id})`;
      const kind = CodeActionKind.QuickFix;
      const own: CodeAction[] =
        alike < 2 ? [] : [{ title: `${all} in this file, ${alike} of them ${like}`, kind, data }];
      if (client.takesEdits && document.path !== undefined && isInWorkspace(document.path)) {
        const title = `${all} in the workspace ${like}`;
        own.push({ title, kind, command: { title, command: commands.fixWorkspace, arguments: [only] } });
      }
      actions.set(`${only.rule} ${only.fix}`, own);
    }
    return [...actions.values()].flat();
  }

  /** For a client that asks for no edit later: what asks for it when it is chosen, or the edit at once. */
  async #early(actions: readonly CodeAction[]): Promise<CodeAction[]> {
    const { client } = this.#host;
    const early: CodeAction[] = [];
    for (const { data, ...action } of actions) {
      const { title } = action;
      // What is done on save has to be done with the answer.
      if (!isFixData(data)) early.push(action);
      else if (client.takesEdits && action.kind === CodeActionKind.QuickFix)
        early.push({ ...action, command: { title, command: commands.applyFix, arguments: [{ title, data }] } });
      else {
        const made = await this.make(data);
        if (!isDeclined(made)) early.push({ ...action, edit: made.edit });
        else if (client.showsDisabled) early.push({ ...action, disabled: { reason: made.declined } });
      }
    }
    return early;
  }

  #allSafe({ open, siblings, workspace }: Fixing, { only }: DocumentFixes): readonly FileEdit[] {
    const { engine, settingsFor } = this.#host;
    const { read: document, findings, uri } = open;
    if (!document) return [];
    const { config, hint } = settingsFor(open.path);
    const read = (text: string): Document =>
      engine.read({ uri, text, languageId: open.text.languageId, ...(hint && { hint }) });
    const choose: Choose = only ? (finding) => (takes(only)(finding) ? safeFix(finding) : undefined) : safeFix;
    const edits = fixedBy(engine, { document, findings, config, siblings, workspace, read }, choose);
    return edits.length === 0 ? [] : [{ uri, edits }];
  }
}

interface Rendered extends EditOptions {
  readonly edits: readonly FileEdit[] | Declined;
}

const changedSince: Declined = { declined: "The document has changed since; ask for its fixes again." };

/** Whoever has declarations taken out wants to see which before. */
const removing: ReadonlySet<string> = new Set(["remove-declaration", "convert-user"]);

/** Whether the finding is of that rule and its safe fix is this one. */
export function takes({ rule, fix }: RuleFix): (finding: Finding) => boolean {
  return (finding) => finding.rule === rule && safeFix(finding)?.id === fix;
}

/** Whether a kind is the wanted one or below it; https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#codeActionKind */
function isPartOf(kind: string, wanted: string): boolean {
  return wanted === CodeActionKind.Empty || kind === wanted || kind.startsWith(`${wanted}.`);
}

function touchedBy(document: OpenDocument, start: number, end: number): Finding[] {
  return document.findings
    .filter(({ span }) => span.start <= end && start <= span.end)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function dataOf({ uri, text: { version } }: OpenDocument, { rule, text, span }: Finding, fix: Fix): FindingFix {
  return { of: "finding", uri, version, rule, text, start: span.start, fix: fix.id, title: fix.title };
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
function findFix(document: OpenDocument, data: FindingFix): Fix | undefined {
  const alike = document.findings
    .filter(({ rule, text }) => rule === data.rule && text === data.text)
    .sort((a, b) => Math.abs(a.span.start - data.start) - Math.abs(b.span.start - data.start));
  for (const finding of document.text.version === data.version ? alike.slice(0, 1) : alike) {
    const fix = finding.fixes.find(({ id, title }) => id === data.fix && title === data.title);
    if (fix) return fix;
  }
  return undefined;
}
