// What a document's author wants not to hear of, as it is written. Whether it hides anything is not decided here.
import type { Span } from "./value";

/** A tool whose suppressions are read. */
export type SuppressedTool = "roleward" | "checkov" | "trivy" | "cfn_nag" | "cfn-lint" | "guard";

export interface Suppression {
  readonly tool: SuppressedTool;
  /** Ids as the tool names them: "user-declared", "CKV_AWS_40". */
  readonly ids: readonly string[];
  readonly reason: string;
  /** The last day it holds, "2026-12-31". */
  readonly until: string | undefined;
  /** Where it is written. */
  readonly span: Span;
  /** What it is about: findings within this place are hidden. */
  readonly covers: Span;
}
