// Whose a declared credential is, whether it works, and what takes care of it. Not a rule.
import { wording } from "../model/questions";
import type { Declaration, Policy } from "../model/policy";
import { itemsOf, literal, type Answer, type Value } from "../model/value";
import type { Context, Principal } from "../rule";

type Module = Context["module"];

/** Whether an access key is switched on; it is where nothing says otherwise. */
export function isActive({ fields }: Declaration): Answer {
  if (!fields.status) return "yes";
  const status = literal(fields.status);
  if (status === undefined) return "unknown";
  return status.toLowerCase() === "inactive" ? "no" : "yes";
}

/** What names the root user as the one that a key is for; an IAM user of that name is another one. */
export function rootOf(key: Declaration, module: Module): Value | undefined {
  const user = itemsOf(key.fields.users).find((value) => /^(?:arn:.*:)?root$/i.test(literal(value) ?? ""));
  return ownerOf(key, module) ? undefined : user;
}

const owners = new WeakMap<Module["graph"], ReadonlyMap<Declaration, Principal>>();

/** The declared user whose credential it is. */
export function ownerOf(credential: Declaration, { graph }: Module): Principal | undefined {
  let known = owners.get(graph);
  if (!known) {
    known = new Map(graph.principals.flatMap((principal) => principal.credentials.map((one) => [one, principal])));
    owners.set(graph, known);
  }
  return known.get(credential);
}

/** What users call the one that a credential is for: its name, its address, or the expression that gives it. */
export function ownerName(credential: Declaration, module: Module): string {
  const owner = ownerOf(credential, module)?.declaration;
  if (owner) return literal(owner.fields.name) ?? owner.address;
  const [user] = itemsOf(credential.fields.users);
  return user ? wording(user) : "its user";
}

const perUser = new WeakMap<Module["graph"], ReadonlyMap<string, readonly Declaration[]>>();

/** The keys that surely work of the same user as this one, in one order whoever asks; itself among them where it is one of them. */
export function keysBeside(key: Declaration, module: Module): readonly Declaration[] {
  let known = perUser.get(module.graph);
  if (!known) {
    const keys = new Map<string, Declaration[]>();
    for (const one of module.declarations) {
      if (one.kind !== "access-key" || one.perhaps === true || isActive(one) !== "yes") continue;
      const user = identityOf(one, module);
      if (user !== undefined) keys.set(user, [...(keys.get(user) ?? []), one]);
    }
    const { graph } = module;
    const uri = (one: Declaration): string => graph.documentOf(one)?.uri ?? "";
    const inOrder = (a: Declaration, b: Declaration): number =>
      uri(a) === uri(b) ? a.span.start - b.span.start : uri(a) < uri(b) ? -1 : 1;
    for (const list of keys.values()) if (list.length > 1) list.sort(inOrder);
    perUser.set(graph, (known = keys));
  }
  const user = identityOf(key, module);
  return user === undefined ? [] : (known.get(user) ?? []);
}

/** The same for two keys that are surely of one user. */
function identityOf(key: Declaration, module: Module): string | undefined {
  const [user] = itemsOf(key.fields.users);
  if (!user) return undefined;
  const owner = ownerOf(key, module)?.declaration;
  // Where one declaration stands for several users, the key that picks one of them tells which.
  const picked = owner?.perhaps === true ? (/\[[^\]]*\]/.exec(wording(user))?.[0] ?? "") : "";
  if (owner) return `declared ${owner.address}${picked}`;
  return isFixed(user) ? `named ${wording(user)}` : undefined;
}

/** Whether the value is the same wherever it is written. */
function isFixed(user: Value): boolean {
  return literal(user) !== undefined || !/\b(?:each|count|self)\.|\(/.test(wording(user));
}

const rotation =
  /ACCESS_KEYS_ROTATED|access-keys-rotated|\btime_rotating\b|secretsmanager_secret_rotation|RotationSchedule/;
const rotates = new WeakMap<Module["graph"], boolean>();

/** Whether anything in the module replaces access keys in time, or tells of those that are old. */
export function checksRotation({ documents, graph }: Module): boolean {
  const known = rotates.get(graph) ?? documents.some(({ text }) => rotation.test(text));
  rotates.set(graph, known);
  return known;
}

/**
 * All that a user's policies say, and its boundary: AWS's own policies, which ask for neither MFA nor a network, are left out. Undefined where
 * some of it is not known, or where nothing is attached: then it is attached elsewhere.
 */
export function contentsOf({ boundary, boundaryPolicy, open, policies }: Principal): readonly Policy[] | undefined {
  if (open || policies.length === 0 || (boundary && !boundaryPolicy)) return undefined;
  const contents: Policy[] = boundaryPolicy ? [boundaryPolicy] : [];
  for (const { arn, policy } of policies) {
    if (policy && !policy.open) contents.push(policy);
    else if (policy || !/^arn:[^:]*:iam::aws:policy\//.test(literal(arn) ?? "")) return undefined;
  }
  return contents;
}
