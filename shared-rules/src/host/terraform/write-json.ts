// Declaration-level edits of a .tf.json document. Edits of policies are the shape's, text is the syntax writer's.
import type { Declined, Edit, FileEdit, NewBlock, NewDeclaration } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isListData } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Source, TextEdit } from "../../model/source";
import type { Dict } from "../../model/value";
import { entryOf, valueOf } from "../../model/value";
import { isDeclinedData, spelledOut } from "../../syntax/hcl";
import { parseJson } from "../../syntax/json";
import { createJsonWriter } from "../../syntax/json-write";
import type { BlockWriter, SpellReference, Writer } from "../../syntax/writer";
import { collect, type DeclarationEdit, type HostWriter } from "../host-writer";
import { newPolicyFile } from "../policy-file";
import { attributeFor, isObject } from "./fields";
import { escapeVariables, originOf } from "./json";
import { createJsonBlockWriter } from "./json-blocks";

import { Names } from "./names";

export class TerraformJsonWriter implements HostWriter {
  private readonly names: Names;
  private readonly json: Writer;

  constructor(
    private readonly document: Document,
    edits: readonly Edit[],
  ) {
    this.names = new Names(document, edits);
    this.json = createJsonWriter(document.source, this.spell);
  }

  private readonly spell: SpellReference = ({ reference, attribute }) => {
    const path = this.names.path(reference, attribute);
    return path === undefined ? undefined : `\${${path}}`;
  };

  writer(source: Source): Writer | BlockWriter {
    return source === this.document.source
      ? createJsonBlockWriter(this.document.source, this.spell)
      : createJsonWriter(source, this.spell);
  }

  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined {
    const texts = collect(edits, (edit) => this.writeOne(edit));
    if (isDeclined(texts)) return texts;
    const files = edits.flatMap((edit) =>
      edit.kind === "new-file" ? [newPolicyFile(this.document, edit.name, edit.policy)] : [],
    );
    return texts.length > 0 ? [{ uri: this.document.uri, edits: texts }, ...files] : files;
  }

  private writeOne(edit: DeclarationEdit): TextEdit[] | Declined {
    switch (edit.kind) {
      case "set-field":
        return this.setField(edit.declaration, edit.field, edit.value);
      case "remove-declaration":
        return this.remove(edit.declaration);
      case "add-declarations":
        return this.add(edit.declarations);
      case "convert-user":
      case "retarget":
        return { declined: "Users in .tf.json files are converted by hand." };
      default:
        return [];
    }
  }

  private setField(declaration: Declaration, field: "boundary" | "tags", value: Data): TextEdit[] | Declined {
    const dict = declaration.node.kind === "block" ? originOf(declaration.node)?.dict : undefined;
    const attribute = attributeFor(declaration, field);
    if (isDeclined(attribute)) return attribute;
    if (!dict) return { declined: "It is not written here." };
    const existing = valueOf(dict, attribute);
    if (field === "boundary" || !existing) return this.json.setEntry(dict, attribute, value);
    if (existing.kind !== "dict" || !isObject(value))
      return { declined: "The tags are an expression; add them where it is written." };
    const missing = Object.entries(value).filter(([name]) => !entryOf(existing, name));
    return collect(missing, ([name, data]) => this.json.setEntry(existing, name, data));
  }

  /** The sections a resource stands in, outermost first; undefined where lists take part. */
  private sections(type: string): { root: Dict; resources: Dict | undefined; typed: Dict | undefined } | undefined {
    const { root } = parseJson(this.document.source);
    if (root?.kind !== "dict") return undefined;
    const resources = valueOf(root, "resource");
    if (resources && resources.kind !== "dict") return undefined;
    const typed = resources && valueOf(resources, type);
    if (typed && typed.kind !== "dict") return undefined;
    return { root, resources, typed };
  }

  private remove({ type, address }: Declaration): TextEdit[] | Declined {
    const sections = this.sections(type);
    const name = address.slice(type.length + 1);
    const entry = sections?.typed && entryOf(sections.typed, name);
    if (!sections?.resources || !sections.typed || !entry)
      return { declined: "It is not written as an object of its own." };
    if (this.document.text.includes(`${address}.`))
      return { declined: `${address} is still referred to in this file; take that out first.` };
    if (sections.typed.entries.length > 1) return this.json.removeEntry(sections.typed, entry);
    const typed = entryOf(sections.resources, type);
    if (sections.resources.entries.length > 1 && typed) return this.json.removeEntry(sections.resources, typed);
    const whole = entryOf(sections.root, "resource");
    return whole ? this.json.removeEntry(sections.root, whole) : { declined: "It is not written here." };
  }

  private add(declarations: readonly NewDeclaration[]): TextEdit[] | Declined {
    const byType = new Map<string, Record<string, Data>>();
    for (const { name, terraform } of declarations) {
      const own = byType.get(terraform.type) ?? {};
      const body = bodyOf(terraform.attributes, terraform.blocks, this.spell);
      if (isDeclinedData(body)) return body;
      own[this.names.labelOf(name)] = body;
      byType.set(terraform.type, own);
    }
    const first = this.sections("");
    if (!first) return { declined: "The file is not an object of Terraform's JSON syntax." };
    if (!first.resources) return this.json.setEntry(first.root, "resource", Object.fromEntries(byType));
    return collect(byType, ([type, added]) => {
      const sections = this.sections(type);
      if (!sections?.resources) return { declined: "The resources are written as a list; add it by hand." };
      const { typed } = sections;
      if (!typed) return this.json.setEntry(sections.resources, type, added);
      return collect(Object.entries(added), ([label, data]) => this.json.setEntry(typed, label, data));
    });
  }
}

/** A resource's attributes and blocks as JSON syntax has them: a policy is a string there. */
function bodyOf(
  attributes: DataObject,
  blocks: readonly NewBlock[] = [],
  spell: SpellReference,
): DataObject | Declined {
  const body: Record<string, Data> = {};
  for (const [name, data] of Object.entries(attributes)) {
    const spelt = spelledOut(data, spell);
    if (isDeclinedData(spelt)) return spelt;
    body[name] = isPolicy(spelt) ? escapeVariables(JSON.stringify(spelt)) : spelt;
  }
  for (const block of blocks) {
    const same = body[block.type];
    const own = bodyOf(block.attributes, block.blocks, spell);
    if (isDeclinedData(own)) return own;
    body[block.type] = same !== undefined && isListData(same) ? [...same, own] : [own];
  }
  return body;
}

function isPolicy(data: Data): boolean {
  return isObject(data) && "Version" in data && "Statement" in data;
}
