// Turns the syntax tree of one block into the nodes of ast.ts. It reads only trees without errors: tree-mend.ts makes them so.
// One cursor walks the tree, for each step across the wasm border costs more than the work done on either side.
import type { TreeCursor } from "web-tree-sitter";
import type * as Ast from "./ast";
import type { Mended } from "./tree-mended";
import { addLiteral, withoutIndentation } from "./tree-text";

/** Deeper nesting is not read. */
const maxDepth = 200;

export class TreeReader {
  /** The grammar does not mind line breaks, and read an unfinished line as one with the next. */
  misread = false;
  private depth = 0;
  private readonly text: string;

  constructor(
    private readonly cursor: TreeCursor,
    private readonly mended: Mended,
  ) {
    this.text = mended.text;
  }

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

  private find(type: string): boolean {
    if (!this.cursor.gotoFirstChild()) return false;
    while (this.cursor.nodeType !== type) if (!this.cursor.gotoNextSibling()) return false;
    return true;
  }

  /** To the next sibling that is no comment. */
  private next(): boolean {
    do if (!this.cursor.gotoNextSibling()) return false;
    while (this.cursor.nodeType === "comment");
    return true;
  }

  private range(start: number, end: number): Ast.Range {
    return { start: this.mended.at(start), end: this.mended.at(end) };
  }

  private slice(): string {
    return this.text.slice(this.cursor.startIndex, this.cursor.endIndex);
  }

