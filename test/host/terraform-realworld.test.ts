// Real Terraform, where the machine has it (ROLEWARD_REALWORLD names the folder): none throws, no policy is dropped, and what is
// written into one can be read again and stays as `terraform fmt` leaves it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeclined, type Edit } from "../../shared-rules/src/edit";
import { readTerraform, readTerraformJson } from "../../shared-rules/src/host/terraform";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import type { Policy } from "../../shared-rules/src/model/policy";
import { applied, fence } from "./writing";
import { hclParser } from "../support/hcl";

const folder = process.env["ROLEWARD_REALWORLD"];

function read(uri: string, text = readFileSync(uri, "utf8")): Document {
  return uri.endsWith(".json")
    ? readTerraformJson({ uri, text }, hclParser())
    : readTerraform({ uri, text }, hclParser());
}

/** Statements that no policy and no unread place accounts for, outside of comments and of blocks that are not ours. */
function missed({ text, policies, unread, comments, uri }: Document): string[] {
  const spans = [...policies, ...unread, ...comments].map(({ span }) => span);
  const missing: string[] = [];
  for (const { index, 0: found } of text.matchAll(
    /^[ \t]*(?:statement|dynamic "statement") \{|"?\bStatement\b"?[ \t]*[=:]/gm,
  )) {
    const at = index + found.length - 1;
    if (spans.some(({ start, end }) => start <= at && at < end)) continue;
    const owner = [...text.slice(0, index).matchAll(/^(\w+)[ \t]+(?:"([^"]*)"[ \t]+)?.*\{/gm)].at(-1);
    if (owner?.[1] === "module" || (owner?.[1] === "resource" && !owner[2]?.startsWith("aws_"))) continue;
    missing.push(`${uri}:${text.slice(0, index).split("\n").length}`);
  }
  return missing;
}

/** Lines whose equals sign is not below that of the line before: naive, and independent of the writer's own reckoning. */
function misaligned(text: string): number {
  let count = 0;
  let last: { sign: number; lead: number } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const lead = /^(\s*[\w"-]+)(\s*)=\s(.*)$/.exec(line);
    const net = (lead?.[3] ?? "").replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/[^[\](){}]/g, "");
    const opens = [...net].reduce((sum, char) => sum + ("[({".includes(char) ? 1 : -1), 0);
    if (!lead || opens !== 0) {
      if (lead && (lead[2]?.length ?? 0) !== 1) count++;
      last = undefined;
      continue;
    }
    const sign = (lead[1]?.length ?? 0) + (lead[2]?.length ?? 0);
    if (last && last.sign !== sign) count++;
    last = { sign, lead: lead[1]?.length ?? 0 };
  }
  return count;
}

interface Attempt {
  readonly edits: readonly Edit[];
  holds(after: Document): boolean;
}

/** A policy document that is used in several ways is several policies, of which one counts. */
const distinct = ({ policies }: Document): Policy[] => [
  ...new Map(policies.map((policy) => [policy.span.start, policy])).values(),
];

const statements = (document: Document): number =>
  distinct(document).reduce((sum, policy) => sum + policy.statements.length, 0);

function weight(document: Document): number {
  const all = distinct(document).flatMap((policy) => policy.statements);
  return all.reduce((sum, { conditions, actions }) => sum + conditions.tests.length * 1000 + actions.items.length, 0);
}

function* attempts(document: Document): Generator<Attempt> {
  for (const policy of distinct(document)) {
    yield {
      edits: [{ kind: "add-statement", policy, statement: { Sid: "X", Effect: "Deny", Action: "*", Resource: "*" } }],
      holds: (after) => statements(after) === statements(document) + 1,
    };
    for (const statement of policy.statements) {
      const condition = { operator: "Bool", key: "roleward:Test", values: ["true"] };
      yield {
        edits: [{ kind: "set-condition", policy, statement, ...condition }],
        holds: (after) => weight(after) === weight(document) + 1000,
      };
      for (const test of statement.conditions.tests)
        yield {
          edits: [{ kind: "change-condition", policy, statement, condition: test, operator: "" }],
          holds: (after) => weight(after) === weight(document) - 1000,
        };
      const element = statement.actions;
      const item = element.items.at(-1);
      if (!item || element.items.length < 2) continue;
      yield {
        edits: [{ kind: "replace-item", policy, statement, element, item, with: [] }],
        holds: (after) => weight(after) === weight(document) - 1,
      };
      yield {
        edits: [{ kind: "replace-item", policy, statement, element, item, with: ["a:A", "b:*"] }],
        holds: (after) => weight(after) === weight(document) + 1,
      };
      yield {
        edits: [{ kind: "split-condition", policy, statement, items: [item], ...condition }],
        holds: (after) => statements(after) === statements(document) + 1,
      };
    }
  }
  for (const declaration of document.declarations) {
    if (declaration.kind === "role" || declaration.kind === "user") {
      yield {
        edits: [
          { kind: "set-field", declaration, field: "boundary", value: { reference: "fence", attribute: "arn" } },
          { kind: "add-declarations", after: declaration, declarations: [fence("fence")] },
        ],
        holds: (after) => after.declarations.some(({ fields }) => fields.boundary?.kind === "reference"),
      };
      yield {
        edits: [{ kind: "set-field", declaration, field: "tags", value: { Owner: "me", Purpose: "test" } }],
        holds: (after) => after.declarations.length === document.declarations.length,
      };
    }
    yield {
      edits: [{ kind: "remove-declaration", declaration }],
      holds: (after) => after.declarations.length === document.declarations.length - 1,
    };
  }
}

if (folder !== undefined)
  describe("real Terraform", () => {
    const documents: Document[] = [];

    before(() => {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
        if (/\.(?:tf|tofu|tf\.json)$/.test(name)) documents.push(read(path.join(folder, name)));
    });

    it("is read, and no policy is dropped in silence", () => {
      const count = (of: (document: Document) => number): number => documents.reduce((sum, one) => sum + of(one), 0);
      console.log(
        `      ${documents.length} documents, ${count(({ policies }) => policies.length)} policies, ${count(statements)} statements,`,
        `${count(({ unread }) => unread.length)} not readable, ${count(({ declarations }) => declarations.length)} declarations,`,
        `${count(({ broken }) => (broken ? 1 : 0))} broken`,
      );
      assert.ok(documents.length > 0);
      assert.deepEqual(documents.flatMap(missed), []);
    });

    it("can be read after every edit, which changed what it should and left it formatted", function () {
      this.timeout(300_000);
      let count = 0;
      const refused = new Map<string, number>();
      for (const document of documents) {
        if (document.broken) continue;
        for (const attempt of attempts(document)) {
          const { edits } = attempt;
          const result = writeEdits(document, edits);
          if (isDeclined(result)) {
            const reason = result.declined.replace(/^\S+ is still referred to in line \d+/, "It is still referred to");
            refused.set(reason, (refused.get(reason) ?? 0) + 1);
            continue;
          }
          const [own] = result;
          assert.ok(own && "edits" in own);
          const text = applied(document.text, own.edits);
          const after = read(document.uri, text);
          const where = `${document.uri} ${edits[0]?.kind ?? ""} ${JSON.stringify(own.edits)}`;
          assert.ok(!after.broken && attempt.holds(after), where);
          if (document.format === "terraform" && misaligned(document.text) === 0)
            assert.equal(misaligned(text), 0, `fmt: ${where}`);
          count++;
        }
      }
      console.log(`      ${count} edits written`);
      for (const [reason, times] of refused) console.log(`      ${times} declined: ${reason}`);
      assert.ok(count > 0);
    });
  });
