// The fix role-instead: a user becomes a role for its workload, or a permission set for people. Hosts do the writing.
import type { Edit, NewDeclaration, PolicyData } from "../edit";
import type { DataObject } from "../model/data";
import { blockAddress, refersTo } from "../model/address";
import type { Document } from "../model/document";
import type { Declaration, Policy, Statement } from "../model/policy";
import { itemsOf, literal, type Value } from "../model/value";
import type { Context, Fix } from "../rule";

interface Workload {
  readonly name: string;
  readonly to: "role" | "permission-set";
  /** The trust policy's statement, for a role. */
  readonly trust?: DataObject;
  /** What the role needs beside itself. */
  readonly companions?: (role: string) => readonly NewDeclaration[];
}

const github = "GitHub Actions";
const githubProvider = "github-actions";

/** Placeholder that GitHub matches to no repository: a person must fill it in. */
const githubSubject = "repo:CHANGE-ME/CHANGE-ME:ref:refs/heads/main";

const workloads: readonly Workload[] = [
  {
    name: github,
    to: "role",
    // https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
    trust: {
      Effect: "Allow",
      Principal: { Federated: { reference: githubProvider, attribute: "arn" } },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": githubSubject,
        },
      },
    },
    companions: () => [
      {
        name: githubProvider,
        cloudformation: {
          type: "AWS::IAM::OIDCProvider",
          properties: { Url: "https://token.actions.githubusercontent.com", ClientIdList: ["sts.amazonaws.com"] },
        },
        terraform: {
          type: "aws_iam_openid_connect_provider",
          attributes: { url: "https://token.actions.githubusercontent.com", client_id_list: ["sts.amazonaws.com"] },
        },
      },
    ],
  },
  {
    name: "EC2",
    to: "role",
    trust: serviceTrust("ec2.amazonaws.com"),
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
    companions: (name) => {
      const role = { reference: name, attribute: "name" } as const;
      return [
        {
          name: "instance-profile",
          cloudformation: { type: "AWS::IAM::InstanceProfile", properties: { Roles: [role] } },
          terraform: { type: "aws_iam_instance_profile", attributes: { role } },
        },
      ];
    },
  },
  { name: "Lambda", to: "role", trust: serviceTrust("lambda.amazonaws.com") },
  { name: "people, through IAM Identity Center", to: "permission-set" },
];

/**
 * For a grant that lets someone make users or credentials: declares a role for the workload and takes the grant out where something else
 * stays granted. Only workloads with a role of their own; a permission set has nothing to do with the grant.
 */
