// Cuts a .tf.json text into the blocks it is made of, or its objects, by brackets alone where it is well formed. It reads no block's body.
// https://developer.hashicorp.com/terraform/language/syntax/json
import { wholeDocument } from "../../model/source";
import type { Dict, Span, Text, Value } from "../../model/value";
import { literal } from "../../model/value";
import type { Wanted } from "../../syntax/hcl";
import { parseJson, unescapeJson } from "../../syntax/json";

/** A property's name: `token` is with its quotes. Offsets of the document. */
export interface Key {
  readonly text: string;
  readonly token: Span;
}

export interface Cut {
  /** "resource", "locals". */
  readonly word: Key;
  readonly labels: readonly Key[];
  /** The object that is the block's body, with its braces. */
  readonly body: Span;
}

export interface Cuts {
  readonly cuts: readonly Cut[];
  /** Something is unfinished, between the blocks or in one of them. */
  readonly broken: boolean;
}

/** How many names stand between a section's word and the bodies in it. */
const labelsOf: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  provider: 1,
  variable: 1,
  module: 1,
  output: 1,
  locals: 0,
};

/** The wanted blocks of a text, in their order. Never throws. */
export function cutBlocks(text: string, wanted: Wanted): Cuts {
  return new Scan(text, wanted).cuts() ?? cutsOfTree(text, wanted);
}

const enum Char {
  LineFeed = 10,
  CarriageReturn = 13,
  Space = 32,
  Quote = 34,
  Star = 42,
  Comma = 44,
  Slash = 47,
  Colon = 58,
  OpenBracket = 91,
  Backslash = 92,
  CloseBracket = 93,
  OpenBrace = 123,
  CloseBrace = 125,
}

const scalar = /(?:true|false|null|-?\d[\d.eE+-]*)(?=[\s,\]}/])/y;

/** Strings end as jsonc-parser ends them: at their quote, else with their line. */
class Scan {
  private at = 0;
  private broken = false;
  private readonly found: Cut[] = [];

  constructor(
    private readonly text: string,
    private readonly wanted: Wanted,
  ) {
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  /** Undefined where the text is not well formed. */
  cuts(): Cuts | undefined {
    const isRead = this.eachObject(() =>
      this.eachMember((word) => {
        const depth = labelsOf[word.text];
        return depth === undefined ? this.value() : this.blocks(word, [], depth);
      }),
    );
    this.blank();
    return isRead && this.at === this.text.length ? { cuts: this.found, broken: this.broken } : undefined;
  }

  private blocks(word: Key, labels: readonly Key[], depth: number): boolean {
    if (depth > 0)
      return this.eachObject(() => this.eachMember((label) => this.blocks(word, [...labels, label], depth - 1)));
    if (!this.wanted(word.text, labels[0]?.text)) return this.value();
    return this.eachObject(() => {
      const start = this.at;
      if (!this.brackets()) return false;
      this.found.push({ word, labels, body: { start, end: this.at } });
      return true;
    });
  }

  /** At an object, or at a list that stands for each of its objects. What is neither is passed over. */
  private eachObject(object: () => boolean): boolean {
    this.blank();
    const first = this.text.charCodeAt(this.at);
    if (first === Char.OpenBrace) return object();
    if (first !== Char.OpenBracket) return this.value();
    return this.members(Char.CloseBracket, () =>
      this.text.charCodeAt(this.at) === Char.OpenBrace ? object() : this.value(),
    );
  }

  private eachMember(member: (key: Key) => boolean): boolean {
    return this.members(Char.CloseBrace, () => {
      const key = this.key();
      this.blank();
      if (!key || this.text.charCodeAt(this.at) !== Char.Colon) return false;
      this.at++;
      this.blank();
      return member(key);
    });
  }

  private members(close: Char, member: () => boolean): boolean {
    this.at++;
    for (;;) {
      this.blank();
      if (this.text.charCodeAt(this.at) === close) break;
      if (!member()) return false;
      this.blank();
      const next = this.text.charCodeAt(this.at);
      if (next === Char.Comma) this.at++;
      else if (next !== close) return false;
    }
    this.at++;
    return true;
  }

  private key(): Key | undefined {
    const start = this.at;
    if (this.text.charCodeAt(start) !== Char.Quote || !this.string()) return undefined;
    return keyOf(this.text, { start, end: this.at });
  }

  private value(): boolean {
    switch (this.text.charCodeAt(this.at)) {
      case Char.OpenBrace:
      case Char.OpenBracket:
        return this.brackets();
      case Char.Quote:
        return this.string();
      default: {
        scalar.lastIndex = this.at;
        const isScalar = scalar.test(this.text);
        if (isScalar) this.at = scalar.lastIndex;
        return isScalar;
      }
    }
  }

  /** To the bracket that closes the one here. */
  private brackets(): boolean {
    const { text } = this;
    const open: Char[] = [];
    while (this.at < text.length) {
      const char = text.charCodeAt(this.at);
      if (char === Char.Quote) {
        if (!this.string()) this.broken = true;
        continue;
      }
      if (char === Char.Slash) {
        const before = this.at;
        this.comment();
        if (this.at > before) continue;
      } else if (char === Char.OpenBrace) open.push(Char.CloseBrace);
      else if (char === Char.OpenBracket) open.push(Char.CloseBracket);
      else if (char === Char.CloseBrace || char === Char.CloseBracket) {
        if (open.pop() !== char) return false;
        if (open.length === 0) {
          this.at++;
          return true;
        }
      }
      this.at++;
    }
    return false;
  }

  /** Past the string here. @returns whether it is closed */
  private string(): boolean {
    const end = stringEnd(this.text, this.at);
    this.at = end < 0 ? ~end : end;
    return end >= 0;
  }

  private blank(): void {
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at);
      if (char === Char.Space || (char >= 9 && char <= Char.CarriageReturn)) continue;
      const before = this.at;
      if (char === Char.Slash) this.comment();
      if (this.at === before) return;
      this.at--;
    }
  }

  private comment(): void {
    const end = commentEnd(this.text, this.at);
    this.at = end < 0 ? this.text.length : end;
  }
}

