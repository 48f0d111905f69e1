// The evaluator where policies, statements or effects cannot be read: what is sure is said, and the rest is unknown.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
import assert from "node:assert/strict";
import { isAllowed } from "../../shared-rules/src/access/decide";
import type { Permissions } from "../../shared-rules/src/access/request";
import type { Policy } from "../../shared-rules/src/model/policy";
import { not } from "../../shared-rules/src/model/questions";
import type { Answer } from "../../shared-rules/src/model/value";
import { policy, value } from "../model/statements";

const caller = { kind: "user", name: "arn:aws:iam::111122223333:user/alice", account: "111122223333" } as const;
const request = { action: "s3:GetObject", resource: "arn:aws:s3:::logs/a", caller };
const allow = { Effect: "Allow", Action: "s3:*", Resource: "*" };
const deny = { Effect: "Deny", Action: "s3:*", Resource: "*" };
const either = { Effect: "${var.effect}", Action: "s3:*", Resource: "*" };
const other = { Effect: "Allow", Action: "ec2:*", Resource: "*" };
const given = policy([allow]);
const open = { open: true };
const unread = { unread: [value("${var.statement}")] };

describe("what is allowed where not everything can be read", () => {
  const rows: [title: string, permissions: Permissions, answer: Answer][] = [
    ["a policy that may have more statements", { identity: [policy([other], open)] }, "unknown"],
    ["a policy with a statement that cannot be read", { identity: [policy([other], unread)] }, "unknown"],
    ["an Allow beside what cannot be read, which may be a Deny", { identity: [policy([allow], open)] }, "unknown"],
    ["a Deny beside what cannot be read", { identity: [policy([allow, deny], open)] }, "no"],
    ["a statement whose effect is not known", { identity: [policy([either])] }, "unknown"],
    ["an Allow and a statement whose effect is not known", { identity: [policy([allow, either])] }, "unknown"],
    ["a Deny and a statement whose effect is not known", { identity: [policy([deny, either])] }, "no"],
    [
      "a statement of other actions whose effect is not known",
      { identity: [given, policy([{ ...either, Action: "ec2:*" }])] },
      "yes",
    ],
    ["policies that cannot be read beside an Allow", { identity: [given], open: true }, "yes"],
    ["a boundary that may have more", { identity: [given], boundary: policy([other], open) }, "unknown"],
    ["a boundary with a Deny", { identity: [given], boundary: policy([allow, deny]) }, "no"],
    ["a session policy that cannot be read", { identity: [given], session: "unknown" }, "unknown"],
    ["a session policy that cannot be read, and nothing allowed", { identity: [], session: "unknown" }, "no"],
    ["a session policy with a Deny", { identity: [given], session: [policy([allow, deny])] }, "no"],
    ["an RCP with a Deny", { identity: [given], rcps: [[policy([{ ...deny, Principal: "*" }])]] }, "no"],
    ["a level of SCPs that may have more", { identity: [given], scps: [[policy([other], open)]] }, "unknown"],
    ["a resource's policy that cannot be read", { identity: [], resource: "unknown" }, "unknown"],
    ["a resource's policy that cannot be read, beside an Allow", { identity: [given], resource: "unknown" }, "unknown"],
    [
      "a resource's policy that may have more",
      { identity: [], resource: policy([{ ...other, Principal: "*" }], { kind: "resource", ...open }) },
      "unknown",
    ],
    [
      "a resource's policy whose effect is not known, beside an Allow",
      { identity: [given], resource: policy([{ ...either, Principal: "*" }], { kind: "resource" }) },
      "unknown",
    ],
    [
      "a Deny of the resource's policy, of other actions",
      { identity: [given], resource: policy([{ ...deny, Action: "s3:Put*", Principal: "*" }], { kind: "resource" }) },
      "yes",
    ],
    [
      "a Deny of the resource's policy, of the caller's account",
      { identity: [given], resource: policy([{ ...deny, Principal: { AWS: caller.account } }], { kind: "resource" }) },
      "no",
    ],
    [
      "an Allow of the resource's policy for an action of another service",
      { identity: [], resource: policy([{ ...other, Principal: "*" }], { kind: "resource" }) },
      "no",
    ],
  ];
  for (const [title, permissions, answer] of rows)
    it(`${title}: ${answer}`, () => assert.equal(isAllowed(request, permissions), answer));

  it("counts the statements that a policy document takes over from others", () => {
    const base = policy([deny]);
    const inherited = base.statements.map((statement) => ({ statement, policy: base }));
    assert.equal(isAllowed(request, { identity: [policy([allow], { inherited })] }), "no");
    assert.equal(isAllowed(request, { identity: [policy([allow], { inherited: [] })] }), "yes");
  });
});

describe("what is denied to whom everything is allowed", () => {
  const rows: [title: string, policies: readonly Policy[], denied: Answer][] = [
    ["no policy", [], "no"],
    ["an Allow", [given], "no"],
    ["a Deny", [given, policy([deny])], "yes"],
    ["a statement whose effect is not known", [policy([either])], "unknown"],
    ["a policy that may have more", [policy([allow], open)], "unknown"],
  ];
  for (const [title, policies, denied] of rows)
    it(`${title}: ${denied}`, () => assert.equal(isAllowed(request, { identity: [given, ...policies] }), not(denied)));
});
