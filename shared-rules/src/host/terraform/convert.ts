// A user that becomes a role or a permission set, with its policies, in a .tf document. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import type { Block, Value } from "../../model/value";
import { entryOf, literal, nodeSpan } from "../../model/value";
import { printBlockText, type HclWriter } from "../../syntax/hcl";
import type { SpellReference } from "../../syntax/writer";
import type { DeclarationEdit } from "../host-writer";
import { movedAddress, namePattern } from "./names";

const roleTypes: Readonly<Record<string, string>> = {
  aws_iam_user_policy: "aws_iam_role_policy",
  aws_iam_user_policy_attachment: "aws_iam_role_policy_attachment",
  aws_iam_policy_attachment: "aws_iam_policy_attachment",
};

const noBlock: Declined = { declined: "It is not written as a block." };

/** Where Identity Center's instance is looked up. */
const instances = "data.aws_ssoadmin_instances.this";
const instanceArn: Data = { raw: `tolist(${instances}.arns)[0]` };

export function convertUser(
  edit: Edit & { kind: "convert-user" },
  document: Document,
  writer: HclWriter,
  spell: SpellReference,
): TextEdit[] | Declined {
  const { node } = edit.declaration;
  if (node.kind !== "block") return noBlock;
  if (edit.to === "permission-set") return toPermissionSet(node, document);
  const trust: Data = { Version: edit.trust.Version, Statement: edit.trust.Statement };
  if (entryOf(node, "force_destroy")) {
    const attributes: Record<string, Data> = {};
    for (const { key, value } of node.entries) {
      const name = literal(key) ?? "";
      if (name === "tags") attributes["assume_role_policy"] = trust;
      if (name !== "force_destroy") attributes[name] = rawOf(value, document);
    }
    attributes["assume_role_policy"] ??= trust;
    return rewrite(node, "aws_iam_role", attributes, document, spell);
  }
  const renamed = renameType(node, "aws_iam_role", writer);
  if (isDeclined(renamed)) return renamed;
  const added = writer.addEntries(node, { assume_role_policy: trust }, entryOf(node, "path") ?? entryOf(node, "name"));
  return isDeclined(added) ? added : [...renamed, ...added];
}

function toPermissionSet(node: Block, document: Document): TextEdit[] | Declined {
  if (entryOf(node, "permissions_boundary"))
    return { declined: "A permission set's boundary is a resource of its own; attach it there first." };
  const attributes: Record<string, Data> = {};
  for (const { key, value } of node.entries) {
    const name = literal(key) ?? "";
    if (name === "path" || name === "force_destroy") continue;
    attributes[name] = rawOf(value, document);
    if (name === "name") attributes["instance_arn"] = instanceArn;
  }
  const written = rewrite(node, "aws_ssoadmin_permission_set", attributes, document);
  if (isDeclined(written) || /\bdata\s+"aws_ssoadmin_instances"\s+"this"/.test(document.text)) return written;
  const eol = document.text.includes("\r\n") ? "\r\n" : "\n";
  const lookUp = `data "aws_ssoadmin_instances" "this" {}${eol}${eol}`;
  return written.map((edit) => ({ ...edit, text: lookUp + edit.text }));
}

/** Makes a policy or attachment of the user that of the role or permission set. */
export function retarget(
  edit: Edit & { kind: "retarget" },
  document: Document,
  writer: HclWriter,
  all: readonly DeclarationEdit[],
): TextEdit[] | Declined {
  const { declaration, user, to } = edit;
  const { node, type } = declaration;
  if (node.kind !== "block") return noBlock;
  if (to === "permission-set") return retargetToPermissionSet(declaration, node, user, document, all);
  const roleType = roleTypes[type];
  const plural = type === "aws_iam_policy_attachment";
  const entry = entryOf(node, plural ? "users" : "user");
  if (roleType === undefined || !entry) return { declined: `${type} has no counterpart for roles.` };
  const renamed = type === roleType ? [] : renameType(node, roleType, writer);
  if (isDeclined(renamed)) return renamed;
  return [...renamed, { span: entry.key.token, text: plural ? "roles" : "role" }];
}

