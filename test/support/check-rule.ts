// The judge of rules: writes each statement in all formats, runs only this rule, and proves its fixes. It holds no cases.
import assert from "node:assert/strict";
import { analyze, analyzeSuppressions } from "../../shared-rules/src/analyze";
import { analyzeWorkspace, factsOf } from "../../shared-rules/src/facts";
import {
  defaultConfig,
  type Config,
  type Document,
  type Finding,
  type Fix,
  type RuleDefinition,
} from "../../shared-rules/src/index";
import { linkModule } from "../../shared-rules/src/link/module";
import { suppress } from "../../shared-rules/src/suppress";
import { ruleById, rules } from "../../shared-rules/src/rules/index";
import { catalog, engine } from "./engine";
import { samplesOf, type Kind, type Sample, type StatementJson } from "./formats";
import { attempt, brokenBy, brokenIn } from "./fix-laws";
import { settingFor } from "./fix-setting";
import { normalStatement, statementJson } from "./statement-json";

export interface Flagged {
  /** One statement, or the policy's several. */
  readonly statement: StatementJson | readonly StatementJson[];
  readonly kind?: Kind;
  /** Exact text under each squiggle, in order. */
  readonly at: string | readonly string[];
  readonly severity?: Finding["severity"];
  /** The whole message, or what it must hold, where it is asserted; a list is those of all findings. */
  readonly message?: string | RegExp | readonly string[];
  /** Related places of the first finding: the text there and what is said of it. */
  readonly related?: readonly (readonly [text: string, message: string])[];
  /** Ids of the first finding's fixes, each once. */
  readonly offers?: readonly string[];
  /** Fix id or title to its outcome: the policy's statements after it. */
  readonly fixed?: Readonly<Record<string, StatementJson | readonly StatementJson[]>>;
  readonly formats?: readonly string[];
}

export interface Native {
  readonly title: string;
  readonly uri: string;
  readonly text: string;
  readonly at: readonly string[];
  readonly severity?: Finding["severity"];
  readonly message?: Flagged["message"];
  readonly related?: Flagged["related"];
  readonly offers?: Flagged["offers"];
  /** Fix id or title to the exact text of the file after it. */
  readonly fixed?: Readonly<Record<string, string>>;
  readonly config?: Partial<Config>;
}

export interface Cases {
  readonly flags?: readonly Flagged[];
  readonly accepts?: readonly (
    StatementJson | { readonly statement: StatementJson | readonly StatementJson[]; readonly kind: Kind }
  )[];
  readonly native?: readonly Native[];
}

/** Declares the mocha tests of one rule. */
export function checkRule(rule: RuleDefinition, cases: Cases): void {
  describe(rule.id, () => {
    before(() => engine.ready());
    for (const [index, flagged] of (cases.flags ?? []).entries())
      for (const sample of samplesOf(flagged.statement, flagged.kind))
        if (!flagged.formats || flagged.formats.includes(sample.format))
          it(`flags case ${index + 1} in ${sample.format}`, () => checkFlagged(rule, flagged, sample));
    for (const [index, accepted] of (cases.accepts ?? []).entries()) {
      const { statement, kind } =
        "statement" in accepted && "kind" in accepted
          ? (accepted as { statement: StatementJson | readonly StatementJson[]; kind: Kind })
          : { statement: accepted, kind: "identity" as const };
      for (const sample of samplesOf(statement, kind))
        it(`accepts case ${index + 1} in ${sample.format}`, () =>
          assert.deepEqual(texts(findingsOf(rule, read(sample))), []));
    }
    for (const native of cases.native ?? []) it(native.title, () => checkNative(rule, native));
  });
}

/** What tests take for the present, so that they say the same on any day. */
const today = Date.parse("2026-11-21T12:00:00Z");

function configFor(rule: RuleDefinition | undefined, config: Partial<Config>): Config {
  return { ...defaultConfig, ...(rule?.suppression && { now: today }), ...config };
}

/** Reads a sample afresh. */
export function read(file: Pick<Sample, "uri" | "text" | "hint">): Document {
  return engine.read(file);
}

/** The findings of only this rule, in a workspace that holds nothing else. */
export function findingsOf(rule: RuleDefinition, document: Document, config: Partial<Config> = {}): Finding[] {
  const context = {
    // Lists of its own: no rule answers from what it remembers of another test.
    catalog: { ...catalog, expand: (pattern: string) => [...catalog.expand(pattern)] },
    config: configFor(rule, config),
    module: linkModule([document]),
  };
  const rethrow = (message: string, error: unknown): never => {
    throw new Error(message, { cause: error });
  };
  if (rule.suppression) {
    // What an ignore hides, only all rules together tell.
    const { suppressions } = suppress(analyze(document, rules, context, rethrow), document, rules, context);
    return analyzeSuppressions(suppressions, document, [rule], context, rethrow);
  }
  const facts = factsOf(document, [rule], context, rethrow);
  return [...analyze(document, [rule], context, rethrow), ...analyzeWorkspace(facts, [rule], context, rethrow)];
}

