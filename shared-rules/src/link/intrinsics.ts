// CloudFormation's intrinsic functions over a value tree: what stands there once they are read. It evaluates no conditions and
// knows no resources.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import type { Dict, Entry, List, Reference, Span, Text, TextPart, Unknown, Value } from "../model/value";
import { literal, valueOf } from "../model/value";

/** What a template knows of its names. */
export interface Environment {
  /** The template's text, for the words of what cannot be read. */
  readonly text: string;
  /** Names that `Ref` takes for parameters. Any other name is taken for a resource. */
  readonly parameters: ReadonlySet<string>;
}

/** An intrinsic as every syntax writes it: one key, `Ref` or `Fn::…`. */
export interface Intrinsic {
  readonly name: string;
  readonly argument: Value;
  readonly span: Span;
}

/** The intrinsic that a dict is, or undefined. `Condition` stands for no value in a resource, so it is none. */
export function intrinsicOf(value: Value | undefined): Intrinsic | undefined {
  if (value?.kind !== "dict" || value.entries.length !== 1) return undefined;
  const [entry] = value.entries;
  const name = entry && literal(entry.key);
  if (!entry || name === undefined || !isIntrinsicName(name)) return undefined;
  return { name, argument: entry.value, span: value.span };
}

function isIntrinsicName(name: string): boolean {
  return name === "Ref" || name.startsWith("Fn::");
}

/** Whether a value is `Ref: AWS::NoValue`, which takes the property or item away. */
export function isNoValue(value: Value): boolean {
  const intrinsic = intrinsicOf(value);
  return intrinsic?.name === "Ref" && literal(intrinsic.argument) === "AWS::NoValue";
}

/** A value with every intrinsic in it read. `Fn::If` becomes an open list of what its branches hold. */
export function resolve(value: Value, environment: Environment): Value {
  switch (value.kind) {
    case "list": {
      const items: Value[] = [];
      const open = addItems(value, items, environment);
      return { kind: "list", items, open: value.open || open, span: value.span };
    }
    case "dict": {
      const intrinsic = intrinsicOf(value);
      return intrinsic ? resolveIntrinsic(intrinsic, environment) : resolveDict(value, environment);
    }
    default:
      return value;
  }
}

function resolveDict(dict: Dict, environment: Environment): Dict {
  const entries: Entry[] = [];
  let open = dict.open;
  for (const entry of dict.entries) {
    // Fn::Transform and Fn::ForEach beside other keys add entries of their own.
    if (isIntrinsicName(literal(entry.key) ?? "") || isNoValue(entry.value)) open = true;
    else {
      const value = resolve(entry.value, environment);
      entries.push(value === entry.value ? entry : { key: entry.key, value, span: entry.span });
    }
  }
  return { kind: "dict", entries, open, span: dict.span };
}

/** Adds a list's items as they are read. @returns whether there may be others. */
function addItems(list: List, items: Value[], environment: Environment): boolean {
  let open = false;
  for (const item of list.items) {
    if (branchesOf(item)) {
      open = true;
      for (const branch of leaves(item)) items.push(resolve(branch, environment));
    } else if (isNoValue(item)) open = true;
    else items.push(resolve(item, environment));
  }
  return open;
}

/**
 * What a value may be: the branches of `Fn::If`, the items of a list among them, and nothing for AWS::NoValue.
 * As they are written, not read.
 */
export function leaves(value: Value): Value[] {
  const branches = branchesOf(value);
  if (branches) return branches.flatMap(leaves);
  if (isNoValue(value)) return [];
  return value.kind === "list" ? value.items.flatMap(leaves) : [value];
}

/** The two values of an Fn::If, as written; undefined for anything else. */
export function branchesOf(value: Value): readonly Value[] | undefined {
  const intrinsic = intrinsicOf(value);
  const list = intrinsic?.name === "Fn::If" ? intrinsic.argument : undefined;
  return list?.kind === "list" ? list.items.slice(1, 3) : undefined;
}

function resolveIntrinsic(intrinsic: Intrinsic, environment: Environment): Value {
  const { name, argument, span } = intrinsic;
  switch (name) {
    case "Ref": {
      const target = literal(argument);
      return (target !== undefined && referTo(target, span, environment)) || unknown(span, environment);
    }
    case "Fn::GetAtt":
      return resolveGetAtt(argument, span, environment);
    case "Fn::Sub":
      return resolveSub(argument, span, environment);
    case "Fn::Join":
      return resolveJoin(argument, span, environment);
    case "Fn::If": {
      if (argument.kind !== "list") return unknown(span, environment);
      const items = argument.items.slice(1, 3).flatMap(leaves);
      return { kind: "list", items: items.map((item) => resolve(item, environment)), open: true, span };
    }
    default:
      return unknown(span, environment);
  }
}