function retargetToPermissionSet(
  declaration: Declaration,
  node: Block,
  user: Declaration,
  document: Document,
  all: readonly DeclarationEdit[],
): TextEdit[] | Declined {
  const set: Data = { raw: `${movedAddress(user.address, "permission-set")}.arn` };
  if (declaration.kind === "user-policy") {
    const inline = all.filter((other) => other.kind === "retarget" && other.declaration.kind === "user-policy");
    const policy = entryOf(node, "policy");
    if (inline.length > 1 || !policy)
      return { declined: "A permission set has one inline policy; join the user's first." };
    const attributes = {
      instance_arn: instanceArn,
      permission_set_arn: set,
      inline_policy: rawOf(policy.value, document),
    };
    return rewrite(node, "aws_ssoadmin_permission_set_inline_policy", attributes, document);
  }
  const arn = entryOf(node, "policy_arn");
  if (declaration.type !== "aws_iam_user_policy_attachment" || !arn)
    return { declined: `${declaration.type} has no counterpart for permission sets.` };
  if (literal(arn.value)?.includes(":iam::aws:policy/")) {
    const attributes = {
      instance_arn: instanceArn,
      managed_policy_arn: rawOf(arn.value, document),
      permission_set_arn: set,
    };
    return rewrite(node, "aws_ssoadmin_managed_policy_attachment", attributes, document);
  }
  return {
    declined: "A permission set takes the user's own managed policy by name, in each account; attach it there first.",
  };
}

function renameType(node: Block, type: string, writer: HclWriter): TextEdit[] | Declined {
  const [label] = node.labels;
  return label ? writer.renameText(label, type) : noBlock;
}

function rawOf(value: Value, document: Document): Data {
  const { start, end } = nodeSpan(value);
  return { raw: document.text.slice(start, end) };
}

/** Writes a block anew with other attributes; its nested blocks and comments would be lost, so it has to have none. */
function rewrite(
  node: Block,
  type: string,
  attributes: Readonly<Record<string, Data>>,
  document: Document,
  spell: SpellReference = () => undefined,
): TextEdit[] | Declined {
  const isInValue = ({ start }: { start: number }): boolean =>
    node.entries.some(({ span }) => span.start <= start && start < span.end);
  const comments = document.comments.filter(({ span }) => node.span.start <= span.start && span.start < node.span.end);
  if (node.blocks.length > 0 || node.open || comments.some(({ span }) => !isInValue(span)))
    return { declined: "It holds blocks or comments that would be lost." };
  const labels = [type, ...node.labels.slice(1).map((label) => literal(label) ?? "")];
  const text = printBlockText({ type: node.type, labels, attributes }, document.source, spell);
  return isDeclined(text) ? text : [{ span: node.span, text }];
}

/** Addresses whose type changes, where they are named outside of blocks that are written anew or removed. */
export function movedAddresses(
  document: Document,
  edits: readonly DeclarationEdit[],
  removed: readonly Declaration[],
): TextEdit[] {
  const changes: TextEdit[] = [];
  for (const edit of edits) {
    if (edit.kind !== "convert-user" && edit.kind !== "retarget") continue;
    const { address, type } = edit.declaration;
    const name = address.slice(type.length);
    const to = edit.kind === "convert-user" ? movedAddress(address, edit.to) : `${roleTypes[type] ?? type}${name}`;
    if (edit.to === "permission-set" || to === address) continue;
    for (const { index } of document.text.matchAll(namePattern(address))) {
      const isGone = removed.some(({ span }) => span.start <= index && index < span.end);
      if (!isGone)
        changes.push({ span: { start: index, end: index + type.length }, text: to.slice(0, to.length - name.length) });
    }
  }
  return changes;
}
