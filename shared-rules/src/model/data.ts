// Values that a fix is about to write, before any format has spelt them. They have no place yet.
import type { Span } from "./value";

/** Another declaration's attribute, to be written in the format's own way (`aws_iam_policy.x.arn`, `!Ref X`, `!GetAtt X.Arn`). */
export interface ReferenceData {
  readonly reference: string;
  /** The attribute in AWS's terms; "account" is the id of the account that a Terraform data source tells. */
  readonly attribute: "arn" | "name" | "id" | "account";
  /** Text around it: "/*" makes of a bucket's ARN that of all its objects. It holds no expression of any format. */
  readonly before?: string;
  readonly after?: string;
}

/** An expression in the format's own words, written as it is (an existing element's own source text moved elsewhere). */
export interface RawData {
  readonly raw: string;
  /** The comment that stands behind it as an item of a list, behind its comma, with the blanks before it. */
  readonly remark?: string;
}

export type Data = string | number | boolean | null | readonly Data[] | DataObject | ReferenceData | RawData;

export interface DataObject {
  readonly [key: string]: Data;
}

/** An object that stands as the text of its JSON: what Terraform's `jsonencode` makes of it. */
export interface JsonData extends DataObject {
  readonly jsonText: DataObject;
}

export function isReferenceData(data: Data): data is ReferenceData {
  return typeof data === "object" && data !== null && "reference" in data && "attribute" in data;
}

export function isRawData(data: Data): data is RawData {
  return (
    typeof data === "object" &&
    data !== null &&
    "raw" in data &&
    Object.keys(data).every((key) => key === "raw" || key === "remark")
  );
}

/** The comment behind an item of a list that is written in lines; on one line with others, it has to end before them. */
export function remarkOf(data: Data, isInLine: boolean): string {
  const remark = typeof data === "object" && data !== null && isRawData(data) ? (data.remark ?? "") : "";
  if (!isInLine || remark === "" || /^\s*\/\*/.test(remark)) return remark;
  return ` /*${remark.replace(/^\s*(?:#|\/\/)/, "").replaceAll("*/", "* /")} */`;
}

export function isJsonData(data: Data): data is JsonData {
  return typeof data === "object" && data !== null && "jsonText" in data;
}

export function isListData(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

export function isObjectData(data: Data): data is DataObject {
  return typeof data === "object" && data !== null && !isListData(data) && !isReferenceData(data) && !isRawData(data);
}

const opens = "\uE002";
const closes = "\uE003";

/** What stands for a value that only a person knows, such as an account id or a name: editors put the cursor there. It may stand within a text. */
export function placeholder(text: string): string {
  return `${opens}${text}${closes}`;
}

/** A text that was written with placeholders as it is to be, and where in it they stand. */
export function withoutMarks(marked: string): { readonly text: string; readonly stops: readonly Span[] } {
  if (!marked.includes(opens)) return { text: marked, stops: [] };
  const stops: Span[] = [];
  let text = "";
  for (const [at, part] of marked.split(opens).entries()) {
    const [filled = "", rest = ""] = at === 0 ? ["", part] : part.split(closes);
    if (at > 0) stops.push({ start: text.length, end: text.length + filled.length });
    text += filled + rest;
  }
  return { text, stops };
}
