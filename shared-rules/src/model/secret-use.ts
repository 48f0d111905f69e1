// Where a document hands on a secret that one of its declarations makes. It judges nothing.
import type { Span } from "./value";

export type SecretPlace =
  | "output"
  /** An output that screens do not show. */
  | "hidden-output"
  | "parameter"
  /** What a machine is given when it starts. */
  | "user-data"
  | "environment"
  /** A file, an object or a table's row. */
  | "file";

/** What runs with the role that it is given, were it not for a key. */
export type Runner = "ecs-task" | "ec2" | "lambda";

/** An access key's secret in a place that keeps it in clear. */
export interface SecretUse {
  /** Of the reference. */
  readonly span: Span;
  /** The address of the access key. */
  readonly of: string;
  readonly place: SecretPlace;
  /** What runs with the secret: the address of a task definition, an instance, a function. */
  readonly by?: { readonly address: string; readonly runs: Runner };
  /** The whole value is the secret and nothing else. */
  readonly isWhole: boolean;
  /** The same in the words of the document, where it is an expression that may stand elsewhere in it: `aws_iam_access_key.ci.secret`. */
  readonly expression?: string;
}
