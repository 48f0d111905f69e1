// What ties the resources of a plan: attributes that name another one, by its ARN, its name, or, known only after apply, by reference.
// It decides no kind of policy.
import type { Fields } from "../../model/policy";
import type { List, Reference, Unknown, Value } from "../../model/value";
import { instanceKeyOf } from "../../model/address";
import { literal, valueOf } from "../../model/value";
import { linkFieldsOf } from "../terraform/links";
import { policyDocument } from "../terraform/places";
import type { Planned } from "./modules";
import type { References } from "./references";
import { knownAfterApply } from "./unknown";

interface Link {
  readonly type: string;
  readonly by: "name" | "arn" | "id" | "json";
  readonly mode?: Planned["mode"];
}

const user: Link = { type: "aws_iam_user", by: "name" };
const role: Link = { type: "aws_iam_role", by: "name" };
const group: Link = { type: "aws_iam_group", by: "name" };
const policy: Link = { type: "aws_iam_policy", by: "arn" };
const organizationPolicy: Link = { type: "aws_organizations_policy", by: "id" };
const permissionSet: Link = { type: "aws_ssoadmin_permission_set", by: "arn" };

const document: Link = { type: policyDocument, by: "json", mode: "data" };

const linkOfField: Readonly<Partial<Record<keyof Fields, Link>>> = {
  users: user,
  roles: role,
  group,
  groups: group,
  policyArn: policy,
  managedPolicies: policy,
  permissionSets: permissionSet,
};

/** Attributes of a policy document that name those it takes statements over from. */
const partAttributes = new Set(["source_policy_documents", "override_policy_documents"]);

/** What an attribute of a resource names, if it names another resource. */
function linkOf(type: string, attribute: string): Link | undefined {
  if (attribute === "permissions_boundary") return policy;
  if (type === policyDocument) return partAttributes.has(attribute) ? document : undefined;
  const places = linkFieldsOf(type);
  const fields = Object.keys(places) as (keyof Fields)[];
  const field = fields.find((one) => places[one]?.includes(attribute));
  if (field === "policyArn" && attribute === "policy_id") return organizationPolicy;
  return field && linkOfField[field];
}

export class Links {
  readonly #references: References;
  readonly #byArn = new Map<string, Planned>();
  readonly #documents = new Map<Planned, string>();

  constructor(planned: readonly Planned[], references: References) {
    this.#references = references;
    for (const instance of planned) {
      const arn = instance.mode === "managed" ? literal(valueOf(instance.values, "arn")) : undefined;
      if (arn !== undefined) this.#byArn.set(arn, instance);
      if (instance.mode === document.mode && instance.type === document.type)
        this.#documents.set(instance, `document-${this.#documents.size}`);
    }
  }

  /** What references call a resource. Policy documents are called by name: one that no other has, in whatever module. */
  nameOf(planned: Planned): string {
    return this.#documents.get(planned) ?? planned.name;
  }

  /** An attribute's value as the resource that it names, where that is one of the plan's; else the value itself. */
  linked(planned: Planned, name: string, value: Value): Value {
    const link = linkOf(planned.type, name);
    if (!link) return value;
    if (value.kind === "text") return this.#known(planned, name, value, link);
    if (value.kind === "unknown") return this.#unknown(planned, name, value, link);
    return value.kind === "list" ? this.#list(planned, name, value, link) : value;
  }

  /** A policy that is known only after apply as the policy documents that it is made of. `within`: the nested block that has it. */
  documented(planned: Planned, name: string, within: string | undefined, value: Value): Value {
    if (value.kind !== "unknown" || value.source !== knownAfterApply) return value;
    const { resources, open } = this.#references.targets(planned, name, within);
    const documents = resources.filter(({ mode, type }) => mode === document.mode && type === document.type);
    const candidates = documents.map((target) => this.#referenceTo(target, document, value));
    const [only, another] = candidates;
    const isWhole = !open && documents.length === resources.length;
    if (!only) return value;
    if (isWhole && !another) return only;
    return { ...value, candidates, ...(isWhole && { complete: true }) };
  }

  #known(planned: Planned, name: string, value: Value, link: Link): Value {
    const text = literal(value);
    if (text === undefined) return value;
    const byArn = link.by === "arn" ? this.#byArn.get(text) : undefined;
    if (byArn) return this.#referenceTo(byArn, link, value, text);
    // One name may be used in several accounts: the configuration tells which is meant.
    const meant = this.#targets(planned, name, link).filter(({ values }) => literal(valueOf(values, link.by)) === text);
    const [only, another] = meant;
    return only && !another ? this.#referenceTo(only, link, value, text) : value;
  }

  #unknown(planned: Planned, name: string, value: Unknown, link: Link): Value {
    if (value.source !== knownAfterApply) return value;
    const targets = this.#targets(planned, name, link);
    const [only, another] = targets;
    if (name.endsWith("s") && only) {
      const items = targets.map((target) => this.#referenceTo(target, link, value));
      return { kind: "list", items, open: true, span: value.span };
    }
    return only && !another ? this.#referenceTo(only, link, value) : value;
  }

  #list(planned: Planned, name: string, list: List, link: Link): List {
    const items = list.items.map((item) => (item.kind === "text" ? this.#known(planned, name, item, link) : item));
    const unknown = items.filter((item) => item.kind === "unknown");
    const [place] = unknown;
    if (!place) return { ...list, items };
    const named = new Set(items.flatMap((item) => (item.kind === "reference" ? [item.target] : [])));
    const others = this.#targets(planned, name, link).filter(({ address }) => !named.has(literal(address) ?? ""));
    if (others.length !== unknown.length) return { ...list, items, open: true };
    const known = items.filter((item) => item.kind !== "unknown");
    return { ...list, items: [...known, ...others.map((other) => this.#referenceTo(other, link, place))] };
  }

  #targets(planned: Planned, name: string, link: Link): Planned[] {
    const { resources } = this.#references.targets(planned, name);
    return resources.filter(({ mode, type }) => mode === (link.mode ?? "managed") && type === link.type);
  }

  /** @param text what stands in the plan; without it, the reference goes by the address. */
  #referenceTo(target: Planned, { by }: Link, { span }: Value, text?: string): Reference {
    const address = literal(target.address) ?? "";
    const key = instanceKeyOf(address);
    const called = `data.${target.type}.${this.nameOf(target)}${key === undefined ? "" : `[${key}]`}`;
    return {
      kind: "reference",
      target: this.#documents.has(target) ? called : address,
      attribute: by,
      source: text ?? address,
      span,
    };
  }
}
