// What a Terraform document keeps from one version of its text to the next. It reads nothing.
import type { Document } from "../../model/document";
import type { HclState } from "../../syntax/hcl";

export interface TerraformState {
  readonly hcl: HclState;
}

/** The state of a .tf or .tf.json document; undefined for any other. */
export function terraformState(document: Document | undefined): TerraformState | undefined {
  const state = document?.state;
  return isState(state) ? state : undefined;
}

function isState(state: unknown): state is TerraformState {
  return typeof state === "object" && state !== null && "hcl" in state;
}
