// IAM as rules see it: policies, statements and declarations with their places. No format is known here.
import type { Block, Container, Dict, List, Span, Text, Value } from "./value";
import type { Source } from "./source";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types */
export type PolicyKind = "identity" | "resource" | "trust" | "boundary" | "scp" | "rcp" | "permission-set" | "unknown";

/** The values of one element (`Action`, `Resource`, a condition key). Absent: `value` undefined and no items. */
export interface Elements {
  readonly items: readonly Value[];
  /** More items may be there than can be read. */
  readonly open: boolean;
  /** The element's key or attribute name; undefined where the element is absent. */
  readonly key: Text | undefined;
  readonly value: Value | undefined;
}

export interface Principal {
  /** "AWS", "Service", "Federated", "CanonicalUser", or "*" for `Principal: "*"`; undefined where the type is not readable. */
  readonly type: string | undefined;
  readonly values: Elements;
  readonly span: Span;
}

export interface Principals {
  readonly entries: readonly Principal[];
  readonly open: boolean;
  readonly key: Text | undefined;
}

/** One test of a Condition element: operator, key and values. */
export interface Condition {
  /** As written ("Bool", "ForAllValues:StringLike"); undefined where it cannot be read. */
  readonly operator: string | undefined;
  readonly operatorSpan: Span;
  readonly key: string | undefined;
  readonly keySpan: Span;
  /** The key as it is written, where only part of it is known (`${local.issuer}:sub`). */
  readonly keyNode?: Text;
  readonly values: Elements;
  readonly span: Span;
  /** Where it is written: the operator's text to rewrite. */
  readonly operatorNode: Text | undefined;
}

export interface Conditions {
  readonly tests: readonly Condition[];
  readonly open: boolean;
  readonly key: Text | undefined;
  /** The Condition element's own value (iam-json); undefined for terraform blocks and where absent. */
  readonly value: Value | undefined;
}

export interface Statement {
  readonly sid: Text | undefined;
  readonly effect: "Allow" | "Deny" | "unknown";
  readonly actions: Elements;
  readonly notActions: Elements;
  readonly resources: Elements;
  readonly notResources: Elements;
  readonly principals: Principals;
  readonly notPrincipals: Principals;
  readonly conditions: Conditions;
  readonly span: Span;
  /** Entries of unreadable name may add or replace an element. */
  readonly open: boolean;
  /** It stands in one branch of an unknown conditional: what it denies may not be denied. */
  readonly perhaps?: boolean;
  /** The tree it was read from, for the writer of its shape. */
  readonly node: Container;
}

export type Shape = "iam-json" | "terraform-block";

/** Who or what a policy speaks for, as far as the document says. */
export interface Owner {
  readonly kind: DeclarationKind | "file";
  readonly address: string;
}

export interface Policy {
  readonly kind: PolicyKind;
  readonly shape: Shape;
  readonly statements: readonly Statement[];
  /** More statements may be there than can be read. */
  readonly open: boolean;
  /** What stands in a statement's place and cannot be read as one. */
  readonly unread: readonly Value[];
  readonly version: Value | undefined;
  readonly span: Span;
  /** The declaration it stands in: a Terraform address or CloudFormation logical id; "" in a policy file. */
  readonly address: string;
  readonly owner: Owner;
  /** The native type of what it stands in: "aws_s3_bucket_policy", "AWS::KMS::Key"; "" in a policy file. */
  readonly hostType: string;
  /** An inline policy's name, where its host has one that can be read. */
  readonly name?: string;
  /** AWS made and keeps it (an AWS managed policy): it counts for what principals may do, but nobody here can change it. */
  readonly ofAws?: boolean;
  /**
   * Statements that it takes over from other policy documents (source_policy_documents, override_policy_documents): they are judged where
   * they are written, and count for what this policy allows as a whole.
   */
  readonly inherited?: readonly Located[];
  /** Statements written here that every use of it replaces by others of their Sid: what they say never holds. */
  readonly replaced?: readonly Statement[];
  /** What uses it, where that stands elsewhere: a policy document's resources. */
  readonly usedBy?: readonly PolicyUser[];
  /** What uses it in modules that call its own: their addresses mean nothing here, and the owner that they make has none. */
  readonly usedOutside?: readonly PolicyUser[];
  /** The list of statements or the block that holds them, and the text they are written in: for writers. */
  readonly node: Dict | Block | List;
  readonly source: Source;
}

