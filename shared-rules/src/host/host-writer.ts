// What every host offers to whoever writes edits into its documents. It writes nothing itself.
import type { Declined, Edit, FileEdit } from "../edit";
import { isDeclined } from "../edit";
import type { Document } from "../model/document";
import type { Source, TextEdit } from "../model/source";
import { contains, literal, nodeSpan } from "../model/value";
import type { PolicyEdit } from "../shape/write";
import type { BlockWriter, Writer } from "../syntax/writer";
import type { IgnoreEdit } from "./ignores";

/** An edit that is not a policy's own: of declarations, of the file, beside it. */
export type DeclarationEdit = Exclude<Edit, PolicyEdit | RenamePart | IgnoreEdit>;

type RenamePart = Edit & { kind: "rename-part" };

/** What a host knows about writing into one of its documents. */
export interface HostWriter {
  /** The writer of a source that stands in the document, or is it, naming references as the host does. */
  writer(source: Source): Writer | BlockWriter;
  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined;
}

/** Spells a part of a declaration's value anew where it is written: the text around it, expressions too, stays. */
export function renamePart(edit: RenamePart, document: Document): TextEdit[] | Declined {
  const { declaration, value, part, to } = edit;
  const { start, end } = nodeSpan(value);
  const [before = "", after, more] = document.text.slice(start, end).split(part);
  const isHere =
    !declaration.isRecord && !declaration.call && !value.written && after !== undefined && more === undefined;
  if (!isHere) return { declined: `${part} comes from somewhere else; change it where it is written.` };
  const at = start + before.length;
  return [{ span: { start: at, end: at + part.length }, text: to }];
}

/** IAM's actions on users and their credentials. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
const onUsers =
  /^iam:\w*(?:User|AccessKey|LoginProfile|MFADevice|SSHPublicKey|SigningCertificate|ServiceSpecificCredential)/i;

/** Whether a place is the resource of a statement about users: nothing would be left of it if it named a role. */
export function isInUsersStatement({ policies }: Document, offset: number): boolean {
  const at = { start: offset, end: offset };
  return policies.some(({ statements }) =>
    statements.some(
      ({ actions, resources, span }) =>
        contains(span, at) &&
        resources.value !== undefined &&
        contains(nodeSpan(resources.value), at) &&
        actions.items.some((action) => onUsers.test(literal(action) ?? "")),
    ),
  );
}

/** Whether a place is in a statement of a policy. */
export function isInStatement({ policies }: Document, offset: number): boolean {
  const at = { start: offset, end: offset };
  return policies.some(({ statements }) => statements.some(({ span }) => contains(span, at)));
}

/** All results, or the first that was declined. */
export function collect<T, R>(inputs: Iterable<T>, write: (input: T) => readonly R[] | Declined): R[] | Declined {
  const all: R[] = [];
  for (const input of inputs) {
    const written = write(input);
    if (isDeclined(written)) return written;
    all.push(...written);
  }
  return all;
}
