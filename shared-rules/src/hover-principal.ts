// What a user, role, group or permission set ends up with, in the words of a hover. It finds nothing and judges nothing.
import { describePrincipalsWays } from "./hover-escalation";
import type { Attached, Graph, Principal } from "./link/graph";
import type { Declaration, Policy } from "./model/policy";
import { wording } from "./model/questions";
import { literal, type Value } from "./model/value";
import type { Asked } from "./rules/escalation";

/** Instances that differ are told one by one, up to this many. */
const mostSections = 5;
/** Names of instances that are alike. */
const mostNames = 5;

/** Markdown about principals that stand on one name: one, or the instances of a block. Those that have the same are told together. */
export function describePrincipals(principals: readonly Principal[], asked: Asked): string {
  const byBody = new Map<string, Principal[]>();
  for (const principal of principals) {
    const body = bodyOf(principal, asked);
    byBody.set(body, [...(byBody.get(body) ?? []), principal]);
  }
  const sections = [...byBody].map(([body, alike]) => `${heading(alike)}\n\n${body}`);
  const more = sections.length - mostSections;
  if (more > 0) sections.splice(mostSections, more, `*${more} more have something else.*`);
  return sections.join("\n\n---\n\n");
}

function heading(alike: readonly Principal[]): string {
  const kind = (alike[0]?.declaration.kind ?? "").replace("-", " ");
  const names = alike.map(({ declaration }) => nameOf(declaration));
  if (names.length < 2) return `**${kind} ${names.join("")}** ends up with:`;
  const more = names.length - mostNames;
  const listed = more > 0 ? `${names.slice(0, mostNames).join(", ")} and ${more} more` : names.join(", ");
  return `**${kind}s ${listed}** each end up with:`;
}

function nameOf({ address, fields }: Declaration): string {
  return literal(fields.name) ?? address;
}

function bodyOf(principal: Principal, asked: Asked): string {
  const { graph } = asked.module;
  const { boundary, boundaryBy, boundaryPolicy, credentials, declaration, groups, open, otherGroups, uses } = principal;
  const place = (subject: Declaration | Policy): string => fileOf(subject, declaration, graph);
  const rows = rowsOf(principal, graph);
  const lines = [rows.length > 0 ? rows.map((row) => `- ${row}`).join("\n") : "- no policies"];
  const told = (what: string, all: readonly string[]): void => {
    if (all.length > 0) lines.push(`${what}: ${all.join(", ")}`);
  };
  told("Groups", [
    ...groups.map((group) => code(nameOf(group)) + place(group)),
    ...otherGroups.map((group) => `${code(group)}, which is declared elsewhere`),
  ]);
  told(
    "Credentials",
    credentials.map((credential) => code(credential.address) + place(credential)),
  );
  told(
    declaration.kind === "permission-set" ? "Assignments" : "Instance profiles",
    uses.map((use) => code(use.address) + place(use)),
  );
  if (boundary) {
    const by = boundaryBy && boundaryBy !== declaration ? `, by ${code(boundaryBy.address)}${place(boundaryBy)}` : "";
    lines.push(`Boundary: ${code(boundary)}${boundaryPolicy ? place(boundaryPolicy) : ""}${by}`);
  } else if (declaration.kind !== "group" && !declaration.open) lines.push("No permissions boundary.");
  if (open) lines.push("*May have more: not all that is attached here can be read.*");
  const ways = describePrincipalsWays(principal, asked);
  if (ways !== undefined) lines.push(ways);
  return lines.join("\n\n");
}

/** One row for each policy, also where conditions of a template split it into several. */
function rowsOf({ declaration, policies }: Principal, graph: Graph): string[] {
  const rows = new Map<string, Set<number | undefined>>();
  for (const attached of policies) {
    const row = rowOf(attached, declaration, graph);
    rows.set(row, (rows.get(row) ?? new Set()).add(attached.policy?.span.start));
  }
  return [...rows].map(([row, { size }]) =>
    size > 1 && row.startsWith(oneInline) ? `${size} inline policies${row.slice(oneInline.length)}` : row,
  );
}

const oneInline = "an inline policy";

function rowOf({ arn, by, group, policy }: Attached, principal: Declaration, graph: Graph): string {
  const holder = group ?? principal;
  const name = policy?.name ?? (by === holder ? undefined : literal(by.fields.name));
  const inline = name === undefined ? oneInline : `the inline policy ${code(name)}`;
  const what = arn ? code(arn) : by.kind === "policy" ? code(by.address) : inline;
  const through = group ? `, through the group ${code(nameOf(group))}` : "";
  const file = fileOf(by, principal, graph);
  return what + through + (by === holder ? file : `, by ${code(by.address)}${file}`);
}

/** " in keys.tf", where that is not the principal's own file. */
function fileOf(subject: Declaration | Policy, principal: Declaration, graph: Graph): string {
  const document = graph.documentOf(subject);
  if (!document || document === graph.documentOf(principal)) return "";
  return ` in ${document.uri.slice(document.uri.lastIndexOf("/") + 1)}`;
}

function code(what: Value | string): string {
  return `\`${typeof what === "string" ? what : wording(what)}\``;
}
