// The table of escalation paths: every action exists, none is told twice, and each sentence reads on from "its holder".
import assert from "node:assert/strict";
import { escalationPaths } from "../../shared-rules/src/catalog/escalation";
import { catalog } from "../support/engine";

describe("escalation paths", () => {
  const key = (actions: readonly string[]): string => [...actions].sort().join(" + ");
  const all = escalationPaths.map(({ steps }) => steps.map(({ action }) => action));

  it("name actions as AWS does", () => {
    for (const action of new Set(all.flat())) assert.equal(catalog.action(action)?.name, action);
  });

  it("are told once, and none holds another one that needs as little", () => {
    assert.equal(new Set(all.map(key)).size, all.length);
    const actionsOf = ({ steps }: (typeof escalationPaths)[number]): string[] => steps.map(({ action }) => action);
    for (const path of escalationPaths)
      for (const smaller of escalationPaths) {
        if (smaller === path || !actionsOf(smaller).every((action) => actionsOf(path).includes(action))) continue;
        assert.notEqual(smaller.needs, undefined, key(actionsOf(smaller)));
        assert.notEqual(smaller.needs, path.needs, key(actionsOf(smaller)));
      }
  });

  it("say how in the third person and what they need as a noun", () => {
    for (const { how, needs } of escalationPaths) {
      assert.match(how, /^[a-z]+s\b.*[^.]$/);
      if (needs !== undefined) assert.match(needs, /^(a|an|somebody|roles)\b.*[^.]$/);
    }
  });

  it("pass a role to a service where, and only where, iam:PassRole is a step", () => {
    for (const { steps, service } of escalationPaths)
      assert.equal(
        service !== undefined,
        steps.some(({ action }) => action === "iam:PassRole"),
      );
  });
});
