// What the grammars of SCPs and RCPs have in common beyond that of IAM. Not a rule.
import type { Policy, Statement } from "../model/policy";
import { endsIn } from "../model/source";
import { literal, valueOf, type Span } from "../model/value";
import type { Fault } from "./faults";

/** Every organisation policy says this version. */
const version = "2012-10-17";

/** What is wrong with the Version: it must be there, and that of 2012. */
export function* versionFaults(policy: Policy, name: string): Generator<Fault> {
  const { node } = policy;
  if (node.kind === "list" || node.open) return;
  // The provider's data source has the right one where it says none.
  const said = node.kind === "dict" ? valueOf(node, "Version") : policy.version;
  if (!said) {
    const isMisspelt = node.entries.some(({ key }) => /^version$/i.test(literal(key) ?? ""));
    const [first] = node.entries;
    if (node.kind === "dict" && !isMisspelt && first)
      yield {
        span: first.key.span,
        severity: "medium",
        message: `${name} must say "Version": "${version}".`,
        repair: { kind: "version", version },
      };
    return;
  }
  if (said.kind === "text" && literal(said) === "2008-10-17")
    yield {
      span: said.span,
      message: `AWS refuses the Version 2008-10-17 in ${name}: it must be ${version}.`,
      rename: { text: said, to: version },
    };
}

/** A statement's lack of Resource and NotResource. */
export function* resourceFaults(policy: Policy, statement: Statement, name: string): Generator<Fault> {
  const { resources, notResources, actions, notActions, node } = statement;
  if (statement.open || endsIn(policy.source, node.span) || !(actions.key ?? notActions.key)) return;
  if (!resources.key && !notResources.key)
    yield { span: firstOf(node), message: `AWS refuses a statement of ${name} without Resource or NotResource.` };
}

/** A short place for what a statement lacks: its first name. */
export function firstOf(node: Statement["node"]): Span {
  if (node.kind === "block") return node.typeSpan;
  return node.entries[0]?.key.span ?? { start: node.span.start, end: Math.min(node.span.start + 1, node.span.end) };
}