/** A resource that uses a policy which stands outside of it. */
export interface PolicyUser {
  readonly address: string;
  /** "": the document that says so. */
  readonly uri: string;
  /** Of the resource's name. */
  readonly span: Span;
}

/** A policy that stands in a file of its own, which a document's resource takes it from (`policy = file("p.json")`). It is judged there. */
export interface PolicyFile {
  readonly uri: string;
  /** Read as a template: its `${…}` are expressions. */
  readonly isTemplate: boolean;
  readonly kind: PolicyKind;
  readonly owner: Owner;
  /** Of the resource that holds it, as {@link Policy} has them. */
  readonly address: string;
  readonly hostType: string;
  readonly user: PolicyUser;
}

/** A place where a policy should be read but an expression stands in its stead. */
export interface UnreadPolicy {
  readonly kind: PolicyKind;
  readonly address: string;
  readonly span: Span;
  /** The expression's own text. */
  readonly expression: string;
  /** Why it is not known: "the variable policy has no default". */
  readonly because?: string;
  /** Where it is the text of one of these files: whoever has them reads the policy there. */
  readonly files?: readonly string[];
}

export type DeclarationKind =
  | "user"
  | "role"
  | "group"
  | "policy"
  | "access-key"
  | "login-profile"
  | "user-policy"
  | "role-policy"
  | "group-policy"
  | "attachment"
  | "group-membership"
  | "instance-profile"
  | "permission-set"
  | "organization-policy"
  /** Credentials of a user that are neither access keys nor passwords. */
  | "service-credential"
  | "ssh-key"
  | "signing-certificate"
  | "mfa-device"
  | "password-policy"
  /** An OIDC or SAML provider. */
  | "identity-provider"
  /** Who gets a permission set, in which account. */
  | "account-assignment"
  /** All the managed or inline policies that a principal has: what it does not list is taken away. */
  | "exclusive-policies"
  /** A virtual machine, or what such machines are started from. */
  | "instance"
  /** What the account's machines have that say nothing of their own. */
  | "instance-defaults"
  /** What is set up once for an account: its trail, its recorder, its detector. */
  | "account-baseline"
  /** What acts on events, or counts them in logs. */
  | "event-watch"
  | "resource";

