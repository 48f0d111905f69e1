// Parses HCL expressions by recursive descent, within bounds and without ever failing: what it cannot read is `broken` or `open`.
import type { Expression, Range, Template } from "./ast";
import { CollectionParser } from "./collections";
import { bracketEnd, Char, heredocAt, identifierEnd, quotedAt } from "./lexical";
import { readTemplate, withoutIndentation } from "./templates";

/** Deeper nesting is not read. */
const maxDepth = 200;

const precedence: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
const operator = /\|\||&&|==|!=|<=|>=|[<>+\-*/%]/y;
const number = /(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/y;

export class ExpressionParser extends CollectionParser {
  private depth = 0;

  /** The expression in a range of the text; line breaks do not end it. */
  parseWithin(range: Range): Expression {
    const { position, limit, multiline } = this;
    this.position = range.start;
    this.limit = Math.min(range.end, limit);
    this.multiline = true;
    let expression = this.expression();
    this.skipSpace();
    if (this.position < this.limit) {
      this.broken = true;
      expression = { kind: "broken", start: range.start, end: range.end };
    }
    this.position = position;
    this.limit = limit;
    this.multiline = multiline;
    return expression;
  }

  /** The expression at the current position, up to the end of the line where that is not within brackets. */
  protected expression(): Expression {
    if (this.depth >= maxDepth) return this.tooDeep();
    this.depth++;
    const condition = this.binary(1);
    let result = condition;
    if (this.peek() === "?") {
      this.position++;
      const then = this.expression();
      if (this.peek() === ":") {
        this.position++;
        const otherwise = this.expression();
        result = { kind: "conditional", condition, then, otherwise, start: condition.start, end: otherwise.end };
      } else result = this.brokenFrom(condition.start);
    }
    this.depth--;
    return result;
  }

  private binary(least: number): Expression {
    let left = this.unary();
    for (;;) {
      this.skipSpace();
      const found = this.operatorHere();
      const rank = precedence[found] ?? 0;
      if (rank < least) return left;
      this.position += found.length;
      const right = this.binary(rank + 1);
      left = { kind: "binary", operator: found, left, right, start: left.start, end: right.end };
    }
  }

  private operatorHere(): string {
    operator.lastIndex = this.position;
    const found = operator.exec(this.text)?.[0] ?? "";
    return this.position + found.length <= this.limit ? found : "";
  }

  private unary(): Expression {
    const sign = this.peek();
    if (sign !== "-" && sign !== "!") return this.postfix(this.primary());
    if (this.depth >= maxDepth) return this.tooDeep();
    const start = this.position++;
    this.depth++;
    const operand = this.unary();
    this.depth--;
    return { kind: "unary", operator: sign, operand, start, end: operand.end };
  }

  private postfix(first: Expression): Expression {
    let on = first;
    if (on.kind === "broken") return on;
    for (;;) {
      const char = this.text.charCodeAt(this.position);
      if (this.position >= this.limit) return on;
      if (char === 46 && this.text.charCodeAt(this.position + 1) !== 46) {
        const start = this.position + 1;
        const next = identifierEnd(this.text, start);
        if (this.text.charAt(start) === "*") {
          this.position = start + 1;
          on = { kind: "splat", on, form: "attribute", start: on.start, end: this.position };
        } else if (next > start && next <= this.limit) {
          this.position = next;
          on = { kind: "attribute", on, name: this.text.slice(start, next), start: on.start, end: next };
        } else {
          const digits = /^\d+/.exec(this.text.slice(start, Math.min(this.limit, start + 10)))?.[0];
          if (digits === undefined) {
            this.position = start;
            return this.brokenFrom(on.start);
          }
          this.position = start + digits.length;
          const key: Expression = { kind: "literal", value: Number(digits), start, end: this.position };
          on = { kind: "index", on, key, start: on.start, end: this.position };
        }
      } else if (char === Char.OpenBracket) {
        if (this.text.startsWith("[*]", this.position)) {
          this.position += 3;
          on = { kind: "splat", on, form: "full", start: on.start, end: this.position };
          continue;
        }
        const { end, closed } = bracketEnd(this.text, this.position, this.limit);
        if (!closed) {
          this.position++;
          return this.brokenFrom(on.start);
        }
        if (this.depth >= maxDepth) return this.tooDeep();
        this.depth++;
        const key = this.parseWithin({ start: this.position + 1, end: end - 1 });
        this.depth--;
        this.position = end;
        on = { kind: "index", on, key, start: on.start, end };
      } else return on;
    }
  }

  private primary(): Expression {
    this.skipSpace();
    const start = this.position;
    if (start >= this.limit) return this.brokenFrom(start);
    const char = this.text.charCodeAt(start);
    if (char === Char.Quote) return this.quoted();
    if (char === Char.OpenBracket || char === Char.OpenBrace)
      return this.isFor() ? this.forExpression() : this.collection(char);
    if (char === Char.OpenParen) return this.parentheses();
    if (char === Char.Less) return this.heredoc();
    if (char >= 48 && char <= 57) {
      number.lastIndex = start;
      const digits = number.exec(this.text)?.[0] ?? "0";
      this.position = Math.min(this.limit, start + digits.length);
      return { kind: "literal", value: Number(digits), start, end: this.position };
    }
    const end = Math.min(this.limit, identifierEnd(this.text, start));
    if (end === start) return this.brokenFrom(start);
    this.position = end;
    const name = this.text.slice(start, end);
    if (this.text.charCodeAt(end) === Char.OpenParen && end < this.limit) return this.call(name, start);
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true", start, end };
    if (name === "null") return { kind: "literal", value: null, start, end };
    return { kind: "variable", name, start, end };
  }

  protected quoted(): Template {
    const start = this.position;
    const { end, closed } = quotedAt(this.text, start, this.limit);
    const content = { start: start + 1, end: Math.max(start + 1, closed ? end - 1 : end) };
    const read = this.template(content, true);
    this.position = Math.max(end, content.end);
    this.broken ||= !closed || read.broken;
    return { kind: "template", form: "quoted", parts: read.parts, content, open: !closed, start, end: this.position };
  }

  private heredoc(): Expression {
    const start = this.position;
    const bounds = heredocAt(this.text, start, this.limit);
    if (!bounds) return this.brokenFrom(start);
    const content = { start: bounds.contentStart, end: bounds.contentEnd };
    const read = this.template(content, false);
    this.position = bounds.end;
    this.broken ||= !bounds.closed || read.broken;
    const parts = bounds.indented ? withoutIndentation(this.text, content, read.parts) : read.parts;
    const form = bounds.indented ? "indented" : "heredoc";
    return { kind: "template", form, parts, content, open: !bounds.closed, start, end: bounds.end };
  }

  private template(content: Range, quoted: boolean): ReturnType<typeof readTemplate> {
    this.depth++;
    const read = readTemplate(this.text, content, quoted, (range) => this.parseWithin(range));
    this.depth--;
    return read;
  }

  private tooDeep(): Expression {
    const start = this.skipSpace();
    this.broken = true;
    this.position = this.skipJunk(start);
    return { kind: "broken", start, end: this.position };
  }
}
