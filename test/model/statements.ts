// Statements and values built by hand, so that everything that cannot be known can stand anywhere. It reads no format.
import { samples } from "../../shared-rules/src/model/sample";
import type {
  Condition,
  Conditions,
  Elements,
  Policy,
  Principals,
  Statement,
} from "../../shared-rules/src/model/policy";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Dict, List, Reference, Span, Text, TextPart, Unknown, Value } from "../../shared-rules/src/model/value";

/** In a list, or as a key: more may be there than can be read. */
export const more = "…";
/** As a key: it is there and cannot be read. */
export const unreadable = "?";

let places = 0;
/** Each thing has a place of its own. */
function place(): Span {
  places += 10;
  return { start: places, end: places + 5 };
}

/** What an expression gives: a kind of text that is known (`account`, `region`), a resource's attribute (`aws_iam_user.a.arn`), or anything. */
export function expression(source: string): Unknown | Reference {
  const span = place();
  const sample = Object.entries(samples).find(([name]) => name === source)?.[1];
  if (sample !== undefined) return { kind: "unknown", source, span, sample };
  const [, target, attribute] = /^(aws_\w+\.\w+)\.(\w+)$/.exec(source) ?? [];
  if (target === undefined || attribute === undefined) return { kind: "unknown", source, span };
  return { kind: "reference", target, attribute, source, span };
}

/** A text whose `${…}` are expressions; `${aws:username}`, `${*}`, `${?}` and `${$}` are IAM's own variables, and text. */
export function text(written: string): Text {
  const parts = written
    .split(/(\$\{[^}:*?$]+\})/)
    .filter((part) => part !== "")
    .map((part): TextPart => (/^\$\{[^}:*?$]+\}$/.test(part) ? expression(part.slice(2, -1)) : part));
  return { kind: "text", parts, span: place(), token: place() };
}

/** Any value by its JSON; a text that is nothing but one expression is that expression. */
export function value(json: unknown): Value {
  if (typeof json === "string") {
    const [only, second] = text(json).parts;
    return second === undefined && only !== undefined && typeof only !== "string" ? only : text(json);
  }
  if (typeof json === "number" || typeof json === "boolean" || json === null)
    return { kind: "scalar", value: json, span: place() };
  return Array.isArray(json) ? list(json) : dict(Object.entries(json as object));
}

export function list(items: readonly unknown[]): List {
  return {
    kind: "list",
    items: items.filter((item) => item !== more).map(value),
    open: items.includes(more),
    span: place(),
  };
}

export function dict(entries: readonly (readonly [string, unknown])[]): Dict {
  return {
    kind: "dict",
    entries: entries.map(([key, of]) => ({ key: text(key), value: value(of), span: place() })),
    open: false,
    span: place(),
  };
}

/** The element under a key; absent where `json` is undefined. */
export function elements(name: string, json: unknown): Elements {
  if (json === undefined) return { items: [], open: false, key: undefined, value: undefined };
  const items = list(Array.isArray(json) ? json : [json]);
  return { items: items.items, open: items.open, key: text(name), value: items };
}

function principals(name: string, json: unknown): Principals {
  if (json === undefined) return { entries: [], open: false, key: undefined };
  const entries = Object.entries(typeof json === "string" ? { "*": json } : (json as Record<string, unknown>));
  return {
    entries: entries
      .filter(([type]) => type !== more)
      .map(([type, values]) => ({
        type: type === unreadable ? undefined : type,
        values: elements(type, values),
        span: place(),
      })),
    open: entries.some(([type]) => type === more),
    key: text(name),
  };
}

/** One test of a Condition: `condition("StringLike", "aws:PrincipalArn", ["arn:…"])`. */
export function condition(operator: string, key: string, values: unknown): Condition {
  return {
    operator: operator === unreadable ? undefined : operator,
    operatorSpan: place(),
    key: key === unreadable ? undefined : key,
    keySpan: place(),
    values: elements(key, values),
    span: place(),
    operatorNode: text(operator),
  };
}

function conditions(json: unknown): Conditions {
  if (json === undefined) return { tests: [], open: false, key: undefined, value: undefined };
  const byOperator = Object.entries(json as Record<string, Record<string, unknown>>);
  return {
    tests: byOperator
      .filter(([operator]) => operator !== more)
      .flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => condition(operator, key, values))),
    open: byOperator.some(([operator]) => operator === more),
    key: text("Condition"),
    value: value(json),
  };
}

export type StatementJson = Readonly<Record<string, unknown>>;

/** A statement by its IAM JSON. `[more]: true`: elements may be there that cannot be read; `perhaps: true`: so may be the whole of it not. */
export function statement(json: StatementJson): Statement {
  return {
    sid: undefined,
    effect: json["Effect"] === "Allow" || json["Effect"] === "Deny" ? json["Effect"] : "unknown",
    actions: elements("Action", json["Action"]),
    notActions: elements("NotAction", json["NotAction"]),
    resources: elements("Resource", json["Resource"]),
    notResources: elements("NotResource", json["NotResource"]),
    principals: principals("Principal", json["Principal"]),
    notPrincipals: principals("NotPrincipal", json["NotPrincipal"]),
    conditions: conditions(json["Condition"]),
    span: place(),
    open: json[more] === true,
    ...(json["perhaps"] === true && { perhaps: true }),
    node: dict([]),
  };
}

/** A policy of these statements, in the version that has variables. */
export function policy(statements: readonly StatementJson[], rest: Partial<Policy> = {}): Policy {
  return {
    kind: "identity",
    shape: "iam-json",
    statements: statements.map(statement),
    open: false,
    unread: [],
    version: text("2012-10-17"),
    span: place(),
    address: "",
    owner: { kind: "file", address: "" },
    hostType: "",
    node: dict([]),
    source: wholeDocument("json", ""),
    ...rest,
  };
}
