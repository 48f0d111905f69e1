// What stands where AWS's APIs put a policy: an object, JSON in a string, or URL-encoded JSON in a string. It infers no kind.
import type { Policy, UnreadPolicy } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Text, Value } from "../../model/value";
import { literal, nodeSpan } from "../../model/value";
import { looksLikePolicy, readPolicy } from "../../shape/iam-json";
import type { PolicyPlace } from "../../shape/place";
import { jsonStringSource } from "../../syntax/embedded";
import { parseJson } from "../../syntax/json";
import { percentSource } from "../../syntax/percent";

/** Policies as they are found, and the places where one should be read but cannot. */
export interface Found {
  readonly policies: Policy[];
  readonly unread: UnreadPolicy[];
}

/** A value and the text it is written in. */
export interface Located {
  readonly value: Value;
  readonly source: Source;
}

/** The tree in a string that holds a JSON object, plain or URL-encoded; undefined for any other string. */
export function embeddedJson(text: Text, source: Source): Located | undefined {
  const first = text.parts[0];
  if (typeof first !== "string" || literal(text) === undefined) return undefined;
  const encoded = /^\s*%7B/i.test(first);
  if (!encoded && !/^\s*\{/.test(first)) return undefined;
  const plain = jsonStringSource(source, text);
  const embedded = plain && encoded ? percentSource(plain) : plain;
  const value = embedded && parseJson(embedded).root;
  return value && { value, source: embedded };
}

/** Reads the document that `value` is or holds into `found`. What is none is listed as unread. */
export function readDocument(value: Value, place: PolicyPlace, found: Found): void {
  const inner = value.kind === "text" ? embeddedJson(value, place.source) : undefined;
  const document = inner?.value ?? value;
  const policy = looksLikePolicy(document)
    ? readPolicy(document, { ...place, source: inner?.source ?? place.source })
    : undefined;
  if (policy) found.policies.push(policy);
  else found.unread.push(unreadAt(value, place));
}

const SHORT = 80;

/** A place that should hold a policy, in its own words. */
export function unreadAt(value: Value, { kind, address, source }: PolicyPlace): UnreadPolicy {
  const span = nodeSpan(value);
  const text = source.text.slice(source.fromDocument(span.start), source.fromDocument(span.end)).slice(0, 4 * SHORT);
  const line = text.replace(/\s+/g, " ").trim();
  return { kind, address, span, expression: line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line };
}
