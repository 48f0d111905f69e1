// What stands under the cursor: an action or wildcard and what it grants, a user, role or group and what it ends up with. Findings are
// not its matter.
import type { AccessLevel, ActionInfo, Catalog } from "./catalog/catalog";
import type { Document } from "./model/document";
import type { Attached, Graph, Principal } from "./link/graph";
import type { Module } from "./link/module";
import { wording } from "./model/questions";
import { literal, type Span, type Value } from "./model/value";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** The most telling first. */
const levels: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** The hover of the action, wildcard or principal at an offset, or undefined. `module` says what is attached to principals. */
export function hoverAt(document: Document, offset: number, catalog: Catalog, module: Module): Hover | undefined {
  const named = document.declarations.find(({ nameSpan }) => within(nameSpan, offset));
  const principal = named && module.graph.principal(named.address);
  if (named && principal) return { span: named.nameSpan, markdown: describePrincipal(principal, module.graph) };
  for (const policy of document.policies) {
    if (!within(policy.span, offset)) continue;
    for (const statement of policy.statements) {
      if (!within(statement.span, offset)) continue;
      for (const item of [...statement.actions.items, ...statement.notActions.items])
        if (within(item.span, offset)) return describe(item, catalog);
    }
  }
  return undefined;
}

function within(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function describe(item: Value, catalog: Catalog): Hover | undefined {
  const pattern = literal(item);
  if (pattern === undefined) return undefined;
  const action = catalog.action(pattern);
  const markdown = action ? describeAction(action, catalog) : describePattern(pattern, catalog);
  return markdown === undefined ? undefined : { span: item.span, markdown };
}

function describeAction(action: ActionInfo, catalog: Catalog): string {
  const resources = action.resourceTypes.map(({ name, required }) => `\`${name}\`${required ? "*" : ""}`);
  const lines = [
    `**${action.name}** · ${action.accessLevel}`,
    sentence(action.description),
    resources.length > 0 ? `Resources: ${resources.join(", ")}` : "Takes no resource: only `*` works.",
  ];
  if (action.conditionKeys.length > 0)
    lines.push(
      `Condition keys: ${shorten(
        action.conditionKeys.map((key) => `\`${key}\``),
        8,
      )}`,
    );
  lines.push(footer(catalog));
  return lines.filter(Boolean).join("\n\n");
}

function describePattern(pattern: string, catalog: Catalog): string | undefined {
  if (!/[*?]/.test(pattern)) return undefined;
  const actions = catalog.expand(pattern);
  if (actions.length === 0) return `\`${pattern}\` matches no action of the catalogue.\n\n${footer(catalog)}`;
  const services = new Set(actions.map(({ service }) => service)).size;
  const lines = [
    `\`${pattern}\` grants **${actions.length} ${actions.length === 1 ? "action" : "actions"}**${services > 1 ? ` of ${services} services` : ""}:`,
  ];
  const rows = levels.flatMap((level) => {
    const ofLevel = actions.filter((action) => action.accessLevel === level);
    return ofLevel.length === 0
      ? []
      : [
          `- ${level} (${ofLevel.length}): ${shorten(
            ofLevel.map(({ name }) => name.slice(name.indexOf(":") + 1)),
            5,
          )}`,
        ];
  });
  return [...lines, rows.join("\n"), footer(catalog)].join("\n\n");
}

function shorten(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

function describePrincipal(principal: Principal, graph: Graph): string {
  const { declaration, boundary, credentials, groups, open, policies } = principal;
  const name = literal(declaration.fields.name) ?? declaration.address;
  const lines = [`**${declaration.kind} ${name}** ends up with:`];
  const rows = policies.map((attached) => `- ${describeAttached(attached, graph)}`);
  lines.push(rows.length > 0 ? rows.join("\n") : "- no policies");
  if (groups.length > 0)
    lines.push(`Groups: ${groups.map(({ fields, address }) => literal(fields.name) ?? address).join(", ")}`);
  if (credentials.length > 0)
    lines.push(`Credentials: ${credentials.map(({ address }) => `\`${address}\``).join(", ")}`);
  if (declaration.kind !== "group")
    lines.push(boundary ? `Boundary: \`${wording(boundary)}\`` : "No permissions boundary.");
  if (open) lines.push("*More may be attached by expressions that are not known here.*");
  return lines.join("\n\n");
}

function describeAttached({ policy, arn, by, group }: Attached, graph: Graph): string {
  const what = arn
    ? `\`${wording(arn)}\``
    : policy?.address === by.address
      ? "an inline policy"
      : `\`${policy?.address ?? by.address}\``;
  const file = graph.documentOf(by)?.uri.split("/").at(-1);
  const where = file ? `, by \`${by.address}\` in ${file}` : "";
  return `${what}${group ? `, through the group \`${group.address}\`` : ""}${where}`;
}

function sentence(description: string): string {
  return description === ""
    ? ""
    : `${description.charAt(0).toUpperCase()}${description.slice(1)}${description.endsWith("...") ? "" : "."}`;
}

function footer(catalog: Catalog): string {
  return `*AWS's action list of ${catalog.date}*`;
}