function texts(findings: readonly Finding[]): string[] {
  return findings.map((finding) => finding.text);
}

function checkFlagged(rule: RuleDefinition, flagged: Flagged, sample: Sample): void {
  const document = read(sample);
  const findings = findingsOf(rule, document);
  const expected = typeof flagged.at === "string" ? [flagged.at] : flagged.at;
  assert.deepEqual(texts(findings), spelt(expected, sample), sample.text);
  checkSaid(rule, flagged, document, findings);
  for (const [fix, statements] of Object.entries(flagged.fixed ?? {})) {
    const after = applyFix(document, findings, fix);
    const wanted = (
      Array.isArray(statements) ? (statements as readonly StatementJson[]) : [statements as StatementJson]
    ).map(normalStatement);
    assert.deepEqual(
      after.policies.flatMap((policy) => policy.statements.map(statementJson)),
      wanted,
      after.text,
    );
  }
}

/** What a format spells in its own words. */
function spelt(expected: readonly string[], { format }: Sample): string[] {
  const keys: Record<string, string> = { NotAction: "not_actions", BoolIfExists: "BoolIfExists" };
  return expected.map((text) => (format === "Terraform policy document" ? (keys[text] ?? text) : text));
}

/** What findings say and offer, beside where they stand; all that they offer keeps the laws. */
function checkSaid(
  rule: RuleDefinition,
  { severity, message, related, offers }: Pick<Flagged, "severity" | "message" | "related" | "offers">,
  document: Document,
  findings: readonly Finding[],
  config: Partial<Config> = {},
): void {
  if (severity) assert.deepEqual([...new Set(findings.map((finding) => finding.severity))], [severity]);
  const messages = findings.map((finding) => finding.message);
  if (typeof message === "string") assert.equal(messages[0], message);
  else if (message instanceof RegExp) assert.match(messages[0] ?? "", message);
  else if (message) assert.deepEqual(messages, message);
  const [first] = findings;
  const places = first?.related.map(({ span, message: said }) => [document.text.slice(span.start, span.end), said]);
  if (related) assert.deepEqual(places, related);
  if (offers) assert.deepEqual([...new Set(first?.fixes.map(({ id }) => id))], offers);
  for (const { fixes } of findings)
    for (const { id } of fixes) assert.ok(rule.fixes.includes(id), `${rule.id} offers ${id}, and does not say so`);
  // What a person is offered, is offered with what other rules say.
  assert.deepEqual(brokenIn(settingFor(document, configFor(rule, config))), []);
}

function checkNative(rule: RuleDefinition, native: Native): void {
  const document = read(native);
  const findings = findingsOf(rule, document, native.config);
  assert.deepEqual(texts(findings), native.at);
  checkSaid(rule, native, document, findings, native.config);
  for (const [fix, text] of Object.entries(native.fixed ?? {}))
    assert.equal(applyFix(document, findings, fix, native.config).text, text);
}

/** Applies a fix by id or title to the first finding that offers it, and holds it against the laws. Returns the document after it. */
function applyFix(document: Document, findings: readonly Finding[], name: string, config?: Partial<Config>): Document {
  const matches = (fix: { id: string; title: string }) => fix.id === name || fix.title === name;
  const finding = findings.find((candidate) => candidate.fixes.some(matches));
  const fix = finding?.fixes.find(matches);
  assert.ok(
    finding && fix,
    `no fix ${name}: ${findings.flatMap(({ fixes }) => fixes.map(({ id, title }) => `${id} (${title})`)).join(", ")}`,
  );
  const after = checkLaws(document, finding, fix, config);
  assert.ok(after, `${name} declined`);
  return after;
}

/** Holds a fix against the laws of every fix. Returns the document after it; undefined where it is declined. */
export function checkLaws(
  document: Document,
  finding: Finding,
  fix: Fix,
  config: Partial<Config> = {},
): Document | undefined {
  const result = attempt(settingFor(document, configFor(ruleById(finding.rule), config)), finding, fix);
  assert.deepEqual(brokenBy(finding, fix, result), []);
  assert.equal(result.after === undefined, result.declined !== undefined);
  return result.after;
}

/** All rules, for tables over every one of them. */
export const allRules = rules;
