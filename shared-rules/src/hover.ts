// What stands under the cursor: an action or wildcard and what it grants, a user, role or group and what it ends up with, and the ways to
// become administrator that either opens. Findings are not its matter.
import type { AccessLevel, ActionInfo, Catalog } from "./catalog/catalog";
import type { Document } from "./model/document";
import { waysAt } from "./hover-escalation";
import { describePrincipals } from "./hover-principal";
import type { Module } from "./link/module";
import { literal, type Span, type Value } from "./model/value";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** The most telling first. */
const levels: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** The hover of the action, wildcard or principal at an offset, or undefined. `module` says what is attached to principals. */
export function hoverAt(document: Document, offset: number, catalog: Catalog, module: Module): Hover | undefined {
  const named = document.declarations.filter(({ nameSpan }) => within(nameSpan, offset));
  const principals = named.flatMap(({ address }) => module.graph.principal(address) ?? []);
  const [first] = principals;
  if (first) return { span: first.declaration.nameSpan, markdown: describePrincipals(principals, { catalog, module }) };
  const item = itemAt(document, offset, catalog);
  const ways = waysAt(document, offset, { catalog, module });
  return ways && item ? { span: ways.span, markdown: `${ways.markdown}\n\n---\n\n${item.markdown}` } : (ways ?? item);
}

/** The hover of the action or wildcard at an offset. */
function itemAt(document: Document, offset: number, catalog: Catalog): Hover | undefined {
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

function sentence(description: string): string {
  return description === ""
    ? ""
    : `${description.charAt(0).toUpperCase()}${description.slice(1)}${description.endsWith("...") ? "" : "."}`;
}

function footer(catalog: Catalog): string {
  return `*AWS's action list of ${catalog.date}*`;
}
