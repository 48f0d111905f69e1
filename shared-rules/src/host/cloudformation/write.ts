// Declaration-level edits of a template, in its own style. Edits of policies are the shape's, text is the syntax writer's.
import type { Declined, Edit, FileEdit, NewDeclaration } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Source, TextEdit } from "../../model/source";
import type { Dict, Entry, Value } from "../../model/value";
import { contains, entryOf, literal, valueOf } from "../../model/value";
import { createJsonWriter } from "../../syntax/json-write";
import type { SpellReference, Writer } from "../../syntax/writer";
import { createYamlWriter } from "../../syntax/yaml-write";
import type { DeclarationEdit, HostWriter } from "../host-writer";
import { collect, isInStatement, isInUsersStatement } from "../host-writer";
import { newPolicyFile } from "../policy-file";
import { convertToPermissionSet, permissionSetName, retargetToRole } from "./convert";
import { convertToRole, removeUser, shareWithRole } from "./convert-role";
import { expressionData } from "./data";
import { isSubstituted } from "./embedded";
import { giveToGroup, joinGroup, propertiesLike } from "./groups";
import {
  asksForUser,
  exposesOnly,
  fitsPermissionSet,
  hasUserArn,
  mentionsOf,
  namesOf,
  referencesTo,
  type Mention,
} from "./mentions";
import { hole, instanceArn, Names } from "./names";
import { throughIntrinsics } from "./places";
import { decliningWriter, readOnlyReason } from "./read-only";
import { remarkAfter, setApart, withLinesAbove } from "./lines";
import { isCloudFormationState } from "./template";
import { setFields, type SetField } from "./write-fields";
import { nameRole, stillNames, takeKeysOut } from "./wire";
import { changeSecretUse } from "./write-secrets";

type ConvertUser = Edit & { kind: "convert-user" };
type AddDeclarations = Edit & { kind: "add-declarations" };

/** Writes into one template. `edits` are all that will be written together: they may name what others of them add. */
export function cloudFormationWriter(document: Document, edits: readonly Edit[]): HostWriter | Declined {
  const { root, template } = isCloudFormationState(document.state) ? document.state : {};
  if (!root) return { declined: "The template cannot be read." };
  return new TemplateWriter(document, root, template, edits);
}

class TemplateWriter implements HostWriter {
  private readonly names: Names;
  /** What has `Resources`; without entries in a file that has none of its own. */
  private readonly root: Dict;
  private readonly hasTemplate: boolean;
  private readonly syntax: Writer;
  private readonly removed: ReadonlySet<string>;
  /** Of what is removed, the access keys. */
  private readonly credentials: ReadonlySet<string>;

  constructor(
    private readonly document: Document,
    /** The whole tree. */
    private readonly tree: Value,
    template: Dict | undefined,
    edits: readonly Edit[],
  ) {
    this.root = template ?? { kind: "dict", entries: [], open: true, span: { start: 0, end: 0 } };
    this.hasTemplate = template !== undefined;
    this.names = new Names(template, edits);
    this.syntax = this.syntaxWriter(document.source, (reference) => this.names.reference(reference));
    this.removed = new Set(
      edits.flatMap((edit) =>
        edit.kind === "remove-declaration" || (edit.kind === "retarget" && edit.to === "permission-set")
          ? [edit.declaration.address]
          : [],
      ),
    );
    this.credentials = new Set(
      edits.flatMap((edit) =>
        edit.kind === "remove-declaration" && edit.declaration.kind === "access-key" ? [edit.declaration.address] : [],
      ),
    );
  }

