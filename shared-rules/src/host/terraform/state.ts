// What a Terraform document keeps from one version of its text to the next. It reads nothing.
import type { Document } from "../../model/document";
import type { Block } from "../../model/value";
import type { BlockNode, HclState } from "../../syntax/hcl";

export interface TerraformState {
  readonly hcl: HclState;
  /** Values of blocks whose text and place stayed the same. */
  readonly values: ReadonlyMap<BlockNode, PlacedValue>;
}

export interface PlacedValue {
  readonly start: number;
  readonly block: Block;
}

/** The state of a .tf document; undefined for any other. */
export function terraformState(document: Document | undefined): TerraformState | undefined {
  const state = document?.state;
  return isState(state) ? state : undefined;
}

function isState(state: unknown): state is TerraformState {
  return typeof state === "object" && state !== null && "hcl" in state && "values" in state;
}
