// What a policy's own Deny statements take away from an Allow, and whose resources cover whose. Not a test of requests.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
import assert from "node:assert/strict";
import { coversResources, denies, isDenied } from "../../shared-rules/src/access/denies";
import type { Answer } from "../../shared-rules/src/model/value";
import { more, policy, statement, type StatementJson } from "../model/statements";

describe("isDenied", () => {
  const granted: StatementJson = { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::logs/*" };
  const rows: [deny: StatementJson, answer: Answer, reason: string][] = [
    [{ Effect: "Deny", Action: "s3:*", Resource: "*" }, "yes", "on everything"],
    [{ Effect: "Deny", Action: "s3:Put*", Resource: "arn:aws:s3:::logs*" }, "yes", "on all that is granted"],
    [{ Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::logs/a" }, "no", "on a part of what is granted"],
    [{ Effect: "Deny", Action: "ec2:*", Resource: "*" }, "no", "of other actions"],
    [{ Effect: "Deny", Action: "${var.action}", Resource: "*" }, "unknown", "perhaps of this one"],
    [{ Effect: "Allow", Action: "s3:*", Resource: "*" }, "no", "an Allow denies nothing"],
    [
      { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      "no",
      "only without TLS",
    ],
    [
      { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { [more]: {} } },
      "no",
      "under conditions that are not known",
    ],
    [{ Effect: "Deny", Action: "s3:*", Resource: "*", perhaps: true }, "unknown", "in a branch that may not be taken"],
    [
      { Effect: "Deny", Action: "ec2:*", Resource: "*", perhaps: true },
      "no",
      "of other actions, in a branch that may not be taken",
    ],
    [{ Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::x" }, "unknown", "on all but something"],
    [{ Effect: "Deny", Action: "s3:*", Resource: "${var.arn}" }, "unknown", "on what is not known"],
  ];
  for (const [deny, expected, reason] of rows)
    it(`${JSON.stringify(deny)}: ${expected}, ${reason}`, () => {
      const both = policy([granted, deny]);
      const [allow, second] = both.statements;
      assert.ok(allow && second);
      assert.equal(isDenied(both, allow, "s3:PutObject"), expected);
      if (deny["Effect"] === "Deny" && deny["Resource"] === "*" && !deny["Condition"])
        assert.equal(denies(second, "s3:PutObject"), expected);
    });
});

describe("a Deny of Terraform's", () => {
  const granted = statement({ Effect: "Allow", Action: "*", Resource: "*" });
  const deny = statement({ Effect: "Deny", Action: "s3:*", Resource: "*" });

  it("may get its condition from a dynamic block", () => {
    const dynamic = { ...deny, conditions: { ...deny.conditions, open: true } };
    assert.equal(isDenied({ ...policy([]), statements: [granted, dynamic] }, granted, "s3:PutObject"), "unknown");
  });

  it("takes nothing surely away where it has a condition, as the others", () => {
    const { conditions } = statement({ Condition: { Bool: { "aws:SecureTransport": "false" } } });
    const statements = [granted, { ...deny, conditions: { ...conditions, value: undefined } }];
    assert.equal(isDenied({ ...policy([]), statements }, granted, "s3:PutObject"), "no");
  });
});

describe("coversResources", () => {
  const rows: [outer: StatementJson, inner: StatementJson, answer: Answer, reason: string][] = [
    [{ Resource: "*" }, { Resource: "${var.arn}" }, "yes", "everything covers anything"],
    [{ Resource: "*" }, { NotResource: "arn:aws:s3:::b" }, "yes", "everything covers anything"],
    [{ Resource: "arn:aws:s3:::a*" }, { Resource: ["arn:aws:s3:::a", "arn:aws:s3:::ab/*"] }, "yes", "each of them"],
    [{ Resource: ["arn:aws:s3:::b", "arn:aws:s3:::a"] }, { Resource: "arn:aws:s3:::a" }, "yes", "by one of its items"],
    [{ Resource: "arn:aws:s3:::a" }, { Resource: ["arn:aws:s3:::a", "arn:aws:s3:::b"] }, "no", "not the second"],
    [{ Resource: "arn:aws:s3:::A" }, { Resource: "arn:aws:s3:::a" }, "no", "ARNs tell letter case"],
    [{ NotResource: "arn:aws:s3:::b" }, { Resource: "arn:aws:s3:::a" }, "unknown", "all but something"],
    [{ Resource: "arn:aws:s3:::a" }, { NotResource: "arn:aws:s3:::b" }, "unknown", "all but something"],
    [{ Resource: "arn:aws:s3:::a" }, {}, "unknown", "it names no resource"],
    [{ Resource: "${var.arn}" }, { Resource: "arn:aws:s3:::a" }, "unknown", "which may be the one that is asked for"],
    [{ Resource: "arn:aws:s3:::a" }, { Resource: "${var.arn}" }, "unknown", "which may be the one that is covered"],
    [
      { Resource: "arn:aws:sns:*:${account}:*" },
      { Resource: "arn:aws:sns:eu-west-1:${account}:a" },
      "yes",
      "both are of this account",
    ],
    [
      { Resource: "arn:aws:sns:*:${account}:a" },
      { Resource: "arn:aws:sns:*:${account}:b" },
      "no",
      "other topics of this account",
    ],
    [
      { Resource: "arn:aws:sns:*:${account}:a" },
      { Resource: "arn:aws:sns:*:111122223333:a" },
      "unknown",
      "this account may be the one that is written out",
    ],
    [
      { Resource: "arn:aws:sns:*:111122223333:a" },
      { Resource: "arn:aws:sns:*:${account}:a" },
      "unknown",
      "this account may be the one that is written out",
    ],
  ];
  for (const [outer, inner, expected, reason] of rows)
    it(`${JSON.stringify(outer)}, ${JSON.stringify(inner)}: ${expected}, ${reason}`, () =>
      assert.equal(coversResources(statement(outer), statement(inner)), expected));
});
