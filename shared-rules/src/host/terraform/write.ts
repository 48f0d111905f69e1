// Declaration-level edits of a .tf document, in its own style. Edits of policies are the shape's, text is the syntax writer's.
import type { Declined, Edit, FileEdit, NewDeclaration } from "../../edit";
import { isDeclined } from "../../edit";
import { emptyEnvironment, mergedDicts } from "../../link/evaluate";
import type { Data } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Source, TextEdit } from "../../model/source";
import type { Dict, Entry } from "../../model/value";
import { entryOf } from "../../model/value";
import { createHclWriter, printBlockText, type HclWriter } from "../../syntax/hcl";
import { createJsonWriter } from "../../syntax/json-write";
import type { BlockData, BlockWriter, SpellReference, Writer } from "../../syntax/writer";
import { decliningWriter, readOnlyReason } from "../cloudformation/read-only";
import { collect, type DeclarationEdit, type HostWriter } from "../host-writer";
import { newPolicyFile } from "../policy-file";
import { convertUser, movedAddresses, retarget } from "./convert";
import { attributeFor, entryBefore, isObject } from "./fields";
import { namePattern, Names } from "./names";
import { terraformState } from "./state";
import { TerraformJsonWriter } from "./write-json";

type SetField = Edit & { kind: "set-field" };

const notByCall: Declined = { declined: "A module makes it, and no argument of its call is known to change this." };

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
    const path = this.names.path(reference.reference, reference.attribute);
    return path === undefined ? undefined : { raw: path };
  };

  writer(source: Source): Writer | BlockWriter {
    const reason = readOnlyReason(source);
    if (reason !== undefined) return decliningWriter(reason);
    if (source.syntax === "hcl") return this.hcl;
    return createJsonWriter(source, ({ reference, attribute }) => {
      const path = this.names.path(reference, attribute);
      return path === undefined ? undefined : `\${${path}}`;
    });
  }

  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined {
    const fields = new Map<Declaration, SetField[]>();
    for (const edit of edits)
      if (edit.kind === "set-field") fields.set(edit.declaration, [...(fields.get(edit.declaration) ?? []), edit]);
    const texts = collect(fields, ([declaration, own]) => this.setFields(declaration, own));
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

  private setFields(declaration: Declaration, edits: readonly SetField[]): TextEdit[] | Declined {
    const { call } = declaration;
    const node = call?.node ?? declaration.node;
    if (node.kind !== "block") return { declined: "It is not written as a block." };
    const added: Record<string, Data> = {};
    const texts: TextEdit[] = [];
    for (const edit of edits) {
      const attribute = call ? (call.arguments[edit.field] ?? notByCall) : attributeFor(declaration, edit.field);
      if (isDeclined(attribute)) return attribute;
      const existing = entryOf(node, attribute);
      if (!existing) {
        added[attribute] = edit.value;
        continue;
      }
      const written =
        edit.field === "tags" ? this.addTags(existing, edit.value) : this.hcl.replaceValue(existing.value, edit.value);
      if (isDeclined(written)) return written;
      texts.push(...written);
    }
    if (Object.keys(added).length === 0) return texts;
    const written = this.hcl.addEntries(node, added, entryBefore(node));
    return isDeclined(written) ? written : [...texts, ...written];
  }

  private addTags(entry: Entry, tags: Data): TextEdit[] | Declined {
    const target = this.tagsDict(entry);
    if (!target || !isObject(tags)) return { declined: "The tags are an expression; add them where it is written." };
    if (target.entries.length === 0 && entry.value === target) return this.hcl.replaceValue(target, tags);
    const missing = Object.entries(tags).filter(([name]) => !entryOf(target, name));
    return missing.length > 0 ? this.hcl.addEntries(target, Object.fromEntries(missing)) : [];
  }

  /** The dict itself, or the last one of a `merge(...)`. */
  private tagsDict({ value }: Entry): Dict | undefined {
    if (value.kind !== "dict" && value.kind !== "unknown") return undefined;
    const { start, end } = value.span;
    const text = this.document.text.slice(start, end);
    if (value.kind === "dict" && text.startsWith("{")) return value;
    const scope = { text, place: { start }, environment: emptyEnvironment };
    const expression = terraformState(this.document)?.hcl.parser.expression(text);
    return expression && mergedDicts(expression, scope)?.dicts.at(-1);
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
