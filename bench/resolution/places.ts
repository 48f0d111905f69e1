// Places where a plain text search finds a policy, and what became of each. It reads no IAM: it only compares places.
import type { Format } from "../../shared-rules/src/model/document";
import type { Span, Value } from "../../shared-rules/src/model/value";
import { contains } from "../../shared-rules/src/model/value";

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly found: string;
  /** "in a policy that was read", …; undefined where nothing explains why the place was left out. */
  readonly account: string | undefined;
}

/** What became of a file, as far as its places need it. */
export interface File {
  readonly path: string;
  readonly text: string;
  /** Undefined for a file that is not read at all; `why` then says so. */
  readonly reading: Reading | undefined;
  readonly why?: string;
}

export interface Reading {
  readonly format: Format;
  readonly policies: readonly Span[];
  /** What is declared, and what holds policies. */
  readonly made: readonly Span[];
  readonly unread: readonly { readonly span: Span; readonly expression: string }[];
  readonly addresses: readonly string[];
  readonly comments: readonly Span[];
  readonly broken: boolean;
}

/** A Terraform folder, as far as the accounts of places need it. */
export interface Module {
  /** The texts of its files. */
  readonly text: string;
  /** Expressions that are reported as not analysable. */
  readonly unread: readonly string[];
  /** Of the policies that were read; those of calls of well-known modules begin with the call. */
  readonly addresses: readonly string[];
  /** Whether policies were read in a file, by its path from the folder. */
  reads(path: string): boolean;
  /** The module of a call's source, where it is here. */
  called(source: string): Module | undefined;
}

