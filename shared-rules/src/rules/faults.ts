// A fault of grammar, and what its finders have in common. It finds none.
import type { Elements, Principal, Statement } from "../model/policy";
import type { Span, Text, Value } from "../model/value";
import type { Severity } from "../rule";

export interface Fault {
  readonly span: Span;
  readonly message: string;
  readonly severity?: Severity;
  /** The text that is to be spelt otherwise. */
  readonly rename?: { readonly text: Text; readonly to: string };
  /** What else surely puts it right. */
  readonly repair?: Repair;
}

export type Repair =
  /** The policy says no Version; this one is meant. */
  | { readonly kind: "version"; readonly version: string }
  /** A principal without its type. */
  | {
      readonly kind: "untyped";
      readonly statement: Statement;
      readonly principal: Principal;
      readonly type: string;
      readonly value: string;
    }
  /** A value of a list that is to be another one. */
  | {
      readonly kind: "value";
      readonly statement: Statement;
      readonly element: Elements;
      readonly item: Value;
      readonly to: string;
    };

/** Text that a template's tool, or its reader, is yet to fill in. */
export function isTemplated(text: string): boolean {
  return /[<>]|\{\{|\$\{(?![\w.-]+:|[*?$]\})[^}]*\}|%|\[[A-Z_ -]+\]/.test(text);
}

/** One character where something begins, for what may be many lines long. */
export function startOf({ start, end }: Span): Span {
  return { start, end: Math.min(start + 1, end) };
}

/** Whether a policy variable in the text is not closed by its brace. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function isUnclosed(text: string): boolean {
  return /\$\{[^}]*$/.test(text);
}

export function unclosed(text: string): string {
  return `The policy variable in "${text}" has no closing brace: AWS refuses it.`;
}
