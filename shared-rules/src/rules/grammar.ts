// The grammar of IAM policies as AWS holds them against it: elements, their values and principals. Not a rule.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { nearestOf } from "../catalog/nearest";
import type { Elements, Policy, PolicyKind, Statement } from "../model/policy";
import { wording } from "../model/questions";
import { endsIn } from "../model/source";
import { entryOf, literal, type Dict, type Entry, type Span, type Value } from "../model/value";
import { meantBucket, principalFault, resourceFault, typeOfPrincipal } from "./arns";
import { conditionFaults } from "./condition-grammar";
import { isTemplated, startOf, type Fault } from "./faults";
import { isPerhapsNull } from "./grants";

const policyElements = ["Version", "Id", "Statement"];
const statementElements = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
];

/** Kinds whose statements are about others than whom they are attached to: they name principals. */
const namesPrincipals: ReadonlySet<PolicyKind> = new Set(["resource", "trust"]);

/** Kinds that IAM itself keeps, in which a principal is no part. */
const ofIdentities: ReadonlySet<PolicyKind> = new Set(["identity", "boundary", "permission-set"]);

/** What is wrong with the document around the statements. */
export function* documentFaults(policy: Policy): Generator<Fault> {
  const { node } = policy;
  if (policy.shape === "iam-json" && node.kind === "dict" && !node.open) {
    yield* unknownElements(node, policyElements, "a policy");
    const statement = entryOf(node, "Statement")?.value;
    if (statement?.kind === "list" && statement.items.length === 0 && !statement.open && !statement.written)
      yield { span: startOf(statement.span), message: "AWS refuses a policy without a statement." };
    yield* versionFaults(policy, node);
  }
  if (policy.shape === "iam-json") yield* repeatedSids(policy);
}

function* unknownElements(dict: Dict, known: readonly string[], whole: string): Generator<Fault> {
  const seen = new Set<string>();
  for (const { key } of dict.entries) {
    const name = literal(key);
    if (name === undefined || name.includes("::")) continue;
    if (seen.has(name))
      yield { span: key.span, message: `${name} stands twice in ${whole}: AWS refuses it, or takes only the last.` };
    seen.add(name);
    if (known.includes(name)) continue;
    const meant = known.find((each) => each.toLowerCase() === name.toLowerCase()) ?? nearestElement(name, known);
    const free = meant !== undefined && !dict.entries.some((other) => literal(other.key) === meant);
    yield {
      span: key.span,
      message: `${name === "" ? "An empty name" : name} is no element of ${whole}${meant === undefined ? "" : `, ${meant} is`}: AWS refuses it.`,
      ...(free && { rename: { text: key, to: meant } }),
    };
  }
}

/** "Actions" is one letter from Action, and Sid from Id: only longer names are near. */
function nearestElement(name: string, known: readonly string[]): string | undefined {
  return (
    nearestOf(name, known) ??
    (name.length > 4 && name.endsWith("s") ? known.find((each) => `${each}s` === name) : undefined)
  );
}

const policyVariable = /\$\{[\w.-]+:[^}]+\}/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
function* versionFaults(policy: Policy, node: Dict): Generator<Fault> {
  const version = entryOf(node, "Version")?.value;
  const said = literal(version);
  if (version?.kind === "text" && said !== undefined && !/^(2012-10-17|2008-10-17)$/.test(said) && !isTemplated(said)) {
    const rename = { text: version, to: "2012-10-17" };
    yield {
      span: version.span,
      message: `AWS refuses the Version ${said}: there are 2012-10-17 and 2008-10-17.`,
      rename,
    };
    return;
  }
  if (version !== undefined && said !== "2008-10-17") return;
  if (version === undefined && node.entries.some(({ key }) => literal(key)?.toLowerCase() === "version")) return;
  const variable = policy.statements.flatMap(variablesOf)[0];
  if (!variable) return;
  const name = policyVariable.exec(literal(variable) ?? "")?.[0] ?? "";
  if (version?.kind === "text")
    yield {
      span: version.span,
      severity: "medium",
      message: `In Version 2008-10-17 ${name} is no variable but plain text, which nothing is named: 2012-10-17 knows variables.`,
      rename: { text: version, to: "2012-10-17" },
    };
  else
    yield {
      span: variable.span,
      severity: "medium",
      message: `Without "Version": "2012-10-17" ${name} is no variable but plain text, which nothing is named.`,
      repair: { kind: "version", version: "2012-10-17" },
    };
}

