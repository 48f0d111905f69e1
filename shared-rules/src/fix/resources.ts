// Fixes that name resources in the place of "*": those that the module declares and that the actions are about. They make edits, no text.
import type { ActionInfo } from "../catalog/catalog";
import { formatsToName } from "../catalog/resource-arns";
import type { Edit } from "../edit";
import { placeholder, type Data } from "../model/data";
import type { NamedResource } from "../model/document";
import { hasWildcard } from "../model/pattern";
import type { Policy, Statement } from "../model/policy";
import { wording } from "../model/questions";
import { literal, type Value } from "../model/value";
import { severities, type Context, type Fix, type Severity } from "../rule";
import { namedResources, ownAccount } from "./named";

/** An Action item that reaches every resource although its actions can name theirs. */
export interface Wide {
  readonly item: Value;
  /** Those of its actions that can name a resource. */
  readonly actions: readonly ActionInfo[];
  /** How grave it is that they do not. */
  readonly severity: Severity;
  /** Look-ups by a wildcard of which most take only "*", such as ec2:Describe*: limited to resources, they would be lost. */
  readonly isLookUp: boolean;
}

/** Types whose ARN is another's with something behind it. */
const within: Readonly<Record<string, { readonly type: string; readonly after: string }>> = {
  "s3:object": { type: "s3:bucket", after: "/*" },
  "dynamodb:index": { type: "dynamodb:table", after: "/index/*" },
  "dynamodb:stream": { type: "dynamodb:table", after: "/stream/*" },
  "logs:log-stream": { type: "logs:log-group", after: ":*" },
  // STS's own name of IAM's type.
  "sts:role": { type: "iam:role", after: "" },
};

/** More than these are a list that nobody reads. */
const mostChoices = 5;
const mostTogether = 10;
/** An action that can be about one of more types than these is about any of them: which are meant, nobody can say. */
const mostAlternatives = 4;

/**
 * Limits the actions of a statement on "*" to what the module declares of the kinds that they are about: one fix for each resource, or one
 * for all where there are many or of several kinds; where it declares none, ARNs to fill in. Actions that take only "*", and look-ups
 * of which most do, stay in a statement of their own. Nothing is offered that would leave the finding as grave as it is.
 */
export function nameResource(
  policy: Policy,
  statement: Statement,
  everything: Value,
  wide: readonly Wide[],
  context: Context,
): Fix[] {
  const { actions, resources } = statement;
  if (statement.open || actions.open || resources.open || resources.items.length !== 1) return [];
  const named = nameDeclared(policy, statement, everything, wide, context);
  return named.length > 0 ? named : fillResource(policy, statement, everything, wide, context);
}

function nameDeclared(
  policy: Policy,
  statement: Statement,
  everything: Value,
  wide: readonly Wide[],
  context: Context,
): Fix[] {
  const declared = namedResources(context).filter((resource) => isNameable(resource, policy));
  if (declared.length === 0) return [];
  const types = [...new Set(declared.map(({ type }) => type))];
  const served = nameableOf(wide).flatMap((one) => {
    const own = types.filter((type) => one.actions.some((action) => suffixesOf(action, type).length > 0));
    const isAbout = (action: ActionInfo): boolean => own.some((type) => suffixesOf(action, type).length > 0);
    return own.length > 0 && keepsMost(one, isAbout, context) ? [{ ...one, types: own }] : [];
  });
  const needed = new Set(served.flatMap((one) => one.types));
  const outcome = outcomeOf(wide, served);
  if (served.length === 0 || !outcome) return [];
  const candidates = declared.filter(({ type }) => needed.has(type));
  const choices =
    needed.size === 1 && candidates.length <= mostChoices
      ? [...candidates]
          .sort((a, b) => affinity(b, policy, statement) - affinity(a, policy, statement))
          .map((one) => [one])
      : candidates.length <= mostTogether
        ? [candidates]
        : [];
  const items = served.map(({ item }) => item);
  return choices.map((choice): Fix => {
    const isAbout = (action: ActionInfo): boolean => [...needed].some((type) => suffixesOf(action, type).length > 0);
    return {
      id: "name-resource",
      title: `Limit ${titleOf(items)} to ${listed(choice.map(({ address }) => address))}${lossOf(served, isAbout, context)}`,
      safety: "review",
      outcome,
      edits: () => [
        limit(
          policy,
          statement,
          everything,
          items,
          choice.flatMap((one) => arnsOf(one, served)),
        ),
      ],
    };
  });
}

