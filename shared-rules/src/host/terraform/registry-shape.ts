// What is said of a registry module: the resources that it makes, of which inputs, with which defaults. It names no module.

/** Where a policy comes from. */
export type PolicyInput =
  /** A text, or a list of texts, of JSON. */
  | { readonly json: string }
  /** Objects in the words of `aws_iam_policy_document`'s statements: a list, a map, or one. */
  | { readonly statements: string }
  /** Objects that hold such statements. */
  | { readonly documents: string }
  /** A trust policy of these inputs, where none of the former is given. */
  | { readonly trust: TrustInputs };

export interface TrustInputs {
  readonly actions: readonly string[];
  /** Inputs by the type of principal. */
  readonly principals: Readonly<Record<string, string>>;
  /** The flag that asks for MFA, which is set by default. */
  readonly mfa: string;
  readonly externalId: string;
}

export interface MadeResource {
  /** "aws_iam_user.this" */
  readonly address: string;
  /** Flags with their defaults. One that is false keeps it from being made. */
  readonly when?: Readonly<Record<string, boolean>>;
  /** It has no count of its own. */
  readonly single?: true;
  /** Attributes by the inputs they come from; of several the tags are joined, and else the first that is given counts. */
  readonly from?: Readonly<Record<string, string | readonly string[]>>;
  /** Attributes that refer to another resource of the module. */
  readonly refers?: Readonly<Record<string, string>>;
  /** What an attribute is where no input gives it. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** One for each item of a list or map, which is that attribute. */
  readonly each?: {
    readonly input: string;
    readonly attribute: string;
    readonly key: "key" | "index" | "value";
    readonly defaults?: readonly string[];
  };
  readonly policy?: { readonly attribute: "policy" | "assume_role_policy"; readonly inputs: readonly PolicyInput[] };
  /** It is made only where one of these is given. */
  readonly needs?: readonly string[];
  /** The module adds tags of its own making. */
  readonly moreTags?: true;
}

export interface ModuleShape {
  readonly makes: readonly MadeResource[];
  /** Outputs by the attribute they give back: "aws_iam_user.this.name". */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The name, ARN and id of a resource, under the names that outputs have in some version. */
export function outputsOf(address: string, prefixes: readonly string[]): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const prefix of prefixes)
    for (const attribute of ["name", "arn", "id"]) outputs[prefix + attribute] = `${address}.${attribute}`;
  return outputs;
}
