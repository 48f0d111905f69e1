// Parses what stands in HCL's brackets: lists, objects, arguments, for expressions. Other expressions are its heir's.
import type { Expression, ObjectItem } from "./ast";
import { Cursor } from "./cursor";
import { bracketEnd, Char, identifierEnd } from "./lexical";

export abstract class CollectionParser extends Cursor {
  /** Something had to be skipped or is missing. */
  broken = false;

  protected abstract expression(): Expression;

  protected parentheses(): Expression {
    const start = this.position++;
    const multiline = this.multiline;
    this.multiline = true;
    const inner = this.expression();
    const closed = this.peek() === ")";
    this.multiline = multiline;
    if (!closed) return this.brokenFrom(start);
    this.position++;
    return { kind: "parentheses", inner, start, end: this.position };
  }

  protected call(name: string, start: number): Expression {
    this.position++;
    const { items, closed, clean, expand } = this.items(")");
    const end = closed ? this.position : (items.at(-1)?.end ?? this.position);
    return { kind: "call", name, arguments: items, expand, open: !closed || !clean, start, end };
  }

  protected collection(char: number): Expression {
    const start = this.position++;
    if (char === Char.OpenBrace) return this.object(start);
    const { items, closed, clean } = this.items("]");
    return {
      kind: "tuple",
      items,
      open: !closed || !clean,
      start,
      end: closed ? this.position : (items.at(-1)?.end ?? start + 1),
    };
  }

  /** Comma-separated expressions up to `closer`; stops before what cannot belong to them. */
  private items(closer: ")" | "]"): { items: Expression[]; closed: boolean; clean: boolean; expand: boolean } {
    const items: Expression[] = [];
    const start = this.position;
    const multiline = this.multiline;
    this.multiline = true;
    let closed = false;
    let clean = true;
    let expand = false;
    for (;;) {
      const next = this.peek();
      if (next === closer) {
        this.position++;
        closed = true;
        break;
      }
      if (next === "" || next === "}" || next === ")" || next === "]" || this.atEntry()) break;
      const item = this.expression();
      if (item.kind === "broken") {
        clean = false;
        this.position = this.skipJunk(item.start);
        if (item.end > item.start) items.push(item);
      } else items.push(item);
      if (this.text.startsWith("...", this.skipSpace())) {
        expand = true;
        this.position += 3;
      }
      const after = this.peek();
      if (after === ",") this.position++;
      else if (after !== closer) clean = false;
    }
    this.multiline = multiline;
    this.broken ||= !closed || !clean;
    // The white space it looked through may hold the line break that ends what is around it.
    if (!closed) this.position = items.at(-1)?.end ?? start;
    return { items, closed, clean, expand };
  }

  private object(start: number): Expression {
    const items: ObjectItem[] = [];
    const multiline = this.multiline;
    let closed = false;
    let clean = true;
    for (;;) {
      this.multiline = true;
      const next = this.peek();
      this.multiline = false;
      if (next === "}") {
        this.position++;
        closed = true;
        break;
      }
      if (next === "" || next === "]" || next === ")" || next === "{") break;
      const item = this.objectItem();
      if (item) items.push(item);
      else {
        clean = false;
        this.position = this.skipJunk(this.position);
      }
      const after = this.peek();
      if (after === ",") this.position++;
      else if (after !== "}" && after !== "\n" && after !== "") clean = false;
    }
    this.multiline = multiline;
    this.broken ||= !closed || !clean;
    const end = closed ? this.position : (items.at(-1)?.end ?? start + 1);
    return { kind: "object", items, open: !closed || !clean, start, end };
  }

  private objectItem(): ObjectItem | undefined {
    const start = this.position;
    const key = this.expression();
    const sign = this.peek();
    if (key.kind === "broken" || (sign !== "=" && sign !== ":")) {
      this.position = start;
      return undefined;
    }
    this.position++;
    const value = this.expression();
    if (value.kind === "broken" && value.end === value.start) return undefined;
    return { key, value, start, end: value.end };
  }

  protected isFor(): boolean {
    const start = this.position++;
    const multiline = this.multiline;
    this.multiline = true;
    this.skipSpace();
    const word = this.position;
    this.position = start;
    this.multiline = multiline;
    return identifierEnd(this.text, word) === word + 3 && /for\s/y.test(this.text.slice(word, word + 4));
  }

  protected forExpression(): Expression {
    const start = this.position;
    const isObject = this.text.charCodeAt(start) === Char.OpenBrace;
    const { end, closed } = bracketEnd(this.text, start, this.limit);
    const intro = /^\s*for\s+([^\s,]+)(?:\s*,\s*([^\s,]+))?\s+in\s/.exec(this.text.slice(start + 1, end));
    if (!closed || !intro) {
      this.position = start + 1;
      return this.brokenFrom(start);
    }
    const { limit, multiline } = this;
    this.limit = end - 1;
    this.multiline = true;
    this.position = start + 1 + intro[0].length;
    const collection = this.expression();
    const colon = this.peek() === ":";
    this.position++;
    let value = this.expression();
    let key: Expression | undefined;
    if (isObject && this.peek() === "=" && this.text.charAt(this.position + 1) === ">") {
      this.position += 2;
      key = value;
      value = this.expression();
    }
    const group = this.text.startsWith("...", this.skipSpace());
    if (group) this.position += 3;
    const hasCondition = this.text.startsWith("if", this.skipSpace());
    if (hasCondition) this.position += 2;
    const condition = hasCondition ? this.expression() : undefined;
    const clean = colon && this.peek() === "";
    this.limit = limit;
    this.multiline = multiline;
    this.position = end;
    this.broken ||= !clean;
    const names = [intro[1], intro[2]].filter((name): name is string => name !== undefined);
    return { kind: "for", names, collection, key, value, group, condition, open: !clean, start, end };
  }

  protected brokenFrom(start: number): Expression {
    this.broken = true;
    const end = Math.min(this.limit, Math.max(start, this.position));
    return { kind: "broken", start: Math.min(start, end), end };
  }
}
