// A statement of the model back as IAM JSON, so that a test can compare what a fix wrote in any format.
import type { Elements, Principals, Statement } from "../../shared-rules/src/model/policy";
import { wording } from "../../shared-rules/src/model/questions";

export type Json = string | readonly Json[] | { readonly [key: string]: Json };

/** The statement with every element as a list and conditions by operator and key; expressions in their own words. */
export function statementJson(statement: Statement): { [key: string]: Json } {
  const json: { [key: string]: Json } = { Effect: statement.effect };
  const put = (name: string, elements: Elements): void => {
    if (elements.key) json[name] = elements.items.map(wording);
  };
  put("Action", statement.actions);
  put("NotAction", statement.notActions);
  put("Resource", statement.resources);
  put("NotResource", statement.notResources);
  const principals = (name: string, { key, entries }: Principals): void => {
    if (key)
      json[name] = Object.fromEntries(entries.map((entry) => [entry.type ?? "?", entry.values.items.map(wording)]));
  };
  principals("Principal", statement.principals);
  principals("NotPrincipal", statement.notPrincipals);
  const conditions: Record<string, Record<string, Json>> = {};
  for (const test of statement.conditions.tests)
    (conditions[test.operator ?? "?"] ??= {})[test.key ?? "?"] = test.values.items.map(wording);
  if (statement.conditions.key) json["Condition"] = conditions;
  return json;
}

/** IAM JSON as written by hand in the same form. */
export function normalStatement(statement: Readonly<Record<string, unknown>>): { [key: string]: Json } {
  const list = (value: unknown): Json => (Array.isArray(value) ? value.map(String) : [String(value)]);
  const json: { [key: string]: Json } = {};
  for (const [name, value] of Object.entries(statement)) {
    if (name === "Sid") continue;
    if (name === "Effect") json[name] = String(value);
    else if (name === "Principal" || name === "NotPrincipal")
      json[name] =
        typeof value === "string"
          ? { "*": [value] }
          : Object.fromEntries(Object.entries(Object.assign({}, value)).map(([type, values]) => [type, list(values)]));
    else if (name === "Condition")
      json[name] = Object.fromEntries(
        Object.entries(Object.assign({}, value) as Record<string, Record<string, unknown>>).map(([operator, keys]) => [
          operator,
          Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, list(values)])),
        ]),
      );
    else json[name] = list(value);
  }
  return json;
}