/** Behind the string that begins here. Where it is not closed, the complement (`~`) of the place where it is given up. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === Char.Backslash) at++;
    else if (char === Char.Quote) return at + 1;
    else if (char === Char.LineFeed || char === Char.CarriageReturn) return ~at;
  }
  return ~text.length;
}

/** Behind the comment that begins at this slash; the place itself where none does, and -1 where it is not closed. */
function commentEnd(text: string, slash: number): number {
  const next = text.charCodeAt(slash + 1);
  if (next === Char.Star) {
    const end = text.indexOf("*/", slash + 2);
    return end < 0 ? end : end + 2;
  }
  if (next !== Char.Slash) return slash;
  for (let at = slash; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === Char.LineFeed || char === Char.CarriageReturn) return at;
  }
  return text.length;
}

function keyOf(text: string, token: Span): Key {
  return { text: unescapeJson(text.slice(token.start + 1, token.end - 1)), token };
}

/** The same for a text that is being typed: what is missing and what is too much, the parser of JSON bears. */
function cutsOfTree(text: string, wanted: Wanted): Cuts {
  const { root, broken } = parseJson(wholeDocument("json", text));
  const cuts: Cut[] = [];
  const key = (name: Text): Key => ({ text: literal(name) ?? "", token: name.token });
  const visit = (value: Value, word: Key, labels: readonly Key[], depth: number): void => {
    if (depth === 0 && !wanted(word.text, labels[0]?.text)) return;
    for (const dict of objectsOf(value))
      if (depth === 0) cuts.push({ word, labels, body: dict.span });
      else for (const entry of dict.entries) visit(entry.value, word, [...labels, key(entry.key)], depth - 1);
  };
  for (const body of objectsOf(root))
    for (const section of body.entries) {
      const word = key(section.key);
      const depth = labelsOf[word.text];
      if (depth !== undefined) visit(section.value, word, [], depth);
    }
  return { cuts, broken };
}

/** A list stands for each of its objects. */
export function objectsOf(value: Value | undefined): Dict[] {
  if (value?.kind === "dict") return [value];
  return value?.kind === "list" ? value.items.filter((item) => item.kind === "dict") : [];
}

/** An object by its brackets, with those that stand in it, be it in a list. */
export interface Braces {
  readonly span: Span;
  readonly inner: readonly Braces[];
}

/** The root, a section such as "resource", a type and a block's body: what is deeper is read with the body. */
const levels = 4;

/** A text's outermost objects. Undefined where something is unfinished. */
export function bracesOf(text: string): readonly Braces[] | undefined {
  const outermost: Braces[] = [];
  const objects: { readonly start: number; readonly inner: Braces[] }[] = [];
  const open: Char[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === Char.Quote) {
      at = stringEnd(text, at) - 1;
      if (at < 0) return undefined;
    } else if (char === Char.Slash) {
      const end = commentEnd(text, at);
      if (end < 0) return undefined;
      if (end > at) at = end - 1;
    } else if (char === Char.OpenBracket) open.push(Char.CloseBracket);
    else if (char === Char.OpenBrace) {
      open.push(Char.CloseBrace);
      if (depth++ < levels) objects.push({ start: at, inner: [] });
    } else if (char === Char.CloseBracket || char === Char.CloseBrace) {
      if (open.pop() !== char) return undefined;
      if (char === Char.CloseBracket || --depth >= levels) continue;
      const object = objects.pop();
      if (object)
        (objects.at(-1)?.inner ?? outermost).push({ span: { start: object.start, end: at + 1 }, inner: object.inner });
    }
  }
  return open.length === 0 ? outermost : undefined;
}
