// What a rule is and what it finds. No rule lives here.
import type { Catalog } from "./catalog/catalog";
import type { ReportedUser } from "./model/credential";
import type { Declaration, Policy, PolicyKind, Statement, UnreadPolicy } from "./model/policy";
import type { SuppressedTool, Suppression } from "./model/suppression";
import type { Span } from "./model/value";
import type { Edit } from "./edit";
import type { Document } from "./model/document";
import type { Principal } from "./link/graph";
import type { Module } from "./link/module";
import type { RuleOptions } from "./options";

export type { Attached, Principal } from "./link/graph";

/** Editor severities: critical, high = Error; medium = Warning; low = Information; advice = Hint. */
export type Severity = "critical" | "high" | "medium" | "low" | "advice";
export const severities: readonly Severity[] = ["critical", "high", "medium", "low", "advice"];

/** safe: grants the same access. review: may change access, never applied in bulk without asking. */
export type FixSafety = "safe" | "review";

export interface Fix {
  /** "require-mfa": the fix family of RULES. */
  readonly id: string;
  /** Says what will change: "Require MFA for iam:CreateUser". */
  readonly title: string;
  readonly safety: FixSafety;
  /** What becomes of the finding: removed, lowered in severity, or kept while a guard is put up elsewhere (an SCP). */
  readonly outcome: "removes" | "lowers" | "guards";
  /** Where it stands among the others, unless where its rule puts it: see {@link inOrder} of fix-order.ts. */
  readonly stands?: "first" | "late" | "last";
  /** Made only when the fix is chosen or rendered. */
  readonly edits: () => readonly Edit[];
  /** What a person has to do then, which no edit does, in one sentence. */
  readonly then?: () => string | undefined;
}

export interface RelatedPlace {
  readonly uri: string;
  readonly span: Span;
  readonly message: string;
}

/** What a rule yields. */
export interface Hit {
  /** The token that causes it. */
  readonly span: Span;
  /** A full sentence that names the culprit value and says what it lets someone do. */
  readonly message: string;
  /** What is shown in place of the text under `span`, where that is a secret: reports are read by more people than files are. */
  readonly shownAs?: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  /** Asked when someone looks at them: most keystrokes nobody does. */
  readonly fixes?: () => readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  /** Tokens of the same subject that all have to do with it: where each has a finding as grave of its own, this one says nothing new. */
  readonly restsOn?: readonly Span[];
}

/** What a document adds to a question about the whole workspace. Plain data, so that a scan can keep it and let the document go. */
export interface Fact {
  readonly rule: string;
  readonly uri: string;
  readonly span: Span;
  /** The text under `span`. */
  readonly text: string;
  readonly address: string;
  /** What the rule wants to know again: "declares a user", "denies iam:CreateUser". */
  readonly says: string;
  /** See {@link Finding}. */
  readonly constructPath?: string;
  /** Its author said to ignore what is found here. */
  readonly suppressed?: Finding["suppressed"];
}

/** A hit about the workspace, at one of its facts. */
export interface WorkspaceHit extends Hit {
  readonly at: Fact;
}

/** A hit as editors, CLI and SARIF see it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly uri: string;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
  /** Rules whose findings had the same cause and speak through this one. */
  readonly covers: readonly string[];
  /** Terraform address or CloudFormation logical id; "" in a policy file. */
  readonly address: string;
  /** The statement's Sid where it has one. */
  readonly sid: string;
  /** The text under `span`; of a secret, as much as may be shown. */
  readonly text: string;
  /** The text under `span` is a secret: no report shows its line. */
  readonly isSecret?: true;
  /** The CDK construct that makes what it stands in ("Stack/Role/Resource"). */
  readonly constructPath?: string;
  /** Its author said to ignore it, and why. */
  readonly suppressed?: { readonly reason: string; readonly until?: string; readonly tool: SuppressedTool };
}

/** A suppression with what became of it. */
export interface JudgedSuppression {
  readonly suppression: Suppression;
  /** Rules of ours that it speaks of; none where an id is unknown. */
  readonly rules: readonly string[];
  /** Findings it hides, or would hide if its day had not passed. */
  readonly hides: readonly Finding[];
  readonly isExpired: boolean;
}

/** An exception that stands in the settings, for files that have no place for one. */
export interface Ignore {
  readonly rule: string;
  readonly reason: string;
  readonly until?: string;
  /** Only statements of this Sid, or what stands at this address. */
  readonly sid?: string;
  readonly address?: string;
}

