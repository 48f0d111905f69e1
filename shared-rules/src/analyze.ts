// Asks the rules about a document, each for the subjects that it serves. It makes no findings itself, and reads no text.
import { mergeCauses, severityOf, toFinding, withConstructs, type Raw, type Subject } from "./findings";
import { mergeInstances } from "./instances";
import type { Document } from "./model/document";
import type { DeclarationKind, Policy } from "./model/policy";
import { Asking, type Active } from "./quiet";
import type { Context, Finding, Hit, JudgedSuppression, RuleDefinition } from "./rule";

/** A rule threw: its id and what. Under test the shell rethrows. */
export type OnError = (message: string, error: unknown) => void;

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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
