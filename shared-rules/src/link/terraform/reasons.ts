// Why an expression's value is not known, in plain words: the first name in it that has none. It makes no values.
import type { Value } from "../../model/value";
import type { Expression } from "../../syntax/hcl/ast";
import { evaluate } from "./expressions";
import { sourceOf, type Scope } from "./scope";

/** Names in a longer expression are not all asked. */
const mostNames = 20;

/**
 * Why an expression is not known: "the variable x has no default"; undefined where nothing in it tells.
 * @param value what it was evaluated to
 */
export function reasonOf(expression: Expression, scope: Scope, value: Value): string | undefined {
  const own = becauseOf(value);
  if (own !== undefined) return own;
  for (const name of namesIn(expression).slice(0, mostNames)) {
    const named = name === expression ? value : evaluate(name, scope);
    const reason = becauseOf(named) ?? whatGives(named, shortened(sourceOf(name, scope)));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** A value that says why it is not known. */
export function explained(value: Value, expression: Expression, scope: Scope): Value {
  const part = value.kind === "text" && value.parts.length === 1 ? value.parts[0] : value;
  if (typeof part !== "object" || part.kind !== "unknown" || part.because !== undefined || part.complete === true)
    return value;
  const because = reasonOf(expression, scope, value);
  if (because === undefined) return value;
  return value.kind === "text" ? { ...value, parts: [{ ...part, because }] } : { ...part, because };
}

/**
 * A value where it is handed on under another name: if it is not known, it says what it was.
 * @param how "var.x is given", "module.m.x is"
 */
export function handedOn(value: Value, how: string): Value {
  if (value.kind !== "unknown" || value.complete === true) return value;
  const source = shortened(value.source);
  const { because } = value;
  if (because === undefined) return { ...value, because: `${how} ${source}, which is not known` };
  const told = because.startsWith(`${source} `) ? `, which ${because.slice(source.length + 1)}` : `: ${because}`;
  return { ...value, because: `${how} ${source}${told}` };
}

function becauseOf(value: Value): string | undefined {
  if (value.kind === "unknown") return value.because;
  const parts = value.kind === "list" ? value.items : value.kind === "text" ? value.parts : [];
  for (const part of parts)
    if (typeof part === "object" && part.kind === "unknown" && part.because !== undefined) return part.because;
  return undefined;
}

/** Data sources that do not ask AWS. */
const sources: Readonly<Record<string, string>> = {
  http: "is fetched over HTTP",
  external: "is what a program prints when Terraform runs",
  terraform_remote_state: "stands in another configuration's state",
  local_file: "is read from a file when Terraform runs",
};

/** What gives a value that Terraform only has when it runs. */
function whatGives(value: Value, name: string): string | undefined {
  if (value.kind === "unknown" && /^(?:each|count)\./.test(name))
    return `${name} hangs on ${name.startsWith("each") ? "for_each" : "count"}, which is not known`;
  const [, source] = /^data\.([\w-]+)\./.exec(name) ?? [];
  if (source !== undefined && (value.kind === "reference" || value.kind === "unknown"))
    return `${name} ${sources[source] ?? (source.startsWith("aws_") ? "is looked up in AWS when Terraform runs" : "is only known when Terraform runs")}`;
  return value.kind === "reference" ? `${name} is only known once Terraform has made it` : undefined;
}

/** The names in an expression with what follows them, from the left. */
function namesIn(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "variable":
    case "attribute":
    case "splat":
      return [expression];
    case "index":
      return [expression, ...namesIn(expression.key)];
    case "parentheses":
      return namesIn(expression.inner);
    case "unary":
      return namesIn(expression.operand);
    case "binary":
      return [expression.left, expression.right].flatMap(namesIn);
    case "conditional":
      return [expression.condition, expression.then, expression.otherwise].flatMap(namesIn);
    case "call":
      return expression.arguments.flatMap(namesIn);
    case "tuple":
      return expression.items.flatMap(namesIn);
    case "object":
      return expression.items.flatMap(({ value }) => namesIn(value));
    case "template":
      return expression.parts.flatMap((part) => (part.kind === "interpolation" ? namesIn(part.expression) : []));
    case "for":
      return namesIn(expression.collection);
    default:
      return [];
  }
}

/** An expression's text as messages name it. */
export function shortened(source: string): string {
  const line = source.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
