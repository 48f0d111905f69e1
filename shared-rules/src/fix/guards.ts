// Fixes that take access away by a Deny: without MFA, from other networks, of a boundary's own edit. They grant nothing and make no text.
import { isAllowed } from "../access/decide";
import { mfaPresent } from "../access/mfa";
import type { Edit, NewDeclaration, PolicyData } from "../edit";
import { isListData, isRawData, isReferenceData, placeholder, type Data, type DataObject } from "../model/data";
import type { Declaration, Policy } from "../model/policy";
import { literal } from "../model/value";
import type { Context, Fix, Principal } from "../rule";
import { boundaryFor, boundaryName } from "../snippets/index";

/**
 * What a user without MFA still has to do to come by it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
const enrolment = [
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
  "iam:ResyncMFADevice",
  "sts:GetSessionToken",
];

/**
 * AWS leaves iam:ChangePassword out of the same policy, as a password that changes without MFA is a risk: it has people give permissions to
 * new users only after they signed in. See the note of the page above.
 */
const firstPassword =
  "Then know that nobody changes a password without MFA, so nobody who must set a new one at sign-in can: have new users sign in once before this is deployed, and reset expired passwords for them.";

/** A request without MFA may carry the key as "false", or not at all: IfExists is for both. */
const withoutMfa: PolicyData = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "DenyAllButEnrolmentWithoutMfa",
      Effect: "Deny",
      NotAction: enrolment,
      Resource: "*",
      Condition: { BoolIfExists: { [mfaPresent]: "false" } },
    },
  ],
};

/** Gives a user, or the group that it is in, a policy that denies everything but enrolling a device as long as MFA is absent. */
export function insertMfaDeny(principal: Principal): Fix[] {
  const [group, otherGroup] = principal.groups;
  const holder = group && !otherGroup && isOne(group) ? group : principal.declaration;
  if (!isOne(holder)) return [];
  const to = holder.kind === "group" ? `the group ${nameOf(holder)}` : `the user ${nameOf(holder)}`;
  return [
    {
      id: "insert-mfa-deny",
      title: `Deny ${to} everything but enrolling MFA while MFA is absent${mayEnrol(principal) ? "" : "; nothing lets them enrol yet"}`,
      safety: "review",
      outcome: "removes",
      edits: () => [{ kind: "add-declarations", after: holder, declarations: [attached(holder)] }],
      then: () => firstPassword,
    },
  ];
}

function mayEnrol({ policies, open }: Principal): boolean {
  const identity = policies.flatMap(({ policy }) => policy ?? []);
  // What an AWS managed policy allows is not read.
  if (open || policies.some(({ policy }) => !policy)) return true;
  return isAllowed({ action: "iam:EnableMFADevice", resource: "arn:aws:iam::*:user/*" }, { identity }) !== "no";
}

/** An inline policy of the group or user. */
function attached(holder: Declaration): NewDeclaration {
  const name = "require-mfa";
  const is = holder.kind === "group" ? "group" : "user";
  const reference = { reference: holder.address, attribute: "name" } as const;
  const policy = { ...withoutMfa };
  return {
    name,
    cloudformation: {
      type: "AWS::IAM::Policy",
      properties: {
        PolicyName: name,
        [is === "group" ? "Groups" : "Users"]: [reference],
        PolicyDocument: policy,
      },
    },
    terraform: { type: `aws_iam_${is}_policy`, attributes: { name, [is]: reference, policy } },
  };
}

/** Whether a declaration stands for one principal, which its code can name. */
function isOne({ instanceOf, perhaps, isRecord, ofAws, call }: Declaration): boolean {
  return instanceOf === undefined && perhaps !== true && isRecord !== true && ofAws !== true && call === undefined;
}

/** A range of the documentation's, from which nobody calls: until it is replaced, nobody gets in. https://www.rfc-editor.org/rfc/rfc5737 */
const networkToFill = placeholder("203.0.113.0/24");

/**
 * Denies what a user's keys ask from elsewhere than a network that a person fills in: in a policy of its own, as another one would be attached
 * straight to it. AWS's services that act on its behalf have addresses of their own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html
 */
