// What stands where Terraform's JSON syntax expects a policy: a string that holds JSON, or one expression. It reads no IAM.
import { evaluate, spanOf, type Scope } from "../../link/evaluate";
import type { Source } from "../../model/source";
import type { Expression, Template } from "../../syntax/hcl";
import { contentsOf, type PolicyContent } from "./contents";
import { stringSource } from "./json-strings";

/** The policies an attribute may stand for, each with a source that writes into the string it stands in. */
export function jsonContentsOf(expression: Expression, scope: Scope, document: Source): readonly PolicyContent[] {
  switch (expression.kind) {
    case "template":
      return contentsOfString(expression, scope, document);
    case "tuple":
      return expression.items.flatMap((item) => jsonContentsOf(item, scope, document));
    case "object": {
      const text = scope.text.slice(expression.start, expression.end);
      const span = spanOf(expression, scope);
      return [{ value: evaluate(expression, scope), source: document, span, expression: text }];
    }
    default:
      return contentsOf(expression, scope, document);
  }
}

function contentsOfString(template: Template, scope: Scope, document: Source): readonly PolicyContent[] {
  const { parts, content, start, end } = template;
  const isExpression = parts.length === 1 && parts[0]?.kind === "interpolation";
  const string = { text: scope.text, token: { start, end }, content };
  return contentsOf(template, scope, stringSource(string, isExpression ? "hcl" : "json", scope.place, document));
}
