// What a host read from one document. Parse state for incremental updates stays with the host that made it.
import type { ReportedUser } from "./credential";
import type { Declaration, Policy, PolicyFile, UnreadPolicy } from "./policy";
import type { Span } from "./value";
import type { SecretUse } from "./secret-use";
import type { Source } from "./source";
import type { Suppression } from "./suppression";

export type Format =
  | "policy-json"
  | "cloudformation-json"
  | "cloudformation-yaml"
  /** A Serverless Framework file, YAML. */
  | "serverless"
  | "terraform"
  | "terraform-json"
  /** Values of variables; nothing in it is judged. */
  | "terraform-vars"
  /** A terragrunt.hcl: a call of a module; nothing in it is judged. */
  | "terragrunt"
  /** Output of `terraform show -json`: a plan, or a state. */
  | "terraform-plan"
  /** Output of `aws iam get-account-authorization-details`. */
  | "account-dump"
  /** IAM's credential report, CSV. */
  | "credential-report"
  /** Nothing of ours is in it. */
  | "none";

/** A comment, for suppressions. `span` includes its marker. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}

/** A resource that the policies of its module can name. */
export interface NamedResource {
  /** "s3:bucket", as AWS's service authorization reference has it; "account" for what tells the account it is all in. */
  readonly type: string;
  readonly address: string;
  /** What of it a policy names. */
  readonly attribute: "arn" | "id" | "account";
  /** What its ARN as the format gives it ends with already: a log group's with ":*". */
  readonly arnEnds?: string;
  /** Whether what it is made of names that address: then nothing that stands there may name it in turn. */
  readonly names: (address: string) => boolean;
}

export interface Document {
  /** A URI or a path: the core only compares it and takes its last segments as a hint. */
  readonly uri: string;
  readonly text: string;
  readonly format: Format;
  readonly source: Source;
  readonly declarations: readonly Declaration[];
  readonly policies: readonly Policy[];
  readonly unread: readonly UnreadPolicy[];
  /** Files that its resources take policies from, as far as it is read with its module. */
  readonly policyFiles?: readonly PolicyFile[];
  /** Suppressions that the format has a place of its own for; those in comments are read from the text. */
  readonly suppressions?: readonly Suppression[];
  /** What a credential report says of an account's users. */
  readonly credentials?: readonly ReportedUser[];
  /** The text is not complete in its syntax (an unfinished edit, a truncated file). */
  readonly broken: boolean;
  readonly comments: readonly Comment[];
  /** The address of what an offset stands in, be it of ours or not: "aws_lambda_function.sync". Asked for findings about the text alone. */
  readonly addressAt?: (offset: number) => string | undefined;
  /** Where secrets that its declarations make, or those of its module, are handed on. */
  readonly secretUses?: () => readonly SecretUse[];
  /** What its module's policies can name. Read when a fix wants to know. */
  readonly namedResources?: () => readonly NamedResource[];
  /** The host's own parse state, so that the next version of the text is read incrementally. */
  readonly state: unknown;
}
