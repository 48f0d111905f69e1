// JSON with holes: templates of Terraform's templatefile, and placeholders in JSON that is filled in before it is a policy.
// Which expression a hole is, is not its matter.
import type { Source } from "../../model/source";
import { wholeDocument } from "../../model/source";
import type { Unknown } from "../../model/value";
import { embeddedSource, type Segment } from "../../syntax/embedded";
import { parseJson, type Hole, type ParsedJson } from "../../syntax/json";

export interface PolicyText extends ParsedJson {
  readonly source: Source;
}

/** Extensions that only templates have. */
const templateName = /\.(?:tpl|tftpl|tmpl)$/i;

/**
 * Reads a policy file's text. In a template every `${…}` and `%{…}` is a hole, and `$${` an escape. In other JSON, unless
 * it is known to be none, a name that IAM knows no policy variable by is a hole, for IAM's all have a colon.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @param isTemplate what is known of the file's use; undefined where its name and text must tell
 */
export function parsePolicyText(uri: string, text: string, isTemplate: boolean | undefined): PolicyText {
  const known = isTemplate ?? (templateName.test(uri) || undefined);
  if (known === true) return parseTemplate(text);
  const source = wholeDocument("json", text);
  if (known === false || !/[$%]\{/.test(text)) return { source, ...parseJson(source) };
  const plain = { source, ...parseJson(source, placeholders(text)) };
  if (!plain.broken) return plain;
  // Expressions outside of strings are no JSON: where that is all that is wrong, it is a template.
  const template = parseTemplate(text);
  return template.broken ? plain : template;
}

/** `${bucket}`, `${AWS::AccountId}`, not `${aws:username}`, `${*}`. */
const placeholder = /\$\{\s*(?:[A-Za-z_][\w.-]*|AWS::\w+)\s*\}/g;

function placeholders(text: string): Hole[] {
  return [...text.matchAll(placeholder)].map(({ 0: source, index }) => holeOf(source, index, index));
}

/** A hole that stands at `start` of the decoded text and at `at` of the document. */
function holeOf(source: string, start: number, at: number): Hole {
  const part: Unknown = { kind: "unknown", source, span: { start: at, end: at + source.length } };
  return { start, end: start + source.length, part };
}

function parseTemplate(text: string): PolicyText {
  const segments: Segment[] = [];
  const holes: Hole[] = [];
  let length = 0;
  let from = 0;
  // Looking for the end of each of many sequences that have none would take for ever.
  let closed = true;
  const add = (decoded: string, at: number, taken: number): void => {
    if (taken > 0) segments.push({ text: decoded, at, length: taken });
    length += decoded.length;
  };
  for (const { index: at } of text.matchAll(/(?:\$\$|%%|[$%])\{/g)) {
    if (at < from) continue;
    add(text.slice(from, at), from, at - from);
    if (text[at + 1] !== "{") {
      add(text.slice(at + 1, at + 3), at, 3);
      from = at + 3;
    } else {
      const end: number | undefined = closed ? sequenceEnd(text, at) : undefined;
      closed &&= end !== undefined;
      from = end ?? shortEnd(text, at);
      holes.push(holeOf(text.slice(at, from), length, at));
      add(text.slice(at, from), at, from - at);
    }
  }
  add(text.slice(from), from, text.length - from);
  const source = embeddedSource("json", segments, escapeTemplates);
  return { source, ...parseJson(source, holes) };
}

/** The end of `${ … }` at `start`, strings and braces inside passed over; undefined where it is not closed. */
function sequenceEnd(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) {
      // A text of the expression language ends in its line.
      if (character === "\n") return undefined;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

/** Where a sequence that is not closed is taken to end: at its first brace, or with the string or line it stands in. */
function shortEnd(text: string, start: number): number {
  const rest = /\}|(?=["\r\n])|$/g;
  rest.lastIndex = start + 2;
  const match = rest.exec(text);
  return match ? match.index + match[0].length : text.length;
}

/** IAM's policy variables need an escape in a template; its own expressions, which an edit carries along, stay. */
function escapeTemplates(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z][\w-]*:(?!:)[^{}]*\}|[*?$]\})/g, "$$$${");
}
