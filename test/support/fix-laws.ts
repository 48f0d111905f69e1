// The laws that every fix keeps, on any document with its module. It makes no documents and counts nothing.
import { createTwoFilesPatch } from "diff";
import type { Edit } from "../../shared-rules/src/edit";
import {
  isDeclined,
  settingsFileName,
  type Document,
  type FileEdit,
  type Finding,
  type Fix,
} from "../../shared-rules/src/index";
import { contains, type Span } from "../../shared-rules/src/model/value";
import { compareAccess } from "./fix-access";
import { addsNothing, isIdempotent, removes, widening, type Violation } from "./finding-laws";
import { edited, findingsIn, settingOf, type Edited, type Setting } from "./fix-setting";

/** What became of a fix. */
export interface Attempt {
  /** Why no edits were made. */
  readonly declined?: string;
  readonly violations: readonly Violation[];
  readonly diff: string;
  /** The finding's document afterwards; undefined where no text could be made. */
  readonly after?: Document;
}

/** Renders a fix of a finding and holds the result against the laws. */
export function attempt(setting: Setting, finding: Finding, fix: Fix): Attempt {
  const { engine, document, siblings, workspace } = setting;
  try {
    const files = engine.render(document, fix, siblings, workspace);
    if (isDeclined(files)) return { declined: files.declined, violations: saysWhy(files.declined), diff: "" };
    if (files.length === 0) return { violations: [{ law: "edits", says: "changes nothing" }], diff: "" };
    const bad = unsound(setting, files);
    if (bad.length > 0) return { violations: bad, diff: "" };
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
    return { violations, diff: diffOf(after), after: after.setting.document };
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
    const says = cause instanceof Error ? `${message} ${cause.stack ?? ""}` : message;
    return { violations: [{ law: "throws", says }], diff: "" };
  }
}

/** The laws that a fix breaks, each with the finding, the fix and what it changed. */
export function brokenBy({ rule }: Finding, { id, title }: Fix, { violations, diff }: Attempt): string[] {
  return violations.map(({ law, says }) => `${rule}, ${id} "${title}": ${law}: ${says}\n${diff}`);
}

/** As `brokenBy`, of every fix of every finding. */
export function brokenIn(setting: Setting): string[] {
  return findingsIn(setting).flatMap((finding) =>
    finding.fixes.flatMap((fix) => brokenBy(finding, fix, attempt(setting, finding, fix))),
  );
}

function saysWhy(declined: string): Violation[] {
  return /^[A-Z“"].*\.$/s.test(declined) ? [] : [{ law: "declines", says: `says no sentence: ${declined}` }];
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parses({ changed, created }: Edited): Violation[] {
  const found: Violation[] = [];
  for (const { before, after } of changed) {
    if (after.broken && !before.broken) found.push({ law: "parses", says: `${after.uri} is broken afterwards` });
    // What we read may be unfinished; other tools read no such file.
    if (isJson(before.text) && !isJson(after.text))
      found.push({ law: "parses", says: `${after.uri} is no JSON afterwards` });
    if (after.format !== before.format)
      found.push({ law: "parses", says: `${after.uri} is ${after.format} afterwards and was ${before.format}` });
  }
  for (const { uri, text, broken, format } of created)
    if (uri.endsWith(`/${settingsFileName}`)) JSON.parse(text);
    else if (broken || format === "none") found.push({ law: "parses", says: `creates ${uri}, which cannot be read` });
  return found;
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
