// What evaluating one expression carries along: its scope, its cost, and the names that `for` binds. It evaluates nothing.
import type { Value } from "../../model/value";
import type { Expression, Range } from "../../syntax/hcl/ast";
import { Site, type Run, type Scope } from "./scope";

export interface Frame {
  readonly scope: Scope;
  readonly run: Run;
  readonly names: Names | undefined;
}

/** Names bound by `for`, the innermost first. Their values stand where they are written, unlike the scope's bindings. */
export interface Names {
  readonly name: string;
  readonly value: Value;
  readonly next: Names | undefined;
}

/** The evaluator of expressions, for those parts of it that stand in other files. */
export type Evaluate = (expression: Expression, frame: Frame) => Value;

export function siteOf(range: Range, { scope, run }: Frame): Site {
  return new Site(range, scope, run);
}

export function bind(frame: Frame, bound: readonly (readonly [name: string | undefined, value: Value])[]): Frame {
  let { names } = frame;
  for (const [name, value] of bound) if (name !== undefined) names = { name, value, next: names };
  return { ...frame, names };
}

export function boundTo(name: string, { names }: Frame): Value | undefined {
  for (let at = names; at; at = at.next) if (at.name === name) return at.value;
  return undefined;
}

/** Evaluates what may not be evaluated by Terraform at all: whether it fails says nothing about what is around it. */
export function attempt(run: Run, evaluate: () => Value): { readonly value: Value; readonly failed: boolean } {
  const before = run.failures;
  const value = evaluate();
  const failed = run.failures > before;
  run.failures = before;
  return { value, failed };
}
