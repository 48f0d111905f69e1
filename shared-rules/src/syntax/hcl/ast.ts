// The syntax tree of HCL blocks and expressions, with offsets relative to the top-level block they stand in. It knows no values.
// https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
import type { Place } from "../../model/place";

/** A half-open range, relative to the start of the top-level block. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Literal extends Range {
  readonly kind: "literal";
  readonly value: number | boolean | null;
}

/** Text as it stands, or one escape: then `text` is shorter than its range. */
export interface TemplateText extends Range {
  readonly kind: "string";
  readonly text: string;
}

/** `${ … }` */
export interface Interpolation extends Range {
  readonly kind: "interpolation";
  readonly expression: Expression;
  /** `${~` or `~}`: white space beside it is not part of the value. */
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
}

/** `%{ … }`, in the order they stand: whoever evaluates nests them. */
export interface Directive extends Range {
  readonly kind: "directive";
  readonly keyword: "if" | "else" | "endif" | "for" | "endfor" | "unknown";
  /** Loop variables. */
  readonly names: readonly string[];
  /** The condition or the collection. */
  readonly expression: Expression | undefined;
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
}

export type TemplatePart = TemplateText | Interpolation | Directive;

export interface Template extends Range {
  readonly kind: "template";
  /** "indented" is `<<-`: the common indentation of its lines is in no part. "bare" is a string of Terraform's JSON syntax. */
  readonly form: "quoted" | "heredoc" | "indented" | "bare";
  readonly parts: readonly TemplatePart[];
  /** Between the quotes, or the lines between a heredoc's markers with their last line break. */
  readonly content: Range;
  /** Its end is missing. */
  readonly open: boolean;
}

export interface Tuple extends Range {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
  readonly open: boolean;
}

export interface ObjectItem extends Range {
  /** A variable stands for its own name here, as Terraform reads `{ name = … }`; parentheses make it an expression. */
  readonly key: Expression;
  readonly value: Expression;
}

export interface ObjectExpression extends Range {
  readonly kind: "object";
  readonly items: readonly ObjectItem[];
  readonly open: boolean;
}

export interface Call extends Range {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** The last argument is expanded: `f(list...)`. */
  readonly expand: boolean;
  readonly open: boolean;
}

export interface Variable extends Range {
  readonly kind: "variable";
  readonly name: string;
}

export interface Attribute extends Range {
  readonly kind: "attribute";
  readonly on: Expression;
  readonly name: string;
}

export interface Index extends Range {
  readonly kind: "index";
  readonly on: Expression;
  readonly key: Expression;
}

/** `on.*` or `on[*]`; what follows it is applied to each item. */
export interface Splat extends Range {
  readonly kind: "splat";
  readonly on: Expression;
  readonly form: "attribute" | "full";
}

export interface Conditional extends Range {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

export interface Binary extends Range {
  readonly kind: "binary";
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary extends Range {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
}

/** `[for k, v in c : value if condition]`, `{for v in c : key => value... if condition}`. */
export interface For extends Range {
  readonly kind: "for";
  readonly names: readonly string[];
  readonly collection: Expression;
  /** Of an object. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  /** `...` after the value. */
  readonly group: boolean;
  readonly condition: Expression | undefined;
  readonly open: boolean;
}

export interface Parentheses extends Range {
  readonly kind: "parentheses";
  readonly inner: Expression;
}

/** Text that is no expression, or one nested too deep to read. */
export interface Broken extends Range {
  readonly kind: "broken";
}

export type Expression =
  | Literal
  | Template
  | Tuple
  | ObjectExpression
  | Call
  | Variable
  | Attribute
  | Index
  | Splat
  | Conditional
  | Binary
  | Unary
  | For
  | Parentheses
  | Broken;

export interface AttributeNode extends Range {
  readonly name: string;
  readonly nameEnd: number;
  /** Its name stands in quotes, as in Terraform's JSON syntax. */
  readonly quoted?: true;
  readonly value: Expression;
}

export interface Label extends Range {
  /** Where its offsets count from, if that is not where its block's do. */
  readonly place?: Place;
  readonly text: string;
  /** Without quotes. */
  readonly content: Range;
}

export interface BlockNode extends Range {
  readonly type: string;
  /** Where its type stands, if that is not at its start: in Terraform's JSON syntax blocks of a type share the word. */
  readonly word?: Range & { readonly place?: Place };
  readonly labels: readonly Label[];
  readonly attributes: readonly AttributeNode[];
  readonly blocks: readonly BlockNode[];
  /** Between the braces. */
  readonly body: Range;
  /** Unfinished: more may come. */
  readonly open: boolean;
}
