// Values of HCL expressions and blocks, as far as they can be known: what cannot is Unknown, never guessed. It parses nothing.
import type { Block, Dict, Entry, Reference, Span, Text, TextPart, Unknown, Value } from "../model/value";
import { textOf } from "../model/value";
import type { BlockNode, Expression, ObjectItem, Range, Template } from "../syntax/hcl/ast";

/** What names stand for. */
export interface Environment {
  /** The value of `var.x`, `local.x` or another path; undefined where it is not known. */
  lookup(path: string): Value | undefined;
}

/** Knows nothing. */
export const emptyEnvironment: Environment = { lookup: () => undefined };

/** Where expressions stand: their offsets count from `base` in the document, `text` is the document's text from there. */
export interface Scope {
  readonly text: string;
  readonly base: number;
  readonly environment: Environment;
}

export function spanOf(range: Range, scope: Scope): Span {
  return { start: scope.base + range.start, end: scope.base + range.end };
}

function sourceOf(range: Range, scope: Scope): string {
  return scope.text.slice(range.start, range.end);
}

export function unknownOf(range: Range, scope: Scope): Unknown {
  return { kind: "unknown", source: sourceOf(range, scope), span: spanOf(range, scope) };
}

/** An expression's value, with document offsets. `jsonencode(x)` has the value of `x`: who wants a policy wants what is in it. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "literal":
      return { kind: "scalar", value: expression.value, span: spanOf(expression, scope) };
    case "template":
      return evaluateTemplate(expression, scope);
    case "tuple": {
      const finished = expression.items.filter(isFinished);
      return {
        kind: "list",
        items: finished.map((item) => evaluate(item, scope)),
        open: expression.open || finished.length < expression.items.length,
        span: spanOf(expression, scope),
      };
    }
    case "object": {
      const finished = expression.items.filter(({ key, value }) => isFinished(key) && isFinished(value));
      const entries = finished.map((item) => evaluateItem(item, scope));
      const open =
        expression.open ||
        finished.length < expression.items.length ||
        entries.some((entry) => entry.key.parts.some((part) => typeof part !== "string"));
      return { kind: "dict", entries, open, span: spanOf(expression, scope) };
    }
    case "parentheses":
      return evaluate(expression.inner, scope);
    case "call": {
      const [argument] = expression.arguments;
      const encodes = expression.name === "jsonencode" && expression.arguments.length === 1 && !expression.expand;
      return encodes && argument ? evaluate(argument, scope) : unknownOf(expression, scope);
    }
    case "variable":
    case "attribute":
    case "index":
    case "splat":
      return evaluatePath(expression, scope);
    case "unary": {
      const value = expression.operand.kind === "literal" ? expression.operand.value : null;
      return typeof value === "number" && expression.operator === "-"
        ? { kind: "scalar", value: -value, span: spanOf(expression, scope) }
        : unknownOf(expression, scope);
    }
    default:
      return unknownOf(expression, scope);
  }
}

/** What a string will be is not known before it ends: it is left out, and what is around it is open. */
function isFinished(expression: Expression): boolean {
  return expression.kind !== "template" || expression.form !== "quoted" || !expression.open;
}

function evaluateItem({ key, value, ...range }: ObjectItem, scope: Scope): Entry {
  return { key: evaluateKey(key, scope), value: evaluate(value, scope), span: spanOf(range, scope) };
}

function evaluateKey(key: Expression, scope: Scope): Text {
  const span = spanOf(key, scope);
  if (key.kind === "variable") return textOf(key.name, span);
  if (key.kind === "literal") return textOf(sourceOf(key, scope), span);
  const value = evaluate(key, scope);
  if (value.kind === "text") return key.kind === "template" ? value : { ...value, token: span };
  const part = value.kind === "reference" || value.kind === "unknown" ? value : unknownOf(key, scope);
  return { kind: "text", parts: [part], span, token: span };
}

