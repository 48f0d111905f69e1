// Fixes that put fewer actions in the place of a wildcard: those it stands for, those that read, those that something suggests. No text.
import { onceFor, type ActionInfo, type Catalog } from "../catalog/catalog";
import { arnPatternsOf, neverReaches } from "../catalog/resource-arns";
import { hasWildcard } from "../model/pattern";
import type { Policy, Statement } from "../model/policy";
import { onEverything, wording } from "../model/questions";
import { literal, type Value } from "../model/value";
import type { Context, Fix } from "../rule";
import { removeAction } from "./statement";
import { deliveredBy, programs, suggestedVerbs, usualActions } from "./usual-actions";

/** How many actions a wildcard may be written out into before the list is worse than the wildcard. */
const longestList = 25;

function replaceBy(
  policy: Policy,
  statement: Statement,
  item: Value,
  names: readonly string[],
  fix: Pick<Fix, "id" | "title" | "safety"> & Partial<Pick<Fix, "outcome">>,
): Fix {
  return {
    outcome: "removes",
    ...fix,
    edits: () => [{ kind: "replace-item", policy, statement, element: statement.actions, item, with: names }],
  };
}

const reached = new WeakMap<readonly ActionInfo[], Map<string, readonly ActionInfo[]>>();
const mostRemembered = 512;

/**
 * Those of the actions that can be about one of the statement's resources: the others grant nothing. All of them where that is not known.
 * Remembered, as every keystroke asks again.
 */
function reaching(statement: Statement, actions: readonly ActionInfo[], catalog: Catalog): readonly ActionInfo[] {
  const resources = arnPatternsOf(statement);
  if (!resources) return actions;
  const known = reached.get(actions) ?? new Map<string, readonly ActionInfo[]>();
  reached.set(actions, known);
  const question = resources.join(" ");
  let found = known.get(question);
  if (!found) {
    found = actions.filter((action) => !neverReaches(action, resources, catalog));
    if (known.size >= mostRemembered) known.clear();
    known.set(question, found);
  }
  return found;
}

/** What the other items of the Action element name. */
function othersIn(statement: Statement, item: Value): ReadonlySet<string> {
  const others = statement.actions.items.filter((other) => other !== item);
  return new Set(others.map((other) => wording(other).toLowerCase()));
}

/** Replaces a wildcard by the actions it stands for today: the same access, and none of what AWS adds later. */
export function listActions(
  policy: Policy,
  statement: Statement,
  item: Value,
  expansion: readonly ActionInfo[],
  catalog: Catalog,
): Fix[] {
  const granting = expansion.length > 4 * longestList ? [] : reaching(statement, expansion, catalog);
  if (granting.length === 0 || granting.length > longestList) return [];
  const listed = othersIn(statement, item);
  const names = granting.map((action) => action.name).filter((name) => !listed.has(name.toLowerCase()));
  if (names.length === 0) return removeAction(policy, statement, item);
  const what = names.length === 1 ? "action it grants" : `${names.length} actions it grants`;
  const title = `Replace ${wording(item)} by the ${what}`;
  return [replaceBy(policy, statement, item, names, { id: "list-actions", title, safety: "safe" })];
}

/** Replaces a wildcard by what only reads and lists: by verb (`s3:Get*`) where the verb only reads, else action by action. */
export function readOnly(
  policy: Policy,
  statement: Statement,
  item: Value,
  expansion: readonly ActionInfo[],
  catalog: Catalog,
): Fix[] {
  const readers = readersOf(expansion);
  const used = new Set(reaching(statement, readers.actions, catalog));
  const groups = readers.groups.filter(({ actions }) => actions.some((action) => used.has(action)));
  const names = groups.flatMap(({ verb, actions }) =>
    verb === undefined ? actions.filter((action) => used.has(action)).map(({ name }) => name) : [verb],
  );
  if (names.length === 0 || names.length > longestList) return [];
  const service = (expansion[0]?.name ?? "").split(":")[0] ?? "";
  const title = `Allow only the ${used.size === 1 ? "action" : `${used.size} actions`} of ${service} that read${used.size === 1 ? "s" : ""}`;
  return [replaceBy(policy, statement, item, names, { id: "read-only", title, safety: "review" })];
}

