// What a template's expressions are read against: parameters, mappings, conditions, loop variables. It evaluates nothing.
import type { Dict, List, Origin, Reference, Scalar, Span, Text, Unknown, Value } from "../../model/value";

/** A parameter as far as the template, or the stack that uses it, tells its value. */
export interface Parameter {
  /** Its default, or what it is given; undefined where neither is known. A text, or a list of texts. */
  readonly value: Text | List | Unknown | undefined;
  /** It cannot be another one: given by a parent stack, or the only one that is allowed. Defaults are likely, not certain. */
  readonly certain: boolean;
  /** What it may be. */
  readonly allowed: readonly Text[];
  /** Why there is no value: "the parameter Stage has no default". */
  readonly because: string;
  /** The default of a parameter that is a secret: no expression takes it for the value, but it stands in the file. */
  readonly secret?: Text;
}

/** What a template knows of its names. */
export interface Environment {
  readonly uri: string;
  /** The template's text, for the words of what cannot be read. */
  readonly text: string;
  /** Any name that is no parameter is taken for a resource. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly mappings: Dict | undefined;
  /** The conditions' definitions, by name. */
  readonly conditions: ReadonlyMap<string, Value>;
  /** Conditions that are taken to hold, or not to, where something is read. */
  readonly assumed: ReadonlyMap<string, boolean>;
  /** Values that parameters have where those assumptions hold. */
  readonly facts: ReadonlyMap<string, Text>;
  /** Variables of the Fn::ForEach loops around. */
  readonly loops: ReadonlyMap<string, Text | Unknown>;
  /** What stands before the logical ids of an embedded template. */
  readonly prefix: string;
  /** Copies that loops may still make in this reading. */
  readonly budget: { copies: number };
}

/** Knows no names. */
export function emptyEnvironment(uri: string, text: string): Environment {
  return {
    uri,
    text,
    parameters: new Map(),
    mappings: undefined,
    conditions: new Map(),
    assumed: new Map(),
    facts: new Map(),
    loops: new Map(),
    prefix: "",
    budget: { copies: 500 },
  };
}

const SHORT = 80;

/** An expression's own text, on one line, for messages. */
export function shortText(span: Span, environment: Environment): string {
  const text = environment.text.slice(span.start, Math.min(span.end, span.start + 4 * SHORT));
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line;
}

export function unknown(span: Span, environment: Environment, because?: string): Unknown {
  const source = shortText(span, environment);
  return because === undefined ? { kind: "unknown", source, span } : { kind: "unknown", source, span, because };
}

/** A value that is written elsewhere, at the place of its use. */
export function placed(value: Text, span: Span, written: Origin): Text;
export function placed(value: Text | List, span: Span, written: Origin): Text | List;
export function placed(value: Value, span: Span, written: Origin): Value;
export function placed(value: Value, span: Span, written: Origin): Value {
  const origin = value.written ?? written;
  switch (value.kind) {
    case "text":
      return { kind: "text", parts: value.parts, span, token: span, written: origin };
    case "list": {
      const items = value.items.map((item) => placed(item, span, { uri: origin.uri, span: item.span }));
      return { kind: "list", items, open: value.open, span, written: origin };
    }
    case "dict": {
      const entries = value.entries.map((entry) => ({
        key: placed(entry.key, span, { uri: origin.uri, span: entry.key.span }),
        value: placed(entry.value, span, { uri: origin.uri, span: entry.value.span }),
        span,
      }));
      return { kind: "dict", entries, open: value.open, span, written: origin };
    }
    default:
      return withPlace(value, span, origin);
  }
}

function withPlace(value: Scalar | Reference | Unknown, span: Span, written: Origin): Value {
  return { ...value, span, written };
}
