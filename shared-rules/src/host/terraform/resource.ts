// A resource, data source or provider block, from HCL or JSON alike: what the readers of declarations and policies ask. It reads no IAM.
import type { Declaration } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Block, Dict, Entry, Value } from "../../model/value";
import { entryOf, literal, valueOf } from "../../model/value";
import type { PolicyContent } from "./contents";

export interface Resource {
  readonly block: Block;
  /** "aws_iam_user". */
  readonly type: string;
  readonly name: string;
  /** "aws_iam_user.alice", "data.aws_iam_policy_document.x". */
  readonly address: string;
  readonly source: Source;
  /** Of its document, where that is not the one being read. */
  readonly uri?: string;
  /** Unfinished somewhere: an expression that cannot be read may be one that is still being typed. */
  readonly broken: boolean;
  readonly call?: Declaration["call"];
  /** What stands in an attribute that may be a policy. */
  contents(block: Block, entry: Entry): readonly PolicyContent[];
  /** The attribute's own text. */
  expression(entry: Entry): string;
  /** The dicts that a tags attribute is made of. */
  tagDicts(entry: Entry): { readonly dicts: readonly Dict[]; readonly open: boolean };
}

/** Dicts of a value that is no call. */
export function dictsOf(value: Value): { dicts: readonly Dict[]; open: boolean } {
  if (value.kind === "dict") return { dicts: [value], open: value.open };
  return { dicts: [], open: !(value.kind === "scalar" && value.value === null) };
}

/** An attribute that is written and is not null. */
export function given(block: Block, name: string): Value | undefined {
  const value = valueOf(block, name);
  return value?.kind === "scalar" && value.value === null ? undefined : value;
}

export function givenEntry(block: Block, name: string): Entry | undefined {
  return given(block, name) && entryOf(block, name);
}

/** Nested blocks of a type. */
export function blocksOf(block: Block, type: string): Block[] {
  return block.blocks.filter((nested) => nested.type === type);
}

/** Whether it is a `dynamic` block that makes blocks of a type. */
export function isDynamic({ type, labels: [label] }: Block, made: string): boolean {
  return type === "dynamic" && literal(label) === made;
}

/** Whether a `dynamic` block may add blocks of any type. */
export function hasDynamic(block: Block): boolean {
  return block.blocks.some((nested) => nested.type === "dynamic");
}

/** The alias of a provider block; "" for the default one. */
export function aliasOf(block: Block): string {
  return literal(valueOf(block, "alias")) ?? "";
}
