// What strengthens an account's password policy where expressions say part of it, in both of Terraform's syntaxes.
import assert from "node:assert/strict";
import { defaultConfig, isDeclined } from "../../shared-rules/src/index";
import { applyEdits } from "../support/edits";
import { engine } from "../support/engine";

describe("strengthen, where an expression says a weak value", () => {
  before(() => engine.ready());

  const samples = [
    {
      uri: "file:///w/main.tf",
      text: [
        "locals {",
        "  length = 8",
        "}",
        "",
        'resource "aws_iam_account_password_policy" "strict" {',
        "  minimum_password_length      = local.length",
        "  require_uppercase_characters = true",
        "  require_lowercase_characters = true",
        "  require_numbers              = false",
        "  password_reuse_prevention    = 24",
        "  max_password_age             = 90",
        "}",
        "",
      ],
      fixed: [
        "locals {",
        "  length = 8",
        "}",
        "",
        'resource "aws_iam_account_password_policy" "strict" {',
        "  minimum_password_length      = local.length",
        "  require_uppercase_characters = true",
        "  require_lowercase_characters = true",
        "  require_numbers              = true",
        "  password_reuse_prevention    = 24",
        "  max_password_age             = 90",
        "  require_symbols              = true",
        "}",
        "",
      ],
    },
    {
      uri: "file:///w/main.tf.json",
      text: [
        "{",
        '  "locals": { "length": 8 },',
        '  "resource": {',
        '    "aws_iam_account_password_policy": {',
        '      "strict": {',
        '        "minimum_password_length": "${local.length}",',
        '        "require_uppercase_characters": true,',
        '        "require_lowercase_characters": true,',
        '        "require_numbers": false,',
        '        "password_reuse_prevention": 24,',
        '        "max_password_age": 90',
        "      }",
        "    }",
        "  }",
        "}",
        "",
      ],
      fixed: [
        "{",
        '  "locals": { "length": 8 },',
        '  "resource": {',
        '    "aws_iam_account_password_policy": {',
        '      "strict": {',
        '        "minimum_password_length": "${local.length}",',
        '        "require_uppercase_characters": true,',
        '        "require_lowercase_characters": true,',
        '        "require_numbers": true,',
        '        "password_reuse_prevention": 24,',
        '        "max_password_age": 90,',
        '        "require_symbols": true',
        "      }",
        "    }",
        "  }",
        "}",
        "",
      ],
    },
  ] as const;
  for (const { uri, text, fixed } of samples)
    it(`strengthens the rest, and says what stays: ${uri}`, () => {
      const document = engine.read({ uri, text: text.join("\n") });
      const found = engine.lint(document, defaultConfig).filter(({ rule }) => rule === "password-policy-weak");
      const titles = found.map(({ fixes }) => fixes.filter(({ id }) => id === "strengthen").map(({ title }) => title));
      const title = "Ask for a number and a symbol, but not for 14 characters";
      assert.deepEqual(titles, [[title], [], [title]]);
      const [fix] = found.flatMap(({ fixes }) => fixes.filter(({ id }) => id === "strengthen"));
      assert(fix);
      const rendered = engine.render(document, fix);
      assert(!isDeclined(rendered));
      const [edit] = rendered;
      assert(edit && "edits" in edit);
      assert.equal(applyEdits(document.text, edit.edits), fixed.join("\n"));
    });
});