/** Wherever a policy may be written: in JSON and in JSON within other texts, in YAML, in CloudFormation. */
const everywhere = /"Statement"|(?<![\w.])Statement[ \t]*:|\b(?:AssumeRole)?PolicyDocument\b/g;
/** In Terraform's own words, too. */
const inTerraform =
  /"Statement"|(?<![\w.])Statement[ \t]*[=:](?!=)|(?<![\w"-])statement[ \t]*\{|"statement"[ \t]*\{|(?<!["\w-])assume_role_policy\b|(?<!["\w-])policy[ \t]*=(?!=)/g;

/**
 * The places of a text, each with its account.
 * @param written where values stand in this file that policies elsewhere take
 */
export function placesIn(file: File, written: readonly Span[], module: Module): Place[] {
  const lines = lineStarts(file.text);
  const search = /\.(?:tf|tofu)$/.test(file.path) ? inTerraform : everywhere;
  return [...file.text.matchAll(search)].map(({ index, 0: found }) => ({
    file: file.path,
    line: lineOf(lines, index),
    found,
    account: accountOf({ start: index, end: index + found.length }, file, written, module),
  }));
}

function accountOf(place: Span, file: File, written: readonly Span[], module: Module): string | undefined {
  const { reading, text } = file;
  if (!reading) return file.why;
  if (holds(place, reading.policies, text)) return "in a policy that was read";
  if (
    holds(
      place,
      reading.unread.map(({ span }) => span),
      text,
    )
  )
    return "in a place that is reported as not analysable";
  if (written.some((span) => contains(span, place))) return "in a value that a policy elsewhere takes";
  if (reading.comments.some((span) => contains(span, place))) return "in a comment";
  const excuse =
    reading.format === "terraform" ? terraformExcuse(place, text, reading, module) : templateExcuse(place, text);
  return excuse ?? (reading.broken ? "in a broken text" : undefined);
}

/** Whether a place lies in one of the spans or is the key right before one. */
function holds(place: Span, spans: readonly Span[], text: string): boolean {
  return spans.some(
    (span) =>
      contains(span, place) ||
      (place.end <= span.start && span.start - place.end < 80 && gap.test(text.slice(place.end, span.start))),
  );
}

/** What may stand between a policy's key and the policy: signs, tags, a function, a heredoc's mark. */
const gap = /^(?:!\w+|<<[-~]?\w+|jsonencode|[^\w]|Fn::\w+)*$/;

/** Every text and collection of a policy that stands somewhere else than where it is used. */
export function* originsOf(value: Value): Generator<{ readonly uri: string; readonly span: Span }> {
  if (value.written) yield value.written;
  if (value.kind === "list") for (const item of value.items) yield* originsOf(item);
  if (value.kind === "dict") for (const entry of value.entries) yield* originsOf(entry.value);
}

/** What the attribute and the top-level block around a place say of it. */
function terraformExcuse(place: Span, text: string, { made }: Reading, module: Module): string | undefined {
  const [block, type, label] =
    [...text.slice(0, place.start).matchAll(/^(\w+)[ \t]*(?:"?([\w-]*)"?)?.*\{/gm)].at(-1) ?? [];
  const start = text.lastIndexOf(block ?? "", place.start);
  const body = text.slice(start, text.indexOf("\n}", start) + 1 || text.length);
  if (type === "resource" && label?.startsWith("aws_") === false) return "in a resource that is not of AWS";
  if (text[place.start - 1] === ".") return "a name within an expression";
  const isKey = text.slice(text.lastIndexOf("\n", place.start - 1) + 1, place.start).trim() === "";
  const expression = (isKey && /^[\w \t]*=[ \t]*(.*(?:\n[ \t]+[?:].*)*)/.exec(text.slice(place.start))?.[1]) || "";
  if (expression === "null" || expression === '""') return "an attribute that is left empty";
  const [, file] = /\b(?:template)?file\(\s*"(?:\$\{path\.module\}\/)?([^"$]+)"/.exec(expression) ?? [];
  if (file !== undefined && module.reads(file)) return "a reference to a file whose policy was read";
  if (standsElsewhere(expression, module)) return "a reference to a policy that stands elsewhere in its module";
  if (isHandedOut(expression, module)) return "a reference to a policy that stands in a module that it calls";
  const isMade = made.some((span) => start <= span.start && span.end <= start + body.length + 1);
  if ((type === "resource" || type === "data") && !isMade && /^ {2}(?:count|for_each)\s*=/m.test(body))
    return "in a block of which count or for_each makes none";
  if (type !== "module" || label === undefined) return undefined;
  const [, source] = /^\s*source\s*=\s*"([^"]*)"/m.exec(body) ?? [];
  const called = source === undefined ? undefined : module.called(source);
  if (!called) return "an argument of a module that is not here";
  const [, argument] = [...text.slice(start, place.end).matchAll(/^ {2}(\w+)[ \t]*=/gm)].at(-1) ?? [];
  const use = new RegExp(`\\bvar\\.${argument ?? ""}\\b`);
  if (called.unread.some((unread) => use.test(unread))) return "an argument whose use is reported as not analysable";
  return /^[\w.]+[.(]|^"[^{]*"$/.test(expression) ? "an argument that holds no policy itself" : undefined;
}

/** Whether an expression refers to a policy document, to a resource's policy or to a call's, of its own module; perhaps by a local. */
function standsElsewhere(expression: string, module: Module, depth = 0): boolean {
  for (const [, name] of expression.matchAll(/\bdata\.aws_iam_policy_document\.([\w-]+)/g))
    if (new RegExp(`^data\\s+"?aws_iam_policy_document"?\\s+"?${name}\\b`, "m").test(module.text)) return true;
  for (const [, type, name] of expression.matchAll(
    /\b(aws_\w+)\.([\w-]+)(?:\[[^\]]*\])?\.(?:policy|assume_role_policy)\b/g,
  ))
    if (new RegExp(`^resource\\s+"?${type}"?\\s+"?${name}\\b`, "m").test(module.text)) return true;
  for (const [call] of expression.matchAll(/\bmodule\.[\w-]+/g))
    if (module.addresses.some((address) => address.startsWith(`${call}.`) || address.startsWith(`${call}[`)))
      return true;
  for (const [, name] of depth < 3 ? expression.matchAll(/\blocal\.([\w-]+)/g) : [])
    for (const [, value] of module.text.matchAll(new RegExp(`^[ \\t]+${name}[ \\t]*=[ \\t]*(.*)`, "gm")))
      if (value !== undefined && standsElsewhere(value, module, depth + 1)) return true;
  return false;
}

/** Whether an expression refers to the output of a module that is here, and that to a policy there. */
function isHandedOut(expression: string, module: Module, depth = 0): boolean {
  for (const [, call, output] of expression.matchAll(/\bmodule\.([\w-]+)(?:\[[^\]]*\])?\.([\w-]+)/g)) {
    const source = new RegExp(`^module\\s+"${call}"[^}]*?\\bsource\\s*=\\s*"([^"]*)"`, "m").exec(module.text)?.[1];
    const called = source === undefined ? undefined : module.called(source);
    const value = called && new RegExp(`^output\\s+"${output}"[^}]*?\\bvalue\\s*=(.*)`, "m").exec(called.text)?.[1];
    if (!called || value === undefined) continue;
    if (standsElsewhere(value, called) || (depth < 3 && isHandedOut(value, called, depth + 1))) return true;
  }
  return false;
}

/** What the resource around a place says of it: the firewall's rules have statements as well. */
function templateExcuse(place: Span, text: string): string | undefined {
  const [type] = [...text.slice(0, place.start).matchAll(/\bAWS::\w+::\w+/g)].at(-1) ?? [];
  return type?.startsWith("AWS::WAF") ? "in a rule of AWS WAF" : undefined;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** One-based. */
function lineOf(starts: readonly number[], offset: number): number {
  let line = 0;
  while (line < starts.length && (starts[line] ?? 0) <= offset) line++;
  return line;
}