export function roleInsteadOfGrant(policy: Policy, statement: Statement, item: Value | undefined): Fix[] {
  const removable = item && (statement.actions.items.length > 1 || policy.statements.length > 1);
  return workloads.flatMap(({ name, trust, companions }): Fix[] => {
    if (!trust) return [];
    const role = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-role`;
    // A policy file declares nothing, so the role's trust policy is all that can stand beside it.
    const others = policy.owner.kind === "file" ? [] : (companions?.(role) ?? []);
    if (policy.owner.kind === "file" && name === github) return [];
    return [
      {
        id: "role-instead",
        title: removable ? `Declare a role for ${name} instead` : `Declare a role for ${name}`,
        safety: "review",
        outcome: removable ? "removes" : "guards",
        edits: (): Edit[] => [
          ...(removable
            ? [{ kind: "replace-item", policy, statement, element: statement.actions, item, with: [] } as const]
            : []),
          { kind: "add-declarations", after: undefined, declarations: [declareRole(role, trust), ...others] },
        ],
      },
    ];
  });
}

function declareRole(name: string, statement: DataObject): NewDeclaration {
  const trust = { Version: "2012-10-17", Statement: [statement] };
  return {
    name,
    cloudformation: { type: "AWS::IAM::Role", properties: { AssumeRolePolicyDocument: trust } },
    terraform: { type: "aws_iam_role", attributes: { name, assume_role_policy: trust } },
  };
}

/** The trust of a role that one AWS service assumes for one's own resource; EC2 and Lambda are given it at creation by iam:PassRole. */
function serviceTrust(service: string): DataObject {
  return { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
}

/**
 * Offers to turn the user into a role or permission set, one fix a workload. Its policies move along, its keys and password go.
 * Where something else in the module still refers to the user or its keys, nothing is offered: a person has to look there first.
 */
export function roleInstead(declaration: Declaration, context: Context): Fix[] {
  const user = asBlock(declaration);
  const plan = user.isRecord || user.call ? undefined : planOf(user, context);
  if (!plan) return [];
  return workloads.map(({ name, to, trust, companions }) => ({
    id: "role-instead",
    title:
      to === "role" ? `Replace the user by a role for ${name}` : `Replace the user by a permission set for ${name}`,
    safety: "review",
    outcome: "removes",
    edits: (): Edit[] => {
      const policy: PolicyData = { Version: "2012-10-17", Statement: trust ? [trust] : [] };
      const added = companions?.(user.address) ?? [];
      return [
        to === "role"
          ? { kind: "convert-user", declaration: user, to, trust: policy }
          : { kind: "convert-user", declaration: user, to },
        ...plan.moved.map((declaration): Edit => ({ kind: "retarget", declaration, user, to })),
        ...plan.removed.map((declaration): Edit => ({ kind: "remove-declaration", declaration })),
        ...(added.length > 0 ? [{ kind: "add-declarations", after: user, declarations: added } as const] : []),
      ];
    },
  }));
}

interface Plan {
  /** Policies and attachments that become the role's. */
  readonly moved: readonly Declaration[];
  /** Keys and login profiles. */
  readonly removed: readonly Declaration[];
}

/** An instance of a block as the block itself: what is written there is written for all of them. */
function asBlock(declaration: Declaration): Declaration {
  return declaration.instanceOf === undefined ? declaration : { ...declaration, address: declaration.instanceOf };
}

/** What plans ask of a module: each user has one. */
interface Members {
  readonly blocks: ReadonlyMap<string, readonly Declaration[]>;
  /** The declarations that name users. */
  readonly links: readonly Declaration[];
}

const members = new WeakMap<Context["module"], Members>();

function membersOf(module: Context["module"]): Members {
  const known = members.get(module);
  if (known) return known;
  const blocks = new Map<string, Declaration[]>();
  for (const declaration of module.declarations) {
    const block = blockAddress(declaration.address);
    const same = blocks.get(block);
    if (same) same.push(declaration);
    else blocks.set(block, [declaration]);
  }
  const made = { blocks, links: module.declarations.filter(({ fields }) => fields.users !== undefined) };
  members.set(module, made);
  return made;
}

/** One of each block. */
function blocksOf(declarations: readonly Declaration[]): Declaration[] {
  const instances = new Map(declarations.map((declaration) => [blockAddress(declaration.address), declaration]));
  return [...instances.values()].map(asBlock);
}

function planOf(user: Declaration, { module }: Context): Plan | undefined {
  const { blocks, links } = membersOf(module);
  const own = blocks.get(blockAddress(user.address)) ?? [];
  const attached = links.filter(
    (declaration) =>
      !own.includes(declaration) &&
      usersOf(declaration).some((value) => own.some((instance) => isUser(value, instance))),
  );
  const dependents = blocksOf(attached);
  const moved = dependents.filter(({ kind }) => kind === "user-policy" || kind === "attachment");
  const removed = dependents.filter(({ kind }) => kind === "access-key" || kind === "login-profile");
  if (moved.length + removed.length < dependents.length) return undefined;
  if (
    moved.some(
      (declaration) =>
        usersOf(declaration).length > 1 || itemsOf(declaration.fields.roles).length > 0 || declaration.fields.group,
    )
  )
    return undefined;
  const changing = new Set([...own, ...attached]);
  const mine = (declaration: Declaration) => module.documents[0]?.declarations.includes(declaration) === true;
  if (![...changing].every(mine)) return undefined; // one document's edit cannot move what stands in another
  return [user, ...removed].some((declaration) => isNamedElsewhere(declaration, changing, module.documents))
    ? undefined
    : { moved, removed };
}

function usersOf(declaration: Declaration): readonly Value[] {
  return itemsOf(declaration.fields.users);
}

function isUser(value: Value, user: Declaration): boolean {
  if (value.kind === "reference") return refersTo(value.target, user.address);
  const name = literal(value);
  return name !== undefined && name === literal(user.fields.name);
}

/** Whether the declaration's address stands anywhere in the module outside the declarations that change with it. */
function isNamedElsewhere(
  { address, nameSpan }: Declaration,
  own: ReadonlySet<Declaration>,
  documents: Context["module"]["documents"],
): boolean {
  return documents.some((document) => {
    const changing = document.declarations.filter((declaration) => own.has(declaration));
    return placesOf(address, document).some(
      (index) => index !== nameSpan.start && !changing.some(({ span }) => span.start <= index && index < span.end),
    );
  });
}

const addresses = new WeakMap<Document, ReadonlyMap<string, readonly number[]>>();

/** Where an address stands as a whole word. Those of Terraform are looked up: in a long file each search takes its time. */
function placesOf(address: string, document: Document): readonly number[] {
  if (!/^aws_\w+\.[\w-]+$/.test(address)) return found(address, document.text);
  const known = addresses.get(document) ?? addressesIn(document.text);
  addresses.set(document, known);
  return known.get(address) ?? [];
}

function addressesIn(text: string): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { 0: address, index } of text.matchAll(/(?<![\w.-])aws_\w+\.[\w-]+/g)) {
    const same = places.get(address);
    if (same) same.push(index);
    else places.set(address, [index]);
  }
  return places;
}

function found(address: string, text: string): number[] {
  const places: number[] = [];
  for (let index = text.indexOf(address); index >= 0; index = text.indexOf(address, index + 1))
    if (!/[\w.-]/.test(text.charAt(index - 1)) && !/[\w-]/.test(text.charAt(index + address.length)))
      places.push(index);
  return places;
}
