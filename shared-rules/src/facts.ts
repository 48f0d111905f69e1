// What documents tell about their workspace, and what all of that comes to. It judges no document by itself.
import type { OnError } from "./analyze";
import { severityOf, textAt, withConstructs } from "./findings";
import type { Document } from "./model/document";
import { settled } from "./model/place";
import type { Context, Fact, Finding, RuleDefinition } from "./rule";

/** What a document tells about its workspace, for {@link analyzeWorkspace}. */
export function factsOf(
  document: Document,
  rules: readonly RuleDefinition[],
  context: Context,
  onError: OnError,
): Fact[] {
  const facts: Fact[] = [];
  for (const rule of rules) {
    if (!rule.facts || context.config.rules[rule.id] === "off") continue;
    try {
      for (const fact of rule.facts(document, context))
        facts.push({
          ...fact,
          span: settled(fact.span),
          rule: rule.id,
          uri: document.uri,
          text: textAt(document, fact.span),
        });
    } catch (error) {
      onError(`The rule ${rule.id} failed in ${document.uri}; the other rules went on.`, error);
    }
  }
  return withConstructs(facts, document);
}

/** Findings about the workspace that the facts of its documents are all of. */
export function analyzeWorkspace(
  facts: readonly Fact[],
  rules: readonly RuleDefinition[],
  context: Pick<Context, "catalog" | "config">,
  onError: OnError,
): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (!rule.workspace || context.config.rules[rule.id] === "off") continue;
    const own = facts.filter((fact) => fact.rule === rule.id);
    try {
      for (const { at, ...hit } of own.length > 0 ? rule.workspace(own, context) : [])
        findings.push({
          rule: rule.id,
          severity: severityOf(rule, hit, context.config),
          uri: at.uri,
          span: hit.span,
          message: hit.message,
          fixes: hit.fixes?.() ?? [],
          related: hit.related ?? [],
          covers: [],
          address: at.address,
          sid: "",
          text: at.text,
          ...(at.constructPath !== undefined && { constructPath: at.constructPath }),
          ...(at.suppressed && { suppressed: at.suppressed }),
        });
    } catch (error) {
      onError(`The rule ${rule.id} failed on the workspace; the other rules went on.`, error);
    }
  }
  return findings;
}