export function limitSourceIp({ policies }: Principal, { module }: Context): Fix[] {
  const own = policies.find(
    ({ policy, group }) =>
      policy &&
      !group &&
      policy.ofAws !== true &&
      policy.owner.kind !== "file" &&
      module.graph.holdersOf(policy).length === 1,
  )?.policy;
  if (!own) return [];
  return [
    {
      id: "limit-source-ip",
      title: "Deny everything from outside of your network, which you fill in",
      safety: "review",
      outcome: "removes",
      edits: () => [
        {
          kind: "add-statement",
          policy: own,
          statement: {
            Sid: freeSid(own, "DenyOtherNetworks"),
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: {
              NotIpAddress: { "aws:SourceIp": networkToFill },
              Bool: { "aws:ViaAWSService": "false" },
            },
          },
        },
      ],
    },
  ];
}

/** Denies whom a boundary binds to rewrite it. */
export function denyBoundaryEdit(boundary: Policy, managed: Declaration): Fix[] {
  if (boundary.ofAws === true) return [];
  const arn = arnOf(managed);
  return [
    {
      id: "deny-boundary-edit",
      title: arn
        ? `Deny changes to the boundary itself, in ${managed.address}`
        : `Deny changes to all managed policies, as the name of ${managed.address} is not known`,
      safety: "review",
      outcome: "removes",
      edits: () => [
        {
          kind: "add-statement",
          policy: boundary,
          statement: {
            Sid: freeSid(boundary, "DenyBoundaryEdit"),
            Effect: "Deny",
            Action: [
              "iam:CreatePolicyVersion",
              "iam:DeletePolicy",
              "iam:DeletePolicyVersion",
              "iam:SetDefaultPolicyVersion",
            ],
            Resource: arn ?? "arn:aws:iam::*:policy/*",
          },
        },
      ],
    },
  ];
}

/** Adds what the library's starter boundary denies to one that allows everything. */
export function replaceBoundary(boundary: Policy, { module }: Context): Fix[] {
  // A policy document's content may serve several policies; then its own name is one of several.
  const holders = [boundary.address, ...(boundary.usedBy ?? []).map(({ address }) => address)];
  const managed = new Set(holders.flatMap((address) => module.declaration(address) ?? []));
  const [only, other] = [...managed].filter(({ kind }) => kind === "policy");
  const arn = only && !other ? arnOf(only) : undefined;
  const own = arn ?? `arn:aws:iam::*:policy/${placeholder("BOUNDARY-NAME")}`;
  const denied = boundaryFor("*").Statement.filter(({ Effect }) => Effect === "Deny");
  return [
    {
      id: "replace-boundary",
      title: "Deny IAM users, credentials and ways out of the boundary, as the starter boundary does",
      safety: "review",
      outcome: "removes",
      edits: () =>
        denied.map((statement): Edit => {
          const { Sid: sid, ...rest } = renamed(statement, own);
          const free: DataObject = typeof sid === "string" ? { Sid: freeSid(boundary, sid) } : {};
          return { kind: "add-statement", policy: boundary, statement: { ...free, ...rest } };
        }),
    },
  ];
}

/** A statement of the library with another boundary's ARN in the place of its own. */
function renamed(statement: DataObject, arn: string): DataObject {
  return Object.fromEntries(Object.entries(statement).map(([key, value]) => [key, withArn(value, arn)]));
}

function withArn(data: Data, arn: string): Data {
  if (typeof data === "string") return data === `arn:aws:iam::*:policy/${boundaryName}` ? arn : data;
  if (data === null || typeof data !== "object" || isRawData(data) || isReferenceData(data)) return data;
  return isListData(data) ? data.map((item) => withArn(item, arn)) : renamed(data, arn);
}

/** A policy's ARN in any account; undefined where its name is not known. A policy cannot refer to itself in Terraform, so it is written out. */
function arnOf({ fields }: Declaration): string | undefined {
  const name = literal(fields.name);
  const path = fields.path ? literal(fields.path) : "/";
  return name === undefined || path === undefined ? undefined : `arn:aws:iam::*:policy${path}${name}`;
}

function nameOf({ fields, address }: Declaration): string {
  return literal(fields.name) ?? address;
}

/** The Sid, or with a number behind it where the policy has it already. */
function freeSid({ statements }: Policy, sid: string): string {
  const taken = new Set(statements.map((statement) => literal(statement.sid)));
  let free = sid;
  for (let number = 2; taken.has(free); number++) free = `${sid}${number}`;
  return free;
}
