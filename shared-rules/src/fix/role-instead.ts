// The fix role-instead: a user becomes a role for its workload, or a permission set for people. Hosts do the writing.
import type { Edit, NewDeclaration, PolicyData } from "../edit";
import { isDeclined } from "../edit";
import type { DataObject } from "../model/data";
import { blockAddress } from "../model/address";
import type { Declaration, Policy, Statement } from "../model/policy";
import type { Document } from "../model/document";
import { literal, valueOf, type Span, type Value } from "../model/value";
import type { Context, Fix } from "../rule";
import { planOf } from "./role-plan";
import { runningWith, type RunningWithKey } from "./runners";
import { removeActions } from "./statement";
import { byHand, type Workload } from "./workload";
import { providerOf } from "./workload-provider";
import { workloads } from "./workloads";

/** An action by its name, or by a part of it: who grants "iam:*" had more in mind than a user for a workload. */
const namedAction = /^iam:.*[a-z]/i;

/**
 * For a grant that names what makes users or credentials: declares a role for the workload and takes the grant out where something else
 * stays granted. Only workloads with a role of their own; a permission set has nothing to do with the grant.
 */
export function roleInsteadOfGrant(
  policy: Policy,
  statement: Statement,
  items: readonly Value[],
  context: Context,
): Fix[] {
  if (items.length === 0 || !items.every((item) => namedAction.test(literal(item) ?? ""))) return [];
  const [removal] = removeActions(policy, statement, items);
  const isFile = policy.owner.kind === "file";
  const said = wordsOf([policy.name ?? "", policy.address]);
  return likeliestFirst(workloads, said).flatMap((workload, index): Fix[] => {
    const { name, slug, trust, companions } = workload;
    if (!trust) return [];
    const role = `${slug}-role`;
    return [
      {
        id: "role-instead",
        title: removal ? `Declare a role for ${name} instead` : `Declare a role for ${name}`,
        safety: "review",
        outcome: removal ? "removes" : "guards",
        ...(index > 0 && { stands: "last" }),
        edits: (): Edit[] => {
          // A policy file declares nothing, so the role's trust policy is all that can stand beside it.
          const { naming, isDeclared } = isFile ? { naming: byHand, isDeclared: true } : providerOf(workload, context);
          const others = isDeclared ? [] : (companions?.(role) ?? []);
          return [
            ...(removal?.edits() ?? []),
            {
              kind: "add-declarations",
              after: undefined,
              declarations: [declareRole(role, trust(naming)), ...others],
            },
          ];
        },
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

/**
 * Offers to turn the user into a role or permission set, one fix a workload, the likeliest first. Its policies move along, its keys and
 * password go. Where something would break, the fix declines and says what a person has to look at first.
 */
export function roleInstead(declaration: Declaration, context: Context): Fix[] {
  const user = asBlock(declaration);
  if (user.kind !== "user" || user.isRecord || user.call) return [];
  const credentials = context.module.graph.principal(user.address)?.credentials ?? [];
  const running = runningWith(
    credentials.filter(({ kind }) => kind === "access-key"),
    context,
  );
  const [first] = running;
  return likeliestFirst(workloads, wordsAbout(user, context), first).map((workload, index): Fix => ({
    id: "role-instead",
    title:
      workload.to === "role"
        ? `Replace the user by a role for ${workload.name}`
        : `Replace the user by a permission set for ${workload.name}`,
    safety: "review",
    outcome: "removes",
    stands: index === 0 ? "first" : "last",
    edits: () => editsFor(workload, user, context),
    then: () => (running.some((one) => one.runs === workload.runs?.as) ? undefined : workload.then),
  }));
}

function editsFor(workload: Workload, user: Declaration, context: Context): readonly Edit[] {
  const { to, trust, companions, attach, runs } = workload;
  const plan = planOf(user, to, context);
  if (isDeclined(plan)) return [{ kind: "decline", because: plan.declined }];
  const { moved, removed, copied, left, groups } = plan;
  const keys = removed.filter(({ kind }) => kind === "access-key");
  // Of several users at once none is the one whose key runs something.
  const running = isRepeated(user) ? [] : runningWith(keys, context).filter((one) => one.runs === runs?.as);
  const role = runs?.role?.(user.address);
  const [unlike] = role ? [] : running;
  if (unlike)
    return [
      {
        kind: "decline",
        because: `The resource ${unlike.address} runs with a role already; give that role the policies of the user, and take the keys out of its environment.`,
      },
    ];
  const { naming, isDeclared, issuer } = providerOf(workload, context);
  const policy: PolicyData = { Version: "2012-10-17", Statement: trust ? [trust(naming)] : [] };
  const added = isDeclared ? [] : (companions?.(user.address) ?? []);
  return [
    to === "role"
      ? {
          kind: "convert-user",
          declaration: user,
          to,
          trust: policy,
          ...(issuer && { issuer }),
          ...(attach && { attach }),
          groups,
        }
      : { kind: "convert-user", declaration: user, to },
    ...moved.map((declaration): Edit => ({ kind: "retarget", declaration, user, to })),
    ...left.map((one): Edit => ({ kind: "remove-user", user, ...one })),
    ...copied.map((declaration): Edit => ({ kind: "copy-to-role", declaration, user })),
    ...(role ? running.map((one): Edit => ({ kind: "wire-role", in: one.in, runner: one.address, keys, role })) : []),
    ...removed.map((declaration): Edit => ({ kind: "remove-declaration", declaration })),
    ...(added.length > 0 ? [{ kind: "add-declarations", after: user, declarations: added } as const] : []),
  ];
}

/** Offers to take a key out of the provider that it is written in: Terraform then acts with the role that it runs with. */
export function roleInsteadOfProviderKey({ addressAt }: Document, key: Span): Fix[] {
  if (addressAt?.(key.start) !== "provider.aws") return [];
  return [
    {
      id: "role-instead",
      title: "Take the key out of the provider, which then uses the role that Terraform runs with",
      safety: "review",
      outcome: "removes",
      edits: () => [{ kind: "remove-provider-keys", at: key }],
    },
  ];
}

function isRepeated({ node }: Declaration): boolean {
  return node.kind === "block" && (valueOf(node, "count") ?? valueOf(node, "for_each")) !== undefined;
}

/** An instance of a block as the block itself: what is written there is written for all of them. */
function asBlock(declaration: Declaration): Declaration {
  return declaration.instanceOf === undefined ? declaration : { ...declaration, address: declaration.instanceOf };
}

/** The likeliest workload first, the others in their own order: what runs with a key of the user is more than a name. */
function likeliestFirst(all: readonly Workload[], said: string, running?: RunningWithKey): readonly Workload[] {
  const likeliest =
    (running && all.find(({ runs }) => runs?.as === running.runs)) ??
    all.find(({ suggestedBy }) => suggestedBy.test(said)) ??
    (pipeline.test(said) ? all.find(({ name }) => name === "GitHub Actions") : undefined);
  return likeliest ? [likeliest, ...all.filter((one) => one !== likeliest)] : all;
}

/** What pipelines are called, whoever runs them. */
const pipeline = /\b(?:ci|cd|cicd|pipelines?|deploy(?:s|er|ment|ments)?|build(?:s|er)?|releases?|runner)\b/;

/** A user's name, address and tags, and what is declared for it, in words. */
function wordsAbout(user: Declaration, { module }: Context): string {
  const { name, path, tags } = user.fields;
  const values = tags?.kind === "dict" ? tags.entries.map(({ value }) => literal(value) ?? "") : [];
  const said = wordsOf([
    literal(name) ?? "",
    blockAddress(user.address).split(".").pop() ?? "",
    literal(path) ?? "",
    ...values,
  ]);
  const credentials = module.graph.principal(user.address)?.credentials ?? [];
  const isPerson =
    /@/.test(literal(name) ?? "") || credentials.some(({ kind }) => kind === "login-profile" || kind === "mfa-device");
  return isPerson ? "people" : said;
}

/** Names as words: "GitHubDeploy" and "github_deploy" are "github deploy". */
function wordsOf(names: readonly string[]): string {
  return names
    .join(" ")
    .replace(/GitHub|GitLab|CircleCI/g, (name) => ` ${name.toLowerCase()} `)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .toLowerCase();
}
