// Makes findings of what rules hit: one of each cause, with its place and severity and what belongs to it. It asks no rule.
import { inOrder } from "./fix-order";
import type { ReportedUser } from "./model/credential";
import type { Document } from "./model/document";
import { settled } from "./model/place";
import type { Declaration, Policy, Statement, UnreadPolicy } from "./model/policy";
import { wording } from "./model/questions";
import { itemsOf, literal, type Span, type Value } from "./model/value";
import {
  changed,
  severities,
  type Config,
  type Fact,
  type Finding,
  type Fix,
  type Hit,
  type RelatedPlace,
  type RuleDefinition,
  type Severity,
} from "./rule";

/** A hit with what it stands in, before findings of one cause are merged. */
export interface Raw {
  readonly rule: RuleDefinition;
  readonly hit: Hit;
  readonly severity: Severity;
  readonly order: number;
  readonly subject: Subject;
}

/** What was judged: the statement, policy, declaration, unread place or reported user. Findings merge only within one. */
export type Subject =
  | { readonly kind: "statement"; readonly statement: Statement; readonly policy: Policy }
  | { readonly kind: "policy"; readonly policy: Policy }
  | { readonly kind: "declaration"; readonly declaration: Declaration }
  | { readonly kind: "unread"; readonly unread: UnreadPolicy }
  | { readonly kind: "credentials"; readonly user: ReportedUser }
  | { readonly kind: "document" };

/** One cause, one finding: the most severe of a token speaks, the rest are its `covers`, and their fixes are still offered. */
export function mergeCauses(raws: readonly Raw[], document: Document): Finding[] {
  const groups = new Map<unknown, Map<string, Raw[]>>();
  const everything = new Map<unknown, Raw>();
  for (const raw of raws) {
    const subject = identityOf(raw.subject);
    if (raw.rule.coversStatement && !everything.has(subject)) everything.set(subject, raw);
    const places = groups.get(subject) ?? new Map<string, Raw[]>();
    groups.set(subject, places);
    const place = placeOf(raw.hit.span);
    places.set(place, [...(places.get(place) ?? []), raw]);
  }
  for (const places of groups.values()) joinResting(places);
  const findings: Finding[] = [];
  for (const [subject, places] of groups) {
    const whole = everything.get(subject);
    const causes = whole ? [[...places.values()].flat()] : [...places.values()];
    for (const cause of causes) {
      const [speaker, ...rest] = [...cause].sort(
        (a, b) => Number(b === whole) - Number(a === whole) || rank(a.severity) - rank(b.severity) || a.order - b.order,
      );
      if (speaker) findings.push(toFinding(speaker, rest, document));
    }
  }
  return findings;
}

function placeOf({ start, end }: Span): string {
  return `${start}:${end}`;
}

