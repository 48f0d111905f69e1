// The laws that every fix keeps, on any document with its module. It makes no documents and counts nothing.
import { createTwoFilesPatch } from "diff";
import type { Edit } from "../../shared-rules/src/edit";
import {
  isDeclined,
  settingsFileName,
  severities,
  type Config,
  type Document,
  type FileEdit,
  type Finding,
  type Fix,
} from "../../shared-rules/src/index";
import { rules } from "../../shared-rules/src/rules/index";
import { contains, type Span } from "../../shared-rules/src/model/value";
import { compareAccess } from "./fix-access";
import { edited, findingsIn, settingOf, type Edited, type Setting } from "./fix-setting";

export interface Violation {
  readonly law: "throws" | "parses" | "removes" | "new findings" | "edits" | "comments" | "idempotent" | "access";
  readonly says: string;
}

export type Attempt =
  | { readonly kind: "declined"; readonly why: string }
  | { readonly kind: "applied"; readonly violations: readonly Violation[]; readonly diff: string };

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

/** Renders a fix of a finding and holds the result against the laws. */
export function attempt(setting: Setting, finding: Finding, fix: Fix): Attempt {
  const { engine, document, siblings, workspace } = setting;
  try {
    const files = engine.render(document, fix, siblings, workspace);
    if (isDeclined(files)) return { kind: "declined", why: files.declined };
    if (files.length === 0)
      return { kind: "applied", violations: [{ law: "edits", says: "changes nothing" }], diff: "" };
    const bad = unsound(setting, files);
    if (bad.length > 0) return { kind: "applied", violations: bad, diff: "" };
    const after = edited(setting, files);
    const made = fix.edits();
    const edits = isDeclined(made) ? [] : made;
    const violations = [
      ...parses(after),
      ...minimal(setting, files),
      ...removes(setting, after, finding, fix, files),
      ...addsNothing(setting, after, finding, fix),
      ...keepsComments(after, finding, edits, files),
      ...isIdempotent(setting, after, finding, fix, files),
      ...keepsAccess(setting, after, fix),
    ];
    return { kind: "applied", violations, diff: diffOf(after) };
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
    const says = cause instanceof Error ? `${message} ${cause.stack ?? ""}` : message;
    return { kind: "applied", violations: [{ law: "throws", says }], diff: "" };
  }
}

/** What a fix changes, as a unified diff. */
export function diffOf({ changed, created }: Edited): string {
  const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);
  const diff = (uri: string, before: string, after: string): string =>
    createTwoFilesPatch(nameOf(uri), nameOf(uri), before, after, "", "", { context: 2 }).replace(/^=+\n/, "");
  return [
    ...changed.map(({ before, after }) => diff(after.uri, before.text, after.text)),
    ...created.map(({ uri, text }) => diff(uri, "", text)),
  ].join("");
}

/** Edits are in the document, sorted, and meet nowhere; their stops are in their text. */
function unsound({ document, siblings, workspace }: Setting, files: readonly FileEdit[]): Violation[] {
  const found: Violation[] = [];
  const say = (says: string): void => void found.push({ law: "edits", says });
  if (new Set(files.map(({ uri }) => uri)).size < files.length) say("has two entries for one file");
  for (const file of files) {
    if ("create" in file) {
      const isThere = [document, ...siblings].some(({ uri }) => uri === file.uri) || workspace.document(file.uri);
      if (isThere) say(`creates ${file.uri}, which is there`);
      continue;
    }
    const { text } = [document, ...siblings].find(({ uri }) => uri === file.uri) ?? workspace.document(file.uri) ?? {};
    let last: Span | undefined;
    for (const { span, text: written, stops = [] } of file.edits) {
      if (span.start < 0 || span.end < span.start || span.end > (text?.length ?? Infinity))
        say(`leaves the text at ${span.start}..${span.end}`);
      if (last && (span.start < last.end || (span.end === last.start && span.end === last.end)))
        say(`has edits that meet or are not sorted at ${span.start}`);
      last = span;
      if (written.includes("\r\n") !== written.includes("\n") && text?.includes("\r\n") && !/[^\r]\n/.test(text))
        say("breaks lines otherwise than the file");
      if (stops.some((stop) => stop.start < 0 || stop.end > written.length || stop.start > stop.end))
        say("has stops outside of its text");
    }
    if (file.edits.length === 0) say(`names ${file.uri} and changes nothing there`);
  }
  return found;
}

/** An edit does not write lines anew that stay as they are at both of its ends. */
function minimal({ document, siblings, workspace }: Setting, files: readonly FileEdit[]): Violation[] {
  return files.flatMap((file): Violation[] => {
    if ("create" in file) return [];
    const { text } = [document, ...siblings].find(({ uri }) => uri === file.uri) ?? workspace.document(file.uri) ?? {};
    return file.edits.flatMap(({ span, text: written }): Violation[] => {
      const was = (text ?? "").slice(span.start, span.end).split("\n");
      const is = written.split("\n");
      const first = was[0] ?? "";
      const last = was.at(-1) ?? "";
      if (was.length < 2 || is.length < 2 || first !== is[0] || last !== is.at(-1)) return [];
      // Brackets alone are alike without being the same.
      if (!/\w/.test(first) || !/\w/.test(last)) return [];
      return [{ law: "edits", says: `writes anew what stays: ${JSON.stringify(first)} … ${JSON.stringify(last)}` }];
    });
  });
}