function variablesOf({ resources, notResources, conditions }: Statement): Value[] {
  const elements = [resources, notResources, ...conditions.tests.map(({ values }) => values)];
  return elements.flatMap(({ items }) => items).filter((item) => policyVariable.test(literal(item) ?? ""));
}

function* repeatedSids({ statements }: Policy): Generator<Fault> {
  const seen = new Map<string, Span>();
  const taken = new Set(statements.map(({ sid }) => literal(sid)));
  for (const { sid, perhaps } of statements) {
    const name = literal(sid);
    if (!sid || name === undefined || name === "" || perhaps) continue;
    const first = seen.get(name);
    if (!first) seen.set(name, sid.span);
    else if (first.start !== sid.span.start)
      yield {
        span: sid.span,
        message: `AWS refuses a policy with two statements of the Sid ${name}.`,
        ...(!sid.written && { rename: { text: sid, to: freeName(name, taken) } }),
      };
  }
}

/** A name with a number behind it that no statement has; it has it from then on. */
function freeName(name: string, taken: Set<string | undefined>): string {
  let number = 2;
  while (taken.has(`${name}${number}`)) number++;
  taken.add(`${name}${number}`);
  return `${name}${number}`;
}

/** What is wrong with one statement. */
export function* statementFaults(policy: Policy, statement: Statement): Generator<Fault> {
  const { node } = statement;
  if (statement.open || endsIn(policy.source, node.span)) return;
  if (node.kind === "dict") {
    yield* unknownElements(node, statementElements, "a statement");
    yield* effectFaults(node);
  }
  yield* sidFaults(policy, statement);
  yield* missingElements(policy, statement);
  yield* principalFaults(policy, statement);
  for (const elements of [statement.actions, statement.notActions, statement.resources, statement.notResources])
    yield* listFaults(elements);
  if (policy.kind !== "trust")
    for (const element of [statement.resources, statement.notResources])
      for (const item of element.items) {
        const message = resourceFault(item, policy.kind === "resource");
        const to = message === undefined ? undefined : meantBucket(item);
        if (message !== undefined)
          yield {
            span: item.span,
            message,
            ...(to !== undefined && { repair: { kind: "value", statement, element, item, to } }),
          };
      }
  yield* conditionFaults(statement);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html */
function* effectFaults(node: Dict): Generator<Fault> {
  const entry = node.entries.findLast(({ key }) => literal(key)?.toLowerCase() === "effect");
  if (!entry) {
    yield { span: firstOf(node), message: "AWS refuses a statement without an Effect, which is Allow or Deny." };
    return;
  }
  const said = entry.value.kind === "scalar" ? wording(entry.value) : literal(entry.value);
  if (said === undefined || said === "Allow" || said === "Deny" || isTemplated(said)) return;
  const meant = ["Allow", "Deny"].find((effect) => effect.toLowerCase() === said.trim().toLowerCase());
  const isText = entry.value.kind === "text";
  yield {
    span: said === "" ? entry.key.span : entry.value.span,
    message: `AWS refuses the Effect "${said}": it is Allow or Deny, in these letters.`,
    ...(meant !== undefined && isText && { rename: { text: entry.value, to: meant } }),
  };
}

/** Sids of IAM's own policies; other services take more. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function* sidFaults({ kind }: Policy, { sid }: Statement): Generator<Fault> {
  const name = literal(sid);
  if (!sid || name === undefined || !(ofIdentities.has(kind) || kind === "trust")) return;
  if (/^[A-Za-z0-9]*$/.test(name) || isTemplated(name)) return;
  const to = name.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase());
  yield {
    span: sid.span,
    message: `IAM refuses the Sid "${name}": it takes letters and digits only.`,
    ...(/^[A-Za-z0-9]+$/.test(to) && { rename: { text: sid, to } }),
  };
}

function* missingElements({ kind }: Policy, statement: Statement): Generator<Fault> {
  const { actions, notActions, resources, notResources, principals, notPrincipals, node } = statement;
  const span = firstOf(node);
  if (!actions.key && !notActions.key)
    yield { span, message: "AWS refuses a statement with neither Action nor NotAction." };
  // What is not known may be null: a module hands on both, and its callers give one.
  const isNull = (one: Elements, other: Elements): boolean => isPerhapsNull(one, other) || isPerhapsNull(other, one);
  const pairs = [
    isNull(actions, notActions) ? [] : [actions.key, notActions.key],
    isNull(resources, notResources) ? [] : [resources.key, notResources.key],
    [principals.key, notPrincipals.key],
  ] as const;
  for (const [one, other] of pairs)
    if (one && other)
      yield { span: other.span, message: `AWS refuses a statement with both ${wording(one)} and ${wording(other)}.` };
  const isComplete = actions.key ?? notActions.key;
  if (!isComplete) return;
  if (!resources.key && !notResources.key && (ofIdentities.has(kind) || kind === "unknown"))
    yield { span, message: "AWS refuses a statement with neither Resource nor NotResource in a policy of this kind." };
  if (!principals.key && !notPrincipals.key && namesPrincipals.has(kind) && !principals.open && !notPrincipals.open)
    yield { span, message: "AWS refuses a statement without a Principal in a policy of this kind." };
}

const principalTypes = ["AWS", "Service", "Federated", "CanonicalUser"];

function* principalFaults({ kind }: Policy, statement: Statement): Generator<Fault> {
  for (const { key, entries } of [statement.principals, statement.notPrincipals]) {
    if (!key) continue;
    if (ofIdentities.has(kind)) {
      yield {
        span: key.span,
        message: `AWS refuses ${wording(key)} in a policy of this kind: it is about whoever it is attached to.`,
      };
      continue;
    }
    const node = statement.node.kind === "dict" ? statement.node : undefined;
    const value = node?.entries.find((entry) => entry.key === key)?.value;
    const said = literal(value);
    const type = said === undefined || key !== statement.principals.key ? undefined : typeOfPrincipal(said);
    if (value && said !== undefined && said !== "*" && !isTemplated(said))
      yield {
        span: value.span,
        message: `AWS refuses the principal "${said}" without its type, such as { "${type ?? "AWS"}": "${said}" }.`,
        ...(type !== undefined &&
          entries[0] && { repair: { kind: "untyped", statement, principal: entries[0], type, value: said } }),
      };
    if (value?.kind === "list" && !value.open && !value.maybe && !value.oneOf && value.items.length > 0)
      yield {
        span: value.span,
        message: 'AWS refuses a list of principals without their type, such as { "AWS": […] }.',
      };
    if (value?.kind === "dict") yield* typeFaults(value);
    for (const { type, values } of entries)
      for (const item of type === undefined ? [] : values.items) {
        const message = principalFault(type, item);
        if (message !== undefined) yield { span: item.span, message };
      }
  }
}

function* typeFaults({ entries }: Dict): Generator<Fault> {
  for (const { key } of entries) {
    const type = literal(key);
    if (type === undefined || type === "*" || principalTypes.includes(type) || type.includes("::")) continue;
    const meant =
      principalTypes.find((each) => each.toLowerCase() === type.toLowerCase()) ?? nearestOf(type, principalTypes);
    yield {
      span: key.span,
      message: `AWS knows no principals of the type ${type}; there are ${principalTypes.join(", ")}.`,
      ...(meant !== undefined && { rename: { text: key, to: meant } }),
    };
  }
}

function* listFaults({ key, value, items }: Elements): Generator<Fault> {
  if (!key || !value || value.written) return;
  if (value.kind === "list" && value.items.length === 0 && !value.open && value.maybe !== true)
    yield { span: key.span, message: `AWS refuses an empty ${wording(key)}.` };
  for (const item of items)
    if (item.kind === "dict" || item.kind === "list" || (item.kind === "scalar" && item.value !== null))
      yield {
        span: startOf(item.span),
        message: `AWS refuses ${wording(item)} in ${wording(key)}, which is text or a list of texts.`,
      };
}

/** A short place for what is not there: the first name of what lacks it. */
function firstOf(node: Statement["node"]): Span {
  if (node.kind === "block") return node.typeSpan;
  const first: Entry | undefined = node.entries[0];
  return first ? first.key.span : startOf(node.span);
}