interface Readers {
  readonly actions: readonly ActionInfo[];
  /** By verb: a pattern where it matches nothing but what reads. */
  readonly groups: readonly { readonly verb: string | undefined; readonly actions: readonly ActionInfo[] }[];
}

/** AWS has some that permit something among those that read. */
const reads = ({ accessLevel, name }: ActionInfo): boolean =>
  (accessLevel === "Read" || accessLevel === "List") && !/:Allow/.test(name);

const readersOf = onceFor((expansion): Readers => {
  const verbs = new Map<string, ActionInfo[]>();
  for (const action of expansion.filter(reads)) {
    const verb = /^[^:]+:[A-Z][a-z]+/.exec(action.name)?.[0] ?? action.name;
    verbs.set(verb, [...(verbs.get(verb) ?? []), action]);
  }
  const groups = [...verbs].map(([verb, actions]) => {
    // `verb*` must not also match actions of another verb that begins with it and does more than read.
    const onlyReads = expansion.every((action) => !action.name.startsWith(verb) || reads(action));
    return { verb: actions.length > 1 && onlyReads ? `${verb}*` : undefined, actions };
  });
  return { actions: expansion.filter(reads), groups };
});

/**
 * Replaces a service's wildcard by what something in the policy suggests: the actions of that service that its owner's other statements
 * name, a word of its Sid or name, the program that its role is for. Nothing where nothing suggests anything.
 */
export function narrow(
  policy: Policy,
  statement: Statement,
  item: Value,
  expansion: readonly ActionInfo[],
  context: Context,
): Fix[] {
  const fixes = [named(policy, statement, item, context), ...suggestions(policy, statement, context)].map((one) => {
    const actions = one ? reaching(statement, expansion, context.catalog).filter(one.takes) : [];
    if (!one || actions.length === 0 || actions.length > longestList) return undefined;
    const listed = othersIn(statement, item);
    const names = actions.map(({ name }) => name).filter((name) => !listed.has(name.toLowerCase()));
    if (names.length === 0) return undefined;
    const [only, other] = names;
    const what =
      only !== undefined && other === undefined
        ? `only ${only}`
        : `only the ${names.length} actions of ${only?.split(":")[0] ?? "it"}`;
    return replaceBy(policy, statement, item, names, {
      id: "narrow",
      title: `Allow ${what} that ${one.because}`,
      safety: "review",
    });
  });
  const [first] = fixes.filter((fix) => fix !== undefined);
  return first ? [first] : [];
}

interface Suggestion {
  readonly takes: (action: ActionInfo) => boolean;
  /** Completes "the actions that ...". */
  readonly because: string;
}

/** What the same policy, or another one of whoever has it, names of the service elsewhere. */
function named(policy: Policy, statement: Statement, item: Value, { module }: Context): Suggestion | undefined {
  const service = wording(item).split(":")[0]?.toLowerCase() ?? "";
  const holders = policy.owner.kind === "file" ? [] : module.graph.holdersOf(policy);
  const policies = new Set([
    policy,
    ...holders.flatMap((holder) => holder.policies.flatMap((one) => one.policy ?? [])),
  ]);
  const names = new Set(
    [...policies]
      .flatMap(({ statements }) => statements)
      // What is allowed on everything already is not what the wildcard is for.
      .filter((other) => other !== statement && other.effect === "Allow" && onEverything(other) === "no")
      .flatMap(({ actions }) => actions.items.flatMap((other) => literal(other)?.toLowerCase() ?? []))
      .filter((name) => name.startsWith(`${service}:`) && !hasWildcard(name)),
  );
  if (names.size === 0) return undefined;
  return { takes: ({ name }) => names.has(name.toLowerCase()), because: "its other statements name" };
}

