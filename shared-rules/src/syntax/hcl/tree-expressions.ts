// Turns expressions into nodes, where the grammar's order is not HCL's into HCL's. Only trees without errors come here.
import type * as Ast from "./ast";
import { maxDepth } from "./tree-steps";
import { TemplateReader } from "./tree-templates";

export abstract class ExpressionReader extends TemplateReader {
  /** At an `expression`. */
  protected expression(): Ast.Expression {
    if (this.depth >= maxDepth) return this.tooDeep();
    this.depth++;
    this.cursor.gotoFirstChild();
    if (this.cursor.nodeType === "comment") this.next();
    const result = this.operand();
    this.cursor.gotoParent();
    this.depth--;
    return result;
  }

  /** A term with its attributes and indices: the grammar has them as siblings. The cursor ends at the sibling after them, if there is one. */
  protected operand(): Ast.Expression {
    let on = this.term();
    for (let length = 0; this.next(); length++) {
      const next = this.accessed(on, length);
      if (!next) break;
      on = next;
    }
    return on;
  }

  protected accessed(on: Ast.Expression, length: number): Ast.Expression | undefined {
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

  protected index(on: Ast.Expression, start: number, end: number): Ast.Expression {
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
  protected splat(on: Ast.Expression, start: number, length: number): Ast.Expression {
    const { cursor } = this;
    const form = cursor.nodeType === "attr_splat" ? "attribute" : "full";
    cursor.gotoFirstChild();
    let result: Ast.Expression = { kind: "splat", on, form, start, end: this.mended.at(cursor.endIndex) };
    for (let more = length + 1; this.next(); more++) result = this.accessed(result, more) ?? result;
    cursor.gotoParent();
    return result;
  }

  protected term(): Ast.Expression {
    const { cursor } = this;
    const { startIndex: start, endIndex: end } = cursor;
    const first = this.text.charAt(start);
    switch (cursor.nodeType) {
      case "literal_value":
        if (first === '"') return this.template(start, end, "quoted", false);
        return this.literalValue(start, end);
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

  private literalValue(start: number, end: number): Ast.Literal {
    const range = this.range(start, end);
    return { kind: "literal", value: literal(this.mended.original.slice(range.start, range.end)), ...range };
  }

  protected operation(): Ast.Expression {
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

  protected conditional(start: number, end: number): Ast.Expression {
    const [condition, then, otherwise] = this.expressions();
    if (!condition || !then || !otherwise) return { kind: "broken", ...this.range(start, end) };
    return conditionalOf(condition, then, otherwise);
  }

  protected tuple(start: number, end: number): Ast.Expression {
    this.cursor.gotoFirstChild();
    const items = this.expressions();
    this.cursor.gotoParent();
    return { kind: "tuple", items, open: this.mended.claim(start, end), ...this.range(start, end) };
  }

  protected object(start: number, end: number): Ast.Expression {
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

  protected call(start: number, end: number): Ast.Expression {
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

  protected forExpression(start: number, end: number): Ast.Expression {
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
}

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
