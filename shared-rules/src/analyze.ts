// Runs the rules over a document and makes one finding of each cause. It reads no text and writes none.
import { mergeInstances } from "./instances";
import type { ReportedUser } from "./model/credential";
import type { Declaration, DeclarationKind, Policy, Statement, UnreadPolicy } from "./model/policy";
import type { Document } from "./model/document";
import { wording } from "./model/questions";
import { settled } from "./model/place";
import { itemsOf, literal, type Span, type Value } from "./model/value";
import { Asking, type Active } from "./quiet";
import {
  severities,
  type Config,
  type Context,
  type Fact,
  type Finding,
  type Hit,
  type JudgedSuppression,
  type RelatedPlace,
  type RuleDefinition,
  type Severity,
} from "./rule";

/** A rule threw: its id and what. Under test the shell rethrows. */
export type OnError = (message: string, error: unknown) => void;

/** A hit with what it stands in, before findings of one cause are merged. */
interface Raw {
  readonly rule: RuleDefinition;
  readonly hit: Hit;
  readonly severity: Severity;
  readonly order: number;
  readonly subject: Subject;
}

/** What was judged: the statement, policy, declaration, unread place or reported user. Findings merge only within one. */
type Subject =
  | { readonly kind: "statement"; readonly statement: Statement; readonly policy: Policy }
  | { readonly kind: "policy"; readonly policy: Policy }
  | { readonly kind: "declaration"; readonly declaration: Declaration }
  | { readonly kind: "unread"; readonly unread: UnreadPolicy }
  | { readonly kind: "credentials"; readonly user: ReportedUser }
  | { readonly kind: "document" };

/** What a rule may be asked about a document. */
type Hook = "statement" | "policy" | "declaration" | "principal" | "unread" | "credentials" | "document";

const principalKinds: ReadonlySet<DeclarationKind> = new Set(["user", "role", "group", "permission-set"]);

/** All findings of a document, sorted by place; rules that are off are left out. */
export function analyze(
  document: Document,
  rules: readonly RuleDefinition[],
  context: Context,
  onError: OnError,
): Finding[] {
  const raws: Raw[] = [];
  const active = rules
    .map((rule, order) => ({ rule, order }))
    .filter(({ rule }) => context.config.rules[rule.id] !== "off");

  // Most rules have one hook only, and there may be thousands of subjects.
  const asking = (hook: Hook): Active[] => active.filter(({ rule }) => rule[hook]);
  const ask = (
    { rule, order }: Active,
    subject: Subject,
    hitsOf: (rule: RuleDefinition) => Iterable<Hit> | undefined,
  ): boolean => {
    const before = raws.length;
    try {
      for (const hit of hitsOf(rule) ?? [])
        raws.push({ rule, hit, order, subject, severity: severityOf(rule, hit, context.config) });
      return raws.length > before;
    } catch (error) {
      onError(`The rule ${rule.id} failed in ${document.uri}; the other rules went on.`, error);
      return true;
    }
  };
  const run = (subject: Subject, asked: readonly Active[], hitsOf: Parameters<typeof ask>[2]): void => {
    for (const active of asked) ask(active, subject, hitsOf);
  };

  const [ofPolicies, ofStatements] = [asking("policy"), asking("statement")];
  const again = new Asking(context, rules);
  const judged = new Map<Policy["node"], Policy[]>();
  for (const policy of document.policies) {
    const same = judged.get(policy.node) ?? [];
    if (policy.ofAws || (same.length >= mostJudged && same.some((other) => isJudgedAlike(policy, other)))) continue;
    judged.set(policy.node, [...same, policy]);
    run({ kind: "policy", policy }, ofPolicies, (rule) => rule.policy?.(policy, context));
    for (const statement of policy.statements) {
      const subject: Subject = { kind: "statement", statement, policy };
      const hitsOf = (rule: RuleDefinition): Iterable<Hit> | undefined =>
        rule.statement?.(statement, policy, again.context);
      again.about(statement, policy, ofStatements, (active) => ask(active, subject, hitsOf));
    }
  }
  const [ofDeclarations, ofPrincipals] = [asking("declaration"), asking("principal")];
  for (const declaration of document.declarations) {
    if (declaration.ofAws) continue;
    const subject: Subject = { kind: "declaration", declaration };
    const hitsOf = (rule: RuleDefinition): Iterable<Hit> | undefined => rule.declaration?.(declaration, again.context);
    again.about(declaration, undefined, ofDeclarations, (active) => ask(active, subject, hitsOf));
    // The graph is made only for who asks for it.
    if (ofPrincipals.length === 0 || !principalKinds.has(declaration.kind)) continue;
    const principal = context.module.graph.principal(declaration.address);
    if (principal?.declaration === declaration)
      run(subject, ofPrincipals, (rule) => rule.principal?.(principal, context));
  }
  const ofUnread = asking("unread");
  for (const unread of document.unread)
    run({ kind: "unread", unread }, ofUnread, (rule) => rule.unread?.(unread, context));
  const ofCredentials = asking("credentials");
  for (const user of document.credentials ?? [])
    run({ kind: "credentials", user }, ofCredentials, (rule) => rule.credentials?.(user, context));
  run({ kind: "document" }, asking("document"), (rule) => rule.document?.(document, context));

  const findings = mergeInstances(mergeCauses(raws, document), document);
  return withConstructs(findings, document).sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || compare(a.rule, b.rule),
  );
}

