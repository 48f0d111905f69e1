// The names of a Terraform document's resources, and those that an edit list adds. It writes nothing.
import type { Edit, NewDeclaration } from "../../edit";
import type { ReferenceData } from "../../model/data";
import type { Document } from "../../model/document";

export class Names {
  /** What new declarations are called here, by their name in the edits. */
  private readonly labels = new Map<string, string>();
  private readonly types = new Map<string, string>();
  /** Addresses that edits give another type. */
  private readonly moved = new Map<string, string>();
  private readonly known: ReadonlySet<string>;

  /** @param module the files that names are shared with, the one that is written into among them */
  constructor(
    private readonly module: readonly Document[],
    edits: readonly Edit[],
  ) {
    const taken = new Set<string>();
    for (const { text } of module)
      for (const [, type, name] of text.matchAll(/\bresource\s+"([^"\n]*)"\s+"([^"\n]*)"/g))
        taken.add(`${type}.${name}`);
    this.known = new Set([
      ...module.flatMap(({ declarations }) => declarations.map(({ address }) => address)),
      ...taken,
    ]);
    const used = new Set(this.known);
    for (const edit of edits) {
      if (edit.kind === "convert-user")
        this.moved.set(edit.declaration.address, movedAddress(edit.declaration.address, edit.to));
      if (edit.kind !== "add-declarations") continue;
      for (const declaration of edit.declarations) {
        const { name, terraform } = declaration;
        if (!terraform || terraform.mode === "data") continue;
        const label = unique(labelFor(declaration), (candidate) => used.has(`${terraform.type}.${candidate}`));
        used.add(`${terraform.type}.${label}`);
        this.labels.set(name, label);
        this.types.set(name, terraform.type);
      }
    }
  }

  labelOf(name: string): string {
    return this.labels.get(name) ?? labelFrom(name);
  }

  /** A reference as an expression: `aws_s3_bucket.x.arn`, `"${aws_s3_bucket.x.arn}/*"`; undefined where {@link path} is. */
  expression(data: ReferenceData): string | undefined {
    const path = this.path(data.reference, data.attribute);
    return path === undefined || isBare(data) ? path : `"${inTemplate(path, data)}"`;
  }

  /** A reference within a text: `${aws_s3_bucket.x.arn}/*`. */
  template(data: ReferenceData): string | undefined {
    const path = this.path(data.reference, data.attribute);
    return path === undefined ? undefined : inTemplate(path, data);
  }

  /** The label of the module's data source of a type, in either syntax; undefined where it has none. */
  dataLabel(type: string): string | undefined {
    const declared = new RegExp(`\\bdata\\s+"${type}"\\s+"([^"\\n]+)"|"${type}"\\s*:\\s*[[{\\s]*"([^"\\n]+)"\\s*:`);
    for (const { text } of this.module) {
      const [, inHcl, inJson] = declared.exec(text) ?? [];
      if (inHcl !== undefined || inJson !== undefined) return inHcl ?? inJson;
    }
    return undefined;
  }

  /** `aws_iam_policy.x.arn`; undefined where neither the document nor the edits have it. */
  private path(reference: string, inAws: ReferenceData["attribute"]): string | undefined {
    if (reference === ownAccountName) return `data.${callerType}.${this.dataLabel(callerType) ?? "current"}.account_id`;
    if (reference === identityCenterName) return identityCenterArn;
    const attribute = inAws === "account" ? "account_id" : inAws;
    const added = this.types.get(reference);
    if (added !== undefined) return `${added}.${this.labelOf(reference)}.${attribute}`;
    const moved = this.moved.get(reference);
    if (moved !== undefined) return `${moved}.${attribute}`;
    return this.known.has(reference) || /^(?:data\.)?aws_\w+\.[\w-]+(?:\[.*\])?$/.test(reference)
      ? `${reference}.${attribute}`
      : undefined;
  }
}

/** What fixes call what they do not declare: see fix/workloads.ts. */
const ownAccountName = "AWS::AccountId";
const identityCenterName = "identity-center-instance";
const callerType = "aws_caller_identity";
/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ssoadmin_instances */
export const identityCenterArn = "tolist(data.aws_ssoadmin_instances.this.arns)[0]";

function isBare({ before = "", after = "" }: ReferenceData): boolean {
  return before + after === "";
}

function inTemplate(path: string, { before = "", after = "" }: ReferenceData): string {
  return `${before}\${${path}}${after}`;
}

/** What a user's address becomes. */
export function movedAddress(address: string, to: "role" | "permission-set"): string {
  return address.replace(/^aws_iam_user\./, to === "role" ? "aws_iam_role." : "aws_ssoadmin_permission_set.");
}

/** What a new declaration is called where that is free: the label of what it has it from, "x" of "aws_iam_user.x". */
export function labelFor({ name, terraform }: NewDeclaration): string {
  const labelOf = terraform?.labelOf ?? name;
  return /^aws_\w+\.([\w-]+)/.exec(labelOf)?.[1] ?? labelFrom(labelOf);
}

/** A name in any style as a Terraform label: "DenyIamUsers" and "deny-iam-users" are "deny_iam_users". */
function labelFrom(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .toLowerCase();
  return /^[a-z_]/.test(words) ? words : `_${words}`;
}

function unique(label: string, isTaken: (label: string) => boolean): string {
  let candidate = label;
  for (let number = 2; isTaken(candidate); number++) candidate = `${label}_${number}`;
  return candidate;
}

/** An address as a word of its own. */
export function namePattern(address: string): RegExp {
  return new RegExp(`(?<![\\w.-])${address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`, "g");
}
