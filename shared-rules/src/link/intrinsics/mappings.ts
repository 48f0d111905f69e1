// Fn::FindInMap: an entry of the template's Mappings, or what all entries that may be meant agree on.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html
import type { Dict, Span, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import type { Environment } from "./environment";
import { placed, unknown } from "./environment";
import type { Reader } from "./text";

export function resolveFindInMap(argument: Value, span: Span, environment: Environment, reader: Reader): Value {
  const [map, top, second, options] = argument.kind === "list" ? argument.items : [];
  const { mappings } = environment;
  if (!map || !top || !second || !mappings) return unknown(span, environment);
  const otherwise = options?.kind === "dict" ? valueOf(options, "DefaultValue") : undefined;
  let complete = !mappings.open;
  let found: Value[] = [mappings];
  for (const key of [map, top, second]) {
    const next: Value[] = [];
    const name = literal(reader.resolve(key, environment));
    for (const dict of found) {
      if (dict.kind !== "dict") continue;
      complete &&= !dict.open;
      const values = name === undefined ? dict.entries.map((entry) => entry.value) : entriesNamed(dict, name);
      next.push(...values);
    }
    found = next;
  }
  const [first] = found;
  // An expression here is an error in the template: Mappings take literals only.
  if (!first || !found.every(isLiteral))
    return otherwise && found.length === 0 ? reader.resolve(otherwise, environment) : unknown(span, environment);
  const candidates = found.map((value) => placed(value, span, { uri: environment.uri, span: value.span }));
  const [chosen] = candidates;
  if (chosen && complete && !(otherwise && found.length > 1) && found.every((value) => isSame(value, first)))
    return chosen;
  return {
    ...unknown(span, environment, "the entries that may be meant differ"),
    candidates,
    complete: complete && !otherwise,
  };
}

function entriesNamed(dict: Dict, name: string): Value[] {
  const value = valueOf(dict, name);
  return value ? [value] : [];
}

function isLiteral(value: Value): boolean {
  if (value.kind === "list") return !value.open && value.items.every(isLiteral);
  return value.kind === "scalar" || literal(value) !== undefined;
}

function isSame(a: Value, b: Value): boolean {
  if (a.kind === "list" && b.kind === "list")
    return a.items.length === b.items.length && a.items.every((item, index) => isSame(item, b.items[index] ?? item));
  return words(a) !== undefined && words(a) === words(b);
}

function words(value: Value): string | undefined {
  return value.kind === "scalar" ? String(value.value) : literal(value);
}
