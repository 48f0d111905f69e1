// Which findings their authors said to ignore: comments, places of their own in templates, settings, and other tools' words for the same.
// It judges nothing itself.
import type { Document } from "./model/document";
import type { SuppressedTool, Suppression } from "./model/suppression";
import { contains, type Span } from "./model/value";
import {
  changed,
  type Context,
  type Fact,
  type Finding,
  type Ignore,
  type JudgedSuppression,
  type RuleDefinition,
} from "./rule";

export interface Suppressed {
  /** All findings, those that are ignored marked so. */
  readonly findings: readonly Finding[];
  readonly suppressions: readonly JudgedSuppression[];
}

/** Marks the findings that are to be ignored. */
export function suppress(
  findings: readonly Finding[],
  document: Document,
  rules: readonly RuleDefinition[],
  { config }: Pick<Context, "config">,
): Suppressed {
  const written = suppressionsFor(document, config);
  const marks = new Map<Finding, Suppression>();
  const suppressions = written.flatMap((suppression): JudgedSuppression[] => {
    const ids = suppression.ids.flatMap((id) => rulesOf(suppression.tool, id, rules));
    const isExpired = isPast(suppression.until, config.now);
    const hides = findings.filter((finding) => isAbout(suppression, ids, finding));
    if (!isExpired) for (const finding of hides) if (!marks.has(finding)) marks.set(finding, suppression);
    // What is found in the workspace as a whole is not among a document's findings.
    if (rules.some(({ id, workspace }) => workspace && ids.includes(id))) return [];
    return [{ suppression, rules: ids, hides, isExpired }];
  });
  const marked = findings.map((finding): Finding =>
    markedBy(finding, marks.get(finding) ?? ignored(finding, config.ignores, config.now)),
  );
  return { findings: marked, suppressions };
}

/** Marks the facts at whose places nothing is to be found. */
export function suppressFacts(
  facts: readonly Fact[],
  document: Document,
  rules: readonly RuleDefinition[],
  { config }: Pick<Context, "config">,
): Fact[] {
  const written = facts.length === 0 ? [] : suppressionsFor(document, config);
  return facts.map((fact) => {
    const mark = written.find(
      (one) =>
        !isPast(one.until, config.now) &&
        isAbout(
          one,
          one.ids.flatMap((id) => rulesOf(one.tool, id, rules)),
          fact,
        ),
    );
    return markedBy(fact, mark ?? ignored({ ...fact, sid: "" }, config.ignores, config.now));
  });
}

function suppressionsFor(document: Document, { honourSuppressions }: Context["config"]): Suppression[] {
  return suppressionsOf(document).filter(({ tool }) => tool === "roleward" || honourSuppressions);
}

/** @param ids the rules that it speaks of */
function isAbout(
  { tool, reason, covers }: Suppression,
  ids: readonly string[],
  { rule, span }: Pick<Finding, "rule" | "span">,
): boolean {
  return (tool !== "roleward" || reason !== "") && contains(covers, span) && ids.includes(rule);
}

function markedBy<T extends Finding | Fact>(one: T, mark: Suppression | Ignore | undefined) {
  if (!mark) return one;
  const { reason, until } = mark;
  const tool = "tool" in mark ? mark.tool : "roleward";
  return changed<Finding | Fact>(one, { suppressed: { reason, tool, ...(until !== undefined && { until }) } }) as T;
}

function ignored(
  { rule, sid, address }: Pick<Finding, "rule" | "sid" | "address">,
  ignores: Context["config"]["ignores"],
  now: number | undefined,
) {
  return ignores.find(
    (one) =>
      one.rule === rule &&
      (one.sid === undefined || one.sid === sid) &&
      (one.address === undefined || one.address === address) &&
      !isPast(one.until, now),
  );
}

/** The day named still counts, wherever on earth one is. */
function isPast(until: string | undefined, now: number | undefined): boolean {
  if (until === undefined || now === undefined) return false;
  const end = Date.parse(`${until}T23:59:59Z`) + 12 * 3_600_000;
  return now > end;
}

const peers: Readonly<Record<Exclude<SuppressedTool, "roleward">, readonly string[]>> = {
  checkov: ["checkov"],
  trivy: ["trivy", "tfsec"],
  cfn_nag: ["cfn_nag"],
  "cfn-lint": ["cfn-lint"],
  guard: ["guard"],
};

/** The rules that a tool's id speaks of. */
function rulesOf(tool: SuppressedTool, id: string, rules: readonly RuleDefinition[]): string[] {
  if (tool === "roleward") return rules.filter((rule) => rule.id === id).map((rule) => rule.id);
  const wanted = new Set(peers[tool].map((name) => `${name}:${id}`.toLowerCase()));
  return rules
    .filter(({ equivalents = [] }) => equivalents.some((one) => wanted.has(one.toLowerCase())))
    .map((rule) => rule.id);
}

