// The shapes of intrinsic functions in a value tree, as every syntax writes them. It evaluates nothing.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import type { Dict, Span, Value } from "../../model/value";
import { literal } from "../../model/value";

/** An intrinsic as every syntax writes it: one key, `Ref` or `Fn::…`. */
export interface Intrinsic {
  readonly name: string;
  readonly argument: Value;
  readonly node: Dict;
  readonly span: Span;
}

/** The intrinsic that a dict is, or undefined. `Condition` stands for no value in a resource, so it is none; a loop is several entries. */
export function intrinsicOf(value: Value | undefined): Intrinsic | undefined {
  if (value?.kind !== "dict" || value.entries.length !== 1) return undefined;
  const [entry] = value.entries;
  const name = entry && literal(entry.key);
  if (!entry || name === undefined || !isIntrinsicName(name) || isLoopName(name)) return undefined;
  return { name, argument: entry.value, node: value, span: value.span };
}

export function isIntrinsicName(name: string): boolean {
  return name === "Ref" || name.startsWith("Fn::");
}

/** `Fn::ForEach::Name`, a key whose value is a loop. */
export function isLoopName(name: string): boolean {
  return name.startsWith("Fn::ForEach");
}

/** Whether a value is `Ref: AWS::NoValue`, which takes the property or item away. */
export function isNoValue(value: Value): boolean {
  const intrinsic = intrinsicOf(value);
  return intrinsic?.name === "Ref" && literal(intrinsic.argument) === "AWS::NoValue";
}

/** An Fn::If as written. */
export interface Choice {
  readonly condition: string;
  readonly branches: readonly [yes: Value | undefined, no: Value | undefined];
}

export function choiceOf(value: Value): Choice | undefined {
  const intrinsic = intrinsicOf(value);
  const list = intrinsic?.name === "Fn::If" ? intrinsic.argument : undefined;
  if (list?.kind !== "list") return undefined;
  return { condition: literal(list.items[0]) ?? "", branches: [list.items[1], list.items[2]] };
}

/** One `${…}` of a template: `name` is what stands between the braces, trimmed; a leading "!" says it is literal text. */
export interface Substitution {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Every `${…}` of an Fn::Sub template, in order. */
export function substitutions(template: string): Substitution[] {
  const found: Substitution[] = [];
  for (const match of template.matchAll(/\$\{([^{}]*)\}/g))
    found.push({ start: match.index, end: match.index + match[0].length, name: (match[1] ?? "").trim() });
  return found;
}