function* suggestions(policy: Policy, statement: Statement, { module }: Context): Generator<Suggestion> {
  const words = [literal(statement.sid), policy.name, policy.address, policy.owner.address].flatMap(wordsOf);
  for (const { words: meant, verbs } of suggestedVerbs) {
    const word = words.find((one) => meant.test(one));
    if (word !== undefined)
      yield {
        takes: (action) => isOfData(action) && verbs.test(action.name.slice(action.name.indexOf(":") + 1)),
        because: `the name "${word}" suggests`,
      };
  }
  const holders = policy.owner.kind === "file" ? [] : module.graph.holdersOf(policy);
  const trusted = holders.flatMap(({ trust }) => trust.flatMap(({ statements }) => statements.flatMap(trustedIn)));
  const program = programs[trusted[0] ?? ""];
  if (program !== undefined && trusted.every((one) => programs[one] !== undefined))
    yield { takes: isUsual, because: `${program} usually needs` };
}

function trustedIn({ principals }: Statement): string[] {
  return principals.entries.flatMap(({ type, values }) =>
    values.items.map((value) => (type === "Service" ? (literal(value) ?? "") : "")),
  );
}

/** Of services whose usual actions are known one of these, of others what changes neither permissions nor tags. */
function isOfData(action: ActionInfo): boolean {
  if (usualActions[action.service]) return isUsual(action);
  return action.accessLevel !== "Permissions management" && action.accessLevel !== "Tagging";
}

function isUsual({ name, service }: ActionInfo): boolean {
  return usualActions[service]?.includes(name.slice(name.indexOf(":") + 1)) === true;
}

/** "aws_iam_policy.upload-reports" and "UploadReports" hold the word "upload". */
function wordsOf(name: string | undefined): string[] {
  return (name ?? "")
    .replace(/^aws_\w+\./, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

/** Replaces `*` on named resources of one service by that service's actions: about these resources there are no others. */
export function ofTheService(policy: Policy, statement: Statement, item: Value, context: Context): Fix[] {
  const services = new Set(arnPatternsOf(statement)?.map((arn) => arn.split(":")[2] ?? ""));
  const [service = "", other] = services;
  const expansion = /^[a-z0-9-]+$/.test(service) && other === undefined ? context.catalog.expand(`${service}:*`) : [];
  if (expansion.length === 0) return [];
  // All of IAM is as grave as everything, whichever of its resources are named.
  if (service === "iam") return readOnly(policy, statement, item, expansion, context.catalog);
  const title = `Replace ${wording(item)} by ${service}:*, as these resources are of no other service`;
  return [
    ...readOnly(policy, statement, item, expansion, context.catalog),
    replaceBy(policy, statement, item, [`${service}:*`], { id: "narrow", title, safety: "review" }),
  ];
}

/** Replaces the wildcard of a resource policy by what the service that it lets in delivers, or by what only reads. */
export function narrowForOthers(policy: Policy, statement: Statement, item: Value, context: Context): Fix[] {
  const { catalog } = context;
  const services = new Set(arnPatternsOf(statement)?.map((arn) => arn.split(":")[2] ?? ""));
  const [only = "", other] = services;
  const pattern = wording(item).includes(":") ? wording(item) : other === undefined && only !== "" ? `${only}:*` : "";
  const expansion = pattern === "" ? [] : reaching(statement, catalog.expand(pattern), catalog);
  const trusted = trustedIn(statement);
  const delivered = trusted.flatMap((one) => deliveredBy[one] ?? []);
  const isDelivery = trusted.length > 0 && trusted.every((one) => deliveredBy[one] !== undefined);
  const taken = expansion.filter((action) => (isDelivery ? delivered.includes(action.name) : isReadOfData(action)));
  const names = taken.map(({ name }) => name).filter((name) => !othersIn(statement, item).has(name.toLowerCase()));
  if (names.length === 0 || names.length > 5) return [];
  const why = isDelivery ? `, which ${trusted.join(" and ")} needs` : "";
  return [
    replaceBy(policy, statement, item, names, {
      id: "narrow",
      title: `Allow only ${names.join(", ").replace(/, ([^,]*)$/, " and $1")}${why}`,
      safety: "review",
    }),
  ];
}

/** Of what programs usually do with a service, what only reads. */
function isReadOfData(action: ActionInfo): boolean {
  return isUsual(action) && reads(action);
}
