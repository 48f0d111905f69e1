// Declaration-level edits of a .tf document, in its own style. Edits of policies are the shape's, text is the syntax writer's.
import type { Declined, Edit, FileEdit, NewDeclaration } from "../../edit";
import { isDeclined } from "../../edit";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Source, TextEdit } from "../../model/source";
import { createHclWriter, printBlockText, type HclWriter } from "../../syntax/hcl";
import { createJsonWriter } from "../../syntax/json-write";
import type { BlockData, BlockWriter, SpellReference, Writer } from "../../syntax/writer";
import { decliningWriter, readOnlyReason } from "../cloudformation/read-only";
import { collect, type DeclarationEdit, type HostWriter } from "../host-writer";
import { newPolicyFile } from "../policy-file";
import { convertUser, movedAddresses, retarget } from "./convert";
import { namePattern, Names } from "./names";
import { notByCall, setFields, type SetField } from "./write-fields";
import { TerraformJsonWriter } from "./write-json";

/** Writes into one document. `edits` are all that will be written together: they may name what others of them add. */
export function terraformWriter(document: Document, edits: readonly Edit[]): HostWriter {
  return document.format === "terraform-json"
    ? new TerraformJsonWriter(document, edits)
    : new ConfigurationWriter(document, edits);
}

class ConfigurationWriter implements HostWriter {
  private readonly names: Names;
  private readonly hcl: HclWriter;
  private readonly removed: readonly Declaration[];

  constructor(
    private readonly document: Document,
    edits: readonly Edit[],
  ) {
    this.names = new Names(document, edits);
    this.hcl = createHclWriter(document.source, this.spell);
    this.removed = edits.flatMap((edit) => (edit.kind === "remove-declaration" ? [edit.declaration] : []));
  }

  private readonly spell: SpellReference = (reference) => {
    const path = this.names.expression(reference);
    return path === undefined ? undefined : { raw: path };
  };

  writer(source: Source): Writer | BlockWriter {
    const reason = readOnlyReason(source);
    if (reason !== undefined) return decliningWriter(reason);
    if (source.syntax === "hcl") return this.hcl;
    return createJsonWriter(source, (reference) => this.names.template(reference));
  }

  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined {
    const fields = new Map<Declaration, SetField[]>();
    for (const edit of edits)
      if (edit.kind === "set-field") fields.set(edit.declaration, [...(fields.get(edit.declaration) ?? []), edit]);
    const texts = collect(fields, ([declaration, own]) => setFields(declaration, own, this.document, this.hcl));
    if (isDeclined(texts)) return texts;
    const others = collect(edits, (edit) => this.writeOne(edit, edits));
    if (isDeclined(others)) return others;
    texts.push(...others, ...movedAddresses(this.document, edits, this.removed));
    const files = edits.flatMap((edit) =>
      edit.kind === "new-file" ? [newPolicyFile(this.document, edit.name, edit.policy)] : [],
    );
    return texts.length > 0 ? [{ uri: this.document.uri, edits: texts }, ...files] : files;
  }

  private writeOne(edit: DeclarationEdit, all: readonly DeclarationEdit[]): TextEdit[] | Declined {
    if ("declaration" in edit && edit.kind !== "set-field" && edit.declaration.call) return notByCall;
    switch (edit.kind) {
      case "remove-declaration":
        return this.remove(edit.declaration, all);
      case "add-declarations":
        return this.add(edit.after, edit.declarations);
      case "convert-user":
        return convertUser(edit, this.document, this.hcl, this.spell);
      case "retarget":
        return retarget(edit, this.document, this.hcl, all);
      default:
        return [];
    }
  }

  private remove(declaration: Declaration, all: readonly DeclarationEdit[]): TextEdit[] | Declined {
    if (declaration.node.kind !== "block") return { declined: "It is not written as a block." };
    const line = this.lineNaming(declaration.address, all);
    if (line !== undefined)
      return { declined: `${declaration.address} is still referred to in line ${line}; take that out first.` };
    return this.hcl.removeBlock(declaration.node);
  }

  /** The first line that names an address outside of what is removed or rewritten. */
  private lineNaming(address: string, all: readonly DeclarationEdit[]): number | undefined {
    const { text } = this.document;
    const moved = all.flatMap((edit) => (edit.kind === "retarget" ? [edit.declaration.span] : []));
    const gone = [...this.removed.map(({ span }) => span), ...moved, ...this.document.comments.map(({ span }) => span)];
    for (const { index } of text.matchAll(namePattern(address)))
      if (!gone.some(({ start, end }) => start <= index && index < end)) return text.slice(0, index).split("\n").length;
    return undefined;
  }

  private add(after: Declaration | undefined, declarations: readonly NewDeclaration[]): TextEdit[] | Declined {
    const { text } = this.document;
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const parts: string[] = [];
    for (const declaration of declarations) {
      if (!declaration.terraform) continue;
      const { type, attributes, blocks } = declaration.terraform;
      const data: BlockData = {
        type: "resource",
        labels: [type, this.names.labelOf(declaration.name)],
        attributes,
        blocks,
      };
      const printed = printBlockText(data, this.document.source, this.spell);
      if (isDeclined(printed)) return printed;
      const remark = (declaration.comment ?? "").split("\n").filter(Boolean);
      parts.push([...remark.map((line) => `# ${line}`), printed].join(eol));
    }
    const joined = parts.join(eol + eol);
    if (after) {
      const found = text.indexOf("\n", after.span.end);
      const at = found < 0 ? text.length : text.charAt(found - 1) === "\r" ? found - 1 : found;
      return [{ span: { start: at, end: at }, text: eol + eol + joined }];
    }
    const end = text.trimEnd().length;
    const gap = end === 0 || text.slice(0, end) === "\ufeff" ? "" : eol + eol;
    return [{ span: { start: end, end: text.length }, text: gap + joined + eol }];
  }
}
