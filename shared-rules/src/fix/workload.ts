// What a kind of workload that can take a user's place is, and how what it needs is named. Which there are stands in workloads.ts.
import type { NewDeclaration } from "../edit";
import type { Runner } from "../model/secret-use";
import { placeholder, type Data, type DataObject, type ReferenceData } from "../model/data";

/**
 * A name that a person must fill in. The brackets are allowed in no name of AWS or of a vendor: unfilled, it means nothing and nobody.
 */
export function fill(name: string): string {
  return placeholder(`<${name}>`);
}

/** The account that the code is for. In Terraform the data source {@link callerIdentity} tells it. */
export const ownAccount: ReferenceData = { reference: "AWS::AccountId", attribute: "account" };

/** The organisation's Identity Center instance: what a permission set brings with it looks it up, or asks for its ARN. */
export const identityCenter: ReferenceData = { reference: "identity-center-instance", attribute: "arn" };

export const callerIdentity: NewDeclaration = {
  name: "current",
  terraform: { type: "aws_caller_identity", mode: "data", attributes: {} },
};

/** How what stands beside a role is named: declarations by reference; a policy file has none, and a person fills in an ARN. */
export interface Naming {
  readonly account: ReferenceData | string;
  /** What stands before and after the account's id in a text. */
  inAccount(before: string, after: string): Data;
  /** The ARN of what is added under this name, or of the OIDC provider with this URL that is declared already. */
  arn(name: string, written: string): Data;
  /** The URL of an OIDC provider without its scheme, as condition keys begin, where the one that is declared has another than is written. */
  readonly issuer?: string;
}

export const byReference: Naming = {
  account: ownAccount,
  inAccount: (before, after) => ({ ...ownAccount, before, after }),
  arn: (reference) => ({ reference, attribute: "arn" }),
};

export const byHand: Naming = {
  account: fill("ACCOUNT-ID"),
  inAccount: (before, after) => before + fill("ACCOUNT-ID") + after,
  arn: (_, written) => written,
};

/** Who signs a workload's tokens. */
export interface Issuer {
  /** Without the scheme: the beginning of its condition keys. */
  readonly url: string;
  /** Where each customer has a URL of its own: what such a URL looks like, and what expressions of it, or providers for it, are called. */
  readonly known?: { readonly url: RegExp; readonly words: RegExp };
}

export interface Workload {
  /** As it stands in a title: "a role for EC2". */
  readonly name: string;
  /** The same in a role's own name. */
  readonly slug: string;
  readonly to: "role" | "permission-set";
  /** The trust policy's statement, for a role. */
  readonly trust?: (naming: Naming) => DataObject;
  /** What is declared beside it. `role` is the role's or permission set's name in the edits. */
  readonly companions?: (role: string) => readonly NewDeclaration[];
  /** What it is in the code, and what that names as its role, where it can be given one. `user`: the address that the role comes from. */
  readonly runs?: { readonly as: Runner; readonly role?: (user: string) => ReferenceData };
  /** What is left to do where the code does not show the workload. */
  readonly then: string;
  /** AWS managed policies that it has to have. */
  readonly attach?: readonly string[];
  /** The issuer of an OIDC provider, which an account has once: one that is declared is used. */
  readonly issuer?: Issuer;
  /** Names of users, and what their tags say, that suggest it. */
  readonly suggestedBy: RegExp;
}
