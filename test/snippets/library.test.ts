// What holds of every policy of the library: its words, its size, and that no rule of ours has anything to say of it.
import assert from "node:assert/strict";
import { quotaOf } from "../../shared-rules/src/catalog/quotas";
import { defaultConfig, policyText, snippetsFor } from "../../shared-rules/src/index";
import { scpDenying } from "../../shared-rules/src/snippets/index";
import { engine } from "../support/engine";
import { read } from "./evaluating";

const all = [...snippetsFor([]), ...snippetsFor(["eu-west-1"])];

describe("the library", () => {
  for (const snippet of snippetsFor([])) {
    const { id, kind, policy } = snippet;
    it(`${id} is within its quota, and every rule accepts it`, () => {
      const text = policyText(policy);
      const quota = quotaOf(read(snippet));
      // The older quota of service control policies, and half of it: five of them have to fit on one target.
      assert.ok(quota && text.length < Math.min(quota.most, 5120), String(text.length));
      const document = engine.read({ uri: `/w/${id}.json`, text, hint: { kind } });
      const found = engine.lint(document, defaultConfig).map(({ rule, text: at }) => `${rule} ${at}`);
      assert.deepEqual(found, []);
    });

    it(`${id} says in sentences what it does, what it breaks and what it leaves alone`, () => {
      const { breaks, fill, leaves, purpose, references, title } = snippet;
      for (const sentence of [purpose, breaks, leaves, fill]) assert.match(sentence, /^[A-Z].*\.$/, sentence);
      assert.doesNotMatch(title, /\.$/);
      assert.ok(references.length > 0);
      for (const reference of references) assert.match(reference, /^https:\/\/docs\.aws\.amazon\.com\//);
    });
  }

  it("has ids and names of its own for each, and no marks in what people see", () => {
    const ids = snippetsFor([]).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { kind, name, policy } of all) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(kind === "boundary" ? name === "permissions-boundary" : name !== "");
      assert.doesNotMatch(policyText(policy), /[\uE000-\uF8FF]/);
    }
  });

  it("knows which policy denies an action", () => {
    const rows = [
      ["iam:CreateUser", "scp-deny-user-creation"],
      ["cloudtrail:StopLogging", "scp-protect-logging"],
      ["kms:ScheduleKeyDeletion", "scp-protect-keys"],
      ["organizations:LeaveOrganization", "scp-deny-leaving-organization"],
      ["organizations:DetachPolicy", undefined],
    ] as const;
    for (const [action, id] of rows) assert.equal(scpDenying(action)?.id, id, action);
  });
});
