// What a code action carries until its edit is asked for. It is the client's meanwhile, so nothing of it is taken for granted.
import { isRecord } from "../workspace/settings";

/** One fix of one finding, to be found again. */
export interface FindingFix {
  readonly of: "finding";
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  readonly text: string;
  readonly start: number;
  readonly fix: string;
  readonly title: string;
}

/** The safe fixes of a document: those of this rule with this id, or all. */
export interface DocumentFixes {
  readonly of: "document";
  readonly uri: string;
  readonly only?: RuleFix;
}

export interface RuleFix {
  readonly rule: string;
  readonly fix: string;
}

export type FixData = FindingFix | DocumentFixes;

export function isFixData(data: unknown): data is FixData {
  if (!isRecord(data) || typeof data["uri"] !== "string") return false;
  if (data["of"] === "document") return data["only"] === undefined || isRuleFix(data["only"]);
  return (
    data["of"] === "finding" &&
    [data["rule"], data["text"], data["fix"], data["title"]].every((one) => typeof one === "string") &&
    typeof data["start"] === "number"
  );
}

export function isRuleFix(data: unknown): data is RuleFix {
  return isRecord(data) && typeof data["rule"] === "string" && typeof data["fix"] === "string";
}