/** The fields a host brings into one form. An absent name was not written; a declaration that is `open` may still have it. */
export interface Fields {
  readonly name?: Value;
  readonly path?: Value;
  /** A dict of tag name to value, whatever the format's own form. Its `open` counts provider defaults that cannot be read. */
  readonly tags?: Dict | Value;
  readonly boundary?: Value;
  /** What is written for a boundary and comes to none: a variable that nobody gives. */
  readonly unsetBoundary?: Value;
  /** ARNs or references of managed policies attached right here. */
  readonly managedPolicies?: List | Value;
  readonly groups?: List | Value;
  /** Targets of attachments, memberships, keys, login profiles, inline policies. */
  readonly users?: List | Value;
  readonly roles?: List | Value;
  readonly group?: Value;
  readonly permissionSets?: List | Value;
  readonly policyArn?: Value;
  /** Names of the inline policies that a list of all of them has. */
  readonly inlinePolicies?: List | Value;
  /** Its own ARN, where that is told: an account's dump, a plan of what is there already. */
  readonly arn?: Value;
  /** An OIDC provider's issuer and the audiences that it accepts. */
  readonly url?: Value;
  readonly clientIds?: List | Value;
  /** Of a permission that is written as arguments, one statement of a resource policy: whom it lets in. */
  readonly principal?: Value;
  readonly action?: Value;
  /** What limits whom it lets in: the source's ARN or account, the organisation. */
  readonly limit?: Value;
  /** How the function URL that it is for knows its callers: "NONE", "AWS_IAM". */
  readonly urlAuthorization?: Value;
  /** The subnets of a network, which alone reaches it. */
  readonly network?: Value;
  /** The bucket that a policy, or a block of public access, is for. */
  readonly bucket?: Value;
  /** Whether a bucket serves only its own account, and AWS's services, while its policy lets in everyone. */
  readonly restrictsPublic?: Value;
  /** Whether a bucket takes no policy that lets in everyone. */
  readonly refusesPublic?: Value;
  /** The same of all buckets of the account. */
  readonly restrictsAllPublic?: Value;
  readonly refusesAllPublic?: Value;
  /** Of an instance's metadata service: "required" or "optional", "enabled" or "disabled". */
  readonly httpTokens?: Value;
  readonly httpEndpoint?: Value;
  /** The template that an instance takes what it does not say itself from. */
  readonly launchTemplate?: Value;
  readonly image?: Value;
  /** What gives an instance its role. */
  readonly instanceProfile?: Value;
  /** Which events it acts on, in any of AWS's pattern languages. */
  readonly pattern?: Value;
  /** Of an access key: "Active", "Inactive". */
  readonly status?: Value;
  /** Whose public key a new credential's secret is encrypted with, so that no state holds it in clear. */
  readonly pgpKey?: Value;
  /** A login profile's password, and whether its user has to replace it. */
  readonly password?: Value;
  readonly passwordReset?: Value;
  /** An account's password policy. */
  readonly minimumLength?: Value;
  readonly requireUppercase?: Value;
  readonly requireLowercase?: Value;
  readonly requireNumbers?: Value;
  readonly requireSymbols?: Value;
  readonly reusePrevention?: Value;
  readonly maxAge?: Value;
  readonly usersMayChange?: Value;
  /** How long a permission set's session lasts, an ISO 8601 duration. */
  readonly sessionDuration?: Value;
}

export interface Declaration {
  readonly kind: DeclarationKind;
  /** "aws_iam_user", "AWS::IAM::User". */
  readonly type: string;
  /** Terraform address ("aws_iam_user.alice", "data.…") or CloudFormation logical id. */
  readonly address: string;
  readonly span: Span;
  /** The name's own token: the block's second label, the logical id. */
  readonly nameSpan: Span;
  readonly fields: Fields;
  /** Unreadable parts may add fields. */
  readonly open: boolean;
  /** The block that makes it and its like by `count` or `for_each`: `aws_iam_user.team` of `aws_iam_user.team["alice"]`. */
  readonly instanceOf?: string;
  /** The address of the resource that it is a property of: a user's login profile. */
  readonly partOf?: string;
  /** It may not be there, or stand for several: its `count`, `for_each` or condition cannot be told. */
  readonly perhaps?: boolean;
  /** AWS made and keeps it (a service-linked role): nobody here can change it. */
  readonly ofAws?: boolean;
  /** Nothing declares it: SAM makes this role for the function, or state machine, of that logical id. */
  readonly madeFor?: { readonly what: "function" | "state machine"; readonly address: string };
  /** It is told of, not declared (an account's dump): no edit can change it. */
  readonly isRecord?: boolean;
  /**
   * The call of a well-known module that makes it. `node` is the block that is written, `arguments` are those that give its fields: for
   * writers, as its own node is none that stands anywhere.
   */
  readonly call?: { readonly node: Block; readonly arguments: Readonly<Partial<Record<keyof Fields, string>>> };
  /** Tags that are left to others: whether it has them cannot be told here. */
  readonly ignoredTags?: { readonly keys: readonly string[]; readonly prefixes: readonly string[] };
  /** Ids of the accounts that it may be in, where what makes it is limited to them. */
  readonly accounts?: readonly string[];
  readonly node: Container;
  readonly source: Source;
  /** The CDK construct that it is made by ("Stack/Role/Resource"). */
  readonly constructPath?: string;
}

/** A policy statement with the policy it belongs to. */
export interface Located {
  readonly policy: Policy;
  readonly statement: Statement;
}
