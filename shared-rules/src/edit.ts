// Edits in IAM terms: what a fix wants changed, before shape and syntax turn it into text. Nothing here knows a format.
import type { Condition, Declaration, Elements, Fields, Policy, Principal, Statement } from "./model/policy";
import type { Data, DataObject, ReferenceData } from "./model/data";
import type { SecretUse } from "./model/secret-use";
import type { Suppression } from "./model/suppression";
import type { TextEdit } from "./model/source";
import type { Span, Text, Value } from "./model/value";

/** An IAM policy document as data, in the JSON grammar. */
export interface PolicyData {
  readonly Version: "2012-10-17";
  readonly Statement: readonly DataObject[];
}

export type Edit =
  /** Replaces one item of an element by none, one or more items. Removing the last item removes the statement (and a policy's last statement is declined). */
  | {
      readonly kind: "replace-item";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly element: Elements;
      readonly item: Value;
      readonly with: readonly Data[];
    }
  /** Adds a test to the Condition element; replaces the values where operator and key stand already. */
  | {
      readonly kind: "set-condition";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly operator: string;
      readonly key: string;
      readonly values: readonly Data[];
    }
  /** Gives a test another operator, or another value. Removes the test where `operator` is "". */
  | {
      readonly kind: "change-condition";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly condition: Condition;
      readonly operator?: string;
      readonly values?: readonly Data[];
    }
  /** Moves the given item into a statement of its own (same effect and resources), which then carries the condition: so that the rest of the statement keeps its meaning. */
  | {
      readonly kind: "split-condition";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly items: readonly Value[];
      readonly operator: string;
      readonly key: string;
      readonly values: readonly Data[];
    }
  /** Moves the given actions into a statement of their own that names these resources; the whole statement where no action is left. */
  | {
      readonly kind: "split-resource";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly items: readonly Value[];
      readonly resources: readonly Data[];
    }
  /** Names others in the place of one entry of the Principal element, of whatever type that was (`"*"` has none). */
  | {
      readonly kind: "set-principal";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly principal: Principal;
      readonly type: string;
      readonly values: readonly Data[];
    }
  /** Takes an element out of a statement that AWS allows none in. */
  | {
      readonly kind: "remove-element";
      readonly policy: Policy;
      readonly statement: Statement;
      readonly element: Elements;
    }
  /** Writes a Version before everything else in a policy that has none. */
  | { readonly kind: "add-version"; readonly policy: Policy; readonly version: string }
  /** Spells a key or a text of the policy anew: an element's name, an Effect, an operator, a condition key. */
  | { readonly kind: "rename-text"; readonly policy: Policy; readonly text: Text; readonly to: string }
  /** Adds a statement at the end of a policy. */
  | { readonly kind: "add-statement"; readonly policy: Policy; readonly statement: DataObject }
  /** Sets a normalised field of a declaration, where its host reads it from. For tags, `value` is a dict of those to add; existing tags stay. */
  | {
      readonly kind: "set-field";
      readonly declaration: Declaration;
      readonly field: keyof Fields;
      readonly value: Data;
    }
  /** Spells a part of a declaration's value anew where it stands, whatever expressions are around it: an AWS managed policy's name. */
  | {
      readonly kind: "rename-part";
      readonly declaration: Declaration;
      readonly value: Value;
      readonly part: string;
      readonly to: string;
    }
  /** Turns a user into a role in place: what both have in common (name, path, tags, boundary, policies) stays as it is written. */
  | {
      readonly kind: "convert-user";
      readonly declaration: Declaration;
      readonly to: "role";
      readonly trust: PolicyData;
      /** An identity provider whose URL is an expression: condition keys of the trust policy begin with it, or with `url` where keys are texts. */
      readonly issuer?: { readonly provider: string; readonly url: string };
      /** Managed policies, by ARN, that it gets besides, where that is a property of the role itself. */
      readonly attach?: readonly string[];
      /** Groups that the user is in: the policies that are properties of theirs become its own. */
      readonly groups?: readonly Declaration[];
    }
  /** Turns a user into an Identity Center permission set in place. */
  | { readonly kind: "convert-user"; readonly declaration: Declaration; readonly to: "permission-set" }
  /** Makes a user's policy or attachment that of what the user becomes. */
  | {
      readonly kind: "retarget";
      readonly declaration: Declaration;
      readonly user: Declaration;
      readonly to: "role" | "permission-set";
    }
  /**
   * Has what runs with keys of a user run with the role in their place: it names `role` as its own, and what hands it the keys goes.
   * `in`: the URI of its file.
   */
  | {
      readonly kind: "wire-role";
      readonly in: string;
      readonly runner: string;
      readonly keys: readonly Declaration[];
      readonly role: ReferenceData;
    }
  /** Writes a group's policy or attachment once more, for the role that a user of the group becomes. */
  | { readonly kind: "copy-to-role"; readonly declaration: Declaration; readonly user: Declaration }
  /** Takes a user out of the list of those that a membership or attachment is for; `toRole` names the role that it becomes there instead. */
  | {
      readonly kind: "remove-user";
      readonly declaration: Declaration;
      readonly user: Declaration;
      readonly item: Value;
      readonly toRole: boolean;
    }
  /** Says that a finding of a rule is accepted in a declaration, in the format's own way: a comment above it, its Metadata. `until`: "2027-01-31". */
  | {
      readonly kind: "ignore";
      readonly declaration: Declaration;
      readonly rule: string;
      readonly reason: string;
      readonly until?: string;
    }
  /** Takes rules out of a suppression; all of it where none is named, or none would be left. */
  | { readonly kind: "remove-ignore"; readonly suppression: Suppression; readonly rules: readonly string[] }
  /**
   * Makes a user a member of a group, where that is said of the user; `group`: the address of a declared one, the name of one to add.
   * `handsOver`: properties of the user that go, as the group has them.
   */
  | {
      readonly kind: "join-group";
      readonly declaration: Declaration;
      readonly group: string;
      readonly handsOver?: readonly string[];
    }
  /** Makes a policy or attachment of one user that of a group. */
  | { readonly kind: "give-to-group"; readonly declaration: Declaration; readonly group: string }
  /** Changes what hands on a key's secret: takes its output out, has its parameter encrypted, or names the secret as it is encrypted with the key's pgpKey. */
  | {
      readonly kind: "change-secret-use";
      readonly use: SecretUse;
      readonly to: "nothing" | "secure-parameter" | "encrypted-secret";
    }
  /** Takes a declaration out, with the blank line before it. */
  | { readonly kind: "remove-declaration"; readonly declaration: Declaration }
  /** Adds declarations to this document, in AWS's terms; the host writes them in its own. */
  | {
      readonly kind: "add-declarations";
      readonly after: Declaration | undefined;
      readonly declarations: readonly NewDeclaration[];
    }
  /** Takes the access key out of the provider of AWS that a place of the document stands in. */
  | { readonly kind: "remove-provider-keys"; readonly at: Span }
  /** Of a fix that turns out to be impossible when it is chosen: nothing is written, and this sentence says why and what to do. */
  | { readonly kind: "decline"; readonly because: string }
  /** A new file beside a bare policy file. */
  | { readonly kind: "new-file"; readonly name: string; readonly policy: PolicyData };