  writer(source: Source): Writer {
    const reason = readOnlyReason(source);
    if (reason !== undefined) return decliningWriter(reason);
    if (source === this.document.source)
      return throughIntrinsics(this.syntax, this.tree, source.syntax === "yaml" ? expressionData : same);
    return this.syntaxWriter(source, (reference) => {
      const spelt = isSubstituted(source) ? this.names.reference(reference) : undefined;
      return spelt && substitution(spelt);
    });
  }

  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined {
    const fields = new Map<Declaration, SetField[]>();
    for (const edit of edits)
      if (edit.kind === "set-field") fields.set(edit.declaration, [...(fields.get(edit.declaration) ?? []), edit]);
    const texts = collect(fields, ([declaration, own]) =>
      declaration.source === this.document.source
        ? setFields(declaration, own, this.syntax)
        : this.embedded(declaration),
    );
    if (isDeclined(texts)) return texts;
    const written = collect(edits, (edit) => this.writeOne(edit, edits));
    if (isDeclined(written)) return written;
    const outputs = this.removeOutputs();
    if (isDeclined(outputs)) return outputs;
    texts.push(...written, ...outputs);
    const files = edits.flatMap((edit) =>
      edit.kind === "new-file" ? [newPolicyFile(this.document, edit.name, edit.policy)] : [],
    );
    return texts.length > 0 ? [{ uri: this.document.uri, edits: texts }, ...files] : files;
  }

  private writeOne(edit: DeclarationEdit, edits: readonly DeclarationEdit[]): TextEdit[] | Declined {
    if ("declaration" in edit && edit.declaration.source !== this.document.source)
      return this.embedded(edit.declaration);
    if (edit.kind === "set-field" || edit.kind === "new-file") return [];
    if (!this.hasTemplate) return { declined: "This file has no resources of its own to change." };
    switch (edit.kind) {
      case "add-declarations":
        return this.add(edit);
      case "remove-declaration":
        return this.isConverted(edit.declaration, edits) ? [] : this.remove(edit.declaration, edits);
      case "retarget":
        return edit.to === "role"
          ? retargetToRole(edit.declaration, this.syntax)
          : this.remove(edit.declaration, edits);
      case "convert-user":
        return this.convert(edit, edits);
      case "copy-to-role":
        return shareWithRole(edit.declaration, edit.user, this.syntax);
      case "remove-user":
        return removeUser(edit, this.syntax);
      case "wire-role": {
        const taken = takeKeysOut(edit, this.root, this.document.text, this.syntax);
        return collect([nameRole(edit, this.root, this.syntax), taken], (texts) => texts);
      }
      case "join-group":
        return joinGroup(edit, this.syntax);
      case "give-to-group":
        return giveToGroup(edit, this.syntax);
      case "change-secret-use":
        return changeSecretUse(edit, this.root, this.syntax);
      case "remove-provider-keys":
        return { declined: "A template has no provider; take the key out by hand." };
      case "decline":
        return { declined: edit.because };
    }
  }

  private convert(edit: ConvertUser, edits: readonly DeclarationEdit[]): TextEdit[] | Declined {
    const { declaration, to } = edit;
    const { address, fields } = declaration;
    const follows = edits.flatMap((one) =>
      one.kind === "retarget" || one.kind === "remove-user" ? [one.declaration.address] : [],
    );
    const places = mentionsOf(this.root, address, new Set([...this.removed, ...follows]));
    const isAbout = to === "role" ? isInUsersStatement : isInStatement;
    const aboutUsers = referencesTo(this.tree, address).filter(({ start }) => isAbout(this.document, start));
    const unfit = places.filter(
      (place) =>
        asksForUser(place.entry.value, address) ||
        aboutUsers.some((span) => contains(place.entry.span, span)) ||
        (to === "permission-set" && !fitsPermissionSet(place, address)),
    );
    if (unfit.length > 0) return stillNamed(address, unfit, " as a user");
    const name = literal(fields.name);
    const section = valueOf(this.root, "Resources");
    const named = section?.kind === "dict" && name !== undefined && name !== "" ? section.entries : [];
    const byArn = named.filter(({ value }) => hasUserArn(value, name ?? ""));
    if (byArn.length > 0)
      return stillNamed(
        address,
        byArn.map((entry) => ({ section: "Resources", entry, name: literal(entry.key) ?? "" })),
        " by a user's ARN",
      );
    if (to === "role") return convertToRole(edit, this.syntax);
    const converted = this.toPermissionSet(declaration, edits);
    const others = collect(places, (place) => this.nameOfPermissionSet(place, declaration));
    if (isDeclined(converted)) return converted;
    return isDeclined(others) ? others : [...converted, ...others];
  }

