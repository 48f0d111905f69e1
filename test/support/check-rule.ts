// The judge of rules: writes each statement in all formats, runs only this rule, and proves its fixes. It holds no cases.
import assert from "node:assert/strict";
import { analyze, analyzeSuppressions } from "../../shared-rules/src/analyze";
import { analyzeWorkspace, factsOf } from "../../shared-rules/src/facts";
import {
  defaultConfig,
  isDeclined,
  severities,
  type Config,
  type Document,
  type Finding,
  type RuleDefinition,
} from "../../shared-rules/src/index";
import { linkModule } from "../../shared-rules/src/link/module";
import { contains } from "../../shared-rules/src/model/value";
import { suppress } from "../../shared-rules/src/suppress";
import { ruleById, rules } from "../../shared-rules/src/rules/index";
import { applyEdits } from "./edits";
import { catalog, engine } from "./engine";
import { samplesOf, type Kind, type Sample, type StatementJson } from "./formats";
import { widening } from "./fix-laws";
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

/** Reads a sample afresh. */
export function read(file: Pick<Sample, "uri" | "text" | "hint">): Document {
  return engine.read(file);
}

/** The findings of only this rule, in a workspace that holds nothing else. */
export function findingsOf(rule: RuleDefinition, document: Document, config: Partial<Config> = {}): Finding[] {
  const context = {
    // Lists of its own: no rule answers from what it remembers of another test.
    catalog: { ...catalog, expand: (pattern: string) => [...catalog.expand(pattern)] },
    config: { ...defaultConfig, ...(rule.suppression && { now: today }), ...config },
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

/** What findings say and offer, beside where they stand. */
function checkSaid(
  rule: RuleDefinition,
  { severity, message, related, offers }: Pick<Flagged, "severity" | "message" | "related" | "offers">,
  document: Document,
  findings: readonly Finding[],
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
}

function checkNative(rule: RuleDefinition, native: Native): void {
  const document = read(native);
  const findings = findingsOf(rule, document, native.config);
  assert.deepEqual(texts(findings), native.at);
  checkSaid(rule, native, document, findings);
  for (const [fix, text] of Object.entries(native.fixed ?? {}))
    assert.equal(applyFix(document, findings, fix).text, text);
}

/** Applies a fix by id or title to the first finding that offers it, and holds it against the laws. Returns the document after it. */
export function applyFix(document: Document, findings: readonly Finding[], name: string): Document {
  const matches = (fix: { id: string; title: string }) => fix.id === name || fix.title === name;
  const finding = findings.find((candidate) => candidate.fixes.some(matches));
  const fix = finding?.fixes.find(matches);
  assert.ok(
    finding && fix,
    `no fix ${name}: ${findings.flatMap(({ fixes }) => fixes.map(({ id, title }) => `${id} (${title})`)).join(", ")}`,
  );
  const rendered = engine.render(document, fix);
  if (isDeclined(rendered)) assert.fail(`${name} declined: ${rendered.declined}`);
  const after = checkLaws(document, finding, fix, rendered);
  return after;
}

/** What every applied fix must keep: it parses, its finding is gone or lowered, nothing as grave is new, comments stay. */
export function checkLaws(
  document: Document,
  finding: Finding,
  fix: Finding["fixes"][number],
  files: Exclude<ReturnType<typeof engine.render>, { declined: string }>,
): Document {
  let after = document;
  for (const file of files) {
    if ("create" in file) {
      const created = engine.read({ uri: file.uri, text: file.create });
      assert.equal(created.broken, false, `${fix.title} creates a file that does not parse:\n${file.create}`);
      assert.notEqual(created.format, "none", `${fix.title} creates a file nobody can read:\n${file.create}`);
      continue;
    }
    assert.equal(file.uri, document.uri);
    const text = applyEdits(document.text, file.edits);
    // A bare policy file does not say of itself of what kind it is.
    const kind = document.format === "policy-json" ? document.policies[0]?.kind : undefined;
    after = engine.read({ uri: document.uri, text, ...(kind && { hint: { kind } }) });
    assert.equal(after.broken, document.broken, `${fix.title} breaks the file:\n${text}`);
  }
  const before = told(engine.lint(document, defaultConfig));
  const now = told(engine.lint(after, defaultConfig));
  const rank = (severity: Finding["severity"]) => severities.indexOf(severity);
  if (fix.outcome !== "guards") {
    const worst = fix.outcome === "removes" ? severities.length : rank(finding.severity);
    // The rule that offered the fix is the speaker or one it covers: judged alone, it must find less.
    const better = speaksFor(finding).some((id) => {
      const rule = ruleById(id);
      const count = (of: Document) =>
        rule
          ? told(suppress(findingsOf(rule, of), of, rules, { config: defaultConfig }).findings).filter(
              ({ text, address, severity }) =>
                text === finding.text && address === finding.address && rank(severity) <= worst,
            ).length
          : 0;
      return count(after) < count(document);
    });
    assert.ok(better, `${fix.title} leaves ${finding.rule} at "${finding.text}":\n${after.text}`);
  }
  const added = now.filter(
    (one) =>
      rank(one.severity) <= rank(finding.severity) &&
      // What is handed over on purpose is found where it then stands.
      !(widening[fix.id] !== undefined && before.some((other) => same(one, other))) &&
      now.filter((other) => same(one, other)).length >
        before.filter((other) => same(one, other) || coversSame(other, one)).length,
  );
  assert.deepEqual(
    added.map(({ rule, text, message }) => ({ rule, text, message })),
    [],
    `${fix.title} adds findings:\n${after.text}`,
  );
  // A comment goes only with the declaration it stands in, or where it is what was found.
  const stay = document.comments.filter(
    ({ span }) => ![...document.declarations, finding].some((one) => contains(one.span, span)),
  );
  for (const { text } of stay) assert.ok(after.text.includes(text), `${fix.title} loses the comment ${text}`);
  return after;
}

/** Without what its author said to ignore. */
function told(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ suppressed }) => !suppressed);
}

function speaksFor(finding: Finding): string[] {
  return [finding.rule, ...finding.covers];
}

function same(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.text === b.text;
}

/** What was covered before may speak for itself after. */
function coversSame(before: Finding, now: Finding): boolean {
  return before.covers.includes(now.rule);
}

/** All rules, for tables over every one of them. */
export const allRules = rules;