/** What the user may set. Every field has a default in config.ts. */
export interface Config {
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** What was set of the options of rules, by rule and name. A rule reads its own by what `defineOptions` gives it. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly requiredTags: readonly string[];
  /** A regular expression for the names of users that are meant to exist. */
  readonly breakGlassPattern: string;
  readonly ownAccountIds: readonly string[];
  /** Accounts of partners, whose principals a role may trust. */
  readonly trustedAccountIds: readonly string[];
  /** Organisations whose members count as one's own: "o-exampleorgid". */
  readonly organizationIds: readonly string[];
  /** Regions that are used; none: it is not said. "eu-west-1" */
  readonly allowedRegions: readonly string[];
  /** Whether other tools' suppressions of the same findings count. */
  readonly honourSuppressions: boolean;
  /** Exceptions for this file. */
  readonly ignores: readonly Ignore[];
  /** What time it is, in milliseconds since 1970, for the shell to say; without it, a report is judged as of the latest time it knows. */
  readonly now?: number;
}

/** What rules may ask beside the model. */
export interface Context {
  readonly catalog: Catalog;
  readonly config: Config;
  /** The documents that belong together with the one being judged: its Terraform folder, its template. */
  readonly module: Module;
}

export interface Example {
  readonly title: string;
  /** A statement, in the IAM JSON grammar; it is tried in every format. */
  readonly statement?: Readonly<Record<string, unknown>>;
  /** The same for several statements of one policy. */
  readonly statements?: readonly Readonly<Record<string, unknown>>[];
  /** Kind of the policy the statement stands in; identity where it is not said. */
  readonly kind?: PolicyKind;
  /** Terraform text, for what only a declaration shows. */
  readonly terraform?: string;
  /** CloudFormation YAML text. */
  readonly cloudformation?: string;
  /** The text of a policy file, for what no statement shows. */
  readonly json?: string;
  /** An IAM credential report. */
  readonly report?: string;
}

export interface RuleDocs {
  /** What it lets someone do, in one sentence an engineer remembers; then when it is fine and how AWS evaluates it. */
  readonly why: string;
  readonly fine?: string;
  readonly references: readonly string[];
  readonly controls: readonly string[];
  readonly flagged: readonly Example[];
  readonly accepted: readonly Example[];
}

export interface RuleDefinition {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Fix families it can offer. */
  readonly fixes: readonly string[];
  /** Every other finding of the same statement has the same cause (`*` on `*`). */
  readonly coversStatement?: boolean;
  /** What people may set of it beside its severity. */
  readonly options?: RuleOptions;
  readonly docs: RuleDocs;
  /** The same finding in other tools, "checkov:CKV_AWS_40": their suppressions of it count, and people who come from there find it. */
  readonly equivalents?: readonly string[];
  statement?(statement: Statement, policy: Policy, context: Context): Iterable<Hit>;
  policy?(policy: Policy, context: Context): Iterable<Hit>;
  declaration?(declaration: Declaration, context: Context): Iterable<Hit>;
  unread?(unread: UnreadPolicy, context: Context): Iterable<Hit>;
  credentials?(user: ReportedUser, context: Context): Iterable<Hit>;
  /** A user, role, group or permission set that the document declares, with everything that is attached to it anywhere in its module. */
  principal?(principal: Principal, context: Context): Iterable<Hit>;
  /** A suppression of the document, when all else has been judged. */
  suppression?(judged: JudgedSuppression, context: Context): Iterable<Hit>;
  /** The text itself, for what stands in no policy and no declaration. */
  document?(document: Document, context: Context): Iterable<Hit>;
  /** What a document tells about the workspace; see {@link Fact}. */
  facts?(document: Document, context: Context): Iterable<Omit<Fact, "rule" | "uri" | "text">>;
  /** Judges the facts of all documents together. */
  workspace?(facts: readonly Fact[], context: Pick<Context, "catalog" | "config">): Iterable<WorkspaceHit>;
}

/** Gives a rule its type. */
export function defineRule(rule: RuleDefinition): RuleDefinition {
  return rule;
}

/** A finding, or fact, with something else said of it. Its fixes are not asked for. */
export function changed<T extends object>(one: T, changes: Partial<Omit<T, "fixes">>): T {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(one)) as T;
  return Object.assign(copy, changes);
}