/** Gives the items these resources: in a statement of their own where others stay on everything. */
function limit(
  policy: Policy,
  statement: Statement,
  everything: Value,
  items: readonly Value[],
  arns: readonly Data[],
): Edit {
  return items.length < statement.actions.items.length
    ? { kind: "split-resource", policy, statement, items, resources: arns }
    : { kind: "replace-item", policy, statement, element: statement.resources, item: everything, with: arns };
}

/** Where nothing is declared: ARNs of the form that the actions take, with the names to fill in. As they are they name nothing. */
function fillResource(
  policy: Policy,
  statement: Statement,
  everything: Value,
  wide: readonly Wide[],
  context: Context,
): Fix[] {
  const { catalog } = context;
  const neighbours = new Set(
    wide.filter(isNamed).flatMap(({ actions }) => actions.flatMap((one) => formatsToName(one, catalog).needed)),
  );
  const formats = new Set<string>();
  const served = nameableOf(wide).filter((one) => {
    const own = formatsToFill(one, neighbours, catalog);
    const takes = own.length > 0 && keepsMost(one, (action) => isOf(action, new Set(own), catalog), context);
    if (takes) own.forEach((format) => formats.add(format));
    return takes;
  });
  const outcome = outcomeOf(wide, served);
  // Whoever names each action knows what it is for; of a wildcard nobody can say so many.
  if (served.length === 0 || !outcome || formats.size > (served.every(isNamed) ? mostTogether : mostChoices)) return [];
  const items = served.map(({ item }) => item);
  const lost = lossOf(served, (action) => isOf(action, formats, catalog), context);
  return [
    {
      id: "name-resource",
      title: `Limit ${titleOf(items)} to ${formats.size === 1 ? "a resource" : `${formats.size} resources`} that you fill in${lost}`,
      safety: "review",
      outcome,
      edits: () => [
        limit(
          policy,
          statement,
          everything,
          items,
          [...formats].map((format) => arnToFill(format, context)),
        ),
      ],
    },
  ];
}

function isNamed({ item }: Wide): boolean {
  return !hasWildcard(wording(item));
}

/**
 * The formats to limit an item to; none where that is anyone's guess. What can be about one of many types, such as ec2:CreateTags, is taken
 * to be about what its neighbours are about. A wildcard over many types is limited to the few that most of its actions are about.
 */
function formatsToFill(one: Wide, neighbours: ReadonlySet<string>, catalog: Context["catalog"]): string[] {
  const counts = new Map<string, number>();
  for (const action of one.actions) {
    const { needed, either } = formatsToName(action, catalog);
    const guessed = either.length > mostAlternatives ? either.filter((format) => neighbours.has(format)) : either;
    const own = needed.length > 0 ? needed : guessed;
    if (own.length === 0 && isNamed(one)) return [];
    for (const format of own) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  if (isNamed(one) || counts.size <= mostChoices) return [...counts.keys()];
  return [...counts].filter(([, count]) => 4 * count >= one.actions.length).map(([format]) => format);
}

/** Whether an action works with resources of these formats. */
function isOf(action: ActionInfo, formats: ReadonlySet<string>, catalog: Context["catalog"]): boolean {
  const { needed, either } = formatsToName(action, catalog);
  return needed.length > 0
    ? needed.every((format) => formats.has(format))
    : either.some((format) => formats.has(format));
}

/** What stands within another resource, of which all are meant. */
const inner = /^(?:ObjectName|LogStreamName|IndexName|StreamLabel)$/;

/** "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}" with its fields to fill in, and the account as far as it is known. */
function arnToFill(format: string, context: Context): Data {
  const fill = (text: string): string =>
    text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name === "Partition") return "aws";
      if (inner.test(name)) return "*";
      const words = name.replace(/With(?:out)?[A-Z].*$/, "").replace(/([a-z0-9])([A-Z])/g, "$1-$2");
      return placeholder(words.toUpperCase());
    });
  const [before = "", after] = format.split("${Account}");
  return after === undefined ? fill(before) : ownAccount(context, fill(before), fill(after));
}

