// What rules may look at when they judge a statement: what quiet.ts does not see them look at must not decide their answers.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { linkModule } from "../../shared-rules/src/link/module";
import { readingsOfOthers } from "../../shared-rules/src/model/beside";
import type { Policy } from "../../shared-rules/src/model/policy";
import { allRules, read } from "../support/check-rule";
import { corpusFiles } from "../support/corpus";
import { catalog, engine } from "../support/engine";
import { samplesOfExample } from "../support/formats";
import type { Document } from "../../shared-rules/src/index";
import type { RuleDefinition } from "../../shared-rules/src/rule";

/** Elements of a policy that another of its statements, or what uses it, decides of. */
const others: ReadonlySet<string | symbol> = new Set([
  "statements",
  "open",
  "unread",
  "version",
  "inherited",
  "replaced",
]);

describe("a rule that judges a statement", () => {
  before(() => engine.ready());

  function check(document: Document): void {
    const module = linkModule([document]);
    for (const policy of document.policies)
      for (const statement of policy.statements)
        for (const rule of allRules) {
          const before = readingsOfOthers();
          let looked = false;
          const context = {
            catalog,
            config: defaultConfig,
            get module() {
              looked = true;
              return module;
            },
          };
          const watched = new Proxy<Policy>(policy, {
            get(target, name) {
              const seen = looked || readingsOfOthers() > before;
              assert.ok(seen || !others.has(name), `${rule.id} reads ${String(name)} of the policy unseen`);
              return Reflect.get(target, name) as unknown;
            },
          });
          for (const hit of rule.statement?.(statement, watched, context) ?? []) assert.ok(hit.span);
        }
  }

  /** Which rules look at more than a statement, by the place of each. */
  function lookers(document: Document, rules: readonly RuleDefinition[]): string[] {
    const module = linkModule([document]);
    const found: string[] = [];
    for (const policy of document.policies)
      for (const [index, statement] of policy.statements.entries())
        for (const rule of rules) {
          const before = readingsOfOthers();
          const context = { catalog, config: defaultConfig, module };
          for (const hit of rule.statement?.(statement, policy, context) ?? []) assert.ok(hit.span);
          if (readingsOfOthers() > before) found.push(`${policy.address} ${index} ${rule.id}`);
        }
    return found;
  }

  it("looks at them whatever is remembered from other rules", () => {
    const judging = allRules.filter((rule) => rule.statement);
    for (const { docs } of judging)
      for (const example of docs.flagged)
        for (const sample of samplesOfExample(example).slice(0, 1)) {
          const document = read(sample);
          lookers(document, judging);
          // What a rule finds remembered, it has to have looked at all the same.
          const alone = judging.flatMap((rule) => lookers(read(sample), [rule]));
          assert.deepEqual(lookers(document, judging).sort(), alone.sort(), sample.text);
        }
  });

  it("looks at the policy's other statements through statementsOf only, in all examples", () => {
    for (const rule of allRules)
      for (const example of [...rule.docs.flagged, ...rule.docs.accepted])
        for (const sample of samplesOfExample(example)) check(read(sample));
  });

  it("does so in real files", function () {
    this.timeout(60_000);
    for (const { path, text } of corpusFiles(/\.(?:json|ya?ml|tf)$/, 60))
      check(engine.read({ uri: `file:///w/${path}`, text }));
  });
});
