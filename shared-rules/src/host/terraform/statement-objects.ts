// Objects in the words of `aws_iam_policy_document`, as modules take them for statements, brought into the grammar of IAM JSON. It judges nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
import type { Dict, Entry, List, Span, Value } from "../../model/value";
import { entryOf, itemsOf, literal, textOf, valueOf } from "../../model/value";

const elements: Readonly<Record<string, string>> = {
  sid: "Sid",
  effect: "Effect",
  actions: "Action",
  not_actions: "NotAction",
  resources: "Resource",
  not_resources: "NotResource",
  principals: "Principal",
  not_principals: "NotPrincipal",
  condition: "Condition",
  conditions: "Condition",
};

/** A policy of statements. */
export function policyOf(statements: List, at: Span): Dict {
  const entries = [entry("Version", textOf("2012-10-17", at), at), entry("Statement", statements, at)];
  return { kind: "dict", entries, open: false, span: statements.span };
}

/** The statements in a list, a map or one object of them. What cannot be read stays in its place. */
export function statementsOf(value: Value): List {
  const { span } = value;
  if (value.kind === "list") return { ...value, items: value.items.map(statementOf) };
  if (value.kind !== "dict") return { kind: "list", items: [value], open: false, span };
  const isOne = value.entries.some(({ key }) => (literal(key) ?? "") in elements);
  const items = isOne ? [value] : value.entries.map((one) => one.value);
  return { kind: "list", items: items.map(statementOf), open: !isOne && value.open, span };
}

/** The statements of objects that hold them under `statements`. */
export function statementsIn(value: Value): List {
  const documents =
    value.kind === "dict" && !entryOf(value, "statements") ? value.entries.map((one) => one.value) : itemsOf(value);
  const lists = documents.map((document) =>
    statementsOf((document.kind === "dict" && valueOf(document, "statements")) || document),
  );
  return {
    kind: "list",
    items: lists.flatMap(({ items }) => items),
    open: lists.some(({ open }) => open) || (value.kind === "list" && value.open),
    span: value.span,
  };
}

function statementOf(value: Value): Value {
  if (value.kind !== "dict") return value;
  const entries = value.entries.flatMap((given): Entry[] => {
    const name = elements[literal(given.key) ?? ""];
    if (name === undefined || isNull(given.value)) return [];
    return [
      { key: textOf(name, given.key.span, given.key.token), value: elementOf(name, given.value), span: given.span },
    ];
  });
  const hasEffect = entries.some(({ key }) => literal(key) === "Effect");
  // Statements allow where they do not say otherwise.
  const effect = hasEffect || value.open ? [] : [entry("Effect", textOf("Allow", value.span), value.span)];
  return { ...value, entries: [...effect, ...entries] };
}

function elementOf(name: string, value: Value): Value {
  if (name === "Principal" || name === "NotPrincipal") return principalsOf(value);
  return name === "Condition" ? conditionsOf(value) : value;
}

/** Objects of a type and identifiers, or a map of those. */
function principalsOf(value: Value): Value {
  const objects = objectsOf(value, "type");
  if (!objects) return value;
  const entries = objects.items.flatMap((item): Entry[] => {
    const type = item.kind === "dict" ? valueOf(item, "type") : undefined;
    const identifiers = item.kind === "dict" ? valueOf(item, "identifiers") : undefined;
    return type?.kind === "text" && identifiers ? [{ key: type, value: identifiers, span: item.span }] : [];
  });
  const everyone = entries.find(({ key }) => literal(key) === "*");
  if (everyone) return itemsOf(everyone.value)[0] ?? everyone.value;
  return { kind: "dict", entries, open: objects.open || entries.length < objects.items.length, span: value.span };
}

/** Objects of a test, a variable and values. */
function conditionsOf(value: Value): Value {
  const objects = objectsOf(value, "test");
  if (!objects) return value;
  const entries: Entry[] = [];
  let open = objects.open;
  for (const item of objects.items) {
    const test = item.kind === "dict" ? valueOf(item, "test") : undefined;
    const variable = item.kind === "dict" ? valueOf(item, "variable") : undefined;
    const values = item.kind === "dict" ? valueOf(item, "values") : undefined;
    if (test?.kind !== "text" || variable?.kind !== "text" || !values) {
      open = true;
      continue;
    }
    const tested: Entry = { key: variable, value: values, span: item.span };
    const same = entries.findIndex(({ key }) => literal(key) !== undefined && literal(key) === literal(test));
    const known = entries[same]?.value;
    if (known?.kind === "dict")
      entries[same] = { key: test, value: { ...known, entries: [...known.entries, tested] }, span: item.span };
    else
      entries.push({
        key: test,
        value: { kind: "dict", entries: [tested], open: false, span: item.span },
        span: item.span,
      });
  }
  return { kind: "dict", entries, open, span: value.span };
}

/** A list, a map or one of objects that have an attribute; undefined for anything else. */
function objectsOf(
  value: Value,
  attribute: string,
): { readonly items: readonly Value[]; readonly open: boolean } | undefined {
  if (value.kind === "list") return value;
  if (value.kind !== "dict") return undefined;
  if (entryOf(value, attribute)) return { items: [value], open: value.open };
  const isMap =
    value.entries.length > 0 &&
    value.entries.every((one) => one.value.kind === "dict" && entryOf(one.value, attribute));
  return isMap ? { items: value.entries.map((one) => one.value), open: value.open } : undefined;
}

function isNull(value: Value): boolean {
  return value.kind === "scalar" && value.value === null;
}

function entry(name: string, value: Value, span: Span): Entry {
  return { key: textOf(name, span), value, span };
}
