// Fn::ForEach: what a loop repeats, under the names it makes, within a bound. It resolves no other function.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
import type { Dict, Entry, Text, TextPart, Unknown, Value } from "../../model/value";
import { literal } from "../../model/value";
import type { Environment } from "./environment";
import { placed, shortText, unknown } from "./environment";
import { isLoopName } from "./syntax";

/** An entry with the loop variables that it stands under. */
export interface Unrolled {
  readonly entry: Entry;
  readonly environment: Environment;
}

/**
 * The entries of a dict with its loops unrolled. Where a loop's collection is not known its body stands once, its variable unknown.
 * @param resolve reads the collection.
 * @returns also whether there may be other entries.
 */
export function unroll(
  dict: Dict,
  environment: Environment,
  resolve: (value: Value, environment: Environment) => Value,
): { readonly entries: readonly Unrolled[]; readonly open: boolean } {
  const entries: Unrolled[] = [];
  let open = dict.open;
  for (const entry of dict.entries) {
    if (!isLoopName(literal(entry.key) ?? "")) {
      entries.push({ entry, environment });
      continue;
    }
    const [variable, collection, body] = entry.value.kind === "list" ? entry.value.items : [];
    const name = literal(variable);
    if (name === undefined || !collection || body?.kind !== "dict") {
      open = true;
      continue;
    }
    const known = resolve(collection, environment);
    const items = known.kind === "list" && !known.open ? known.items : undefined;
    if (!items) open = true;
    const unknownItem: Unknown = {
      kind: "unknown",
      source: shortText(collection.span, environment),
      span: collection.span,
    };
    for (const item of items ?? [unknownItem]) {
      if (--environment.budget.copies < 0) {
        open = true;
        break;
      }
      const value = item.kind === "text" && literal(item) !== undefined ? item : unknownItem;
      const inner = unroll(body, { ...environment, loops: new Map(environment.loops).set(name, value) }, resolve);
      entries.push(...inner.entries);
      open ||= inner.open;
    }
  }
  return { entries, open };
}

/** A text with the loop variables in it replaced: `${Name}`, and `&{Name}` with letters and digits only. */
export function withLoops(text: Text, environment: Environment): Text {
  const { loops } = environment;
  if (loops.size === 0 || !text.parts.some((part) => typeof part === "string" && /[$&]\{/.test(part))) return text;
  const parts: TextPart[] = [];
  const add = (part: TextPart): void => {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else if (part !== "") parts.push(part);
  };
  for (const part of text.parts) {
    if (typeof part !== "string") {
      add(part);
      continue;
    }
    let from = 0;
    for (const match of part.matchAll(/([$&])\{([A-Za-z0-9]+)\}/g)) {
      const value = loops.get(match[2] ?? "");
      if (!value) continue;
      add(part.slice(from, match.index));
      const known = literal(value);
      add(
        known === undefined
          ? { kind: "unknown", source: match[0], span: text.span }
          : match[1] === "&"
            ? plain(known)
            : known,
      );
      from = match.index + match[0].length;
    }
    add(part.slice(from));
  }
  return { ...text, parts };
}

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, "");
}

/** What `Ref` gives for a loop variable. */
export function loopValue(name: string, use: Value["span"], environment: Environment): Text | Unknown | undefined {
  const value = environment.loops.get(name);
  if (!value) return undefined;
  if (value.kind === "unknown") return unknown(use, environment, `the collection of ${name} is not known`);
  return placed(value, use, value.written ?? { uri: environment.uri, span: value.span });
}
