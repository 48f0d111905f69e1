// Declaration-level edits of a .tf.json document. Edits of policies are the shape's, text is the syntax writer's.
import type { Declined, Edit, FileEdit, NewBlock } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isJsonData, isListData, isRawData } from "../../model/data";
import type { Document } from "../../model/document";
import type { Source } from "../../model/source";
import { createHclWriter, isDeclinedData, spelledOut } from "../../syntax/hcl";
import { createJsonWriter } from "../../syntax/json-write";
import type { BlockWriter, SpellReference, Writer } from "../../syntax/writer";
import { decliningWriter, readOnlyReason } from "../cloudformation/read-only";
import type { DeclarationEdit, HostWriter } from "../host-writer";
import { newPolicyFile } from "../policy-file";
import { convertInJson, removeResource } from "./convert-json";
import { isObject } from "./fields";
import { giveToGroupIn } from "./groups";
import { escapeVariables } from "./json";
import { createJsonBlockWriter } from "./json-blocks";
import { addAt, JsonDraft, placesOf, removePlace } from "./json-draft";
import { exposedBy, stillNamed } from "./mentions";
import { removeProviderKeysIn } from "./provider-keys";
import { Names } from "./names";
import { setField } from "./write-json-fields";
import { changeSecretUseIn } from "./write-secrets";

export class TerraformJsonWriter implements HostWriter {
  private readonly names: Names;

  constructor(
    private readonly document: Document,
    private readonly all: readonly Edit[],
    private readonly module: readonly Document[] = [document],
  ) {
    this.names = new Names(module, all);
  }

  private readonly spell: SpellReference = (reference) => this.names.template(reference);

  /** The same in an expression. */
  private readonly name: SpellReference = (reference) => {
    const path = this.names.expression(reference);
    return path === undefined ? undefined : { raw: path };
  };

  writer(source: Source): Writer | BlockWriter {
    const reason = readOnlyReason(source);
    if (reason !== undefined) return decliningWriter(reason);
    if (source === this.document.source) return createJsonBlockWriter(this.document.source, this.spell);
    return source.syntax === "hcl" ? createHclWriter(source, this.name) : createJsonWriter(source, this.spell);
  }

  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined {
    if (edits.some((edit) => "declaration" in edit && edit.declaration.call))
      return { declined: "A module makes it; change the call by hand." };
    const draft = new JsonDraft(this.document, this.spell);
    for (const edit of edits) {
      const failed = edit.kind === "change-secret-use" ? changeSecretUseIn(edit, this.document, draft) : undefined;
      if (failed) return failed;
    }
    for (const edit of edits) {
      const failed =
        edit.kind === "set-field"
          ? setField(edit, draft)
          : edit.kind === "give-to-group"
            ? giveToGroupIn(edit, this.module, draft)
            : undefined;
      if (failed) return failed;
    }
    const keys = edits.find((edit) => edit.kind === "remove-provider-keys");
    const failed = (keys && removeProviderKeysIn(draft, keys.at.start)) ?? this.rearrange(draft, edits);
    if (failed) return failed;
    const texts = draft.edits();
    const files = edits.flatMap((edit) =>
      edit.kind === "new-file" ? [newPolicyFile(this.document, edit.name, edit.policy)] : [],
    );
    return texts.length > 0 ? [{ uri: this.document.uri, edits: texts }, ...files] : files;
  }

  /** What goes, what becomes something else, and what is new. */
  private rearrange(draft: JsonDraft, edits: readonly DeclarationEdit[]): Declined | undefined {
    const removed = edits.flatMap((edit) => (edit.kind === "remove-declaration" ? [edit.declaration] : []));
    const added = edits.flatMap((edit) => (edit.kind === "add-declarations" ? edit.declarations : []));
    const named = stillNamed(this.module, this.all);
    if (named) return named;
    for (const { type, address } of removed) {
      const failed = removeResource(draft, type, address.slice(type.length + 1));
      if (failed) return failed;
    }
    for (const { name } of exposedBy(this.document, this.all)) {
      const [place] = placesOf(draft.root, ["output", name]);
      const failed = place && draft.change(removePlace(place, draft.json));
      if (failed) return failed;
    }
    const { document, all, module } = this;
    const failed = convertInJson(draft, { document, module, all, spelt: (data) => this.attribute(data) }, edits);
    if (failed) return failed;
    for (const { name, terraform } of added) {
      if (!terraform || (terraform.mode === "data" && this.names.dataLabel(terraform.type) !== undefined)) continue;
      const body = this.body(terraform.attributes, terraform.blocks);
      if (isDeclinedData(body)) return body;
      const label = this.names.labelOf(name);
      const path = [terraform.mode ?? "resource", terraform.type, label] as const;
      if (placesOf(draft.root, path).length > 0) return { declined: `${terraform.type}.${label} is there already.` };
      const declined = draft.change(addAt(draft.root, path, body, draft.json));
      if (declined) return declined;
    }
    return undefined;
  }

  /** A resource's attributes and blocks. */
  private body(attributes: DataObject, blocks: readonly NewBlock[] = []): DataObject | Declined {
    const body: Record<string, Data> = {};
    for (const [name, data] of Object.entries(attributes)) {
      const spelt = this.attribute(data);
      if (isDeclinedData(spelt)) return spelt;
      body[name] = spelt;
    }
    for (const block of blocks) {
      const same = body[block.type];
      const own = this.body(block.attributes, block.blocks);
      if (isDeclinedData(own)) return own;
      body[block.type] = same !== undefined && isListData(same) ? [...same, own] : [own];
    }
    return body;
  }

  /** An attribute's value as JSON syntax has it: expressions and policies are strings there. */
  private attribute(data: Data): Data | Declined {
    if (typeof data === "object" && data !== null && !isListData(data) && isRawData(data)) return `\${${data.raw}}`;
    const spelt = spelledOut(data, this.spell);
    if (isDeclinedData(spelt)) return spelt;
    if (isJsonData(spelt)) return escapeVariables(JSON.stringify(spelt.jsonText));
    if (!isPolicy(spelt)) return spelt;
    const policy = escapeVariables(JSON.stringify(spelt));
    return encodesPolicies(this.document) ? `\${jsonencode(${policy})}` : policy;
  }
}

/** Whether the file's policies are written as calls of `jsonencode`, and none as JSON in a string. */
function encodesPolicies({ text, source, policies }: Document): boolean {
  const isInString = (own: Source): boolean => own !== source && own.syntax === "json";
  return /"\$\{\s*jsonencode\(/.test(text) && !policies.some((policy) => isInString(policy.source));
}

function isPolicy(data: Data): boolean {
  return isObject(data) && "Version" in data && "Statement" in data;
}
