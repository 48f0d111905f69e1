// Turns quoted templates and heredocs into nodes. Expressions inside are its caller's, the text between them is tree-text.ts's.
import type * as Ast from "./ast";
import { maxDepth, TreeSteps } from "./tree-steps";
import { addLiteral, withoutIndentation } from "./tree-text";

export abstract class TemplateReader extends TreeSteps {
  /** At an `expression`. */
  protected abstract expression(): Ast.Expression;

  protected expressions(): Ast.Expression[] {
    const found: Ast.Expression[] = [];
    if (!this.cursor.gotoFirstChild()) return found;
    do if (this.cursor.nodeType === "expression") found.push(this.expression());
    while (this.cursor.gotoNextSibling());
    this.cursor.gotoParent();
    return found;
  }

  /** `for k, v in collection`, of an expression or a directive. */
  protected loop(names: string[]): Ast.Expression | undefined {
    const { cursor } = this;
    let collection: Ast.Expression | undefined;
    cursor.gotoFirstChild();
    do {
      if (cursor.nodeType === "identifier") names.push(this.slice());
      else if (cursor.nodeType === "expression") collection = this.expression();
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    return collection;
  }

  /** `hasNodes`: it may hold more than text, and the cursor is at its `template_expr`. */
  protected template(start: number, end: number, form: Ast.Template["form"], hasNodes: boolean): Ast.Template {
    const { cursor, mended } = this;
    let contentStart = start + 1;
    let contentEnd = end - 1;
    if (form !== "quoted") {
      contentStart = this.text.indexOf("\n", start) + 1;
      contentEnd = Math.max(contentStart, this.text.lastIndexOf("\n", end - 1) + 1);
    }
    const content = this.range(contentStart, contentEnd);
    const parts: Ast.TemplatePart[] = [];
    if (hasNodes) {
      cursor.gotoFirstChild();
      cursor.gotoFirstChild();
      this.sequences(parts, content.start, form === "quoted");
      cursor.gotoParent();
      cursor.gotoParent();
    }
    this.literal(parts, parts.at(-1)?.end ?? content.start, content.end, form === "quoted");
    return {
      kind: "template",
      form,
      parts: form === "indented" ? withoutIndentation(mended.original, content, parts) : parts,
      content,
      open: mended.claim(start, end),
      ...this.range(start, end),
    };
  }

  protected literal(parts: Ast.TemplatePart[], start: number, end: number, quoted: boolean): void {
    const { original } = this.mended;
    if (quoted && original.slice(start, end).includes("\n")) this.misread = true;
    let from = start;
    for (const hidden of this.mended.directives) {
      if (hidden.start < from || hidden.end > end) continue;
      addLiteral(parts, original, { start: from, end: hidden.start }, quoted);
      parts.push({ ...unknownDirective, ...hidden });
      from = hidden.end;
    }
    addLiteral(parts, original, { start: from, end }, quoted);
  }

  /** The interpolations and directives among the siblings from here on, with the text before each. */
  protected sequences(parts: Ast.TemplatePart[], contentStart: number, quoted: boolean): void {
    const { cursor } = this;
    do {
      const type = cursor.nodeType;
      if (type === "template_interpolation" || type in directives) {
        const start = this.mended.at(cursor.startIndex);
        this.literal(parts, parts.at(-1)?.end ?? contentStart, start, quoted);
        parts.push(type === "template_interpolation" ? this.interpolation() : this.directive());
      } else if (type === "template_directive" || type === "template_if" || type === "template_for") {
        if (this.depth >= maxDepth) {
          this.mended.mark(cursor.startIndex);
          continue;
        }
        this.depth++;
        cursor.gotoFirstChild();
        this.sequences(parts, contentStart, quoted);
        cursor.gotoParent();
        this.depth--;
      }
    } while (cursor.gotoNextSibling());
  }

  protected interpolation(): Ast.TemplatePart {
    const { start, end, stripLeft, stripRight } = this.sequence();
    const inner = this.range(this.cursor.startIndex + 2, this.cursor.endIndex - 1);
    const expression = this.expressions()[0] ?? ({ kind: "broken", ...inner } as const);
    return { kind: "interpolation", expression, stripLeft, stripRight, start, end };
  }

  protected directive(): Ast.Directive {
    const keyword = directives[this.cursor.nodeType] ?? "unknown";
    const names: string[] = [];
    const sequence = this.sequence();
    const expression = this.loop(names);
    return { kind: "directive", keyword, names, expression, ...sequence };
  }

  protected sequence(): Ast.Range & { stripLeft: boolean; stripRight: boolean } {
    const { startIndex: start, endIndex: end } = this.cursor;
    const stripLeft = this.text.charAt(start + 2) === "~";
    const stripRight = end - 2 > start + 2 && this.text.charAt(end - 2) === "~";
    return { ...this.range(start, end), stripLeft, stripRight };
  }
}

const directives: Readonly<Record<string, Ast.Directive["keyword"]>> = {
  template_if_intro: "if",
  template_else_intro: "else",
  template_if_end: "endif",
  template_for_start: "for",
  template_for_end: "endfor",
};

const unknownDirective = {
  kind: "directive",
  keyword: "unknown",
  names: [],
  expression: undefined,
  stripLeft: false,
  stripRight: false,
} as const;
