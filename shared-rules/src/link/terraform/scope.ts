// Where expressions are evaluated: what names stand for, where results are placed, and what evaluating may cost. It evaluates nothing.
import { spanWithin, type Place } from "../../model/place";
import type { Entry, Span, TextPart, Unknown, Value } from "../../model/value";
import { nodeSpan, textOf } from "../../model/value";
import type { Expression, Range } from "../../syntax/hcl/ast";
import { equals, isNull, allOf, isUnknown, measureOf, sequenceOf, type Mapping, type Sequence } from "./values";

/** What names stand for. */
export interface Environment {
  /**
   * The value of a path: `var.x`, `local.x`, `module.m.output`, `path.module`, `data.aws_region.here.name`; undefined where it is not
   * known. Each node of it says where it is `written`; its own spans do not count.
   */
  lookup(path: string): Value | undefined;
  /** A file's text, by its path as the module writes it, with path.module being ".". */
  readFile?(path: string): string | undefined;
  /** The URI of such a file. */
  fileUri?(path: string): string | undefined;
  /** An expression in a text, for templates in files. */
  parse?(text: string): Expression;
}

/** Knows nothing. */
export const emptyEnvironment: Environment = { lookup: () => undefined };

/** Where expressions stand: their offsets count from `place` in the document, `text` is the document's text from there. */
export interface Scope {
  readonly text: string;
  readonly place: Place;
  readonly environment: Environment;
  /** The document, for values that are bound to names; "" is the one that is being read. */
  readonly uri?: string;
  /** What `each`, `count`, `self` and the iterators of dynamic blocks stand for here. */
  readonly bindings?: ReadonlyMap<string, Value>;
  /** Every result is placed here: the text is not the document's. */
  readonly at?: Span;
  /** Shared by everything that is evaluated for one purpose, so that their cost together is bounded. */
  readonly budget?: Budget;
}

/** What evaluating may still cost, in steps: one for each value that is made, copied or compared. */
export interface Budget {
  steps: number;
}

/** A budget for a document or a module. */
export function newBudget(steps = 2_000_000): Budget {
  return { steps };
}

export function spanOf(range: Range, scope: Scope): Span {
  return scope.at ?? spanWithin(scope.place, range.start, range.end);
}

export function sourceOf(range: Range, scope: Scope): string {
  return scope.text.slice(range.start, range.end);
}

export function unknownOf(range: Range, scope: Scope): Unknown {
  return { kind: "unknown", source: sourceOf(range, scope), span: spanOf(range, scope) };
}

const stepsPerExpression = 50_000;
const leastSteps = 2_000;
const maxNodes = 50_000;
const maxDepth = 200;
const maxLength = 1_000_000;
/** An unknown part of a text is as large as this many characters. */
const weightOfUnknown = 200;
const maxCandidates = 16;

/** One evaluation: its cost, and whether something in it surely fails, which `try` and `can` ask. */
export class Run {
  failures = 0;
  /** How deep in an expression evaluating is. */
  depth = 0;
  exhausted = false;
  private steps: number;

  /** An expression's own text is never too long to read. */
  constructor(
    length: number,
    private readonly budget: Budget | undefined,
  ) {
    const allowed = budget ? Math.max(leastSteps, Math.min(stepsPerExpression, budget.steps)) : stepsPerExpression;
    this.steps = allowed + length;
  }

  /** Pays for some work. @returns false where there is nothing left to pay with */
  spend(steps: number): boolean {
    this.steps -= steps;
    if (this.budget) this.budget.steps -= steps;
    if (this.steps < 0) this.exhausted = true;
    return !this.exhausted;
  }
}

type Marks<T extends Sequence | Mapping> = Partial<Pick<T, "type" | "open" | "maybe">>;

/** Where a computed value will stand, and the making of it. */
export class Site {
  constructor(
    readonly range: Range,
    readonly scope: Scope,
    readonly run: Run,
  ) {}

  get span(): Span {
    return spanOf(this.range, this.scope);
  }

  get source(): string {
    return sourceOf(this.range, this.scope);
  }

  unknown(because?: string, candidates?: readonly Value[]): Unknown {
    const unknown = unknownOf(this.range, this.scope);
    if (because === undefined && !candidates) return unknown;
    return { ...unknown, ...(because !== undefined && { because }), ...(candidates && { candidates }) };
  }

  /** Terraform would end with an error here. */
  fail(because: string): Unknown {
    this.run.failures++;
    return this.unknown(because);
  }

  scalar(value: number | boolean | null): Value {
    return { kind: "scalar", value, span: this.span };
  }

  text(text: string): Value {
    return this.parts([text]);
  }

  parts(parts: readonly TextPart[]): Value {
    const joined = joinParts(parts);
    let length = 0;
    for (const part of joined) length += typeof part === "string" ? part.length : weightOfUnknown;
    if (length > maxLength || !this.run.spend(1 + (length >> 6))) return this.tooLarge();
    const { span } = this;
    return { kind: "text", parts: joined, span, token: span };
  }

  list(items: readonly Value[], marks: Marks<Sequence> = {}): Value {
    const { span } = this;
    return this.sized(
      { kind: "list", items: items.map((item) => this.part(item, span)), open: false, span, ...marks },
      items.length,
    );
  }

  dict(entries: readonly Entry[], marks: Marks<Mapping> = {}): Value {
    return this.sized({ kind: "dict", entries, open: false, span: this.span, ...marks }, entries.length);
  }

  entry(key: string, value: Value): Entry {
    return { key: textOf(key, this.span), value: this.part(value, this.span), span: nodeSpan(value) };
  }

