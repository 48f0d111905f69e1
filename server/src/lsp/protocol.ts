// What server and client say to each other beyond plain LSP. Types and names only.
import {
  NotificationType,
  ProgressType,
  RequestType,
  RequestType0,
  type ProgressToken,
} from "vscode-languageserver/node";

export interface ScanParams {
  /** Progress is reported on this token as "123/980 files" and a percentage. */
  readonly workDoneToken?: ProgressToken;
  /** Findings are reported on this token as {@link FileFindings}[] while the scan goes on. */
  readonly partialResultToken?: ProgressToken;
}

export interface FileFindings {
  readonly uri: string;
  readonly findings: number;
}

export interface ScanResult {
  readonly files: number;
  readonly findings: number;
  /** By Roleward's own severity names. */
  readonly bySeverity: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly uri: string; readonly reason: string }[];
  readonly cancelled: boolean;
  readonly durationMs: number;
}

/** What `roleward.server.fixWorkspace` answers. */
export interface FixResult {
  /** Findings that were fixed. */
  readonly fixed: number;
  readonly files: number;
  /** Findings that a fix declined. */
  readonly declined: number;
  /** Whether the client took the edit; false, too, when there was none. */
  readonly applied: boolean;
}

/** Analyses every file of the workspace folders; findings are published as diagnostics. */
export const scanRequest = new RequestType<ScanParams | null, ScanResult, void>("roleward/scan");
export const scanPartialResult = new ProgressType<readonly FileFindings[]>();

export interface SnippetSummary {
  readonly id: string;
  readonly title: string;
  /** Whom it keeps from what, what stops working, what it does not touch, and what to fill in: sentences. */
  readonly purpose: string;
  readonly breaks: string;
  readonly leaves: string;
  readonly fill: string;
  /** Addresses of AWS's pages about it. */
  readonly references: readonly string[];
  /** The policy as JSON text. */
  readonly preview: string;
}

export const snippetsRequest = new RequestType<{ readonly kind: string }, readonly SnippetSummary[], void>(
  "roleward/snippets",
);

export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

export const rulesRequest = new RequestType0<readonly RuleSummary[], void>("roleward/rules");
export const explainRequest = new RequestType<{ readonly rule: string }, { readonly markdown: string }, void>(
  "roleward/explain",
);

export interface DocumentStatus {
  readonly uri: string;
  /** What the document was recognised as, in words for a person; null when it holds no IAM. */
  readonly format: string | null;
  readonly findings: number;
  /** Why the document is not, or not wholly, analysed. */
  readonly note?: string;
}

/** Sent after each time the diagnostics of an open document are published. */
export const statusNotification = new NotificationType<DocumentStatus>("roleward/status");

/** Commands of `workspace/executeCommand`. */
export const commands = {
  /** Argument: `{ kind, id, uri, position? }`. Answered by a `workspace/applyEdit`. */
  insertSnippet: "roleward.server.insertSnippet",
  /** Argument: `{ title, data }` of a code action. Answered by a `workspace/applyEdit`; for clients that ask for no edit later. */
  applyFix: "roleward.server.applyFix",
  /** Makes the safe fixes of all files. Argument: `{ rule, fix }` for those of one rule, or none. Answered by a `workspace/applyEdit`. */
  fixWorkspace: "roleward.server.fixWorkspace",
  /** Argument: `{ uri, range }`. Opens a file with a range selected. */
  show: "roleward.server.show",
  /** For clients that cannot send `roleward/scan`. */
  scan: "roleward.server.scan",
} as const;
