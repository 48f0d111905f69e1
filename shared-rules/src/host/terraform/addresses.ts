// The address of the block that an offset stands in, whatever its type, in either of Terraform's syntaxes. It reads no block.
// https://developer.hashicorp.com/terraform/cli/state/resource-addressing
import type { Source } from "../../model/source";
import { contains, literal, type Entry, type Span, type Value } from "../../model/value";
import type { HclState } from "../../syntax/hcl";
import { parseJson } from "../../syntax/json";

type Slice = HclState["slices"][number];

/** How many labels a block of a type has in Terraform's JSON syntax. */
const labelled: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  provider: 1,
  module: 1,
  output: 1,
  variable: 1,
};

export interface BlockPlace {
  readonly type: string;
  readonly labels: readonly string[];
  readonly span: Span;
}

/** The address at an offset; undefined outside of blocks. */
export function addressIn(source: Source, slices: readonly Slice[], offset: number): string | undefined {
  const block = blockAt(source, slices, offset);
  return block && addressOf(block);
}

/** The block that an offset stands in. */
export function blockAt(source: Source, slices: readonly Slice[], offset: number): BlockPlace | undefined {
  const at = { start: offset, end: offset };
  const slice = slices.find((one) => contains(one, at));
  if (slice) return { type: slice.type, labels: slice.labels, span: slice };
  // Of a JSON document only the blocks of ours are cut out.
  if (source.syntax !== "json") return undefined;
  const [first, ...path] = keysTo(parseJson(source).root, at);
  const labels = first && path.slice(0, labelled[nameOf(first)] ?? 0);
  return labels && { type: nameOf(first), labels: labels.map(nameOf), span: (labels.at(-1) ?? first).span };
}

function nameOf({ key }: Entry): string {
  return literal(key) ?? "";
}

/** The entries that lead to an offset, from the outside. */
function* keysTo(value: Value | undefined, at: Span): Generator<Entry> {
  if (value?.kind === "list")
    yield* keysTo(
      value.items.find(({ span }) => contains(span, at)),
      at,
    );
  if (value?.kind !== "dict") return;
  const entry = value.entries.find(({ span }) => contains(span, at));
  if (!entry) return;
  yield entry;
  yield* keysTo(entry.value, at);
}

function addressOf({ type, labels }: BlockPlace): string {
  const name = labels.join(".");
  if (type === "resource") return name;
  const prefix = type === "variable" ? "var" : type;
  return name === "" ? prefix : `${prefix}.${name}`;
}