/** Not the account, not whom the policy is for, and nothing that is made with the policy's help: it would be a circle. */
function isNameable({ type, address, names }: NamedResource, { owner, address: own, usedBy = [] }: Policy): boolean {
  const users = [own, ...usedBy.map((user) => user.address)];
  return type !== "account" && address !== owner.address && !users.some((user) => user === address || names(user));
}

/** What is behind the ARN of a resource of the type in the ARNs that the action is about; none where it needs others, or makes such resources. */
function suffixesOf({ name, service, resourceTypes }: ActionInfo, type: string): string[] {
  if (/:Create/.test(name) && service !== "logs") return [];
  const suffixes: string[] = [];
  for (const { name: typeName, required } of resourceTypes) {
    const own = `${service}:${typeName.toLowerCase()}`;
    const suffix = own === type ? "" : within[own]?.type === type ? within[own].after : undefined;
    if (suffix !== undefined) suffixes.push(suffix);
    else if (required) return [];
  }
  return suffixes;
}

function arnsOf(resource: NamedResource, served: readonly Wide[]): Data[] {
  const { address, attribute, arnEnds = "" } = resource;
  const all = served.flatMap(({ actions }) => actions.flatMap((action) => suffixesOf(action, resource.type)));
  const suffixes = [...new Set(all.map((after) => (after === arnEnds ? "" : after)))].sort();
  return suffixes.map((after) => ({ reference: address, attribute, ...(after !== "" && { after }) }));
}

function nameableOf(wide: readonly Wide[]): Wide[] {
  return wide.filter(({ isLookUp }) => !isLookUp);
}

/** Whether the finding goes, or what stays of it is less grave; undefined where it is not. */
function outcomeOf(wide: readonly Wide[], served: readonly Wide[]): Fix["outcome"] | undefined {
  const rank = (some: readonly Wide[]): number => Math.min(...some.map(({ severity }) => severities.indexOf(severity)));
  const left = wide.filter(({ item }) => !served.some((one) => one.item === item));
  if (left.length === 0) return "removes";
  return rank(left) > rank(wide) ? "lowers" : undefined;
}

/** What a wildcard allows beside the actions that are about the resources, in words: it is lost. */
function lossOf(
  served: readonly Wide[],
  isAbout: (action: ActionInfo) => boolean,
  { catalog }: Pick<Context, "catalog">,
): string {
  const lost = new Set(served.flatMap((one) => allowedBy(one, catalog).filter((action) => !isAbout(action))));
  const [first] = lost;
  if (!first) return "";
  return lost.size === 1
    ? `, and lose ${first.name}`
    : `, and lose ${lost.size} actions on others, such as ${first.name}`;
}

/** Whether at least half of what a wildcard allows is about the resources: nobody names them to lose most of it. */
function keepsMost(
  one: Wide,
  isAbout: (action: ActionInfo) => boolean,
  { catalog }: Pick<Context, "catalog">,
): boolean {
  const allowed = allowedBy(one, catalog);
  return allowed.filter(isAbout).length * 2 >= allowed.length;
}

/** What a wildcard allows; nothing where an action is named, which is about what it is about. */
function allowedBy({ item }: Wide, catalog: Context["catalog"]): readonly ActionInfo[] {
  return hasWildcard(wording(item)) ? catalog.expand(literal(item) ?? "") : [];
}

/** "a", "a and b", "a, b and c". */
function listed(names: readonly string[]): string {
  return names.join(", ").replace(/, ([^,]*)$/, " and $1");
}

function titleOf(items: readonly Value[]): string {
  return items.length > 2 ? `${items.length} actions` : items.map(wording).join(" and ");
}

/** How many words a resource's name has in common with the statement's and the policy's. */
function affinity({ address }: NamedResource, policy: Policy, { sid }: Statement): number {
  const words = (text: string | undefined): string[] =>
    (text ?? "")
      .replace(/^(?:data\.)?aws_\w+\./, "")
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
  const own = new Set([literal(sid), policy.name, policy.address, policy.owner.address].flatMap(words));
  return words(address).filter((word) => own.has(word)).length;
}