/** `${Name}`, `Ref: Name`: a resource, or what is known of a parameter or pseudo parameter. */
function referTo(name: string, span: Span, environment: Environment): Reference | Unknown | undefined {
  if (name === "") return undefined;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
  if (name.startsWith("AWS::")) return { kind: "unknown", source: name, span };
  if (environment.parameters.has(name)) return unknown(span, environment);
  return { kind: "reference", target: name, attribute: "", source: shortText(span, environment), span };
}

function resolveGetAtt(argument: Value, span: Span, environment: Environment): Value {
  const source = shortText(span, environment);
  const path = literal(argument);
  if (path !== undefined) {
    const dot = path.indexOf(".");
    if (dot > 0) return { kind: "reference", target: path.slice(0, dot), attribute: path.slice(dot + 1), source, span };
  } else if (argument.kind === "list") {
    const [target, attribute] = argument.items.map((item) => literal(item));
    if (target && attribute) return { kind: "reference", target, attribute, source, span };
  }
  return unknown(span, environment);
}

/** `span` of what comes out is the text inside, so that it is what gets underlined; `token` is the whole expression. */
function resolveSub(argument: Value, span: Span, environment: Environment): Value {
  const [text, map] = argument.kind === "list" ? argument.items : [argument];
  const template = literal(text);
  if (text?.kind !== "text" || template === undefined) return unknown(span, environment);
  // Places inside count only where the text is written character for character.
  const exact = text.span.end - text.span.start === template.length;
  const parts = new Parts();
  let from = 0;
  for (const hole of substitutions(template)) {
    parts.add(template.slice(from, hole.start));
    from = hole.end;
    if (hole.name.startsWith("!")) {
      parts.add("${" + hole.name.slice(1) + "}");
      continue;
    }
    const place = exact ? { start: text.span.start + hole.start, end: text.span.start + hole.end } : text.span;
    const given = map?.kind === "dict" ? valueOf(map, hole.name) : undefined;
    if (given) parts.addValue(resolve(given, environment), environment);
    else parts.add(substitute(hole.name, place, environment));
  }
  parts.add(template.slice(from));
  return parts.text(text.span, span);
}

/** What `${Name}` and `${Name.Attribute}` stand for. */
export function substitute(name: string, span: Span, environment: Environment): Reference | Unknown {
  const dot = name.indexOf(".");
  const source = "${" + name + "}";
  if (dot > 0) return { kind: "reference", target: name.slice(0, dot), attribute: name.slice(dot + 1), source, span };
  if (name.startsWith("AWS::")) return { kind: "unknown", source: name, span };
  if (environment.parameters.has(name) || name === "") return { kind: "unknown", source, span };
  return { kind: "reference", target: name, attribute: "", source, span };
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

function resolveJoin(argument: Value, span: Span, environment: Environment): Value {
  const [delimiterValue, list] = argument.kind === "list" ? argument.items : [];
  const delimiter = literal(delimiterValue);
  if (delimiter === undefined || list?.kind !== "list" || list.open) return unknown(span, environment);
  const parts = new Parts();
  for (const [index, item] of list.items.entries()) {
    if (index > 0) parts.add(delimiter);
    if (intrinsicOf(item)?.name === "Fn::If" || isNoValue(item)) return unknown(span, environment);
    parts.addValue(resolve(item, environment), environment);
  }
  return parts.text(span, span);
}

/** Collects the parts of a text, neighbouring known ones as one. */
class Parts {
  private readonly parts: TextPart[] = [];

  add(part: TextPart): void {
    const last = this.parts.at(-1);
    if (part === "") return;
    if (typeof part === "string" && typeof last === "string") this.parts[this.parts.length - 1] = last + part;
    else this.parts.push(part);
  }

  addValue(value: Value, environment: Environment): void {
    if (value.kind === "text") for (const part of value.parts) this.add(part);
    else if (value.kind === "scalar") this.add(String(value.value));
    else this.add(value.kind === "list" || value.kind === "dict" ? unknown(value.span, environment) : value);
  }

  text(span: Span, token: Span): Text {
    return { kind: "text", parts: this.parts, span, token };
  }
}

const SHORT = 80;

function unknown(span: Span, environment: Environment): Unknown {
  return { kind: "unknown", source: shortText(span, environment), span };
}

/** An expression's own text, on one line, for messages. */
export function shortText(span: Span, environment: Environment): string {
  const text = environment.text.slice(span.start, Math.min(span.end, span.start + 4 * SHORT));
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line;
}