  /** A user's name and ARN where something else names them, as those of the permission set: what Ref gives of that is neither. */
  private nameOfPermissionSet({ entry }: Mention, user: Declaration): TextEdit[] | Declined {
    return collect(namesOf(entry.value, user.address), ({ value, attribute }) => {
      if (attribute !== "")
        return this.syntax.replaceValue(value, { "Fn::GetAtt": [user.address, "PermissionSetArn"] });
      const name = permissionSetName(user);
      return isDeclined(name) ? name : this.syntax.replaceValue(value, name);
    });
  }

  /** Outputs that give away nothing but credentials that are removed go with them. */
  private removeOutputs(): TextEdit[] | Declined {
    const found = [...this.credentials].flatMap((id) => mentionsOf(this.root, id, this.removed));
    const exposing = new Set(found.filter((place) => exposesOnly(place, this.credentials)).map(({ entry }) => entry));
    const outputs = entryOf(this.root, "Outputs");
    if (exposing.size === 0 || outputs?.value.kind !== "dict") return [];
    const { value: section } = outputs;
    if (section.entries.every((entry) => exposing.has(entry))) return this.syntax.removeEntry(this.root, outputs);
    return collect(exposing, (entry) => this.syntax.removeEntry(section, entry));
  }

  private embedded({ address }: Declaration): Declined {
    return { declined: `${address} stands in a template within this one; change it by hand.` };
  }

  /** A password goes with its user's conversion. */
  private isConverted(declaration: Declaration, edits: readonly DeclarationEdit[]): boolean {
    const user = resourceId(declaration);
    return (
      declaration.kind === "login-profile" &&
      edits.some((edit) => edit.kind === "convert-user" && edit.declaration.address === user)
    );
  }

  /** The Identity Center instance is of the organisation: its ARN becomes a parameter, where none has been declared. */
  private toPermissionSet(user: Declaration, edits: readonly DeclarationEdit[]): TextEdit[] | Declined {
    const writer = this.syntax;
    const policies = edits.flatMap((edit) =>
      edit.kind === "retarget" && edit.user === user ? [edit.declaration] : [],
    );
    const converted = convertToPermissionSet(user, { instance: { Ref: instanceArn }, policies }, this.document, writer);
    const parameters = entryOf(this.root, "Parameters");
    if (isDeclined(converted) || (parameters?.value.kind === "dict" && entryOf(parameters.value, instanceArn)))
      return converted;
    const declared = { Type: "String", Description: "ARN of the IAM Identity Center instance" };
    const resources = this.root.entries.findIndex((entry) => literal(entry.key) === "Resources");
    const added =
      parameters?.value.kind === "dict"
        ? writer.setEntry(parameters.value, instanceArn, declared)
        : writer.setEntry(this.root, "Parameters", { [instanceArn]: declared }, this.root.entries[resources - 1]);
    return isDeclined(added) ? added : [...converted, ...added];
  }

  private syntaxWriter(source: Source, spell: SpellReference): Writer {
    return source.syntax === "yaml" ? createYamlWriter(source, spell) : createJsonWriter(source, spell);
  }

  /** Adds resources after another one, or last. Blank lines between resources are kept as the template has them. */
  private add({ after, declarations }: AddDeclarations): TextEdit[] | Declined {
    const writer = this.syntax;
    const section = valueOf(this.root, "Resources");
    const data = (resource: NonNullable<NewDeclaration["cloudformation"]>): DataObject | Declined => {
      const { type, like } = resource;
      const more = like ? propertiesLike(like, this.document) : {};
      if (isDeclined(more)) return more;
      const properties = { ...resource.properties, ...more };
      return Object.keys(properties).length > 0 ? { Type: type, Properties: properties } : { Type: type };
    };
    if (section?.kind !== "dict") {
      const all = collect(declarations, ({ name, cloudformation }) => {
        const resource = cloudformation && data(cloudformation);
        if (!resource) return [];
        return isDeclined(resource) ? resource : [[this.names.idOf(name), resource] as const];
      });
      return isDeclined(all) ? all : writer.setEntry(this.root, "Resources", Object.fromEntries(all));
    }
    const anchor = this.anchor(section, after);
    const place = anchor && this.placeAfter(section, anchor);
    return collect(declarations, ({ name, cloudformation, comment, instead }) => {
      if (!cloudformation) return instead === undefined ? [] : remarkAfter(anchor, instead, this.document);
      const id = this.names.idOf(name);
      const resource = data(cloudformation);
      const written = isDeclined(resource) ? resource : writer.setEntry(section, id, resource, place);
      return isDeclined(written) ? written : written.map((edit) => setApart(edit, id, section, comment, this.document));
    });
  }

