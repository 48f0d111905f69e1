// What stands where Terraform expects a policy: a tree, JSON in a string, a reference to a document, or an expression. It reads no IAM.
import { conditionalStretch, evaluate, reasonOf, spanOf, treeOfJson, unknownOf, type Scope } from "../../link/evaluate";
import { addressInModule, typeOfAddress } from "../../model/address";
import { sourceFrom, type Source } from "../../model/source";
import type { Span, TextPart, Unknown, Value } from "../../model/value";
import { branchesOf, literal } from "../../model/value";
import { embeddedSource, type Segment } from "../../syntax/embedded";
import type { Expression, Range, Template } from "../../syntax/hcl";
import { parseJson, type Hole } from "../../syntax/json";
import { policyAttributesOf, policyDocument } from "./places";
import { filesIn, type TakenFile } from "./policy-files";

/**
 * `value`: a tree that may be a policy, or a reference to one that another block is and that is judged there. Without one it is an
 * expression that cannot be read.
 */
export interface PolicyContent {
  readonly value: Value | undefined;
  readonly source: Source;
  readonly span: Span;
  readonly expression: string;
  /** Files that the expression has it from: it is read there. */
  readonly files?: readonly TakenFile[];
  /** It is one of several that the expression may stand for. */
  readonly perhaps?: boolean;
  /** Why it cannot be read. */
  readonly because?: string;
}

/** Functions that hand on one of their arguments as it is. */
const handsOn = new Set([
  "coalesce",
  "coalescelist",
  "try",
  "one",
  "element",
  "join",
  "compact",
  "concat",
  "flatten",
  "trimspace",
]);

/** Of those, the ones that hand on only one. */
const picks = new Set(["coalesce", "coalescelist", "try", "one", "element"]);

/** The policies an expression may stand for. */
export function contentsOf(expression: Expression, scope: Scope, document: Source): PolicyContent[] {
  const unread: PolicyContent = {
    value: undefined,
    source: document,
    span: spanOf(expression, scope),
    expression: scope.text.slice(expression.start, expression.end),
  };
  switch (expression.kind) {
    case "parentheses":
      return contentsOf(expression.inner, scope, document);
    case "literal":
      return [];
    case "template":
      return templateContents(expression, scope, document) ?? [toldWhy(unread, expression, scope)];
    case "conditional":
      return perhaps([expression.then, expression.otherwise].flatMap((branch) => contentsOf(branch, scope, document)));
    case "call": {
      if (!handsOn.has(expression.name)) return contentsOfValue(expression, scope, unread);
      const contents = expression.arguments.flatMap((argument) =>
        (argument.kind === "tuple" ? argument.items : [argument])
          .filter((part) => !isSeparator(part))
          .flatMap((part) => contentsOf(part, scope, document)),
      );
      return picks.has(expression.name) ? perhaps(contents) : contents;
    }
    case "tuple":
      return expression.items.flatMap((item) => contentsOf(item, scope, document));
    default:
      return contentsOfValue(expression, scope, unread);
  }
}

function contentsOfValue(expression: Expression, scope: Scope, unread: PolicyContent): PolicyContent[] {
  const value = evaluate(expression, scope);
  return contentsIn(value, unread).map((content) =>
    content.value ? content : toldWhy(content, expression, scope, value),
  );
}

function toldWhy(content: PolicyContent, expression: Expression, scope: Scope, known?: Value): PolicyContent {
  const because = reasonOf(expression, scope, known ?? evaluate(expression, scope));
  return because === undefined ? content : { ...content, because };
}

/** The policies a value is, or its items; what it may be, where it is one of several. The text of a file is judged in that file. */
function contentsIn(value: Value, unread: PolicyContent): PolicyContent[] {
  const files = filesIn(value);
  if (files.length > 0) return [{ ...unread, files }];
  switch (value.kind) {
    case "reference":
      return [isReadElsewhere(value) ? { ...unread, value } : unread];
    case "unknown": {
      if (!value.candidates) return [unread];
      return perhaps(branchesOf(value).flatMap((each) => contentsIn(each, unread)));
    }
    case "list": {
      const contents = value.items.flatMap((item) => contentsIn(item, unread));
      return value.open ? perhaps(contents) : contents;
    }
    case "dict":
      return [{ ...unread, value }];
    case "text": {
      if (literal(value)?.trim() === "") return [];
      const tree = treeOfJson(value, "");
      return [tree?.kind === "dict" ? { ...unread, value: tree } : unread];
    }
    case "scalar":
      return value.value === null ? [] : [unread];
  }
}

function perhaps(contents: readonly PolicyContent[]): PolicyContent[] {
  return contents.map((content) => ({ ...content, perhaps: true }));
}

/** The separator of join, an empty default. */
function isSeparator(expression: Expression): boolean {
  if (expression.kind === "literal") return true;
  if (expression.kind !== "template") return false;
  return expression.parts.every((part) => part.kind === "string" && !part.text.includes("{"));
}

/** Whether a value refers to a policy document, or to another resource's policy: their own blocks are read. */
export function isReadElsewhere(value: Value): boolean {
  if (value.kind !== "reference") return false;
  if (isDocument(value.target)) return true;
  const type = typeOfAddress(value.target);
  return policyAttributesOf(type).some(({ attribute }) => attribute === value.attribute);
}

/** Whether an address is a policy document's, of this module or of one that it calls. */
export function isDocument(address: string): boolean {
  return typeOfAddress(addressInModule(address)) === `data.${policyDocument}`;
}

