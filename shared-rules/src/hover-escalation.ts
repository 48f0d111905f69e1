// The ways to become administrator that a token or a principal opens, step by step, in the words of a hover. It judges nothing.
import type { Step } from "./catalog/escalation";
import type { Document } from "./model/document";
import { coversAllOf, wording } from "./model/questions";
import type { Span, Value } from "./model/value";
import type { Asked, OpenPath, Source } from "./rules/escalation";
import { placeOf, waysOfPolicy, waysOfPrincipal, waysOfStatement } from "./rules/escalation-ways";
import { grants, listing } from "./rules/grants";
import type { Principal } from "./link/graph";

/** Resources of one step, and further ways, are told up to this many. */
const mostResources = 2;
const mostOthers = 3;

const passRole = "iam:PassRole";

/** The ways that are told at the token at an offset, and the token; undefined where there are none. */
export function waysAt(document: Document, offset: number, asked: Asked): { span: Span; markdown: string } | undefined {
  const ways = new Map<string, OpenPath>();
  for (const policy of document.policies)
    for (const statement of policy.statements) {
      if (!within(statement.span, offset) || !grants(policy, statement)) continue;
      const together = waysOfPolicy(policy, asked).filter(({ sources: [first] }) => first.statement === statement);
      for (const open of [...waysOfStatement(statement, policy, asked), ...together])
        // A policy that was read for several uses opens the same in each.
        if (tokenOf(open, offset) && !ways.has(stepsOf(open))) ways.set(stepsOf(open), open);
    }
  const [worst, ...others] = [...ways.values()].sort((a, b) => Number(hasNeeds(a)) - Number(hasNeeds(b)));
  const span = worst && tokenOf(worst, offset);
  if (!span) return undefined;
  return { span, markdown: describeWays(worst, others, document, worst.sources[0], asked) };
}

/** The ways that a principal's policies open together; undefined where there are none. */
export function describePrincipalsWays(principal: Principal, asked: Asked): string | undefined {
  const [worst, ...others] = waysOfPrincipal(principal, asked);
  const document = asked.module.graph.documentOf(principal.declaration);
  return worst && describeWays(worst, others, document, undefined, asked);
}

/** @param from where the reader looks: a document and, in it, a statement that need not be told again */
function describeWays(
  worst: OpenPath,
  others: readonly OpenPath[],
  document: Document | undefined,
  from: Source | undefined,
  asked: Asked,
): string {
  const { how, needs, steps } = worst.path;
  const list = worst.sources.map((source, at) => {
    const place = source.statement === from?.statement ? "" : lineOf(source, document, asked);
    return `${at + 1}. ${stepInWords(source, steps[at], worst)}${place}`;
  });
  const lines = ["**The way to administrator**", list.join("\n"), `Its holder ${how}.`];
  if (needs !== undefined) lines.push(`It needs ${needs}.`);
  if (others.length > 0) {
    const told = others.slice(0, mostOthers).map(stepsOf);
    const more = others.length - told.length;
    lines.push(`Also open: ${told.join("; ")}${more > 0 ? ` and ${more} more` : ""}`);
  }
  return lines.join("\n\n");
}

/** "`iam:PassRole` (by `iam:*`) on `*` (any role), to `ec2.amazonaws.com`". */
function stepInWords({ action, item, resource, statement }: Source, step: Step | undefined, open: OpenPath): string {
  const by = item ? wording(item) : "NotAction";
  const named = by.toLowerCase() === action.toLowerCase() ? code(action) : `${code(action)} (by ${code(by)})`;
  const { items } = statement.resources;
  // Where everything is among them, the others say nothing.
  const widest = resource ?? items.find((one) => wording(one) === "*");
  const all = widest ? [widest] : items;
  const told = all.slice(0, mostResources).map((one) => code(wording(one)));
  const more = all.length - told.length;
  const on = told.length === 0 ? "" : ` on ${told.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const what = resource && step?.on !== undefined ? whatIs(resource, action, step.on) : "";
  const to = action === passRole && open.path.service !== undefined ? `, to ${code(open.path.service)}` : "";
  return named + on + what + to;
}

/** What of a resource makes it dangerous, where it does not say so itself: " (any role)". */
function whatIs(resource: Value, action: string, on: string): string {
  const isEvery = coversAllOf(resource, on) === "yes";
  if (action === passRole) return isEvery ? " (any role)" : " (an administrator's role)";
  return isEvery ? "" : " (its own)";
}

/** ", allowed in line 12 of code.tf"; its file only where it is another one. */
function lineOf({ policy, span }: Source, document: Document | undefined, { module }: Asked): string {
  const home = module.graph.documentOf(policy);
  if (!home) return "";
  const line = home.text.slice(0, span.start).split("\n").length;
  const file = home === document ? "" : ` of ${home.uri.slice(home.uri.lastIndexOf("/") + 1)}`;
  return `, allowed in line ${line}${file}`;
}

/** The token at an offset that a way is told at: its first action, or the resource that is to blame. */
function tokenOf(open: OpenPath, offset: number): Span | undefined {
  return [placeOf(open), open.sources[0].span].find((span) => within(span, offset));
}

function stepsOf({ path: { steps } }: OpenPath): string {
  const [first = "", ...rest] = steps.map(({ action }) => code(action));
  return rest.length === 0 ? first : `${first} with ${listing(rest)}`;
}

function hasNeeds({ path }: OpenPath): boolean {
  return path.needs !== undefined;
}

function within(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function code(text: string): string {
  return `\`${text}\``;
}