/** Puts a hit that says nothing new with the first of those that say it. */
function joinResting(places: Map<string, Raw[]>): void {
  for (const [place, raws] of places)
    for (const raw of raws) {
      const said = (raw.hit.restsOn ?? []).map((span) => places.get(placeOf(span)) ?? []);
      const [first] = said;
      const isSaid = said.every((others) =>
        others.some((other) => other !== raw && !other.hit.restsOn && rank(other.severity) <= rank(raw.severity)),
      );
      if (!first || !isSaid) continue;
      first.push(raw);
      const rest = (places.get(place) ?? []).filter((other) => other !== raw);
      if (rest.length > 0) places.set(place, rest);
      else places.delete(place);
    }
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

function identityOf(subject: Subject): unknown {
  switch (subject.kind) {
    case "statement":
      return subject.statement;
    case "policy":
      return subject.policy;
    case "document":
      return {};
    case "declaration":
      // A declaration's findings are about different things (tags, boundary) though they stand on one name.
      return {};
    case "unread":
      return subject.unread;
    case "credentials":
      return subject.user;
  }
}

/** @param rest what has the same cause and is not told by itself */
export function toFinding(speaker: Raw, rest: readonly Raw[], document: Document): Finding {
  const { hit, rule, subject } = speaker;
  const covers = [...new Set(rest.map((raw) => raw.rule.id).filter((id) => id !== rule.id))];
  let fixes: readonly Fix[] | undefined;
  return {
    rule: rule.id,
    severity: speaker.severity,
    uri: document.uri,
    span: settled(hit.span),
    message: hit.message,
    get fixes() {
      return (fixes ??= fixesOf(speaker, rest));
    },
    related: [...(hit.related ?? []), ...writtenElsewhere(speaker, document), ...usersOf(subject, document)].map(
      (place) => ({ ...place, span: settled(place.span) }),
    ),
    covers,
    address: addressOf(subject, hit.span, document),
    sid: subject.kind === "statement" ? (literal(subject.statement.sid) ?? "") : "",
    text: hit.shownAs ?? textAt(document, hit.span),
    ...(hit.shownAs !== undefined && { isSecret: true }),
  };
}

/**
 * Each fix once, the speaker's first, then in their order. Where a statement is one finding, what takes other words out or replaces them
 * leaves the finding as it is: of theirs only what guards is offered.
 */
function fixesOf({ rule, hit }: Raw, rest: readonly Raw[]): readonly Fix[] {
  const place = placeOf(hit.span);
  const offered = rest.flatMap(({ hit: other }) => {
    const own = other.fixes?.() ?? [];
    return rule.coversStatement && placeOf(other.span) !== place
      ? own.filter(({ outcome }) => outcome === "guards")
      : own;
  });
  const fixes = new Map<string, Fix>();
  for (const fix of [...(hit.fixes?.() ?? []), ...offered]) {
    const key = `${fix.id} ${fix.title}`;
    if (!fixes.has(key)) fixes.set(key, fix);
  }
  return inOrder([...fixes.values()], (fix) => fix);
}

/** Where the value under the squiggle is written, when it came through a local, a variable or a parameter. */
function writtenElsewhere({ hit, subject }: Raw, document: Document): RelatedPlace[] {
  const item = itemsIn(subject).find(
    ({ span, written }) => written && span.start === hit.span.start && span.end === hit.span.end,
  );
  if (!item?.written) return [];
  const { uri, span } = item.written;
  return [
    {
      uri: uri === "" ? document.uri : uri,
      span,
      message: `${hit.shownAs === undefined ? wording(item) : "the secret"} is written here`,
    },
  ];
}

/** The values that a hit in a subject may stand on. */
function itemsIn(subject: Subject): readonly Value[] {
  switch (subject.kind) {
    case "statement": {
      const { actions, notActions, resources, notResources, principals } = subject.statement;
      const trusted = principals.entries.map(({ values }) => values);
      return [actions, notActions, resources, notResources, ...trusted].flatMap((elements) => elements.items);
    }
    case "declaration":
      return Object.values<Value | undefined>({ ...subject.declaration.fields }).flatMap(itemsOf);
    default:
      return [];
  }
}

/** A reader sees from these what a policy is for; more of them tell no more. */
const mostUsers = 5;

/** What uses the policy, where that stands elsewhere. */
function usersOf(subject: Subject, document: Document): RelatedPlace[] {
  if (subject.kind !== "statement" && subject.kind !== "policy") return [];
  const { usedBy = [], usedOutside = [] } = subject.policy;
  return [...usedBy, ...usedOutside].slice(0, mostUsers).map(({ address, uri, span }) => ({
    uri: uri === "" ? document.uri : uri,
    span,
    message: `used by ${address}`,
  }));
}

function addressOf(subject: Subject, { start }: Span, document: Document): string {
  switch (subject.kind) {
    case "statement":
    case "policy":
      return subject.policy.address;
    case "declaration":
      return subject.declaration.partOf ?? subject.declaration.address;
    case "unread":
      return subject.unread.address;
    case "document":
      return document.addressAt?.(start) ?? "";
    case "credentials":
      return subject.user.isRoot ? "root" : `user/${subject.user.name}`;
  }
}

export function textAt(document: Document, span: Span): string {
  return document.text.slice(span.start, span.end);
}

/** A configured severity replaces the rule's own; a hit that is milder or graver than its rule stays so by as many steps. */
export function severityOf(rule: RuleDefinition, hit: Hit, config: Config): Severity {
  const own = hit.severity ?? rule.severity;
  const configured = config.rules[rule.id];
  if (configured === undefined || configured === "off") return own;
  const step = severities.indexOf(own) - severities.indexOf(rule.severity) + severities.indexOf(configured);
  return severities[Math.min(Math.max(step, 0), severities.length - 1)] ?? configured;
}

/** Findings, or facts, with the CDK construct that makes what they stand in. */
export function withConstructs<T extends Finding | Fact>(findings: readonly T[], { declarations }: Document): T[] {
  const paths = new Map(
    declarations.flatMap(({ address, constructPath: path }) => (path === undefined ? [] : [[address, path]])),
  );
  if (paths.size === 0) return [...findings];
  return findings.map((finding) => {
    const constructPath = paths.get(finding.address);
    return constructPath === undefined ? finding : (changed<Finding | Fact>(finding, { constructPath }) as T);
  });
}
