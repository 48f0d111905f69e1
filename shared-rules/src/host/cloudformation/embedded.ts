// A policy as JSON text in a template, plain or put together by functions: its source and the expressions in it. It reads no policy.
import type { Environment } from "../../link/intrinsics";
import { intrinsicOf, joinedItems, reader, resolve, substitute, substitutions } from "../../link/intrinsics";
import type { Source } from "../../model/source";
import type { Dict, Entry, Span, Text, TextPart, Unknown, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import { jsonStringSource, yamlScalarSource } from "../../syntax/embedded";
import type { Hole } from "../../syntax/json";
import { parseJson } from "../../syntax/json";
import type { Piece } from "./joined";
import { joinedSource } from "./joined";

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

/** Reads a text, or what functions make of texts, as JSON. Undefined where it is none, or its place cannot be mapped. */
export function readEmbeddedJson(value: Value, source: Source, environment: Environment): EmbeddedJson | undefined {
  if (value.kind === "text") return readPlain(value, source);
  const intrinsic = intrinsicOf(value);
  switch (intrinsic?.name) {
    case "Ref": {
      // A parameter's default is read where it stands.
      const given = environment.parameters.get(literal(intrinsic.argument) ?? "")?.value;
      return given?.kind === "text" && given.written?.uri === environment.uri ? readPlain(given, source) : undefined;
    }
    case "Fn::Sub":
      return readSubstituted(intrinsic.argument, source, environment);
    case "Fn::Join":
      return readJoined(intrinsic.argument, source, environment);
    default:
      return undefined;
  }
}

function readPlain(text: Text, source: Source): EmbeddedJson | undefined {
  if (!startsObject(literal(text))) return undefined;
  const embedded = embed(text, source);
  return embedded && { source: embedded, root: parseJson(embedded).root };
}

function readSubstituted(argument: Value, source: Source, environment: Environment): EmbeddedJson | undefined {
  const [text, map] = argument.kind === "list" ? argument.items : [argument];
  const plain = text?.kind === "text" && startsObject(literal(text)) ? embed(text, source) : undefined;
  if (!plain) return undefined;
  const encode = (inserted: string, offset: number) => plain.encode(escapeVariables(inserted), offset);
  const embedded: SubstitutedSource = { ...plain, encode, substituted: true };
  const holes = new Holes(environment);
  holes.addSubstitutions(embedded, 0, map);
  return { source: embedded, root: holes.parse(embedded) };
}

function readJoined(argument: Value, source: Source, environment: Environment): EmbeddedJson | undefined {
  const [delimiterValue, list] = argument.kind === "list" ? argument.items : [];
  const delimiter = literal(delimiterValue && resolve(delimiterValue, environment));
  const items = joinedItems(list, environment, reader);
  if (delimiter === undefined || !items) return undefined;
  const pieces: Piece[] = [];
  const holes = new Holes(environment);
  let length = 0;
  const add = (piece: Piece): void => {
    pieces.push(piece);
    length += piece.text.length;
  };
  for (const { value, node, optional } of items) {
    const { span } = node;
    if (pieces.length > 0 && delimiter !== "" && !optional)
      add({ text: delimiter, span: { start: span.start, end: span.start } });
    const own = node.kind === "text" ? embed(node, source) : undefined;
    const argumentOfSub = intrinsicOf(node)?.name === "Fn::Sub" ? intrinsicOf(node)?.argument : undefined;
    const [text, map] = argumentOfSub?.kind === "list" ? argumentOfSub.items : [argumentOfSub];
    const substituted = text?.kind === "text" ? embed(text, source) : undefined;
    if (own) add({ text: own.text, source: own, span: node.kind === "text" ? node.token : span });
    else if (substituted) {
      holes.addSubstitutions(substituted, length, map);
      add({ text: substituted.text, source: substituted, span });
    } else
      for (const part of value.kind === "text" ? value.parts : [value]) {
        if (typeof part === "string") add({ text: part, span });
        else {
          holes.add(length, length + placeholder.length, part);
          add({ text: placeholder, span });
        }
      }
  }
  const joined = joinedSource(pieces);
  return startsObject(joined.text) ? { source: joined, root: holes.parse(joined) } : undefined;
}

/** Stands for an expression in the text that is parsed. */
const placeholder = "${expression}";

function startsObject(text: string | undefined): boolean {
  return text?.trimStart().startsWith("{") ?? false;
}

function embed(text: Text, source: Source): Source | undefined {
  return source.syntax === "yaml" ? yamlScalarSource(source, text) : jsonStringSource(source, text);
}

/** The expressions in a text, and what is known of them. */
class Holes {
  private readonly holes: Hole[] = [];
  /** What stands for the parser's unknown parts. */
  private readonly known = new Map<Unknown, readonly TextPart[]>();
  private escaped = false;

  constructor(private readonly environment: Environment) {}

  add(start: number, end: number, value: Value): void {
    if (value.kind === "reference" || value.kind === "unknown") {
      this.holes.push({ start, end, part: value });
      return;
    }
    const { environment } = this;
    const source = environment.text.slice(value.span.start, value.span.end);
    const part: Unknown = { kind: "unknown", source, span: value.span };
    if (value.kind === "text") this.known.set(part, value.parts);
    else if (value.kind === "scalar") this.known.set(part, [String(value.value)]);
    this.holes.push({ start, end, part });
  }

  /** Every `${…}` of an Fn::Sub template that stands at `offset` of the whole text. */
  addSubstitutions(template: Source, offset: number, map: Value | undefined): void {
    for (const { start, end, name } of substitutions(template.text)) {
      if (name.startsWith("!")) {
        this.escaped = true;
        continue;
      }
      const span: Span = { start: template.toDocument(start), end: template.toDocument(end) };
      const given = map?.kind === "dict" ? valueOf(map, name) : undefined;
      const value = given ? resolve(given, this.environment) : substitute(name, span, this.environment);
      this.add(offset + start, offset + end, value);
    }
  }

  parse(source: Source): Value | undefined {
    const { root } = parseJson(source, this.holes);
    return root && (this.escaped || this.known.size > 0) ? this.filled(root) : root;
  }

  private filled(value: Value): Value {
    switch (value.kind) {
      case "text":
        return this.filledText(value);
      case "list":
        return { ...value, items: value.items.map((item) => this.filled(item)) };
      case "dict":
        return { ...value, entries: value.entries.map((entry) => this.filledEntry(entry)) } satisfies Dict;
      default:
        return value;
    }
  }

  private filledEntry(entry: Entry): Entry {
    return { key: this.filledText(entry.key), value: this.filled(entry.value), span: entry.span };
  }

  private filledText(text: Text): Text {
    const parts: TextPart[] = [];
    for (const part of text.parts) {
      const known = typeof part === "string" ? [part.replaceAll("${!", "${")] : this.knownParts(part);
      for (const one of known) {
        const last = parts.at(-1);
        if (typeof one === "string" && typeof last === "string") parts[parts.length - 1] = last + one;
        else parts.push(one);
      }
    }
    return { ...text, parts };
  }

  private knownParts(part: Exclude<TextPart, string>): readonly TextPart[] {
    return (part.kind === "unknown" ? this.known.get(part) : undefined) ?? [part];
  }
}

/** IAM's policy variables (`${aws:username}`) are written `${!aws:username}` in Fn::Sub; CloudFormation's own have no single colon. */
function escapeVariables(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z][\w.-]*:[^:])/g, "${!");
}