function templateContents(template: Template, scope: Scope, document: Source): PolicyContent[] | undefined {
  const [only, second] = template.parts;
  if (!only) return [];
  if (only.kind === "interpolation" && !second) return contentsOf(only.expression, scope, document);
  if (template.parts.every((part) => part.kind === "string" && part.text.trim() === "")) return [];
  const { source, holes } = embed(template, scope, document);
  const tree = parseJson(source, holes).root;
  const root = template.form === "bare" && tree ? withoutEscapes(tree, source.text) : tree;
  if (root?.kind !== "dict" && root?.kind !== "list") return undefined;
  const expression = scope.text.slice(template.start, template.end);
  return [{ value: root, source, span: spanOf(template, scope), expression }];
}

/** The JSON in a template: its escapes decoded, its interpolations as holes. */
function embed(template: Template, scope: Scope, document: Source): { source: Source; holes: Hole[] } {
  const segments: Segment[] = [];
  const holes: Hole[] = [];
  let length = 0;
  // A string of JSON syntax is its own source.
  const isBare = template.form === "bare";
  const add = (text: string, range: Range): void => {
    segments.push({ text, at: range.start, length: range.end - range.start });
    length += text.length;
  };
  const addHole = (range: Range, stands: Omit<Hole, "start" | "end">): void => {
    if (isBare) {
      const { start, end } = spanOf(range, scope);
      holes.push({ start: document.fromDocument(start), end: document.fromDocument(end), ...stands });
      return;
    }
    const start = length;
    add(scope.text.slice(range.start, range.end), range);
    holes.push({ start, end: length, ...stands });
  };
  const conditional = conditionalStretch(template);
  for (const part of template.parts) {
    if (conditional && part.start >= conditional.start && part.end <= conditional.end) {
      if (part.start === conditional.start) addHole(conditional, { part: unknownOf(conditional, scope) });
    } else if (part.kind === "string") {
      if (!isBare) add(part.text, part);
    } else if (part.kind === "interpolation") {
      addHole(part, standsFor(evaluate(part.expression, scope), unknownOf(part.expression, scope)));
    }
  }
  if (isBare) {
    const encode = (text: string, at: number): string => document.encode(escapeTemplates(text), at);
    return { source: { ...document, encode }, holes };
  }
  const spelt = template.form === "quoted" ? encodeQuoted : encodeHeredoc(indentationOf(template, scope), document);
  // The template may stand in a string itself.
  const encode = (text: string, at: number): string => document.encode(spelt(text), at + scope.place.start);
  return { source: sourceFrom(scope.place, embeddedSource("json", segments, encode)), holes };
}

/** What an interpolation in JSON stands for. Text that is more than part of a string, and what stands there literally in HCL, is not read. */
function standsFor(value: Value, unknown: Unknown): Omit<Hole, "start" | "end"> {
  if (value.kind === "reference" || value.kind === "unknown") return { part: value };
  const known = value.kind === "scalar" ? (value.value === null ? undefined : String(value.value)) : literal(value);
  const isPlain = known !== undefined && !/["\\\p{Cc}]/u.test(known);
  const isWhole = value.kind === "scalar" || value.written !== undefined;
  return { part: unknown, ...(isPlain && { text: known }), ...(isWhole && { value }) };
}

/** The values of JSON in which HCL's escapes still stand. */
function withoutEscapes(value: Value, text: string): Value {
  if (!/\$\$\{|%%\{/.test(text)) return value;
  const unescaped = (part: TextPart): TextPart =>
    typeof part === "string" ? part.replace(/([$%])\1(?=\{)/g, "$1") : part;
  const visit = (each: Value): Value => {
    switch (each.kind) {
      case "text":
        return { ...each, parts: each.parts.map(unescaped) };
      case "list":
        return { ...each, items: each.items.map(visit) };
      case "dict":
        return { ...each, entries: each.entries.map((entry) => ({ ...entry, value: visit(entry.value) })) };
      default:
        return each;
    }
  };
  return visit(value);
}

/** The white space that `<<-` takes from the beginning of each line. */
function indentationOf(template: Template, scope: Scope): string {
  if (template.form !== "indented") return "";
  for (const part of template.parts) {
    const lineStart = scope.text.lastIndexOf("\n", part.start - 1) + 1;
    const before = scope.text.slice(lineStart, part.start);
    if (before !== "" && before.trim() === "") return before;
  }
  return "";
}

function encodeHeredoc(indentation: string, document: Source): (text: string) => string {
  const eol = (): string => (document.text.includes("\r\n") ? "\r\n" : "\n");
  return (text) => escapeTemplates(text).replace(/\r?\n/g, eol() + indentation);
}

function encodeQuoted(text: string): string {
  return escapeTemplates(text.replace(/[\\"]/g, "\\$&").replace(/\r?\n/g, "\\n").replace(/\t/g, "\\t"));
}

/**
 * IAM's policy variables (`${aws:username}`) need an escape; Terraform's own interpolations, which fixes carry along or add, stay.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function escapeTemplates(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z][\w-]*:(?!:)[^{}]*\}|[*?$]\})/g, "$$$${").replace(/%\{/g, "%%{");
}

/** Names of the policy documents an expression mentions. */
export function documentsIn(expression: string): string[] {
  const found = expression.matchAll(/\bdata\.aws_iam_policy_document\.([\w-]+)/g);
  return [...new Set([...found].flatMap(([, name]) => (name === undefined ? [] : [name])))];
}