function parses({ changed, created }: Edited): Violation[] {
  const found: Violation[] = [];
  for (const { before, after } of changed) {
    if (after.broken && !before.broken) found.push({ law: "parses", says: `${after.uri} is broken afterwards` });
    if (after.format !== before.format)
      found.push({ law: "parses", says: `${after.uri} is ${after.format} afterwards and was ${before.format}` });
  }
  for (const { uri, text, broken, format } of created)
    if (uri.endsWith(`/${settingsFileName}`)) JSON.parse(text);
    else if (broken || format === "none") found.push({ law: "parses", says: `creates ${uri}, which cannot be read` });
  return found;
}

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
function removes(
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

/** Whether what all files of the workspace told together is told no more. */
function isGoneFromWhole(
  { engine, config, facts }: Setting,
  { setting, changed, created }: Edited,
  finding: Finding,
): boolean {
  if (!facts) return false;
  const now = [...changed.map(({ after }) => after), ...created];
  const kept = facts.filter(({ uri }) => !changed.some(({ after }) => after.uri === uri));
  const told = now.flatMap((one) => {
    const { document, siblings, workspace } = settingOf(setting, one);
    return engine.judge(document, config, siblings, workspace).facts();
  });
  return !engine
    .lintWorkspace([...kept, ...told], config)
    .some(({ rule, uri, text }) => rule === finding.rule && uri === finding.uri && text === finding.text);
}

/** In no file of the module is anything new that is as grave. */
function addsNothing(
  setting: Setting,
  { setting: after, changed, created }: Edited,
  finding: Finding,
  { id, safety }: Fix,
): Violation[] {
  const others = changed.filter((one) => one.before !== setting.document && !setting.siblings.includes(one.before));
  const before = [setting.document, ...setting.siblings, ...others.map((one) => one.before)];
  const now = [after.document, ...after.siblings, ...others.map((one) => one.after), ...created];
  const was = before.flatMap((one) => findingsIn(settingOf(setting, one)));
  const is = [...new Set(now)].flatMap((one) => findingsIn(settingOf(after, one)));
  const isAlike = (one: Finding, other: Finding): boolean =>
    one.rule === other.rule && one.text === other.text && rank(other.severity) <= rank(one.severity);
  const added = is.filter(
    (one) =>
      rank(one.severity) <= rank(finding.severity) &&
      one.rule !== servedIgnore &&
      !(widening[id] !== undefined && before.some((old) => old.text.includes(one.text))) &&
      // Where what a wildcard stands for is written out, the same is told of what it is about.
      !(safety === "safe" && one.rule === finding.rule && one.address === finding.address) &&
      is.filter((other) => isAlike(one, other)).length >
        was.filter((other) => isAlike(one, other) || other.covers.includes(one.rule)).length,
  );
  return [
    ...new Set(added.map(({ rule, severity, text, message }) => `${severity} ${rule} at ${text}: ${message}`)),
  ].map((says) => ({ law: "new findings", says }));
}

/** Comments stay, but for those of declarations, statements and items that go, and one that the finding itself is about. */
function keepsComments(
  { changed }: Edited,
  finding: Finding,
  edits: readonly Edit[],
  files: readonly FileEdit[],
): Violation[] {
  const removed = files.flatMap((file) => ("edits" in file ? file.edits.filter(({ text }) => text.trim() === "") : []));
  const gone = edits.flatMap((edit) => {
    // What is taken out goes with the comment right above it, outputs of a credential that is gone among it.
    if (edit.kind === "remove-declaration") return [edit.declaration.span, ...removed.map(({ span }) => span)];
    if (edit.kind !== "replace-item") return [];
    return removed.flatMap(({ span }) => (contains(span, edit.statement.span) ? [span] : []));
  });
  const items = edits.flatMap((edit) =>
    edit.kind === "replace-item" ? [edit.item] : edit.kind === "split-condition" ? edit.items : [],
  );
  const isGone = ({ text }: Document, span: Span): boolean =>
    gone.some((one) => contains(one, span)) ||
    (span.start <= finding.span.start && finding.span.start < span.end) ||
    items.some((item) => item.span.end <= span.start && /^[ \t,"']*$/.test(text.slice(item.span.end, span.start)));
  const after = changed.flatMap((one) => one.after.comments.map(({ text }) => text.trim()));
  const lost: string[] = [];
  for (const { before } of changed)
    for (const { span, text } of before.comments) {
      const at = after.indexOf(text.trim());
      if (at >= 0) after.splice(at, 1);
      else if (!isGone(before, span)) lost.push(text);
    }
  return lost.map((text) => ({ law: "comments", says: `loses ${JSON.stringify(text)}` }));
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
function isIdempotent(
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

function keepsAccess(setting: Setting, after: Edited, { id, safety }: Fix): Violation[] {
  if (widening[id] !== undefined && safety === "review") return [];
  const found: Violation[] = [];
  for (const one of after.changed) {
    const runs = linkedOf(settingOf(setting, one.before));
    const now = linkedOf(settingOf(after.setting, one.after));
    for (const [index, run] of runs.entries()) {
      const { differences, added } = compareAccess(run, now[index] ?? one.after);
      for (const { request, before: was, after: is } of differences.slice(0, 3))
        if (safety === "safe" || is === "yes") found.push({ law: "access", says: `${request}: was ${was}, is ${is}` });
      if (safety === "safe" && added.length > 0)
        found.push({ law: "access", says: "is safe and adds a policy that allows" });
    }
  }
  return found;
}

function linkedOf({ engine, document, siblings, workspace }: Setting): readonly Document[] {
  return engine.linked(document, siblings, workspace);
}
