// Addresses of blocks and of their instances, with the keys that count and for_each give them.
// https://developer.hashicorp.com/terraform/cli/state/resource-addressing
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  blockAddress,
  ByAddress,
  instanceKeyOf,
  refersTo,
  typeOfAddress,
  withoutKeys,
} from "../../shared-rules/src/model/address";

describe("addresses", () => {
  const rows: [address: string, block: string, key: string | undefined, type: string, plain: string][] = [
    ["aws_iam_user.a", "aws_iam_user.a", undefined, "aws_iam_user", "aws_iam_user.a"],
    ["aws_iam_user.a[0]", "aws_iam_user.a", "0", "aws_iam_user", "aws_iam_user.a"],
    ["aws_iam_user.a[12]", "aws_iam_user.a", "12", "aws_iam_user", "aws_iam_user.a"],
    ['aws_iam_user.a["alice"]', "aws_iam_user.a", '"alice"', "aws_iam_user", "aws_iam_user.a"],
    ['aws_iam_user.a[""]', "aws_iam_user.a", '""', "aws_iam_user", "aws_iam_user.a"],
    ['aws_iam_user.a["a.b[0]"]', "aws_iam_user.a", '"a.b[0]"', "aws_iam_user", "aws_iam_user.a"],
    ['aws_iam_user.a["\\"]"]', "aws_iam_user.a", '"\\"]"', "aws_iam_user", "aws_iam_user.a"],
    [
      'module.team["x"].aws_iam_user.a["y"]',
      'module.team["x"].aws_iam_user.a',
      '"y"',
      'module.team["x"].aws_iam_user',
      "module.team.aws_iam_user.a",
    ],
    [
      "module.team[10].aws_iam_user.a",
      "module.team[10].aws_iam_user.a",
      undefined,
      "module.team[10].aws_iam_user",
      "module.team.aws_iam_user.a",
    ],
    [
      "data.aws_iam_policy_document.p",
      "data.aws_iam_policy_document.p",
      undefined,
      "data.aws_iam_policy_document",
      "data.aws_iam_policy_document.p",
    ],
    ["Alice", "Alice", undefined, "", "Alice"],
    ["", "", undefined, "", ""],
  ];
  for (const [address, block, key, type, plain] of rows)
    it(address, () => {
      assert.equal(blockAddress(address), block);
      assert.equal(instanceKeyOf(address), key);
      assert.equal(typeOfAddress(address), type);
      assert.equal(withoutKeys(address), plain);
    });

  it("have no key where an expression stands in its place", () => {
    assert.equal(instanceKeyOf("aws_iam_user.a[each.key]"), undefined);
    assert.equal(blockAddress("aws_iam_user.a[each.key]"), "aws_iam_user.a[each.key]");
  });

  it("come apart into block and key, whatever the key", () => {
    const key = fc.oneof(
      fc.nat().map(String),
      fc.string().map((name) => JSON.stringify(name)),
    );
    fc.assert(
      fc.property(key, (written) => {
        const address = `aws_iam_user.team[${written}]`;
        assert.equal(blockAddress(address), "aws_iam_user.team");
        assert.equal(instanceKeyOf(address), written);
        assert.equal(withoutKeys(`module.m[${written}].${address}`), "module.m.aws_iam_user.team");
      }),
    );
  });
});

describe("refersTo", () => {
  const rows: [target: string, address: string, refers: boolean, reason: string][] = [
    ["aws_iam_user.a", "aws_iam_user.a", true, "itself"],
    ["aws_iam_user.a", "aws_iam_user.b", false, "another"],
    ['aws_iam_user.a["x"]', 'aws_iam_user.a["x"]', true, "the very instance"],
    ['aws_iam_user.a["x"]', 'aws_iam_user.a["y"]', false, "another instance"],
    ["aws_iam_user.a", 'aws_iam_user.a["x"]', true, "a block is each of its instances"],
    ['aws_iam_user.a["x"]', "aws_iam_user.a", true, "one declaration stands for all instances"],
    ['aws_iam_user.a["x"]', "aws_iam_user.b", false, "another block"],
    ["aws_iam_user.a", 'aws_iam_user.ab["x"]', false, "another block"],
  ];
  for (const [target, address, refers, reason] of rows)
    it(`${target}, ${address}: ${reason}`, () => assert.equal(refersTo(target, address), refers));
});

describe("ByAddress", () => {
  it("finds what a reference means, in the order it came", () => {
    const users = new ByAddress<string>();
    users.add('aws_iam_user.team["alice"]', "alice");
    users.add("aws_iam_user.root", "root");
    users.add('aws_iam_user.team["bob"]', "bob");
    users.add("aws_iam_user.root", "root again");
    assert.deepEqual(users.of("aws_iam_user.team"), ["alice", "bob"]);
    assert.deepEqual(users.of('aws_iam_user.team["bob"]'), ["bob"]);
    assert.deepEqual(users.of('aws_iam_user.team["carol"]'), []);
    assert.deepEqual(users.of("aws_iam_user.root[0]"), ["root", "root again"]);
    assert.deepEqual(users.of("aws_iam_user.none"), []);
  });
});
