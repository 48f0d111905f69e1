// The setting `allowedRegions` and the service control policy that it fills in; and that the library's policies have no findings themselves.
import assert from "node:assert/strict";
import { defaultConfig, isDeclined, policyText, snippetsFor } from "../../shared-rules/src/index";
import { scpMissingGuardrail } from "../../shared-rules/src/rules/scp-missing-guardrail";
import { read } from "../support/check-rule";
import { engine } from "../support/engine";

const json = (statements: readonly object[]): string =>
  `${JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2)}\n`;

/** Service control policies that leave out regions only. */
const others = json([
  {
    Effect: "Deny",
    Action: ["iam:CreateUser", "organizations:LeaveOrganization", "cloudtrail:StopLogging"],
    Resource: "*",
  },
  {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } },
  },
]);

describe("the policy that fences in regions", () => {
  before(() => engine.ready());

  const offered = (allowedRegions: readonly string[]): string[] => {
    const config = { ...defaultConfig, allowedRegions };
    const document = read({ uri: "/w/scp/others.json", text: others });
    const { facts } = engine.judge(document, config);
    const found = engine.lintWorkspace(facts(), config).filter(({ rule }) => rule === scpMissingGuardrail.id);
    return found.flatMap(({ fixes }) => fixes.flatMap((fix) => written(engine.render(document, fix))));
  };
  const written = (files: ReturnType<typeof engine.render>): string[] =>
    isDeclined(files) ? [] : files.flatMap((file) => ("create" in file ? [file.create] : []));

  it("is offered where the settings say which, and names them", () => {
    assert.deepEqual(offered([]), []);
    const [text = ""] = offered(["eu-west-1", "eu-north-1"]);
    const { Statement } = JSON.parse(text) as { Statement: { NotAction: string[]; Condition: unknown }[] };
    assert.deepEqual(Statement[0]?.Condition, {
      StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-north-1"] },
      ArnNotLike: { "aws:PrincipalArn": "arn:*:iam::*:role/break-glass-*" },
    });
    for (const global of ["iam:*", "sts:*", "organizations:*", "cloudfront:*", "route53:*", "support:*"])
      assert.ok(Statement[0].NotAction.includes(global), global);
  });

  it("names only actions that there are, as every policy of the library", () => {
    for (const { id, kind, policy } of [...snippetsFor([]), ...snippetsFor(["eu-west-1"])]) {
      const text = policyText(policy);
      const document = read({ uri: `/w/${id}.json`, text, hint: { kind } });
      assert.ok(document.policies.length === 1, id);
      assert.deepEqual(
        engine.lint(document, defaultConfig).map(({ rule, text: at }) => `${rule} ${at}`),
        [],
        id,
      );
    }
  });
});
