// The laws of fixes that are about what is found: less afterwards, nothing new that is as grave, no second time. It renders nothing.
import {
  isDeclined,
  severities,
  type Config,
  type Document,
  type Fact,
  type FileEdit,
  type Finding,
  type Fix,
} from "../../shared-rules/src/index";
import type { Span } from "../../shared-rules/src/model/value";
import { rules } from "../../shared-rules/src/rules/index";
import { findingsIn, settingOf, type Edited, type Setting } from "./fix-setting";

export interface Violation {
  readonly law:
    "throws" | "declines" | "parses" | "removes" | "new findings" | "edits" | "comments" | "idempotent" | "access";
  readonly says: string;
}

/**
 * Families that give access on purpose, with the reason. Their edits are compared with no evaluator, and what they hand over may be found
 * where it then stands.
 */
export const widening: Readonly<Record<string, string>> = {
  "role-instead": "a role takes over what its user had, and others may take it",
  "move-to-group": "a group takes over what its user had",
  correct: "what was misspelt had no effect, and has it afterwards",
  "fix-operator": "a test that could never hold holds afterwards for those it is meant for",
};

const rank = (severity: Finding["severity"]): number => severities.indexOf(severity);

const alone = new Map<string, Map<Config, Config>>();

/** The settings under which only this rule speaks; the same object for the same ones. */
function only(config: Config, id: string): Config {
  const known = alone.get(id) ?? new Map<Config, Config>();
  alone.set(id, known);
  const off = Object.fromEntries(rules.filter((rule) => rule.id !== id).map((rule) => [rule.id, "off" as const]));
  const made = known.get(config) ?? { ...config, rules: { ...config.rules, ...off } };
  known.set(config, made);
  return made;
}

/** One of the rules that speak through the finding finds less afterwards, or something milder. */
export function removes(
  setting: Setting,
  after: Edited,
  finding: Finding,
  { outcome }: Fix,
  files: readonly FileEdit[],
): Violation[] {
  if (outcome === "guards") return [];
  const place = movedSpan(finding, files);
  const worst = outcome === "removes" ? severities.length : rank(finding.severity);
  // What is covered may stand on another token of the same statement.
  const isOf = (one: Finding, id: string): boolean =>
    one.rule === id &&
    one.address === finding.address &&
    (one.text === finding.text || id !== finding.rule) &&
    rank(one.severity) <= worst;
  const isLess = [finding.rule, ...finding.covers].some((id) =>
    [setting.config, only(setting.config, id)].some((config) => {
      const count = (of: Setting): number => findingsIn({ ...of, config }).filter((one) => isOf(one, id)).length;
      return count(setting) > 0 && count(after.setting) < count(setting);
    }),
  );
  if (isGoneFromWhole(setting, after, finding)) return [];
  const milder = findingsIn(after.setting).filter(
    ({ rule, span }) => rule === finding.rule && span.start === place?.start && span.end === place.end,
  );
  if (isLess || (outcome === "lowers" && milder.some(({ severity }) => rank(severity) > rank(finding.severity))))
    return [];
  return [{ law: "removes", says: `${finding.rule} still stands at ${JSON.stringify(finding.text)}` }];
}

/** An ignore of what has been mended has served; that it may go is said once it has. */
const servedIgnore = "suppression-unused";

/** What a condition never lets some of a statement's actions do is said once they stand alone in it. */
const deadCondition = "policy-never-matches";

/** Whether what all files of the workspace told together is told no more. */
function isGoneFromWhole(
  { engine, config, facts }: Setting,
  { setting, changed, created }: Edited,
  finding: Finding,
): boolean {
  const isTold = (of: readonly Fact[]): boolean =>
    engine
      .lintWorkspace(of, config)
      .some(({ rule, uri, text }) => rule === finding.rule && uri === finding.uri && text === finding.text);
  if (!facts || !isTold(facts)) return false;
  const now = [...changed.map(({ after }) => after), ...created];
  const kept = facts.filter(({ uri }) => !changed.some(({ after }) => after.uri === uri));
  const told = now.flatMap((one) => {
    const { document, siblings, workspace } = settingOf(setting, one);
    return engine.judge(document, config, siblings, workspace).facts();
  });
  return !isTold([...kept, ...told]);
}

