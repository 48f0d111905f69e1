// What a template's Metadata says to ignore, in Roleward's words and in those of other tools. It decides nothing.
import type { SuppressedTool, Suppression } from "../../model/suppression";
import type { Dict, Span, Value } from "../../model/value";
import { itemsOf, literal, nodeSpan, valueOf } from "../../model/value";
import type { Template } from "./template";

interface Words {
  readonly tool: SuppressedTool;
  /** Names from Metadata down to the list. */
  readonly path: readonly string[];
  /** Names in each of its items; an item that is a text is the id itself. */
  readonly id?: string;
  readonly reason?: string;
}

const words: readonly Words[] = [
  { tool: "roleward", path: ["Roleward", "ignore"], id: "rule", reason: "reason" },
  // https://github.com/stelligent/cfn_nag#per-resource-rule-suppression
  { tool: "cfn_nag", path: ["cfn_nag", "rules_to_suppress"], id: "id", reason: "reason" },
  // https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
  { tool: "checkov", path: ["checkov", "skip"], id: "id", reason: "comment" },
  // https://github.com/aws-cloudformation/cfn-lint#metadata
  { tool: "cfn-lint", path: ["cfn-lint", "config", "ignore_checks"] },
  // https://github.com/aws-cloudformation/aws-guard-rules-registry
  { tool: "guard", path: ["guard", "SuppressedRules"] },
];

/**
 * The suppressions of a template and of its resources, in the order they stand.
 * @param root the dict that has the template's sections
 * @param whole all of the document, which the template's own Metadata is about
 */
export function readSuppressions(template: Template, root: Dict | undefined, whole: Span): Suppression[] {
  const found = root ? suppressionsIn(root, whole) : [];
  // What Fn::ForEach repeats is written once.
  const entries = new Set(template.resources.map(({ entry }) => entry));
  for (const { value, span } of entries) if (value.kind === "dict") found.push(...suppressionsIn(value, span));
  return found.sort((a, b) => a.span.start - b.span.start);
}

function suppressionsIn(holder: Dict, covers: Span): Suppression[] {
  const metadata = valueOf(holder, "Metadata");
  if (metadata?.kind !== "dict") return [];
  return words.flatMap(({ tool, path, id, reason }) =>
    itemsOf(at(metadata, path)).flatMap((item): Suppression[] => {
      const given = (name: string | undefined): Value | undefined =>
        item.kind === "dict" && name !== undefined ? valueOf(item, name) : undefined;
      // Others pass over what is not written as they want it; of ours, a rule without a reason is told.
      const isWord = item.kind === "text" && (id === undefined || tool === "roleward");
      if (item.kind !== "dict" && !isWord) return [];
      const ids = itemsOf(item.kind === "text" ? item : given(id)).flatMap((one) => literal(one) ?? []);
      const until = literal(given("until"));
      // A day that cannot be read may have passed: it hides nothing, as without a reason.
      const isMeant = given("until") === undefined || (until !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(until));
      const why = isMeant ? (literal(given(reason)) ?? "").trim() : "";
      return [{ tool, ids, reason: why, until: isMeant ? until : undefined, span: nodeSpan(item), covers }];
    }),
  );
}

function at(metadata: Dict, path: readonly string[]): Value | undefined {
  let value: Value | undefined = metadata;
  for (const name of path) value = value?.kind === "dict" ? valueOf(value, name) : undefined;
  return value;
}
