// Parses one top-level block's text into attributes and nested blocks. It never fails: an unfinished block is `open`.
import type { AttributeNode, BlockNode, Expression, Label, Range } from "./ast";
import { ExpressionParser } from "./expressions";
import { Char, identifierEnd, isBlank, quotedAt } from "./lexical";

/** Blocks nested deeper than this are not read; Terraform itself knows four levels. */
const maxNesting = 40;

/** A block's text, from its type to its closing brace, as a tree. @returns undefined where the text does not begin with a block. */
export function parseBlock(text: string): BlockNode | undefined {
  return new BlockParser(text).top();
}

/** An expression that stands by itself. */
export function parseExpression(text: string): Expression {
  return new ExpressionParser(text).parseWithin({ start: 0, end: text.length });
}

interface Body {
  attributes: AttributeNode[];
  blocks: BlockNode[];
  closed: boolean;
  open: boolean;
}

class BlockParser extends ExpressionParser {
  top(): BlockNode | undefined {
    const typeEnd = identifierEnd(this.text, 0);
    if (typeEnd === 0) return undefined;
    this.position = typeEnd;
    return this.block(0, 0);
  }

  /** A block whose type has been read. @returns undefined, without moving, where no brace follows its labels. */
  private block(start: number, nesting: number): BlockNode | undefined {
    const typeEnd = this.position;
    const labels = this.labels();
    if (this.text.charCodeAt(this.position) !== Char.OpenBrace) {
      this.position = typeEnd;
      return undefined;
    }
    const bodyStart = ++this.position;
    const body = this.body(nesting);
    const end = this.position;
    return {
      type: this.text.slice(start, typeEnd),
      labels,
      attributes: body.attributes,
      blocks: body.blocks,
      body: { start: bodyStart, end: body.closed ? end - 1 : end },
      open: body.open || !body.closed,
      start,
      end,
    };
  }

  private labels(): Label[] {
    const labels: Label[] = [];
    for (;;) {
      while (isBlank(this.text.charCodeAt(this.position))) this.position++;
      const start = this.position;
      if (this.text.charCodeAt(start) === Char.Quote) {
        const { end, closed } = quotedAt(this.text, start, this.limit);
        if (!closed) return labels;
        this.position = end;
        labels.push(this.label({ start, end }, { start: start + 1, end: end - 1 }));
      } else {
        const end = identifierEnd(this.text, start);
        if (end === start) return labels;
        this.position = end;
        labels.push(this.label({ start, end }, { start, end }));
      }
    }
  }

  private label(range: Range, content: Range): Label {
    return { ...range, content, text: this.text.slice(content.start, content.end) };
  }

  private body(nesting: number): Body {
    const body: Body = { attributes: [], blocks: [], closed: false, open: false };
    for (;;) {
      this.skipLines();
      if (this.position >= this.limit) return body;
      if (this.text.charCodeAt(this.position) === Char.CloseBrace) {
        this.position++;
        body.closed = true;
        return body;
      }
      if (!this.attribute(body) && !this.nested(body, nesting)) {
        body.open = true;
        this.position = Math.max(this.position + 1, this.skipJunk(this.position));
      }
      const next = this.peek();
      if (next !== "" && next !== "\n" && next !== "}") {
        body.open = true;
        this.position = Math.max(this.position + 1, this.skipJunk(this.position));
      }
    }
  }

  private attribute(body: Body): boolean {
    const start = this.position;
    const nameEnd = identifierEnd(this.text, start);
    if (nameEnd === start) return false;
    this.position = nameEnd;
    if (this.peek() !== "=" || this.text.charAt(this.position + 1) === "=") {
      this.position = start;
      return false;
    }
    this.position++;
    const before = this.broken;
    this.broken = false;
    const value = this.expression();
    if (value.kind === "broken") {
      body.open = true;
      this.position = this.skipJunk(value.start);
    }
    if (value.end > value.start)
      body.attributes.push({ name: this.text.slice(start, nameEnd), nameEnd, value, start, end: value.end });
    else body.open = true;
    this.broken ||= before;
    return true;
  }

  private nested(body: Body, nesting: number): boolean {
    const start = this.position;
    const typeEnd = identifierEnd(this.text, start);
    if (typeEnd === start || nesting >= maxNesting) return false;
    this.position = typeEnd;
    const block = this.block(start, nesting + 1);
    if (!block) {
      this.position = start;
      return false;
    }
    body.blocks.push(block);
    return true;
  }

  private skipLines(): void {
    while (this.peek() === "\n") this.position++;
  }
}
