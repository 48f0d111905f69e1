// Steps through the syntax tree of one block: one cursor, because each crossing of the wasm border costs more than the work on
// either side. It makes no nodes but broken ones.
import type { TreeCursor } from "web-tree-sitter";
import type * as Ast from "./ast";
import type { Mended } from "./tree-mended";

/** Deeper nesting is not read. */
export const maxDepth = 200;

export abstract class TreeSteps {
  /** The grammar does not mind line breaks, and read an unfinished line as one with the next. */
  misread = false;
  protected depth = 0;
  protected readonly text: string;

  constructor(
    protected readonly cursor: TreeCursor,
    protected readonly mended: Mended,
  ) {
    this.text = mended.text;
  }

  protected find(type: string): boolean {
    if (!this.cursor.gotoFirstChild()) return false;
    while (this.cursor.nodeType !== type) if (!this.cursor.gotoNextSibling()) return false;
    return true;
  }

  /** To the next sibling that is no comment. */
  protected next(): boolean {
    do if (!this.cursor.gotoNextSibling()) return false;
    while (this.cursor.nodeType === "comment");
    return true;
  }

  protected range(start: number, end: number): Ast.Range {
    return { start: this.mended.at(start), end: this.mended.at(end) };
  }

  protected slice(): string {
    return this.text.slice(this.cursor.startIndex, this.cursor.endIndex);
  }

  protected breaksLine(start: number, end: number): boolean {
    const feed = this.text.indexOf("\n", start);
    return feed >= 0 && feed < end;
  }
  protected tooDeep(): Ast.Expression {
    this.mended.mark(this.cursor.startIndex);
    return { kind: "broken", ...this.range(this.cursor.startIndex, this.cursor.endIndex) };
  }
}
