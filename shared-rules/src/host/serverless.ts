// Serverless Framework files: the roles of the provider and of functions, and the CloudFormation resources. Its variables are unknown.
// https://www.serverless.com/framework/docs/providers/aws/guide/iam
import type { Environment } from "../link/intrinsics";
import { alternatives, intrinsicOf, resolve, shortText } from "../link/intrinsics";
import type { Document } from "../model/document";
import type { Declaration, Fields, Policy, PolicyKind, UnreadPolicy } from "../model/policy";
import type { Source } from "../model/source";
import { wholeDocument } from "../model/source";
import type { Dict, Entry, Value } from "../model/value";
import { entryOf, literal, valueOf } from "../model/value";
import { readStatements } from "../shape/iam-json";
import { parseYaml } from "../syntax/yaml";
import { readResources } from "./cloudformation/contents";
import { namedResourcesIn } from "./cloudformation/named-resources";
import type { CloudFormationState } from "./cloudformation/template";
import { isCloudFormationState, readTemplate } from "./cloudformation/template";
import { serverlessRole } from "./serverless/role";
import { withVariables } from "./serverless/variables";

/** The role that the framework makes where no function has its own. https://www.serverless.com/framework/docs/providers/aws/guide/resources */
const sharedRole = "IamRoleLambdaExecution";

/** @param previous the document as it was last read: what did not change is not parsed again. */
export function readServerless(
  { uri, text }: { readonly uri: string; readonly text: string },
  previous?: Document,
): Document {
  const source = wholeDocument("yaml", text);
  const parsed = parseYaml(source, isCloudFormationState(previous?.state) ? previous.state.yaml : undefined);
  const root = parsed.root?.kind === "dict" ? parsed.root : undefined;
  const read = root && withVariables(root);
  const template = readTemplate(read?.kind === "dict" ? resourcesOf(read) : undefined, { uri, text, source });
  const found = new Found(source, template.environment);
  if (read?.kind === "dict") found.addFile(read);
  const boundaries = found.declarations.map(({ fields }) => fields.boundary).filter((value) => value !== undefined);
  const resources = readResources(template, boundaries);
  const state: CloudFormationState = {
    host: "cloudformation",
    root: parsed.root,
    template: root && templateOf(root),
    read: template,
    yaml: parsed.state,
  };
  return {
    uri,
    text,
    format: "serverless",
    source,
    declarations: [...found.declarations, ...resources.declarations],
    policies: [...found.policies, ...resources.policies].sort((a, b) => a.span.start - b.span.start),
    unread: [...found.unread, ...resources.unread],
    broken: parsed.broken,
    comments: parsed.comments,
    namedResources: () => namedResourcesIn(template),
    state,
  };
}

/** The parts of `resources`: one template, or several that are merged. */
function templatesOf(root: Dict): Dict[] {
  const resources = valueOf(root, "resources");
  const parts = resources?.kind === "list" ? resources.items : [resources];
  return parts.filter((part): part is Dict => part?.kind === "dict");
}

/** The one that new resources go to. */
function templateOf(root: Dict): Dict | undefined {
  return templatesOf(root).find((part) => entryOf(part, "Resources"));
}

function resourcesOf(root: Dict): Dict | undefined {
  const parts = templatesOf(root);
  const [first] = parts;
  if (parts.length < 2) return first;
  const sections = new Map<string, Dict>();
  for (const { key, value } of parts.flatMap((part) => part.entries)) {
    const name = literal(key) ?? "";
    const known = sections.get(name);
    if (value.kind === "dict")
      sections.set(name, known ? { ...known, entries: [...known.entries, ...value.entries] } : value);
  }
  const entries = [...sections].map(([name, value]): Entry => {
    const { span } = value;
    return { key: { kind: "text", parts: [name], span, token: span }, value, span };
  });
  return first && { ...first, entries };
}

class Found {
  readonly declarations: Declaration[] = [];
  readonly policies: Policy[] = [];
  readonly unread: UnreadPolicy[] = [];

  constructor(
    private readonly source: Source,
    private readonly environment: Environment,
  ) {}

  addFile(root: Dict): void {
    const provider = valueOf(root, "provider");
    if (provider?.kind === "dict") this.addProvider(provider);
    const functions = valueOf(root, "functions");
    // Functions may be split into a list of maps.
    const maps = functions?.kind === "list" ? functions.items : [functions];
    for (const map of maps) for (const entry of map?.kind === "dict" ? map.entries : []) this.addFunction(entry);
  }