/**
 * A declaration to write. `type` is the CloudFormation type and `properties` its CloudFormation properties; `terraform` is the same in Terraform.
 * Absent where that format needs none: an attachment is a resource in Terraform and a property in CloudFormation.
 * A value that is a {@link PolicyData} is written as the format's usual policy (`jsonencode(...)`, a nested mapping).
 */
export interface NewDeclaration {
  readonly name: string;
  readonly cloudformation?: {
    readonly type: string;
    readonly properties: DataObject;
    /** The logical id where its name does not tell how it is spelt: "CircleCI". */
    readonly id?: string;
    /** Besides: properties of another declaration, as they are written there. */
    readonly like?: { readonly declaration: Declaration; readonly properties: readonly string[] };
  };
  /** `mode` "data": a data source, which is written only where its module has none of this type. */
  readonly terraform?: {
    readonly type: string;
    readonly mode?: "data";
    /** The declaration whose label it has, too, as a reference names it: its type tells the two apart. */
    readonly labelOf?: string;
    readonly attributes: DataObject;
    readonly blocks?: readonly NewBlock[];
  };
  /** Comment line written above it. */
  readonly comment?: string;
  /** What a format that has no such resource says in a comment instead. */
  readonly instead?: string;
}

export interface NewBlock {
  readonly type: string;
  readonly attributes: DataObject;
  readonly blocks?: readonly NewBlock[];
}

/**
 * Text edits of one file, non-overlapping, in document offsets. `create`: the file does not exist yet and this is its text, with what a
 * person has to fill in.
 */
export type FileEdit =
  | { readonly uri: string; readonly edits: readonly TextEdit[] }
  | { readonly uri: string; readonly create: string; readonly stops?: readonly Span[] };

/** A writer that cannot be sure declines, and says why in one sentence. */
export interface Declined {
  readonly declined: string;
}

export function isDeclined(result: unknown): result is Declined {
  return typeof result === "object" && result !== null && "declined" in result;
}
