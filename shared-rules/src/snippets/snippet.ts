// What a policy of the library is, and the words that several of them share. No policy stands here.
import type { PolicyData } from "../edit";
import type { DataObject } from "../model/data";
import { withoutMarks } from "../model/data";

export interface Snippet {
  readonly id: string;
  readonly kind: "scp" | "boundary";
  readonly title: string;
  /** Whom it keeps from what: one sentence. */
  readonly purpose: string;
  /** What stops working that somebody may rely on. */
  readonly breaks: string;
  /** What one might think that it touches, and it does not. */
  readonly leaves: string;
  /** What a person has to fill in or look at before it is attached. */
  readonly fill: string;
  /** AWS's pages about it. */
  readonly references: readonly string[];
  /** Name of the file, resource or policy it becomes: kebab-case. */
  readonly name: string;
  /** With placeholders where a person has to fill something in. */
  readonly policy: PolicyData;
}

/** A policy of the library as JSON text, its placeholders as they read before they are filled in. */
export function policyText(policy: PolicyData): string {
  return withoutMarks(JSON.stringify(policy, undefined, 2)).text;
}

export const organizations = "https://docs.aws.amazon.com/organizations/latest/userguide";
export const userGuide = "https://docs.aws.amazon.com/IAM/latest/UserGuide";

/** Any partition, so that it holds in China and GovCloud, too. */
const breakGlass = "arn:*:iam::*:role/break-glass-*";

/**
 * Who is excepted, in the words of a Condition. Sessions carry their role's ARN in aws:PrincipalArn, so one pattern excepts every session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export const exceptBreakGlass = { ArnNotLike: { "aws:PrincipalArn": breakGlass } } as const satisfies DataObject;

export const fillBreakGlass = `The pattern of the roles that are excepted, ${breakGlass}, where yours are named otherwise.`;

/** Of every service control policy. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#scp-effects-on-permissions */
export const neverBound = "the management account and service-linked roles, which no SCP binds";

/** The boundary's own name; it must name itself to protect itself. */
export const boundaryName = "permissions-boundary";

/** A statement that denies these actions on everything. */
export function deny(Sid: string, Action: readonly string[], Condition?: DataObject): DataObject {
  return { Sid, Effect: "Deny", Action: oneOrMany(Action), Resource: "*", ...(Condition && { Condition }) };
}

function oneOrMany(items: readonly string[]): string | readonly string[] {
  const [only, ...rest] = items;
  return only !== undefined && rest.length === 0 ? only : items;
}

export function policyOf(...statements: readonly DataObject[]): PolicyData {
  return { Version: "2012-10-17", Statement: statements };
}