/** In no file of the module is anything new that is as grave. */
export function addsNothing(
  setting: Setting,
  { setting: after, changed, created }: Edited,
  finding: Finding,
  { id, safety, title }: Fix,
): Violation[] {
  const others = changed.filter((one) => one.before !== setting.document && !setting.siblings.includes(one.before));
  const before = [setting.document, ...setting.siblings, ...others.map((one) => one.before)];
  const now = [after.document, ...after.siblings, ...others.map((one) => one.after), ...created];
  const was = before.flatMap((one) => findingsIn(settingOf(setting, one)));
  const is = [...new Set(now)].flatMap((one) => findingsIn(settingOf(after, one)));
  const isAlike = (one: Finding, other: Finding): boolean =>
    one.rule === other.rule && one.text === other.text && rank(other.severity) <= rank(one.severity);
  const wasThere = ({ text }: Finding): boolean =>
    before.some((old) => old.text.toLowerCase().includes(text.toLowerCase()));
  // What was told of who had the access, word for word, and is told of who takes it over instead.
  const isTakenOver = (one: Finding): boolean =>
    widening[id] !== undefined &&
    was.some(
      (old) =>
        old.rule === one.rule &&
        rank(old.severity) <= rank(one.severity) &&
        old.message.replaceAll(old.text, one.text) === one.message &&
        !is.some(({ rule, message }) => rule === old.rule && message === old.message),
    );
  // Where what a wildcard stands for is written out, the same is told of what it is about.
  const isSameWrittenOut = (one: Finding): boolean =>
    safety === "safe" &&
    was.some(
      ({ rule, covers, address, severity }) =>
        (rule === one.rule || covers.includes(one.rule)) &&
        address === one.address &&
        rank(severity) <= rank(one.severity),
    );
  const offers = ({ fixes }: Finding): boolean => fixes.some((fix) => fix.id === id && fix.title === title);
  // Where a rule tells once what several tokens do, and the fix is another rule's, the next token has it.
  const isOfNextToken = ({ rule, address, text }: Finding): boolean => {
    const count = (all: readonly Finding[]): number =>
      all.filter((other) => other.rule === rule && other.address === address).length;
    const times = (all: readonly Document[]): number => all.flatMap((document) => document.text.split(text)).length;
    return (
      [finding.rule, ...finding.covers].includes(rule) &&
      count(is) <= count(was) &&
      times(now) <= times(before) &&
      !findingsIn({ ...setting, config: only(setting.config, rule) }).some(offers)
    );
  };
  const added = is.filter(
    (one) =>
      rank(one.severity) <= rank(finding.severity) &&
      one.rule !== servedIgnore &&
      !(wasThere(one) && (widening[id] !== undefined || one.rule === deadCondition)) &&
      !isTakenOver(one) &&
      !isSameWrittenOut(one) &&
      is.filter((other) => isAlike(one, other)).length >
        was.filter((other) => isAlike(one, other) || other.covers.includes(one.rule)).length &&
      !isOfNextToken(one),
  );
  return [
    ...new Set(added.map(({ rule, severity, text, message }) => `${severity} ${rule} at ${text}: ${message}`)),
  ].map((says) => ({ law: "new findings", says }));
}

/** Where the finding is afterwards; undefined where an edit changed its text. */
function movedSpan({ uri, span }: Finding, files: readonly FileEdit[]): Span | undefined {
  const own = files.flatMap((file) => (file.uri === uri && "edits" in file ? file.edits : []));
  let by = 0;
  for (const edit of own) {
    if (edit.span.end <= span.start) by += edit.text.length - (edit.span.end - edit.span.start);
    else if (edit.span.start < span.end) return undefined;
  }
  return { start: span.start + by, end: span.end + by };
}

/** The same fix is not offered at the same place again, or has nothing more to do. */
export function isIdempotent(
  setting: Setting,
  { setting: after }: Edited,
  finding: Finding,
  fix: Fix,
  files: readonly FileEdit[],
): Violation[] {
  const place = movedSpan(finding, files);
  if (!place) return [];
  const again = findingsIn(after)
    .filter(({ rule, span }) => rule === finding.rule && span.start === place.start && span.end === place.end)
    .flatMap(({ fixes }) => fixes.filter(({ id, title }) => id === fix.id && title === fix.title));
  // Where one token is found for several instances or rules, each has its own.
  const before = findingsIn(setting).filter(
    ({ rule, span, fixes }) =>
      rule === finding.rule && span.start === finding.span.start && span.end === finding.span.end && fixes.length > 0,
  );
  if (again.length === 0 || before.length > 1) return [];
  const [next] = again;
  const rendered = next && setting.engine.render(after.document, next, after.siblings, after.workspace);
  // The shell writes no file where one is.
  const isThere = (uri: string): boolean => files.some((file) => file.uri === uri && "create" in file);
  return !rendered || isDeclined(rendered) || rendered.every((file) => "create" in file && isThere(file.uri))
    ? []
    : [{ law: "idempotent", says: "is offered once more and would change the file again" }];
}