  /** What stands where the whole stands is made by it: there is no literal of its own to be edited. */
  private part(value: Value, whole: Span): Value {
    const own = nodeSpan(value);
    if (value.written || own.start !== whole.start || own.end !== whole.end) return value;
    return { ...value, written: { uri: this.scope.uri ?? "", span: whole } };
  }

  /** The value, unless it is larger or deeper than whoever walks it can bear. */
  sized(value: Sequence | Mapping, members: number): Value {
    if (!this.run.spend(members)) return this.tooLarge();
    const { nodes, depth } = measureOf(value);
    return nodes > maxNodes || depth > maxDepth ? this.tooLarge() : value;
  }

  tooLarge(): Unknown {
    return this.unknown(`${shortened(this.source)} is too large`);
  }

  /**
   * One of several values, it is not known which. Lists become one open list of what is in any of them, so that
   * whoever looks for an item finds it; other values are candidates of an unknown one.
   */
  either(values: readonly Value[]): Value {
    const different: Value[] = [];
    for (const value of values)
      for (const each of possible(value)) {
        if (!this.run.spend(different.length + 1)) return this.tooLarge();
        if (!different.some((other) => equals(other, each) === "yes")) different.push(each);
      }
    const [first] = different;
    if (first && different.length === 1) return first;
    const lists = different.flatMap((value) => sequenceOf(value) ?? []);
    const others = different.filter((value) => !sequenceOf(value) && !isNull(value));
    if (lists.length > 0 && others.every(isUnknown)) {
      const merged = this.anyOf(lists, others);
      return merged.kind === "list" ? { ...merged, oneOf: { values, items: merged.items } } : merged;
    }
    const candidates = different.filter((value) => value.kind !== "unknown").slice(0, maxCandidates);
    if (candidates.length === 0) return this.unknown();
    return { ...this.unknown(undefined, candidates), complete: candidates.length === different.length };
  }

  private anyOf(lists: readonly Sequence[], others: readonly Value[]): Value {
    const items: Value[] = [];
    for (const item of lists.flatMap((list) => list.items))
      if (!this.run.spend(items.length)) return this.tooLarge();
      else if (!items.some((other) => equals(other, item) === "yes")) items.push(item);
    const isSet = others.length === 0 && lists.every(({ type }) => type === "set");
    return this.list(items, { open: true, maybe: true, ...(isSet && { type: "set" }) });
  }
}

/** What a value may be: itself, or its candidates, and itself if that is not all. */
function possible(value: Value): readonly Value[] {
  return allOf(value) ?? (value.kind === "unknown" && value.candidates ? [...value.candidates, value] : [value]);
}

/** Neighbouring strings as one. */
export function joinParts(parts: readonly TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "") joined.push(part);
  }
  return joined;
}

function shortened(source: string): string {
  const line = source.slice(0, 200).replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** A value where it is used: all of it stands at `span`, and each node keeps the place where it is written. */
export function usedAt(value: Value, span: Span, uri: string | undefined, run?: Run): Value {
  if (run && !run.spend(measureOf(value).nodes)) return { kind: "unknown", source: "", span };
  const own = nodeSpan(value);
  const isHere = own.start === span.start && own.end === span.end;
  const written = value.written ?? (uri === undefined || isHere ? undefined : { uri, span: own });
  const place = written ? { span, written } : { span };
  const again = (inner: Value): Value => usedAt(inner, span, uri);
  switch (value.kind) {
    case "text":
      return { ...value, ...place, token: span, parts: value.parts.map((part) => usedPart(part, span, uri)) };
    case "list":
      return { ...value, ...place, items: value.items.map(again) };
    case "dict": {
      const entries = value.entries.map((entry) => ({
        key: usedText(entry.key, span, uri),
        value: again(entry.value),
        span,
      }));
      return { ...value, ...place, entries };
    }
    case "unknown":
      return { ...value, ...place, ...(value.candidates && { candidates: value.candidates.map(again) }) };
    default:
      return { ...value, ...place };
  }
}

function usedText(text: Entry["key"], span: Span, uri: string | undefined): Entry["key"] {
  const used = usedAt(text, span, uri);
  return used.kind === "text" ? used : text;
}

function usedPart(part: TextPart, span: Span, uri: string | undefined): TextPart {
  if (typeof part === "string") return part;
  const used = usedAt(part, span, uri);
  return used.kind === "unknown" || used.kind === "reference" ? used : part;
}

/** A value with the place where each node is written, as an {@link Environment} hands it out. */
export function writtenIn(value: Value, uri: string): Value {
  const written = value.written ?? { uri, span: nodeSpan(value) };
  switch (value.kind) {
    case "list":
      return { ...value, written, items: value.items.map((item) => writtenIn(item, uri)) };
    case "dict": {
      const entries = value.entries.map((entry) => ({
        ...entry,
        key: { ...entry.key, written: entry.key.written ?? { uri, span: entry.key.token } },
        value: writtenIn(entry.value, uri),
      }));
      return { ...value, written, entries };
    }
    case "unknown":
      return {
        ...value,
        written,
        ...(value.candidates && { candidates: value.candidates.map((each) => writtenIn(each, uri)) }),
      };
    case "text": {
      const parts = value.parts.map((part) =>
        typeof part === "string" ? part : { ...part, written: part.written ?? { uri, span: part.span } },
      );
      return { ...value, written, parts };
    }
    default:
      return { ...value, written };
  }
}

/** JSON that a policy can be read from, whatever else is done with it. */
export function encoded(value: Sequence | Mapping, json = true): Sequence | Mapping {
  return { ...value, json };
}