  private breaksLine(start: number, end: number): boolean {
    const feed = this.text.indexOf("\n", start);
    return feed >= 0 && feed < end;
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

  /** At an `expression`. */
  private expression(): Ast.Expression {
    if (this.depth >= maxDepth) return this.tooDeep();
    this.depth++;
    this.cursor.gotoFirstChild();
    if (this.cursor.nodeType === "comment") this.next();
    const result = this.operand();
    this.cursor.gotoParent();
    this.depth--;
    return result;
  }

  private tooDeep(): Ast.Expression {
    this.mended.mark(this.cursor.startIndex);
    return { kind: "broken", ...this.range(this.cursor.startIndex, this.cursor.endIndex) };
  }

  /** A term with its attributes and indices: the grammar has them as siblings. The cursor ends at the sibling after them, if there is one. */
  private operand(): Ast.Expression {
    let on = this.term();
    for (let length = 0; this.next(); length++) {
      const next = this.accessed(on, length);
      if (!next) break;
      on = next;
    }
    return on;
  }

  private accessed(on: Ast.Expression, length: number): Ast.Expression | undefined {
    const { cursor } = this;
    const type = cursor.nodeType;
    if (type !== "get_attr" && type !== "index" && type !== "splat") return undefined;
    const start = on.start;
    const end = this.mended.at(cursor.endIndex);
    if (length >= maxDepth) return { kind: "broken", start, end };
    cursor.gotoFirstChild();
    if (type === "get_attr") {
      this.next();
      on = { kind: "attribute", on, name: this.slice(), start, end };
    } else if (type === "index") on = this.index(on, start, end);
    else on = this.splat(on, start, length);
    cursor.gotoParent();
    return on;
  }

  private index(on: Ast.Expression, start: number, end: number): Ast.Expression {
    const { cursor } = this;
    let key: Ast.Expression;
    if (cursor.nodeType === "legacy_index") {
      const digits = this.slice().slice(1).trim();
      key = { kind: "literal", value: Number(digits), start: end - digits.length, end };
    } else {
      cursor.gotoFirstChild();
      this.next();
      key = this.expression();
      cursor.gotoParent();
    }
    return { kind: "index", on, key, start, end };
  }

  /** `attr_splat` and `full_splat` hold what follows them. */
  private splat(on: Ast.Expression, start: number, length: number): Ast.Expression {
    const { cursor } = this;
    const form = cursor.nodeType === "attr_splat" ? "attribute" : "full";
    cursor.gotoFirstChild();
    let result: Ast.Expression = { kind: "splat", on, form, start, end: this.mended.at(cursor.endIndex) };
    for (let more = length + 1; this.next(); more++) result = this.accessed(result, more) ?? result;
    cursor.gotoParent();
    return result;
  }

  private term(): Ast.Expression {
    const { cursor } = this;
    const { startIndex: start, endIndex: end } = cursor;
    const first = this.text.charAt(start);
    switch (cursor.nodeType) {
      case "literal_value":
        if (first === '"') return this.template(start, end, "quoted", false);
        return { kind: "literal", value: literal(this.text.slice(start, end)), ...this.range(start, end) };
      case "template_expr":
        if (first === '"') return this.template(start, end, "quoted", true);
        return this.template(start, end, this.text.charAt(start + 2) === "-" ? "indented" : "heredoc", true);
      case "collection_value":
        return first === "[" ? this.tuple(start, end) : this.object(start, end);
      case "variable_expr": {
        const masked = this.mended.maskedEnd(start);
        if (masked !== undefined) return { kind: "broken", ...this.range(start, masked) };
        return { kind: "variable", name: this.text.slice(start, end), ...this.range(start, end) };
      }
      case "function_call":
        return this.call(start, end);
      case "for_expr":
        return this.forExpression(start, end);
      case "conditional":
        return this.conditional(start, end);
      case "operation":
        return this.operation();
      default: {
        this.next();
        const inner = this.expression();
        this.next();
        return { kind: "parentheses", inner, ...this.range(start, cursor.endIndex) };
      }
    }
  }

  private operation(): Ast.Expression {
    const { cursor } = this;
    if (this.depth >= maxDepth) return this.tooDeep();
    this.depth++;
    cursor.gotoFirstChild();
    const isUnary = cursor.nodeType === "unary_operation";
    cursor.gotoFirstChild();
    let result: Ast.Expression;
    if (isUnary) {
      const operator = this.slice() === "-" ? "-" : "!";
      const start = this.mended.at(cursor.startIndex);
      this.next();
      const operand = this.operand();
      result = { kind: "unary", operator, operand, start, end: operand.end };
    } else {
      const left = this.operand();
      const operator = this.slice();
      this.next();
      const right = this.operand();
      result = { kind: "binary", operator, left, right, start: left.start, end: right.end };
    }
    cursor.gotoParent();
    cursor.gotoParent();
    this.depth--;
    return result;
  }

  private expressions(): Ast.Expression[] {
    const found: Ast.Expression[] = [];
    if (!this.cursor.gotoFirstChild()) return found;
    do if (this.cursor.nodeType === "expression") found.push(this.expression());
    while (this.cursor.gotoNextSibling());
    this.cursor.gotoParent();
    return found;
  }

  private conditional(start: number, end: number): Ast.Expression {
    const [condition, then, otherwise] = this.expressions();
    if (!condition || !then || !otherwise) return { kind: "broken", ...this.range(start, end) };
    return conditionalOf(condition, then, otherwise);
  }

  private tuple(start: number, end: number): Ast.Expression {
    this.cursor.gotoFirstChild();
    const items = this.expressions();
    this.cursor.gotoParent();
    return { kind: "tuple", items, open: this.mended.claim(start, end), ...this.range(start, end) };
  }

  private object(start: number, end: number): Ast.Expression {
    const { cursor } = this;
    const items: Ast.ObjectItem[] = [];
    cursor.gotoFirstChild();
    cursor.gotoFirstChild();
    do {
      if (cursor.nodeType !== "object_elem") continue;
      const [key, value] = this.expressions();
      if (key && value) items.push({ key, value, start: key.start, end: value.end });
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    cursor.gotoParent();
    return { kind: "object", items, open: this.mended.claim(start, end), ...this.range(start, end) };
  }

  private call(start: number, end: number): Ast.Expression {
    const { cursor } = this;
    let items: Ast.Expression[] = [];
    let expand = false;
    cursor.gotoFirstChild();
    const name = this.slice();
    while (cursor.gotoNextSibling()) {
      if (cursor.nodeType !== "function_arguments") continue;
      expand = this.text.startsWith("...", cursor.endIndex - 3);
      items = this.expressions();
    }
    cursor.gotoParent();
    return {
      kind: "call",
      name,
      arguments: items,
      expand,
      open: this.mended.claim(start, end),
      ...this.range(start, end),
    };
  }

  private forExpression(start: number, end: number): Ast.Expression {
    const { cursor } = this;
    const names: string[] = [];
    const values: Ast.Expression[] = [];
    let collection: Ast.Expression | undefined;
    let condition: Ast.Expression | undefined;
    let group = false;
    cursor.gotoFirstChild();
    cursor.gotoFirstChild();
    do {
      const type = cursor.nodeType;
      if (type === "for_intro") collection = this.loop(names);
      else if (type === "expression") values.push(this.expression());
      else if (type === "ellipsis") group = true;
      else if (type === "for_cond") condition = this.expressions()[0];
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    cursor.gotoParent();
    const [first, second] = values;
    const range = this.range(start, end);
    if (!first || !collection) return { kind: "broken", ...range };
    const key = second && first;
    const open = this.mended.claim(start, end);
    return { kind: "for", names, collection, key, value: second ?? first, group, condition, open, ...range };
  }

  /** `for k, v in collection`, of an expression or a directive. */
  private loop(names: string[]): Ast.Expression | undefined {
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
  private template(start: number, end: number, form: Ast.Template["form"], hasNodes: boolean): Ast.Template {
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

  private literal(parts: Ast.TemplatePart[], start: number, end: number, quoted: boolean): void {
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
  private sequences(parts: Ast.TemplatePart[], contentStart: number, quoted: boolean): void {
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

  private interpolation(): Ast.TemplatePart {
    const { start, end, stripLeft, stripRight } = this.sequence();
    const inner = this.range(this.cursor.startIndex + 2, this.cursor.endIndex - 1);
    const expression = this.expressions()[0] ?? ({ kind: "broken", ...inner } as const);
    return { kind: "interpolation", expression, stripLeft, stripRight, start, end };
  }

  private directive(): Ast.Directive {
    const keyword = directives[this.cursor.nodeType] ?? "unknown";
    const names: string[] = [];
    const sequence = this.sequence();
    const expression = this.loop(names);
    return { kind: "directive", keyword, names, expression, ...sequence };
  }

  private sequence(): Ast.Range & { stripLeft: boolean; stripRight: boolean } {
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

function literal(text: string): Ast.Literal["value"] {
  if (text === "null") return null;
  return text === "true" || text === "false" ? text === "true" : Number(text);
}

/** `a ? b : c ? d : e` belongs together from the right; the grammar has it from the left. */
function conditionalOf(condition: Ast.Expression, then: Ast.Expression, otherwise: Ast.Expression): Ast.Conditional {
  const range = { start: condition.start, end: otherwise.end };
  if (condition.kind !== "conditional") return { kind: "conditional", condition, then, otherwise, ...range };
  return { ...condition, otherwise: conditionalOf(condition.otherwise, then, otherwise), ...range };
}
