// What a hover shows: why the finding under the mouse matters, and what an action or wildcard grants.
import { MarkupKind, type Hover, type HoverParams } from "vscode-languageserver/node";
import {
  controlNames,
  ruleById,
  severities,
  type Engine,
  type Finding,
  ruleUrl,
} from "../../../shared-rules/src/index";
import { toRange } from "./convert";
import type { Documents } from "./documents";

/** A hover is to be read at a glance. */
const shownFixes = 3;

/** The hover at a position, or null where there is nothing to say. */
export async function hoverAt(
  engine: Engine,
  documents: Documents,
  { textDocument, position }: HoverParams,
): Promise<Hover | null> {
  const document = await documents.current(textDocument.uri);
  if (!document?.read) return null;
  const offset = document.text.offsetAt(position);
  const findings = document.findings
    .filter(({ span }) => span.start <= offset && offset < Math.max(span.end, span.start + 1))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const token = engine.hover(document.read, offset, documents.siblingsOf(document), documents.workspace);
  const parts = findings.map(reason);
  if (token) parts.push(token.markdown.trim());
  const span = token?.span ?? findings.at(0)?.span;
  if (parts.length === 0 || !span) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join("\n\n---\n\n") },
    range: toRange(document.text, span),
  };
}

/** The finding's message is in the diagnostic already; this is the reason behind it. */
function reason(finding: Finding): string {
  const rule = ruleById(finding.rule);
  const title = `**${rule?.title ?? finding.rule}** · ${finding.severity}`;
  const link = `[${finding.rule}](${ruleUrl(finding.rule)})`;
  const fixes = finding.fixes.slice(0, shownFixes).map((fix) => `- ${fix.title}`);
  const more = finding.fixes.length - fixes.length;
  if (more > 0) fixes.push(`- ${more} more among the quick fixes`);
  return [
    title,
    ...(rule ? [firstParagraph(rule.docs.why)] : []),
    ...(fixes.length > 0 ? [`What to do:\n${fixes.join("\n")}`] : []),
    [link, ...(rule?.docs.controls ?? []).map(controlName)].join(" · "),
  ].join("\n\n");
}

/** A control's name without its numbers, which the rule's page lists. */
function controlName(id: string): string {
  return (controlNames[id] ?? id).replace(/ \(.*\)$/, "");
}

function firstParagraph(text: string): string {
  return text.trim().split(/\n\s*\n/)[0] ?? "";
}
