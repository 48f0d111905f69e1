// How much of each policy and statement is known, and why the rest is not. It reads no files and finds nothing wrong.
import type { Document } from "../../shared-rules/src/model/document";
import type { Elements, Policy, Statement } from "../../shared-rules/src/model/policy";
import { unknownPart, type Span, type Unknown, type Value } from "../../shared-rules/src/model/value";
import { causeOf } from "./causes";

/** Best first. */
export const shares = ["fully", "partly", "not at all"] as const;
export type Share = (typeof shares)[number];

export interface Judged {
  readonly share: Share;
  /** Why it is not known as a whole, "Resource: variable without value", each once. */
  readonly causes: readonly string[];
  readonly span: Span;
}

export interface JudgedPolicy extends Judged {
  readonly statements: readonly Judged[];
}

/** What a document's policies and unread places tell, each place once, under all inputs that are known for it. */
export function judge(documents: readonly Document[]): JudgedPolicy[] {
  const found = new Map<string, JudgedPolicy>();
  for (const document of documents) {
    for (const policy of document.policies) add(judgePolicy(policy, document));
    for (const { span, expression } of document.unread)
      add({ share: "not at all", causes: [causeOf(expression, document.format)], span, statements: [] });
  }
  return [...found.values()];

  /** One that is known less under other inputs counts as that. */
  function add(judged: JudgedPolicy): void {
    const key = keyOf(judged);
    const known = found.get(key);
    found.set(key, known ? { ...worse(known, judged), statements: both(known.statements, judged.statements) } : judged);
  }
}

function both(some: readonly Judged[], others: readonly Judged[]): Judged[] {
  const found = new Map(some.map((one) => [keyOf(one), one]));
  for (const one of others) {
    const known = found.get(keyOf(one));
    found.set(keyOf(one), known ? worse(known, one) : one);
  }
  return [...found.values()];
}

function keyOf({ span }: Judged): string {
  return `${span.start} ${span.end}`;
}

function worse<T extends Judged>(a: T, b: T): T {
  return shares.indexOf(a.share) >= shares.indexOf(b.share) ? a : b;
}

function judgePolicy(policy: Policy, document: Document): JudgedPolicy {
  const unread = policy.unread.map((value): Judged => ({
    share: "not at all",
    causes: [`Statement: ${causeOfValue(value, document)}`],
    span: value.span,
  }));
  const statements = both(
    policy.statements.map((statement) => judgeStatement(statement, document)),
    unread,
  );
  const isOpen = policy.open && unread.length === 0;
  const causes = new Set(statements.flatMap(({ causes }) => causes));
  if (isOpen) causes.add("Statement: more of them may be there");
  const share: Share = statements.every((one) => one.share === "fully")
    ? isOpen
      ? "partly"
      : "fully"
    : statements.some((one) => one.share !== "not at all")
      ? "partly"
      : "not at all";
  const isNothing = statements.length === 0 && policy.open;
  return { share: isNothing ? "not at all" : share, causes: [...causes], span: policy.span, statements };
}

function judgeStatement(statement: Statement, document: Document): Judged {
  const causes = new Set<string>();
  const { actions, notActions, resources, notResources, principals, notPrincipals, conditions } = statement;
  if (statement.effect === "unknown") causes.add("Effect: not known");
  if (statement.open) causes.add("Statement: more of it may be there");
  const why = (name: string, elements: Elements, known: (value: Value) => boolean): void => {
    for (const value of elements.value?.kind === "unknown" ? [elements.value] : elements.items)
      if (!known(value)) causes.add(`${name}: ${causeOfValue(value, document)}`);
    if (elements.open && elements.value?.kind === "list") causes.add(`${name}: more of them may be there`);
  };
  for (const elements of [actions, notActions]) why("Action", elements, isLiteral);
  for (const elements of [resources, notResources]) why("Resource", elements, isLiteralOrOther);
  for (const { entries, open } of [principals, notPrincipals]) {
    for (const { values } of entries) why("Principal", values, isLiteralOrOther);
    if (open && entries.length === 0) causes.add("Principal: more of them may be there");
  }
  for (const { values } of conditions.tests) why("Condition", values, isLiteralOrOther);
  if (conditions.open) causes.add("Condition: more of it may be there");
  const isLost = statement.effect === "unknown" || ![actions, notActions].some(isReadable);
  return {
    share: isLost ? "not at all" : causes.size > 0 ? "partly" : "fully",
    causes: [...causes],
    span: statement.span,
  };
}

/** Whether anything of an element can be judged. */
function isReadable({ items }: Elements): boolean {
  return items.some((item) => item.kind === "text" && item.parts.some((part) => typeof part === "string"));
}

function isLiteral(value: Value): boolean {
  return value.kind !== "list" && value.kind !== "dict" && unknownPart(value) === undefined;
}

/** Another resource's attribute is one thing, never a wildcard; what it will be called does not matter. */
function isLiteralOrOther(value: Value): boolean {
  if (value.kind === "reference") return true;
  if (value.kind === "text") return value.parts.every((part) => typeof part === "string" || part.kind === "reference");
  return isLiteral(value);
}

function causeOfValue(value: Value, document: Document): string {
  const part = value.kind === "text" ? value.parts.find(isUnknownPart) : unknownPart(value);
  if (!part) return `a ${value.kind} in its place`;
  const deeper = part.kind === "unknown" ? part.because : undefined;
  return causeOf(part.source, document.format, deeper);
}

function isUnknownPart(part: unknown): part is Unknown {
  return typeof part === "object" && part !== null && "kind" in part && part.kind === "unknown";
}
