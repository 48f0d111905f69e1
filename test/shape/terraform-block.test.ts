// Policies in blocks of aws_iam_policy_document: what is read from them, and edits byte for byte. It tests no rules.
import assert from "node:assert/strict";
import { isDeclined, type Declined, type Edit } from "../../shared-rules/src/edit";
import { readTerraform } from "../../shared-rules/src/host/terraform";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import type { Policy, Statement } from "../../shared-rules/src/model/policy";
import { literal } from "../../shared-rules/src/model/value";
import { applyEdits } from "../support/edits";
import { hclParser } from "../support/hcl";

function read(text: string): { document: Document; policy: Policy; statement: Statement } {
  const document = readTerraform({ uri: "main.tf", text }, hclParser());
  const [policy] = document.policies;
  const [statement] = policy?.statements ?? [];
  if (!policy || !statement) throw new Error("no statement");
  return { document, policy, statement };
}

function wrap(lines: readonly string[]): string {
  return ['data "aws_iam_policy_document" "d" {', ...lines, "}", ""].join("\n");
}

describe("aws_iam_policy_document", () => {
  const text = wrap([
    "  statement {",
    '    sid           = "A"',
    '    not_actions   = ["a"]',
    '    not_resources = ["&{aws:username}/${var.x}"]',
    "    principals {",
    '      type        = "AWS"',
    '      identifiers = ["x", "y"]',
    "    }",
    "    not_principals {",
    '      type        = "*"',
    '      identifiers = ["*"]',
    "    }",
    "    condition {",
    '      test     = "StringLike"',
    '      variable = "aws:PrincipalTag/team"',
    '      values   = ["a", var.b]',
    "    }",
    "  }",
    "  statement {",
    '    effect = "Deny"',
    '    dynamic "condition" {',
    "      for_each = var.x",
    "    }",
    "  }",
    "  statement {",
    "    effect = var.effect",
    "  }",
  ]);

  it("is read with its places", () => {
    const { policy, statement } = read(text);
    assert.equal(policy.shape, "terraform-block");
    assert.equal(policy.open, false);
    assert.equal(literal(statement.sid), "A");
    assert.equal(statement.effect, "Allow");
    assert.deepEqual(statement.notActions.items.map(literal), ["a"]);
    const [resource] = statement.notResources.items;
    if (resource?.kind !== "text") assert.fail("no text");
    assert.deepEqual(
      resource.parts.map((part) => (typeof part === "string" ? part : part.source)),
      ["${aws:username}/", "var.x"],
    );
    assert.equal(text.slice(resource.span.start, resource.span.end), "&{aws:username}/${var.x}");
    assert.deepEqual(
      statement.principals.entries.map(({ type, values }) => [type, values.items.map(literal)]),
      [["AWS", ["x", "y"]]],
    );
    assert.equal(statement.notPrincipals.entries[0]?.type, "*");
    const [test] = statement.conditions.tests;
    assert.equal(test?.operator, "StringLike");
    assert.equal(test.key, "aws:PrincipalTag/team");
    assert.equal(text.slice(test.operatorSpan.start, test.operatorSpan.end), "StringLike");
    assert.equal(text.slice(test.keySpan.start, test.keySpan.end), "aws:PrincipalTag/team");
    assert.deepEqual(
      test.values.items.map((value) => value.kind),
      ["text", "unknown"],
    );
  });

  it("is open where a dynamic block may add", () => {
    const { policy } = read(text);
    const [, second, third] = policy.statements;
    assert.equal(second?.effect, "Deny");
    assert.equal(second.conditions.open, true);
    assert.equal(second.open, false);
    assert.equal(third?.effect, "unknown");
    for (const line of [
      '  dynamic "statement" {\n  }',
      "  source_policy_documents = [var.x]",
      "  override_json = var.x",
    ])
      assert.equal(read(wrap([line, "  statement {", "  }"])).policy.open, true, line);
    assert.equal(read(wrap(["  source_policy_documents = []", "  statement {", "  }"])).policy.open, false);
  });

  it("is open where it is not finished", () => {
    const unfinished = read('data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["a"]\n');
    assert.equal(unfinished.policy.open, true);
    assert.equal(unfinished.statement.open, true);
  });
});