/** What a document tells about its workspace, for {@link analyzeWorkspace}. */
export function factsOf(
  document: Document,
  rules: readonly RuleDefinition[],
  context: Context,
  onError: OnError,
): Fact[] {
  const facts: Fact[] = [];
  for (const rule of rules) {
    if (!rule.facts || context.config.rules[rule.id] === "off") continue;
    try {
      for (const fact of rule.facts(document, context))
        facts.push({
          ...fact,
          span: settled(fact.span),
          rule: rule.id,
          uri: document.uri,
          text: textAt(document, fact.span),
        });
    } catch (error) {
      onError(`The rule ${rule.id} failed in ${document.uri}; the other rules went on.`, error);
    }
  }
  return withConstructs(facts, document);
}

/** Findings about a document's suppressions, when all else has been judged. */
export function analyzeSuppressions(
  suppressions: readonly JudgedSuppression[],
  document: Document,
  rules: readonly RuleDefinition[],
  context: Context,
  onError: OnError,
): Finding[] {
  const raws: Raw[] = [];
  for (const [order, rule] of rules.entries()) {
    if (!rule.suppression || context.config.rules[rule.id] === "off") continue;
    try {
      for (const judged of suppressions)
        for (const hit of rule.suppression(judged, context))
          raws.push({
            rule,
            hit,
            order,
            subject: { kind: "document" },
            severity: severityOf(rule, hit, context.config),
          });
    } catch (error) {
      onError(`The rule ${rule.id} failed in ${document.uri}; the other rules went on.`, error);
    }
  }
  return raws.map((raw) => toFinding(raw, [], document));
}

/** Findings about the workspace that the facts of its documents are all of. */
export function analyzeWorkspace(
  facts: readonly Fact[],
  rules: readonly RuleDefinition[],
  context: Pick<Context, "catalog" | "config">,
  onError: OnError,
): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (!rule.workspace || context.config.rules[rule.id] === "off") continue;
    const own = facts.filter((fact) => fact.rule === rule.id);
    try {
      for (const { at, ...hit } of own.length > 0 ? rule.workspace(own, context) : [])
        findings.push({
          rule: rule.id,
          severity: severityOf(rule, hit, context.config),
          uri: at.uri,
          span: hit.span,
          message: hit.message,
          fixes: hit.fixes ?? [],
          related: hit.related ?? [],
          covers: [],
          address: at.address,
          sid: "",
          text: at.text,
          ...(at.constructPath !== undefined && { constructPath: at.constructPath }),
          ...(at.suppressed && { suppressed: at.suppressed }),
        });
    } catch (error) {
      onError(`The rule ${rule.id} failed on the workspace; the other rules went on.`, error);
    }
  }
  return findings;
}

/** A policy of more users is judged for the first of them only, once for each kind of user. */
const mostJudged = 8;

function isJudgedAlike(a: Policy, b: Policy): boolean {
  return (
    a.statements === b.statements &&
    a.kind === b.kind &&
    a.hostType === b.hostType &&
    a.owner.kind === b.owner.kind &&
    a.owner.kind !== "policy"
  );
}

/** Findings, or facts, with the CDK construct that makes what they stand in. */
function withConstructs<T extends Finding | Fact>(findings: readonly T[], { declarations }: Document): T[] {
  const paths = new Map(
    declarations.flatMap(({ address, constructPath: path }) => (path === undefined ? [] : [[address, path]])),
  );
  if (paths.size === 0) return [...findings];
  return findings.map((finding) => {
    const constructPath = paths.get(finding.address);
    return constructPath === undefined ? finding : { ...finding, constructPath };
  });
}

/** A configured severity replaces the rule's own; a hit that is milder or graver than its rule stays so by as many steps. */
function severityOf(rule: RuleDefinition, hit: Hit, config: Config): Severity {
  const own = hit.severity ?? rule.severity;
  const configured = config.rules[rule.id];
  if (configured === undefined || configured === "off") return own;
  const step = severities.indexOf(own) - severities.indexOf(rule.severity) + severities.indexOf(configured);
  return severities[Math.min(Math.max(step, 0), severities.length - 1)] ?? configured;
}

/** One cause, one finding: the most severe of a token speaks, the rest are its `covers`, and their fixes are still offered. */
function mergeCauses(raws: readonly Raw[], document: Document): Finding[] {
  const groups = new Map<unknown, Map<string, Raw[]>>();
  const everything = new Map<unknown, Raw>();
  for (const raw of raws) {
    const subject = identityOf(raw.subject);
    if (raw.rule.coversStatement && !everything.has(subject)) everything.set(subject, raw);
    const places = groups.get(subject) ?? new Map<string, Raw[]>();
    groups.set(subject, places);
    const place = `${raw.hit.span.start}:${raw.hit.span.end}`;
    places.set(place, [...(places.get(place) ?? []), raw]);
  }
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

function toFinding(speaker: Raw, rest: readonly Raw[], document: Document): Finding {
  const { hit, rule, subject } = speaker;
  const covers = [...new Set(rest.map((raw) => raw.rule.id).filter((id) => id !== rule.id))];
  const fixes = [...(hit.fixes ?? [])];
  for (const { hit: other } of rest)
    for (const fix of other.fixes ?? [])
      if (!fixes.some((known) => known.id === fix.id && known.title === fix.title)) fixes.push(fix);
  return {
    rule: rule.id,
    severity: speaker.severity,
    uri: document.uri,
    span: settled(hit.span),
    message: hit.message,
    fixes,
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
  const { usedBy = [] } = subject.policy;
  return usedBy.slice(0, mostUsers).map(({ address, uri, span }) => ({
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

function textAt(document: Document, span: Span): string {
  return document.text.slice(span.start, span.end);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