  /** In JSON, the comma behind the last entry that stays goes with those that are removed: what is added stands before that entry. */
  private placeAfter({ entries }: Dict, anchor: Entry): Entry | "first" {
    const index = entries.indexOf(anchor);
    const behind = entries.slice(index + 1);
    const isLast = behind.length > 0 && behind.every(({ key }) => this.removed.has(literal(key) ?? ""));
    return isLast && this.document.source.syntax === "json" ? (entries[index - 1] ?? "first") : anchor;
  }

  /** What an added resource comes after: the one that is asked for, or the last before it or at all that stays. */
  private anchor(section: Dict, after: Declaration | undefined): Entry | undefined {
    const asked = after ? entryOf(section, resourceId(after)) : undefined;
    const upTo = asked ? section.entries.slice(0, section.entries.indexOf(asked) + 1) : section.entries;
    const stays = (entry: Entry): boolean => !this.removed.has(literal(entry.key) ?? "");
    return upTo.findLast(stays) ?? section.entries.find(stays);
  }

  private remove(declaration: Declaration, edits: readonly DeclarationEdit[]): TextEdit[] | Declined {
    const section = valueOf(this.root, "Resources");
    const resource = section?.kind === "dict" ? entryOf(section, resourceId(declaration)) : undefined;
    if (section?.kind !== "dict" || !resource) return { declined: "It is not written in this template." };
    if (declaration.kind === "login-profile") return this.removePassword(resource);
    if (section.entries.every((entry) => this.removed.has(literal(entry.key) ?? "")))
      return { declined: "It is the template's only resource, and a template needs one." };
    const places = mentionsOf(this.root, declaration.address, this.removed);
    const { text } = this.document;
    const wired = edits.flatMap((edit) => {
      const taken = edit.kind === "wire-role" ? takeKeysOut(edit, this.root, text, this.syntax) : [];
      return isDeclined(taken) ? [] : taken;
    });
    const others = places.filter(
      (place) =>
        !exposesOnly(place, this.credentials) &&
        !(wired.length > 0 && !stillNames(place.entry, declaration.address, wired, text)),
    );
    if (others.length > 0) return stillNamed(declaration.address, others);
    const written = this.syntax.removeEntry(section, resource);
    return isDeclined(written) ? written : written.map((edit) => withLinesAbove(edit, this.document.text));
  }

  private removePassword(user: Entry): TextEdit[] | Declined {
    const properties = user.value.kind === "dict" ? entryOf(user.value, "Properties") : undefined;
    if (user.value.kind !== "dict" || properties?.value.kind !== "dict") return { declined: "It is not written here." };
    const login = entryOf(properties.value, "LoginProfile");
    if (!login) return { declined: "It is not written here." };
    return properties.value.entries.length > 1
      ? this.syntax.removeEntry(properties.value, login)
      : this.syntax.removeEntry(user.value, properties);
  }
}

function stillNamed(address: string, places: readonly Mention[], how = ""): Declined {
  const listed = [...new Set(places.map(({ name }) => name))].slice(0, 5).join(", ");
  return { declined: `The resource ${address} is still referred to${how} by ${listed}; take that out first.` };
}

/** The declarations of a password have the address of their user and a property. */
function resourceId(declaration: Declaration): string {
  return declaration.address.split(".")[0] ?? declaration.address;
}

function same(data: Data): Data {
  return data;
}

/** A reference within a text of Fn::Sub. */
function substitution(reference: DataObject): Data {
  const { "Fn::Sub": text } = reference;
  return { raw: JSON.stringify(typeof text === "string" ? text : hole(reference)) };
}
