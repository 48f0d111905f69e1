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
import { convertUser, movedAddresses, retarget, type Conversions } from "./convert";
import { copyToRole, removeUser } from "./convert-groups";
import { giveToGroup } from "./groups";
import { exposedBy, stillNamed } from "./mentions";
import { removeProviderKeys } from "./provider-keys";
import { Names } from "./names";
import { blockToRemove } from "./unread-block";
import { notByCall, setFields, type SetField } from "./write-fields";
import { TerraformJsonWriter } from "./write-json";
import { nameRole, takeKeysOut } from "./wire";
import { changeSecretUse } from "./write-secrets";

/**
 * Writes into one document.
 * @param edits all that will be written together, in whatever file: they may name what others of them add
 * @param module the files that are read together with the document, itself among them
 */
export function terraformWriter(
  document: Document,
  edits: readonly Edit[],
  module: readonly Document[] = [document],
): HostWriter {
  return document.format === "terraform-json"
    ? new TerraformJsonWriter(document, edits, module)
    : new ConfigurationWriter(document, edits, module);
}

class ConfigurationWriter implements HostWriter {
  private readonly names: Names;
  private readonly hcl: HclWriter;

  constructor(
    private readonly document: Document,
    private readonly all: readonly Edit[],
    private readonly module: readonly Document[],
  ) {
    this.names = new Names(module, all);
    this.hcl = createHclWriter(document.source, this.spell);
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
    const named = stillNamed(this.module, this.all);
    if (named) return named;
    const others = collect(edits, (edit) => this.writeOne(edit));
    if (isDeclined(others)) return others;
    const outputs = collect(exposedBy(this.document, this.all), ({ span }) =>
      this.hcl.removeBlock(blockToRemove(span)),
    );
    if (isDeclined(outputs)) return outputs;
    texts.push(...others, ...outputs, ...movedAddresses(this.document, this.all, this.module));
    const files = edits.flatMap((edit) =>
      edit.kind === "new-file" ? [newPolicyFile(this.document, edit.name, edit.policy)] : [],
    );
    return texts.length > 0 ? [{ uri: this.document.uri, edits: texts }, ...files] : files;
  }

  private writeOne(edit: DeclarationEdit): TextEdit[] | Declined {
    if ("declaration" in edit && edit.kind !== "set-field" && edit.declaration.call) return notByCall;
    switch (edit.kind) {
      case "remove-declaration":
        return edit.declaration.node.kind === "block"
          ? this.hcl.removeBlock(edit.declaration.node)
          : { declined: "It is not written as a block." };
      case "add-declarations":
        return this.add(edit.after, edit.declarations);
      case "convert-user":
        return convertUser(edit, this.context());
      case "retarget":
        return retarget(edit, this.context());
      case "copy-to-role":
        return copyToRole(edit, this.context());
      case "remove-user":
        return removeUser(edit, this.context());
      case "remove-provider-keys":
        return removeProviderKeys(this.document, edit.at.start);
      case "wire-role":
        return collect([nameRole(edit, this.document, this.hcl), takeKeysOut(edit, this.document)], (texts) => texts);
      case "give-to-group":
        return giveToGroup(edit, this.module, this.hcl);
      case "change-secret-use":
        return changeSecretUse(edit, this.document, this.hcl);
      default:
        return [];
    }
  }

  private context(): Conversions {
    const { document, module, all, hcl, spell } = this;
    return { document, module, all, writer: hcl, spell };
  }

  private add(after: Declaration | undefined, declarations: readonly NewDeclaration[]): TextEdit[] | Declined {
    const { text } = this.document;
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const parts: string[] = [];
    for (const declaration of declarations) {
      if (!declaration.terraform) continue;
      const { type, attributes, blocks, mode } = declaration.terraform;
      if (mode === "data" && this.names.dataLabel(type) !== undefined) continue;
      const data: BlockData = {
        type: mode ?? "resource",
        labels: [type, this.names.labelOf(declaration.name)],
        attributes,
        blocks,
      };
      const printed = printBlockText(data, this.document.source, this.spell);
      if (isDeclined(printed)) return printed;
      const remark = (declaration.comment ?? "").split("\n").filter(Boolean);
      parts.push([...remark.map((line) => `# ${line}`), printed].join(eol));
    }
    if (parts.length === 0) return [];
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
