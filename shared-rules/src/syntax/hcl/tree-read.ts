// Turns the syntax tree of one block into the nodes of ast.ts. It reads only trees without errors: tree-mend.ts makes them so.
import type * as Ast from "./ast";
import { ExpressionReader } from "./tree-expressions";
import { maxDepth } from "./tree-steps";

export class TreeReader extends ExpressionReader {
  /** The first block of a `config_file`. */
  file(): Ast.BlockNode | undefined {
    return this.find("body") && this.find("block") ? this.block() : undefined;
  }

  /** The only argument of the call that is the value of the only attribute of a `config_file`. */
  onlyArgument(): Ast.Expression | undefined {
    if (!this.find("body") || !this.find("attribute") || !this.find("expression")) return undefined;
    const call = this.expression();
    return call.kind === "call" && call.arguments.length === 1 ? call.arguments[0] : undefined;
  }

  /** All of a `config_file`, for `misread`. */
  all(): void {
    if (this.find("body")) this.body([], []);
  }

  private block(): Ast.BlockNode | undefined {
    const { cursor } = this;
    const { startIndex: start, endIndex: end } = cursor;
    const labels: Ast.Label[] = [];
    const attributes: Ast.AttributeNode[] = [];
    const blocks: Ast.BlockNode[] = [];
    let type: string | undefined;
    let bodyStart = start;
    let bodyEnd = end;
    if (this.depth >= maxDepth) return undefined;
    this.depth++;
    cursor.gotoFirstChild();
    do {
      switch (cursor.nodeType) {
        case "identifier":
          if (type === undefined) type = this.slice();
          else labels.push(this.label(0));
          break;
        case "string_lit":
          labels.push(this.label(1));
          break;
        case "block_start":
          bodyStart = cursor.endIndex;
          if (this.breaksLine(start, bodyStart)) this.misread = true;
          break;
        case "body":
          this.body(attributes, blocks);
          break;
        case "block_end":
          bodyEnd = cursor.startIndex;
          break;
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    this.depth--;
    return {
      type: type ?? "",
      labels,
      attributes,
      blocks,
      body: this.range(bodyStart, bodyEnd),
      open: this.mended.claim(start, end),
      ...this.range(start, end),
    };
  }

  private label(quote: 0 | 1): Ast.Label {
    const { startIndex: start, endIndex: end } = this.cursor;
    const content = this.range(start + quote, end - quote);
    return { ...this.range(start, end), content, text: this.mended.original.slice(content.start, content.end) };
  }

  private body(attributes: Ast.AttributeNode[], blocks: Ast.BlockNode[]): void {
    const { cursor } = this;
    cursor.gotoFirstChild();
    do {
      const type = cursor.nodeType;
      if (type === "attribute") attributes.push(this.attribute());
      else if (type === "block") {
        const block = this.block();
        if (block) blocks.push(block);
        else this.mended.mark(cursor.startIndex);
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  private attribute(): Ast.AttributeNode {
    const { cursor } = this;
    cursor.gotoFirstChild();
    const start = cursor.startIndex;
    const nameEnd = cursor.endIndex;
    this.next();
    this.next();
    if (this.breaksLine(nameEnd, cursor.startIndex)) this.misread = true;
    const value = this.expression();
    cursor.gotoParent();
    return {
      name: this.text.slice(start, nameEnd),
      nameEnd: this.mended.at(nameEnd),
      value,
      start: this.mended.at(start),
      end: value.end,
    };
  }
}
