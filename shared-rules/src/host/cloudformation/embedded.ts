// A policy as JSON text in a template, plain or in Fn::Sub: its source and the expressions in it. It reads no policy.
import type { Environment } from "../../link/intrinsics";
import { intrinsicOf, resolve, substitute, substitutions } from "../../link/intrinsics";
import type { Source } from "../../model/source";
import type { Reference, Text, TextPart, Unknown, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import { jsonStringSource, yamlScalarSource } from "../../syntax/embedded";
import type { Hole } from "../../syntax/json";
import { parseJson } from "../../syntax/json";

/** JSON read from a template's text. `root` is undefined where nothing could be read. */
export interface EmbeddedJson {
  readonly source: Source;
  readonly root: Value | undefined;
}

/** A source that stands in Fn::Sub: there a resource is named as `${Name}`. */
interface SubstitutedSource extends Source {
  readonly substituted: true;
}

/** Whether a source's text is an Fn::Sub template. */
export function isSubstituted(source: Source): boolean {
  return "substituted" in source;
}

/** Reads a string, or the template of an Fn::Sub, as JSON. Undefined where it is neither, or its place cannot be mapped. */
export function readEmbeddedJson(value: Value, source: Source, environment: Environment): EmbeddedJson | undefined {
  if (value.kind === "text") {
    const embedded = embed(value, source);
    return embedded && { source: embedded, root: parseJson(embedded).root };
  }
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name !== "Fn::Sub") return undefined;
  const { argument } = intrinsic;
  const [text, map] = argument.kind === "list" ? argument.items : [argument];
  const plain = text?.kind === "text" ? embed(text, source) : undefined;
  if (!plain) return undefined;
  const encode = (inserted: string, offset: number) => plain.encode(escapeVariables(inserted), offset);
  const embedded: SubstitutedSource = { ...plain, encode, substituted: true };
  const holes: Hole[] = [];
  for (const { start, end, name } of substitutions(embedded.text)) {
    if (name.startsWith("!")) continue;
    const span = { start: embedded.toDocument(start), end: embedded.toDocument(end) };
    const given = map?.kind === "dict" ? valueOf(map, name) : undefined;
    holes.push({ start, end, part: given ? partOf(given, environment) : substitute(name, span, environment) });
  }
  const { root } = parseJson(embedded, holes);
  return { source: embedded, root: root && embedded.text.includes("${!") ? withoutEscapes(root) : root };
}

function embed(text: Text, source: Source): Source | undefined {
  if (!literal(text)?.trimStart().startsWith("{")) return undefined;
  return source.syntax === "yaml" ? yamlScalarSource(source, text) : jsonStringSource(source, text);
}

function partOf(value: Value, environment: Environment): Reference | Unknown {
  const resolved = resolve(value, environment);
  if (resolved.kind === "reference" || resolved.kind === "unknown") return resolved;
  return { kind: "unknown", source: environment.text.slice(value.span.start, value.span.end), span: value.span };
}

/** IAM's policy variables (`${aws:username}`) are written `${!aws:username}` in Fn::Sub; CloudFormation's own have no single colon. */
function escapeVariables(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z][\w.-]*:[^:])/g, "${!");
}

function withoutEscapes(value: Value): Value {
  switch (value.kind) {
    case "text":
      return { ...value, parts: value.parts.map(withoutEscape) };
    case "list":
      return { ...value, items: value.items.map(withoutEscapes) };
    case "dict":
      return {
        ...value,
        entries: value.entries.map((entry) => ({ ...entry, value: withoutEscapes(entry.value) })),
      };
    default:
      return value;
  }
}

function withoutEscape(part: TextPart): TextPart {
  return typeof part === "string" ? part.replaceAll("${!", "${") : part;
}
