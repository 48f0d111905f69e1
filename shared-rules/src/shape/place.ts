// Where a policy stands: what a host tells the shape that reads it.
import type { Owner, PolicyKind } from "../model/policy";
import type { Source } from "../model/source";

export interface PolicyPlace {
  readonly kind: PolicyKind;
  /** Terraform address or CloudFormation logical id; "" in a policy file. */
  readonly address: string;
  readonly owner: Owner;
  /** Native type of what it stands in ("aws_s3_bucket_policy"); "" in a policy file. */
  readonly hostType: string;
  readonly source: Source;
}
