// What client and server say to each other beyond plain LSP. Types only; neither side's behaviour is here.
// The server holds its own copy of these shapes: the two bundles share no code, as any other LSP client shares none.

import { NotificationType, RequestType, RequestType0 } from "vscode-languageclient/node";

export interface ScanParams {
  /** Progress is reported on this token as `123/980 files` and a percentage. */
  readonly workDoneToken?: string;
  readonly partialResultToken?: string;
}

export interface ScanResult {
  readonly files: number;
  readonly findings: number;
  /** Findings by Roleward's own severity names; a severity without findings may be absent. */
  readonly bySeverity: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly uri: string; readonly reason: string }[];
  readonly cancelled: boolean;
  readonly durationMs: number;
}

/** Analyses every file of the workspace folders. The findings arrive as published diagnostics, not in the answer. */
export const scanRequest = new RequestType<ScanParams, ScanResult, void>("roleward/scan");

export type SnippetKind = "scp" | "boundary";

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

/** The policies that can be inserted, in the order in which they are to be offered. */
export const snippetsRequest = new RequestType<{ readonly kind: SnippetKind }, SnippetSummary[], void>(
  "roleward/snippets",
);

/** `workspace/executeCommand` name; the server answers it with a `workspace/applyEdit`. */
export const insertSnippetCommand = "roleward.server.insertSnippet";

/** `workspace/executeCommand` name; the server shows progress and answers it with a `workspace/applyEdit`. */
export const fixWorkspaceCommand = "roleward.server.fixWorkspace";

export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

export const rulesRequest = new RequestType0<RuleSummary[], void>("roleward/rules");

/** The page of one rule. */
export const explainRequest = new RequestType<{ readonly rule: string }, { readonly markdown: string }, void>(
  "roleward/explain",
);

export interface DocumentStatus {
  readonly uri: string;
  /** The format the document was recognised as, in words for a person; null when it holds no IAM. */
  readonly format: string | null;
  readonly findings: number;
  /** Why the document is not, or not wholly, analysed. */
  readonly note?: string;
}

/** Sent by the server after each time it publishes the diagnostics of an open document. */
export const statusNotification = new NotificationType<DocumentStatus>("roleward/status");
