// Values of templates: quoted strings and heredocs, with interpolations and directives. It reads no files.
// https://developer.hashicorp.com/terraform/language/expressions/strings
import type { TextPart, Value } from "../../model/value";
import type { Directive, Expression, Interpolation, Range, Template, TemplatePart } from "../../syntax/hcl/ast";
import { attempt, bind, siteOf, type Evaluate, type Frame } from "./frame";
import { spanOf, unknownOf, type Site } from "./scope";
import { booleanOfValue, isEncoded, isNull, jsonText, partsOf } from "./values";
import { eachOf, type Each } from "./loops";

/** A template that is one interpolation is that expression's value; all others are text. */
export function templateValue(template: Template, frame: Frame, evaluate: Evaluate): Value {
  const [only, second] = template.parts;
  const { scope } = frame;
  const place = { span: spanOf(template.content, scope), token: spanOf(template, scope) };
  if (only?.kind === "interpolation" && !second && !template.open) {
    const value = evaluate(only.expression, frame);
    if (value.kind === "text") return { ...value, ...place };
    return value.kind === "list" || value.kind === "dict" ? value : { ...value, span: place.token };
  }
  const nodes = nested(stripped(template));
  const parts = rendered(nodes, frame, evaluate);
  if (template.open) parts.push(unknownOf({ start: template.end, end: template.end }, scope));
  const text = siteOf(template, frame).parts(parts);
  return text.kind === "text" ? { ...text, ...place } : text;
}

type Part = string | Interpolation | Directive;

/** The parts without the white space that `~` beside them takes: of one line in a heredoc, of all there is in quotes. */
function stripped({ parts, form }: Template): Part[] {
  const result: Part[] = [];
  let strip = false;
  const trimLast = (trim: (text: string, quoted: boolean) => string): void => {
    const last = result.at(-1);
    if (typeof last === "string") result[result.length - 1] = trim(last, form === "quoted" || form === "bare");
  };
  const flush = (): void => {
    if (strip) trimLast(withoutStart);
    strip = false;
  };
  for (const part of joined(parts)) {
    if (typeof part !== "string") {
      flush();
      if (part.stripLeft) trimLast(withoutEnd);
      strip = part.stripRight;
      // What stands before it is not what stands after it.
      if (strip) result.push(part, "");
      else result.push(part);
    } else if (strip) result[result.length - 1] = part;
    else result.push(part);
  }
  flush();
  return result;
}

function joined(parts: readonly TemplatePart[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind !== "string") result.push(part);
    else if (typeof last === "string") result[result.length - 1] = last + part.text;
    else result.push(part.text);
  }
  return result;
}

function withoutStart(text: string, quoted: boolean): string {
  const feed = quoted ? -1 : text.indexOf("\n");
  const end = feed < 0 ? text.length : feed + 1;
  return text.slice(0, end).trimStart() + text.slice(end);
}

function withoutEnd(text: string, quoted: boolean): string {
  const start = quoted || text === "" ? 0 : text.lastIndexOf("\n", text.length - 2) + 1;
  return text.slice(0, start) + text.slice(start).trimEnd();
}

/** A directive with what it holds. */
interface Section {
  readonly kind: "if" | "for" | "broken";
  readonly directive: Directive;
  readonly body: Node[];
  otherwise: Node[] | undefined;
  end: number;
}

type Node = string | Interpolation | Section;

/** Directives around what stands between them. One without its end, or without a beginning, is broken. */
function nested(parts: readonly Part[]): Node[] {
  const root: Node[] = [];
  const open: Section[] = [];
  let into = root;
  for (const part of parts) {
    if (typeof part === "string" || part.kind === "interpolation") {
      into.push(part);
      continue;
    }
    const section = open.at(-1);
    if (part.keyword === "if" || part.keyword === "for") {
      const begun: Section = { kind: part.keyword, directive: part, body: [], otherwise: undefined, end: part.end };
      into.push(begun);
      open.push(begun);
      into = begun.body;
    } else if (part.keyword === "else" && section?.kind === "if" && !section.otherwise) into = section.otherwise = [];
    else if (section && part.keyword === `end${section.kind}`) {
      section.end = part.end;
      open.pop();
      const outer = open.at(-1);
      into = outer ? (outer.otherwise ?? outer.body) : root;
    } else into.push({ kind: "broken", directive: part, body: [], otherwise: undefined, end: part.end });
  }
  const [unclosed] = open;
  if (!unclosed) return root;
  const broken: Section = { ...unclosed, kind: "broken", end: open.at(-1)?.end ?? unclosed.end };
  return root.map((node) => (node === unclosed ? broken : node));
}

/** Directives nested deeper are not read. */
const maxNesting = 50;

function rendered(nodes: readonly Node[], frame: Frame, evaluate: Evaluate, depth = 0): TextPart[] {
  const parts: TextPart[] = [];
  for (const node of nodes) {
    if (typeof node === "string") parts.push(node);
    else if (node.kind === "interpolation")
      for (const part of interpolated(node.expression, frame, evaluate)) parts.push(part);
    else for (const part of section(node, frame, evaluate, depth)) parts.push(part);
  }
  return parts;
}

function interpolated(expression: Expression, frame: Frame, evaluate: Evaluate): readonly TextPart[] {
  const value = evaluate(expression, frame);
  const site = siteOf(expression, frame);
  if (isEncoded(value) && jsonText(value) === undefined) return [site.unknown(undefined, [value])];
  const parts = partsOf(value);
  if (parts) return parts;
  return [site.fail(isNull(value) ? "null is no text" : "a collection is no text")];
}

function section(node: Section, frame: Frame, evaluate: Evaluate, depth: number): readonly TextPart[] {
  const { kind, directive, body, otherwise = [], end } = node;
  const { expression } = directive;
  const site = siteOf({ start: directive.start, end }, frame);
  const inner = (nodes: readonly Node[], within: Frame): readonly TextPart[] =>
    rendered(nodes, within, evaluate, depth + 1);
  if (kind === "broken" || !expression || depth >= maxNesting) return [site.unknown()];
  if (kind === "for") {
    const each = eachOf(evaluate(expression, frame), directive.names, siteOf(expression, frame));
    return repeated(each, body, frame, site, inner);
  }
  const condition = booleanOfValue(evaluate(expression, frame));
  if (condition === "wrong") return [site.fail("the condition is neither true nor false")];
  if (condition !== "unknown") return inner(condition.known ? body : otherwise, frame);
  const branches = [body, otherwise].map((nodes) => attempt(frame.run, () => site.parts(inner(nodes, frame))).value);
  return partsOf(site.either(branches)) ?? [];
}

function repeated(
  each: Each | "wrong",
  body: readonly Node[],
  frame: Frame,
  site: Site,
  inner: (nodes: readonly Node[], within: Frame) => readonly TextPart[],
): readonly TextPart[] {
  if (each === "wrong") return [site.fail("there is nothing to go through")];
  if (!each.closed) return [site.unknown()];
  const parts: TextPart[] = [];
  for (const bound of each.items) {
    if (!frame.run.spend(1)) break;
    for (const part of inner(body, bind(frame, bound))) parts.push(part);
  }
  return parts;
}

/** From the first directive to the last. */
export function conditionalStretch(template: Template): Range | undefined {
  const directives = template.parts.filter((part) => part.kind === "directive");
  const first = directives[0];
  const last = directives.at(-1);
  return first && last && { start: first.start, end: last.end };
}