interface Case {
  readonly name: string;
  readonly before: readonly string[];
  readonly edit: (read: { policy: Policy; statement: Statement }) => Edit;
  readonly after: readonly string[] | Declined;
}

const one = ["  statement {", '    actions   = ["iam:CreateUser", "s3:*"]', '    resources = ["*"]', "  }"];
const mfa = { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] };
const conditionLines = [
  "    condition {",
  '      test     = "Bool"',
  '      variable = "aws:MultiFactorAuthPresent"',
  '      values   = ["true"]',
  "    }",
];

function itemAt<T>(items: readonly T[], index: number): T {
  const found = items[index];
  if (found === undefined) throw new Error(`no item ${index}`);
  return found;
}

const cases: readonly Case[] = [
  {
    name: "an action taken out",
    before: one,
    edit: ({ policy, statement }) => ({
      kind: "replace-item",
      policy,
      statement,
      element: statement.actions,
      item: itemAt(statement.actions.items, 0),
      with: [],
    }),
    after: ["  statement {", '    actions   = ["s3:*"]', '    resources = ["*"]', "  }"],
  },
  {
    name: "an action replaced by several",
    before: one,
    edit: ({ policy, statement }) => ({
      kind: "replace-item",
      policy,
      statement,
      element: statement.actions,
      item: itemAt(statement.actions.items, 1),
      with: ["s3:GetObject", "s3:PutObject"],
    }),
    after: [
      "  statement {",
      '    actions   = ["iam:CreateUser", "s3:GetObject", "s3:PutObject"]',
      '    resources = ["*"]',
      "  }",
    ],
  },
  {
    name: "a resource with a policy variable",
    before: one,
    edit: ({ policy, statement }) => ({
      kind: "replace-item",
      policy,
      statement,
      element: statement.resources,
      item: itemAt(statement.resources.items, 0),
      with: ["arn:aws:iam::*:user/${aws:username}"],
    }),
    after: [
      "  statement {",
      '    actions   = ["iam:CreateUser", "s3:*"]',
      '    resources = ["arn:aws:iam::*:user/&{aws:username}"]',
      "  }",
    ],
  },
  {
    name: "the last action takes its statement with it",
    before: [
      "  # first",
      "  statement {",
      '    actions = ["a"]',
      "  }",
      "",
      "  statement {",
      '    actions = ["b"]',
      "  }",
    ],
    edit: ({ policy, statement }) => ({
      kind: "replace-item",
      policy,
      statement,
      element: statement.actions,
      item: itemAt(statement.actions.items, 0),
      with: [],
    }),
    after: ["  statement {", '    actions = ["b"]', "  }"],
  },
  {
    name: "the last statement stays",
    before: ["  statement {", '    actions = ["a"]', "  }"],
    edit: ({ policy, statement }) => ({
      kind: "replace-item",
      policy,
      statement,
      element: statement.actions,
      item: itemAt(statement.actions.items, 0),
      with: [],
    }),
    after: { declined: "It is the only thing this policy grants; remove the policy instead." },
  },
  {
    name: "a condition added",
    before: one,
    edit: ({ policy, statement }) => ({ kind: "set-condition", policy, statement, ...mfa }),
    after: [...one.slice(0, 3), "", ...conditionLines, "  }"],
  },
  {
    name: "a condition that is there already",
    before: [
      ...one.slice(0, 3),
      "",
      "    condition {",
      '      test     = "Bool"',
      '      variable = "aws:multifactorauthpresent"',
      '      values   = ["false"]',
      "    }",
      "  }",
    ],
    edit: ({ policy, statement }) => ({ kind: "set-condition", policy, statement, ...mfa }),
    after: [
      ...one.slice(0, 3),
      "",
      "    condition {",
      '      test     = "Bool"',
      '      variable = "aws:multifactorauthpresent"',
      '      values   = ["true"]',
      "    }",
      "  }",
    ],
  },
  {
    name: "an operator and its values changed",
    before: [...one.slice(0, 3), "", ...conditionLines, "  }"],
    edit: ({ policy, statement }) => ({
      kind: "change-condition",
      policy,
      statement,
      condition: itemAt(statement.conditions.tests, 0),
      operator: "BoolIfExists",
      values: ["false"],
    }),
    after: [
      ...one.slice(0, 3),
      "",
      "    condition {",
      '      test     = "BoolIfExists"',
      '      variable = "aws:MultiFactorAuthPresent"',
      '      values   = ["false"]',
      "    }",
      "  }",
    ],
  },
  {
    name: "a condition taken out",
    before: [...one.slice(0, 3), "", ...conditionLines, "  }"],
    edit: ({ policy, statement }) => ({
      kind: "change-condition",
      policy,
      statement,
      condition: itemAt(statement.conditions.tests, 0),
      operator: "",
    }),
    after: one,
  },
  {
    name: "an action moved to a statement of its own with a condition",
    before: [
      "  statement {",
      '    sid       = "All"',
      '    effect    = "Allow"',
      '    actions   = ["iam:CreateUser", "s3:*"]',
      "    resources = [local.a]",
      "  }",
    ],
    edit: ({ policy, statement }) => ({
      kind: "split-condition",
      policy,
      statement,
      items: [itemAt(statement.actions.items, 0)],
      ...mfa,
    }),
    after: [
      "  statement {",
      '    sid       = "All"',
      '    effect    = "Allow"',
      '    actions   = ["s3:*"]',
      "    resources = [local.a]",
      "  }",
      "",
      "  statement {",
      '    effect    = "Allow"',
      '    actions   = ["iam:CreateUser"]',
      "    resources = [local.a]",
      "",
      ...conditionLines,
      "  }",
    ],
  },
  {
    name: "an action takes the comment behind it along",
    before: [
      "  statement {",
      "    actions = [",
      '      "iam:CreateUser", # makes',
      '      "s3:*",',
      "    ]",
      '    resources = ["*"]',
      "  }",
    ],
    edit: ({ policy, statement }) => ({
      kind: "split-condition",
      policy,
      statement,
      items: [itemAt(statement.actions.items, 0)],
      ...mfa,
    }),
    after: [
      "  statement {",
      "    actions = [",
      '      "s3:*",',
      "    ]",
      '    resources = ["*"]',
      "  }",
      "",
      "  statement {",
      "    actions = [",
      '      "iam:CreateUser", # makes',
      "    ]",
      '    resources = ["*"]',
      "",
      ...conditionLines,
      "  }",
    ],
  },
  {
    name: "a statement added, in the block's own order and words",
    before: one,
    edit: ({ policy }) => ({
      kind: "add-statement",
      policy,
      statement: {
        Sid: "DenyWithoutMfa",
        Effect: "Deny",
        Action: "*",
        Resource: ["*"],
        Principal: { AWS: "*" },
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
    }),
    after: [
      ...one,
      "",
      "  statement {",
      '    sid       = "DenyWithoutMfa"',
      '    effect    = "Deny"',
      '    actions   = ["*"]',
      '    resources = ["*"]',
      "",
      "    principals {",
      '      type        = "AWS"',
      '      identifiers = ["*"]',
      "    }",
      "",
      ...conditionLines,
      "  }",
    ],
  },
];

describe("edits of aws_iam_policy_document", () => {
  for (const { name, before, edit, after } of cases)
    it(name, () => {
      const text = wrap(before);
      const { document, policy, statement } = read(text);
      const result = writeEdits(document, [edit({ policy, statement })]);
      if (isDeclined(result)) {
        assert.deepEqual(result, after);
        return;
      }
      const [file] = result;
      if (!file || "create" in file || "declined" in after) assert.fail("no edits");
      const written = applyEdits(text, file.edits);
      assert.equal(written, wrap(after));
      assert.equal(read(written).document.broken, false);
    });
});
