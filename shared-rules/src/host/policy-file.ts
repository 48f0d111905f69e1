// A bare policy document in a JSON file: finds the policy, tells its kind, and writes new files beside it. The grammar is iam-json's.
import type { Declined, Edit, FileEdit, PolicyData } from "../edit";
import type { Data } from "../model/data";
import { isListData } from "../model/data";
import type { Document } from "../model/document";
import type { Policy, PolicyKind, Statement } from "../model/policy";
import type { Source } from "../model/source";
import { wholeDocument } from "../model/source";
import type { Value } from "../model/value";
import { literal, valueOf } from "../model/value";
import { looksLikePolicy, readPolicy } from "../shape/iam-json";
import type { PolicyPlace } from "../shape/place";
import { jsonStringSource } from "../syntax/embedded";
import { parseJson } from "../syntax/json";

/** Reads a policy file. A text that holds no policy gives a document without one. `previous` is not needed: JSON is read whole. */
export function readPolicyFile(file: { readonly uri: string; readonly text: string }, previous?: Document): Document {
  if (previous?.text === file.text && previous.uri === file.uri && previous.format === "policy-json") return previous;
  const source = wholeDocument("json", file.text);
  const { root, broken, comments } = parseJson(source);
  const found = findDocument(root, source);
  const policies = found ? readFound(found.value, found.source, file.uri) : [];
  return {
    uri: file.uri,
    text: file.text,
    format: "policy-json",
    source,
    declarations: [],
    policies,
    unread: [],
    broken,
    comments,
    state: undefined,
  };
}

/** How the AWS CLI's inputs and outputs wrap a document; each step's value may again be a wrapper, or the document as a string. */
const wrappers = ["PolicyDocument", "Policy", "PolicyVersion", "Document", "AssumeRolePolicyDocument", "policy"];
const WRAPPER_DEPTH = 3;

function findDocument(
  value: Value | undefined,
  source: Source,
  depth = WRAPPER_DEPTH,
): { value: Value; source: Source } | undefined {
  const entries = value?.kind === "dict" ? value : undefined;
  if (!value || looksLikePolicy(value)) return value && { value, source };
  if (depth === 0) return undefined;
  if (value.kind === "text" && depth < WRAPPER_DEPTH && literal(value)?.trimStart().startsWith("{")) {
    const embedded = jsonStringSource(source, value);
    return embedded && findDocument(parseJson(embedded).root, embedded, 0);
  }
  for (const wrapper of wrappers) {
    const found = findDocument(entries && valueOf(entries, wrapper), source, depth - 1);
    if (found) return found;
  }
  return undefined;
}

function readFound(value: Value, source: Source, uri: string): Policy[] {
  const place: PolicyPlace = {
    kind: "unknown",
    address: "",
    owner: { kind: "file", address: "" },
    hostType: "",
    source,
  };
  const policy = readPolicy(value, place);
  return policy ? [{ ...policy, kind: inferKind(policy, uri) }] : [];
}

/**
 * The kind of a policy that nothing but its own text and its name tell apart.
 * Only resource-based policies, trust policies and RCPs have a Principal.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function inferKind(policy: Policy, uri: string): PolicyKind {
  const { statements } = policy;
  const hint = nameHint(uri);
  if (statements.some(namesPrincipal)) {
    // An RCP's Principal is "*" and its Effect is Deny: AWS accepts nothing else.
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    if ((hint === "rcp" || hint === "guardrail") && statements.some(deniesEveryone)) return "rcp";
    return statements.every(assumesRole) ? "trust" : "resource";
  }
  if (hint === "guardrail") return "scp";
  if (hint === "trust") return statements.length > 0 && statements.every(assumesRole) ? "trust" : "identity";
  if (hint !== undefined) return hint;
  return statements.every((statement) => statement.effect === "Deny") ? "unknown" : "identity";
}

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

type Hint = "scp" | "rcp" | "guardrail" | "trust" | "boundary" | undefined;

const hints: readonly (readonly [RegExp, Hint])[] = [
  [/\b(rcps?|resource control)\b/, "rcp"],
  [/\b(scps?|service control)\b/, "scp"],
  [/\bguardrails?\b/, "guardrail"],
  [/\b(boundary|boundaries)\b/, "boundary"],
  [/\b(trust|assume ?role)\b/, "trust"],
];

/** File and folders, nearest first; folders further out say what the whole repository is about and still help. */
const HINT_SEGMENTS = 5;

function nameHint(uri: string): Hint {
  const segments = uri.split("/").slice(-HINT_SEGMENTS).reverse();
  for (const segment of segments) {
    const words = segment
      .replace(/%[0-9a-f]{2}/gi, " ")
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, " ");
    const found = hints.find(([pattern]) => pattern.test(words));
    // "data-perimeter boundaries" as a folder is a figure of speech; only a file name means a permissions boundary.
    if (found && (segment === segments[0] || found[1] === "scp" || found[1] === "rcp" || found[1] === "guardrail"))
      return found[1];
  }
  return undefined;
}

/** Writes a declaration-level edit of a policy file: what is not the policy itself goes into a new file beside it. */
export function writePolicyFileEdit(document: Document, edit: Edit): FileEdit[] | Declined {
  switch (edit.kind) {
    case "new-file":
      return [newPolicyFile(document, edit.name, edit.policy)];
    case "add-declarations": {
      const files: FileEdit[] = [];
      for (const declaration of edit.declarations) {
        const policies = Object.values(declaration.cloudformation.properties).filter(isPolicyData);
        const [policy] = policies;
        if (policies.length !== 1 || !policy)
          return { declined: "A policy file holds one policy; what is to be declared here is more than that." };
        files.push(newPolicyFile(document, declaration.name, policy));
      }
      return files;
    }
    default:
      return { declined: "A policy file declares nothing that could be changed." };
  }
}

/** A new policy file in the document's folder. The core sees no folders, so the name is made one that is hardly taken. */
export function newPolicyFile(document: Document, name: string, policy: PolicyData): FileEdit {
  const folder = document.uri.slice(0, document.uri.lastIndexOf("/") + 1);
  const stem = name
    .replace(/\.json$/i, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const own = document.uri.slice(folder.length).toLowerCase();
  const file = `${stem || "policy"}.json`;
  const free = file === own ? `${stem || "policy"}-new.json` : file;
  const eol = document.text.includes("\r\n") ? "\r\n" : "\n";
  const text = JSON.stringify(policy, undefined, indentOf(document.text));
  return { uri: folder + free, create: text.replaceAll("\n", eol) + eol };
}

/** The file's own unit of indentation. */
function indentOf(text: string): string {
  const found = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return found.startsWith("\t") ? "\t" : found.slice(0, 8);
}

function isPolicyData(data: Data): data is Data & PolicyData {
  return typeof data === "object" && data !== null && !isListData(data) && "Statement" in data && "Version" in data;
}