/** A template as text. What lies between directives is only there under conditions: that stretch is one unknown part. */
export function evaluateTemplate(template: Template, scope: Scope): Text {
  const parts: TextPart[] = [];
  const add = (part: TextPart): void => {
    const last = parts.length - 1;
    const before = parts[last];
    if (typeof part === "string" && typeof before === "string") parts[last] = before + part;
    else if (part !== "") parts.push(part);
  };
  const conditional = conditionalStretch(template);
  let strip = false;
  for (const part of template.parts) {
    if (conditional && part.start >= conditional.start && part.end <= conditional.end) {
      if (part.start === conditional.start) add(unknownOf(conditional, scope));
      strip = false;
    } else if (part.kind === "string") {
      add(strip ? part.text.trimStart() : part.text);
      strip &&= part.text.trim() === "";
    } else if (part.kind === "interpolation") {
      const last = parts.length - 1;
      const before = parts[last];
      if (part.stripLeft && typeof before === "string") parts[last] = before.trimEnd();
      strip = part.stripRight;
      const value = evaluate(part.expression, scope);
      if (value.kind === "text") value.parts.forEach(add);
      else if (value.kind === "scalar") add(String(value.value));
      else add(value.kind === "reference" || value.kind === "unknown" ? value : unknownOf(part.expression, scope));
    }
  }
  if (template.open) add(unknownOf({ start: template.end, end: template.end }, scope));
  return { kind: "text", parts, span: spanOf(template.content, scope), token: spanOf(template, scope) };
}

/** From the first directive to the last. */
export function conditionalStretch(template: Template): Range | undefined {
  const directives = template.parts.filter((part) => part.kind === "directive");
  const first = directives[0];
  const last = directives.at(-1);
  return first && last && { start: first.start, end: last.end };
}

/** Roots that name no resource. */
const otherRoots = new Set(["var", "local", "each", "count", "self", "path", "terraform", "module", "provider"]);

/** `aws_iam_user.a[0].name` refers to the resource `aws_iam_user.a`: its instances are not told apart. */
function evaluatePath(expression: Expression, scope: Scope): Value {
  const names: string[] = [];
  let indexed = false;
  let at = expression;
  for (; at.kind !== "variable";) {
    if (at.kind === "attribute") names.push(at.name);
    else if (at.kind === "index" || at.kind === "splat") indexed = true;
    else return unknownOf(expression, scope);
    at = at.on;
  }
  names.push(at.name);
  names.reverse();
  if (!indexed) {
    const known = scope.environment.lookup(names.join("."));
    if (known) return known;
  }
  return referenceOf(names, expression, scope) ?? unknownOf(expression, scope);
}

function referenceOf(names: readonly string[], expression: Expression, scope: Scope): Reference | undefined {
  const [root = "", second = "", third = ""] = names;
  const isData = root === "data";
  const type = isData ? second : root;
  const name = isData ? third : second;
  // `statement.value.actions` is the iterator of a dynamic block: it has no provider's prefix, or ends in these words.
  if (otherRoots.has(root) || name === "" || !type.includes("_") || (!isData && (name === "value" || name === "key")))
    return undefined;
  return {
    kind: "reference",
    target: isData ? `data.${type}.${name}` : `${type}.${name}`,
    attribute: names.slice(isData ? 3 : 2).join("."),
    source: sourceOf(expression, scope),
    span: spanOf(expression, scope),
  };
}

/** A block with the values of its attributes. `dynamic` blocks stay as they are, for whoever knows what they may add. */
export function evaluateBlock(node: BlockNode, scope: Scope): Block {
  const finished = node.attributes.filter(({ value }) => isFinished(value));
  return {
    kind: "block",
    type: node.type,
    labels: node.labels.map((label) => textOf(label.text, spanOf(label.content, scope), spanOf(label, scope))),
    entries: finished.map((attribute) => ({
      key: textOf(attribute.name, spanOf({ start: attribute.start, end: attribute.nameEnd }, scope)),
      value: evaluate(attribute.value, scope),
      span: spanOf(attribute, scope),
    })),
    blocks: node.blocks.map((block) => evaluateBlock(block, scope)),
    open: node.open || finished.length < node.attributes.length,
    span: spanOf(node, scope),
    body: spanOf(node.body, scope),
    typeSpan: spanOf({ start: node.start, end: node.start + node.type.length }, scope),
  };
}

/** The dicts that a `merge(...)` call is made of, and whether more may be in it. */
export function mergedDicts(
  expression: Expression,
  scope: Scope,
): { dicts: readonly Dict[]; open: boolean } | undefined {
  if (expression.kind === "parentheses") return mergedDicts(expression.inner, scope);
  if (expression.kind !== "call" || expression.name !== "merge") return undefined;
  const dicts: Dict[] = [];
  let open = expression.open || expression.expand;
  for (const argument of expression.arguments) {
    const inner = mergedDicts(argument, scope);
    const value = inner ? undefined : evaluate(argument, scope);
    if (inner) {
      dicts.push(...inner.dicts);
      open ||= inner.open;
    } else if (value?.kind === "dict") {
      dicts.push(value);
      open ||= value.open;
    } else if (!(value?.kind === "scalar" && value.value === null)) open = true;
  }
  return { dicts, open };
}
