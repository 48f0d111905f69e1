// Of what kind a bare policy is, told by its own text and by the names of its file and folders. It reads nothing else.
import type { Policy, PolicyKind, Statement } from "../../model/policy";
import { literal } from "../../model/value";

/**
 * The kind of a policy that nothing but its own text and its name tell apart.
 * Only resource-based policies, trust policies and RCPs have a Principal.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function inferKind(policy: Policy, uri: string): PolicyKind {
  const { statements } = policy;
  const hint = nameHint(uri);
  if (statements.some(namesPrincipal)) {
    if (resourcePolicy.test(namesOf(uri)[0] ?? "")) return "resource";
    // An RCP's Principal is "*" and its Effect is Deny: AWS accepts nothing else.
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    if ((hint === "rcp" || hint === "guardrail") && statements.some(deniesEveryone)) return "rcp";
    // AWS refuses a Principal there, which is for its author to hear.
    if (hint === "scp" && statements.every((statement) => statement.effect === "Deny")) return "scp";
    return statements.every(assumesRole) ? "trust" : "resource";
  }
  if (hint === "guardrail") return "scp";
  if (hint === "trust") return statements.length > 0 && statements.every(assumesRole) ? "trust" : "identity";
  if (hint !== undefined) return hint;
  return statements.every((statement) => statement.effect === "Deny") ? "unknown" : "identity";
}

/** Words of a file's own name that tell whose policy it is, whatever its folder is about. */
const resourcePolicy =
  /\b(bucket|bus|domain|endpoint|file ?system|gateway|key|queue|repository|secret|stream|topic|vault) (resource )?polic(y|ies)\b/;

function namesPrincipal(statement: Statement): boolean {
  return statement.principals.key !== undefined || statement.notPrincipals.key !== undefined;
}

function deniesEveryone(statement: Statement): boolean {
  return statement.effect === "Deny" && statement.principals.entries.some((principal) => principal.type === "*");
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html */
function assumesRole({ actions, resources, notResources }: Statement): boolean {
  if (resources.key || notResources.key) return false;
  return (
    actions.items.length > 0 &&
    actions.items.every((item) =>
      /^sts:(assumerole|tagsession|setsourceidentity|setcontext|\*)/i.test(literal(item) ?? ""),
    )
  );
}

/**
 * The type of the resource that a bare policy is for, where the names of its file and folders tell it; else "". Nothing in its text tells the
 * policy of a VPC endpoint, which only limits what passes through, from one that lets callers in.
 */
export function inferHostType(uri: string): string {
  return namesOf(uri).some((words) => /\b(vpce|(vpc )?endpoint polic(y|ies))\b/.test(words))
    ? "AWS::EC2::VPCEndpoint"
    : "";
}

type NameHint = "scp" | "rcp" | "guardrail" | "trust" | "boundary" | undefined;

const hints: readonly (readonly [RegExp, NameHint])[] = [
  [/\b(rcps?|resource control)\b/, "rcp"],
  [/\b(scps?|service control)\b/, "scp"],
  [/\bguardrails?\b/, "guardrail"],
  [/\b(boundary|boundaries)\b/, "boundary"],
  [/\b(trust|assume ?role)\b/, "trust"],
];

/** File and folders, nearest first; folders further out say what the whole repository is about and still help. */
const HINT_SEGMENTS = 5;

/** The words of the file's name and of its folders', nearest first. */
function namesOf(uri: string): string[] {
  const segments = uri.split("/").slice(-HINT_SEGMENTS).reverse();
  return segments.map((segment) =>
    segment
      .replace(/%[0-9a-f]{2}/gi, " ")
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, " "),
  );
}

function nameHint(uri: string): NameHint {
  for (const [index, words] of namesOf(uri).entries()) {
    const found = hints.find(([pattern]) => pattern.test(words));
    // "data-perimeter boundaries" as a folder is a figure of speech; only a file name means a permissions boundary.
    if (found && (index === 0 || found[1] === "scp" || found[1] === "rcp" || found[1] === "guardrail")) return found[1];
  }
  return undefined;
}
