// A template's parameters: their defaults, allowed values, and what a parent stack gives them. It resolves no expressions.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
import type { Dict, List, Text, Value } from "../../model/value";
import { literal, textOf, valueOf } from "../../model/value";
import type { Parameter } from "./environment";

/** Values that a parent stack gives, by name; each knows where it is written. */
export type Given = ReadonlyMap<string, Value>;

export function readParameters(section: Value | undefined, uri: string, given?: Given): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const entry of section?.kind === "dict" ? section.entries : []) {
    const name = literal(entry.key);
    if (name === undefined) continue;
    const declared = entry.value.kind === "dict" ? entry.value : undefined;
    parameters.set(name, readParameter(name, declared, uri, given?.get(name)));
  }
  return parameters;
}

function readParameter(name: string, declared: Dict | undefined, uri: string, given: Value | undefined): Parameter {
  const type = literal(declared && valueOf(declared, "Type")) ?? "String";
  const allowedValues = declared && valueOf(declared, "AllowedValues");
  const allowed = allowedValues?.kind === "list" && !allowedValues.open ? texts(allowedValues.items, uri) : [];
  const isList = type === "CommaDelimitedList";
  const none = (because: string): Parameter => ({ value: undefined, certain: false, allowed, because });
  if (given) return fromParent(name, given, isList, allowed);
  const noEcho = declared && valueOf(declared, "NoEcho");
  if (noEcho && (noEcho.kind !== "scalar" || noEcho.value !== false) && literal(noEcho) !== "false")
    return secretParameter(none(`the parameter ${name} is a secret`), valueOf(declared, "Default"), uri);
  // Its default is the name of a stored parameter, not the value.
  if (type.startsWith("AWS::SSM::")) {
    const unread = none(`the parameter ${name} is read from Systems Manager`);
    const stored = declared && valueOf(declared, "Default");
    const known = literal(stored);
    if (!stored || known === undefined) return unread;
    return { ...unread, value: { kind: "unknown", source: known, span: stored.span, stored: known } };
  }
  if (type.startsWith("List<")) return none(`the parameter ${name} is a list of ${type.slice(5, -1)}`);
  const [only] = allowed;
  if (allowed.length === 1 && only) return { value: only, certain: true, allowed, because: "" };
  const written = declared && valueOf(declared, "Default");
  const value = written && textIn(written, uri);
  if (!value) return none(`the parameter ${name} has no default`);
  // An empty default stands for "not given": it never is the value that matters.
  if (literal(value)?.trim() === "") return none(`the parameter ${name} is empty by default`);
  return { value: isList ? splitList(value) : value, certain: false, allowed, because: "" };
}

function secretParameter(parameter: Parameter, written: Value | undefined, uri: string): Parameter {
  const secret = written && textIn(written, uri);
  return secret ? { ...parameter, secret } : parameter;
}

function fromParent(name: string, given: Value, isList: boolean, allowed: readonly Text[]): Parameter {
  const because = `the parent stack gives ${name} a value that is not known`;
  if (given.kind === "text") {
    const value = isList && literal(given) !== undefined ? splitList(given) : given;
    return { value, certain: literal(given) !== undefined, allowed, because };
  }
  if (given.kind === "list" && isList) return { value: given, certain: !given.open, allowed, because };
  if (given.kind === "scalar") return { value: asText(given), certain: true, allowed, because };
  return { value: given.kind === "unknown" ? given : undefined, certain: false, allowed, because };
}

function texts(items: readonly Value[], uri: string): Text[] {
  return items.map((item) => textIn(item, uri)).filter((item) => item !== undefined);
}

/** A literal as CloudFormation passes it on: every parameter is a string. */
function textIn(value: Value, uri: string): Text | undefined {
  const text = value.kind === "text" ? value : value.kind === "scalar" ? asText(value) : undefined;
  return text && literal(text) !== undefined ? { ...text, written: { uri, span: text.span } } : undefined;
}

function asText(value: Value & { kind: "scalar" }): Text {
  const text = textOf(value.value === null ? "" : String(value.value), value.span);
  return value.written ? { ...text, written: value.written } : text;
}

/** "a, b" as its items, blanks around them trimmed; each at its own place where the text is written character for character. */
function splitList(text: Text): List {
  const whole = literal(text) ?? "";
  const { written } = text;
  const place = written?.span ?? text.span;
  const exact = place.end - place.start === whole.length;
  const items: Text[] = [];
  let at = 0;
  for (const piece of whole.split(",")) {
    const start = place.start + at + (piece.length - piece.trimStart().length);
    const span = exact ? { start, end: start + piece.trim().length } : place;
    const item = textOf(piece.trim(), span);
    items.push(written ? { ...item, written: { uri: written.uri, span } } : item);
    at += piece.length + 1;
  }
  const list: List = { kind: "list", items, open: false, span: text.span };
  return written ? { ...list, written } : list;
}
