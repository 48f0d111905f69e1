// The address of the block that an offset stands in, whatever its type, in either of Terraform's syntaxes. It reads no block.
// https://developer.hashicorp.com/terraform/cli/state/resource-addressing
import type { Source } from "../../model/source";
import { contains, literal, type Span, type Value } from "../../model/value";
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

/** The address at an offset; undefined outside of blocks. */
export function addressIn(source: Source, slices: readonly Slice[], offset: number): string | undefined {
  const at = { start: offset, end: offset };
  const slice = slices.find((one) => contains(one, at));
  if (slice) return addressOf(slice.type, slice.labels);
  // Of a JSON document only the blocks of ours are cut out.
  return source.syntax === "json" ? addressInJson(parseJson(source).root, at) : undefined;
}

function addressInJson(root: Value | undefined, at: Span): string | undefined {
  const path = [...keysTo(root, at)];
  const [type] = path;
  return type === undefined ? undefined : addressOf(type, path.slice(1, 1 + (labelled[type] ?? 0)));
}

/** The keys that lead to an offset, from the outside. */
function* keysTo(value: Value | undefined, at: Span): Generator<string> {
  if (value?.kind === "list")
    yield* keysTo(
      value.items.find(({ span }) => contains(span, at)),
      at,
    );
  if (value?.kind !== "dict") return;
  const entry = value.entries.find(({ span }) => contains(span, at));
  if (!entry) return;
  yield literal(entry.key) ?? "";
  yield* keysTo(entry.value, at);
}

function addressOf(type: string, labels: readonly string[]): string {
  const name = labels.join(".");
  if (type === "resource") return name;
  const prefix = type === "variable" ? "var" : type;
  return name === "" ? prefix : `${prefix}.${name}`;
}
