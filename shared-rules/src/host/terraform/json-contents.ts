// What stands where Terraform's JSON syntax expects a policy: a string that holds JSON, or one expression. It reads no IAM.
import { evaluate, spanOf, type Scope } from "../../link/evaluate";
import type { Source } from "../../model/source";
import type { Expression, Template } from "../../syntax/hcl";
import { contentsOf, type PolicyContent } from "./contents";
import { stringSource } from "./json-strings";

/** The policies an attribute may stand for, each with a source that writes into the string it stands in. */
export function jsonContentsOf(expression: Expression, scope: Scope, document: Source): readonly PolicyContent[] {
  if (expression.kind === "template") return contentsOf(expression, scope, sourceOf(expression, scope, document));
  if (expression.kind !== "object") return contentsOf(expression, scope, document);
  const value = evaluate(expression, scope);
  const text = scope.text.slice(expression.start, expression.end);
  return [{ value, source: document, span: spanOf(expression, scope), expression: text }];
}

function sourceOf({ parts, content, start, end }: Template, { text, base }: Scope, document: Source): Source {
  const isExpression = parts.length === 1 && parts[0]?.kind === "interpolation";
  return stringSource({ text, token: { start, end }, content }, isExpression ? "hcl" : "json", base, document);
}