/** Cheap to ask of every text; few have any. */
const markers = /roleward-ignore|checkov:skip|(?:tfsec|trivy):ignore/i;

/** The reason is part of it; without one it hides nothing. */
const own =
  /roleward-ignore(?:[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?(?:[ \t]+until[ \t]+(\d{4}-\d{2}-\d{2}))?(?:[ \t]*:[ \t]*(\S.*))?/;
/** https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html */
const checkov = /checkov:skip=(\w+)(?::[ \t]*(.*))?/;
/** https://trivy.dev/latest/docs/scanner/misconfiguration/config/config/#inline-comments-for-terraform-and-cloudformation */
const trivy = /(?:tfsec|trivy):ignore:([\w*-]+)(?:[:[](?:exp:)?(\d{4}-\d{2}-\d{2}))?/gi;

/** All suppressions of a document, in the order they stand. */
export function suppressionsOf(document: Document): readonly Suppression[] {
  const elsewhere = document.suppressions ?? [];
  if (!markers.test(document.text)) return elsewhere;
  const lines = new Lines(document.text);
  const blocks = blocksOf(document);
  const found: Suppression[] = [...elsewhere];
  for (const comment of document.comments) {
    if (!markers.test(comment.text)) continue;
    const { span } = comment;
    const mine = own.exec(comment.text);
    if (mine) {
      const [, ids = "", until, reason = ""] = mine;
      const covers = coveredBy(span, document, lines, blocks);
      found.push({
        tool: "roleward",
        ids: ids.split(",").flatMap((id) => id.trim() || []),
        reason: clean(reason),
        until,
        span,
        covers,
      });
    }
    const skipped = checkov.exec(comment.text);
    if (skipped) {
      const [, id = "", reason = ""] = skipped;
      // It stands within the resource that it is about.
      const around = blocks.filter((block) => block.isDeclaration && contains(block.span, span)).at(-1)?.span;
      const covers = around ?? coveredBy(span, document, lines, blocks);
      found.push({ tool: "checkov", ids: [id], reason: clean(reason), until: undefined, span, covers });
    }
    for (const [, id = "", until] of comment.text.matchAll(trivy)) {
      const covers = coveredBy(span, document, lines, blocks);
      found.push({ tool: "trivy", ids: [id], reason: "", until, span, covers });
    }
  }
  return found;
}

/** Without the end of a block comment. */
function clean(reason: string): string {
  return reason.replace(/\s*\*\/\s*$/, "").trim();
}

/**
 * What a comment is about: the rest of its line; where it stands alone, the next line that is no comment, and all of the block that begins
 * there.
 */
function coveredBy(comment: Span, document: Document, lines: Lines, blocks: readonly BlockPlace[]): Span {
  const own = lines.lineAt(comment.start);
  const before = document.text.slice(lines.startOf(own), comment.start);
  if (before.trim() !== "") return lines.spanOf(own);
  const commented = new Set(document.comments.map(({ span }) => lines.lineAt(span.start)));
  let next = lines.lineAt(comment.end) + 1;
  while (next < lines.count && (commented.has(next) || lines.isBlank(next))) next++;
  const line = lines.spanOf(next);
  const begun = blocks.filter(({ begins }) => lines.lineAt(begins) === next).map(({ span }) => span.end);
  return { start: line.start, end: Math.max(line.end, ...begun) };
}

interface BlockPlace {
  readonly span: Span;
  /** Where it begins for a reader: its name may stand before what was read of it. */
  readonly begins: number;
  readonly isDeclaration: boolean;
}

/** Everything that a comment above it may be meant for. */
function blocksOf({ declarations, policies }: Document): BlockPlace[] {
  const blocks: BlockPlace[] = declarations.map(({ span, nameSpan }) => ({
    span,
    begins: Math.min(span.start, nameSpan.start),
    isDeclaration: true,
  }));
  for (const { span, statements } of policies)
    for (const one of [span, ...statements.map((statement) => statement.span)])
      blocks.push({ span: one, begins: one.start, isDeclaration: false });
  return blocks;
}

/** The lines of a text, counted from 0. */
class Lines {
  readonly #starts: readonly number[];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length;
  }

  lineAt(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  spanOf(line: number): Span {
    return { start: this.startOf(line), end: this.startOf(line + 1) };
  }

  isBlank(line: number): boolean {
    const { start, end } = this.spanOf(line);
    return this.#text.slice(start, end).trim() === "";
  }
}