  private addProvider(provider: Dict): void {
    const iam = valueOf(provider, "iam");
    const role = iam?.kind === "dict" ? entryOf(iam, "role") : undefined;
    if (role?.value.kind === "dict") this.addRole(sharedRole, role, role.value);
    const legacy = entryOf(provider, "iamRoleStatements");
    if (legacy) this.addLegacyRole(provider, legacy);
    for (const holder of [provider, valueOf(provider, "apiGateway")]) {
      const policy = holder?.kind === "dict" ? valueOf(holder, "resourcePolicy") : undefined;
      if (policy) this.addStatements(policy, "resource", "ApiGatewayRestApi", "AWS::ApiGateway::RestApi");
    }
  }

  private addFunction({ key, value }: Entry): void {
    if (value.kind !== "dict") return;
    const address = roleOfFunction(literal(key) ?? "");
    const iam = valueOf(value, "iam");
    const role = iam?.kind === "dict" ? entryOf(iam, "role") : undefined;
    if (role?.value.kind === "dict") this.addRole(address, role, role.value);
    // The plug-in serverless-iam-roles-per-function, which most people use.
    const own = entryOf(value, "iamRoleStatements");
    if (!own) return;
    const inherits = valueOf(value, "iamRoleStatementsInherit");
    this.declare(address, own, value, {}, { open: inherits !== undefined, type: "Serverless::FunctionRole" });
    this.addStatements(own.value, "identity", address);
  }

  private addRole(address: string, entry: Entry, role: Dict): void {
    const names = {
      name: "name",
      path: "path",
      tags: "tags",
      boundary: valueOf(role, "permissionBoundary") ? "permissionBoundary" : "permissionsBoundary",
      managedPolicies: "managedPolicies",
    };
    this.declare(address, entry, role, this.fields(role, names), { open: role.open, type: serverlessRole });
    const statements = valueOf(role, "statements");
    if (statements) this.addStatements(statements, "identity", address);
  }

  private addLegacyRole(provider: Dict, entry: Entry): void {
    const names = { boundary: "rolePermissionsBoundary", managedPolicies: "iamManagedPolicies" };
    this.declare(sharedRole, entry, provider, this.fields(provider, names), {
      open: provider.open,
      type: "Serverless::LegacyRole",
    });
    this.addStatements(entry.value, "identity", sharedRole);
  }

  private fields(holder: Dict, names: Readonly<Partial<Record<keyof Fields, string>>>): Fields {
    const fields: { -readonly [Name in keyof Fields]: Fields[Name] } = {};
    for (const field of Object.keys(names) as (keyof Fields)[]) {
      const value = valueOf(holder, names[field] ?? "");
      if (value) fields[field] = resolve(value, this.environment);
    }
    return fields;
  }

  private declare(
    address: string,
    entry: Entry,
    node: Dict,
    fields: Fields,
    { open, type }: { readonly open: boolean; readonly type: string },
  ): void {
    const { span } = entry;
    const nameSpan = entry.key.span;
    this.declarations.push({ kind: "role", type, address, span, nameSpan, fields, open, node, source: this.source });
  }

  /** Statements, one or a list; what cannot be read in their place is unread. */
  private addStatements(value: Value, kind: PolicyKind, address: string, hostType = "AWS::IAM::Role"): void {
    const owner = { kind: kind === "resource" ? "resource" : "role", address } as const;
    const place = { kind, address, owner, hostType, source: this.source };
    for (const one of value.kind === "list" ? value.items : [value])
      for (const { value: item, environment } of alternatives(one, this.environment))
        if (item.kind !== "dict" || intrinsicOf(item))
          this.unread.push({ kind, address, span: item.span, expression: shortText(item.span, environment) });
    const list: Value = value.kind === "list" ? value : { kind: "list", items: [value], open: false, span: value.span };
    const resolved = resolve(list, this.environment);
    if (resolved.kind === "list" && resolved.items.some((item) => item.kind === "dict"))
      this.policies.push(readStatements(resolved, place));
  }
}

/** "my-function" as MyDashfunctionIamRoleLambdaExecution. */
function roleOfFunction(name: string): string {
  const normal = name.replaceAll("-", "Dash").replaceAll("_", "Underscore");
  return `${normal.charAt(0).toUpperCase()}${normal.slice(1)}${sharedRole}`;
}
