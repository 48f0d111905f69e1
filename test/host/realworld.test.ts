// Real templates and policies, where the machine has them (ROLEWARD_REALWORLD names the folder): none throws, none is dropped,
// and what is written into one can be read again.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Edit } from "../../shared-rules/src/edit";
import { isDeclined } from "../../shared-rules/src/edit";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import { detectFormat } from "../../shared-rules/src/host/detect";
import { readPolicyFile } from "../../shared-rules/src/host/policy-file";
import { readServerless } from "../../shared-rules/src/host/serverless";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import { contains } from "../../shared-rules/src/model/value";
import { applied, fence } from "./writing";

const folder = process.env["ROLEWARD_REALWORLD"];

function* files(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile()) yield path;
  }
}

function read(uri: string, text = readFileSync(uri, "utf8")): Document | undefined {
  const format = detectFormat(uri, text);
  if (format === "policy-json") return readPolicyFile({ uri, text });
  if (format === "serverless") return readServerless({ uri, text });
  return format.startsWith("cloudformation") ? readCloudFormation({ uri, text }) : undefined;
}

/** Places where a policy's statements or a policy document are written, and where nothing was read. */
function missed(document: Document): string[] {
  const spans = [...document.policies, ...document.unread].map(({ span }) => span);
  const missing: string[] = [];
  for (const match of document.text.matchAll(/\b(PolicyDocument|Effect)\b["']?[ \t]*:/g)) {
    const { index } = match;
    const place = { start: index, end: index + match[0].length };
    // The key of a document stands just before the document itself.
    const near = { start: place.end, end: place.end };
    const read = spans.some(
      (span) =>
        contains(span, place) ||
        (near.start <= span.start && /^(?:!?\W|!\w+)*$/.test(document.text.slice(near.start, span.start))),
    );
    const comment = document.comments.some(({ span }) => contains(span, place));
    if (!read && !comment) {
      const line = document.text.slice(0, index).split("\n").length;
      missing.push(`${document.uri}:${line}: ${match[1] ?? ""}`);
    }
  }
  return missing;
}

function statements(document: Document): number {
  return document.policies.reduce((sum, policy) => sum + policy.statements.length, 0);
}

function tests(document: Document): number {
  const all = document.policies.flatMap((policy) => policy.statements);
  return all.reduce((sum, { conditions, actions }) => sum + conditions.tests.length * 1000 + actions.items.length, 0);
}

interface Attempt {
  readonly edits: readonly Edit[];
  /** What must be true of the document after the edits. */
  holds(after: Document): boolean;
}

/** Edits of every kind that a document has a place for. */
function* attempts(document: Document): Generator<Attempt> {
  for (const policy of document.policies)
    for (const statement of policy.statements) {
      const condition = { operator: "Bool", key: "roleward:Test", values: ["true"] };
      yield {
        edits: [{ kind: "set-condition", policy, statement, ...condition }],
        holds: (after) => tests(after) === tests(document) + 1000,
      };
      const item = statement.actions.items.at(-1);
      if (!item || statement.actions.items.length < 2) continue;
      const element = statement.actions;
      yield {
        edits: [{ kind: "replace-item", policy, statement, element, item, with: [] }],
        holds: (after) => tests(after) === tests(document) - 1,
      };
      yield {
        edits: [{ kind: "replace-item", policy, statement, element, item, with: ["a:A", "b:*"] }],
        holds: (after) => tests(after) === tests(document) + 1,
      };
      yield {
        edits: [{ kind: "split-condition", policy, statement, items: [item], ...condition }],
        holds: (after) => statements(after) === statements(document) + 1,
      };
    }
  for (const declaration of document.declarations) {
    if (declaration.kind === "role" || declaration.kind === "user")
      yield {
        edits: [
          { kind: "set-field", declaration, field: "boundary", value: { reference: "fence", attribute: "arn" } },
          { kind: "set-field", declaration, field: "tags", value: { Owner: "me", Purpose: "test" } },
          { kind: "add-declarations", after: declaration, declarations: [fence("fence")] },
        ],
        holds: (after) =>
          after.policies.some(({ kind, address }) => kind === "boundary" && address.startsWith("Fence")),
      };
    yield {
      edits: [{ kind: "remove-declaration", declaration }],
      holds: (after) =>
        after.declarations.length ===
        document.declarations.filter((other) => !contains(declaration.span, other.span)).length,
    };
  }
}

if (folder !== undefined)
  describe("real templates and policies", () => {
    it("are read, and no policy is dropped in silence", function () {
      this.timeout(120_000);
      let count = 0;
      let policies = 0;
      let statements = 0;
      let unread = 0;
      const missing: string[] = [];
      const unfinished: string[] = [];
      for (const path of files(folder)) {
        const document = read(path);
        if (!document) continue;
        count++;
        policies += document.policies.length;
        unread += document.unread.length;
        for (const policy of document.policies) statements += policy.statements.length;
        (document.broken ? unfinished : missing).push(...missed(document));
      }
      console.log(`      ${count} documents, ${policies} policies, ${statements} statements, ${unread} not readable`);
      for (const place of unfinished) console.log(`      in a broken text: ${place}`);
      assert.ok(count > 0 && policies > 0);
      assert.deepEqual(missing, []);
    });

    it("can be read after every edit, which changed what it should", function () {
      this.timeout(300_000);
      let count = 0;
      const refused = new Map<string, number>();
      for (const path of files(folder)) {
        const document = read(path);
        if (!document || document.broken) continue;
        for (const attempt of attempts(document)) {
          const result = writeEdits(document, attempt.edits);
          if (isDeclined(result)) {
            const reason = result.declined.replace(/^\S+ is still referred to by \S+;/, "It is still referred to;");
            refused.set(reason, (refused.get(reason) ?? 0) + 1);
            continue;
          }
          const [own] = result;
          assert.ok(own && "edits" in own, path);
          const after = read(path, applied(document.text, own.edits));
          assert.ok(after && !after.broken && attempt.holds(after), `${path} ${JSON.stringify(own.edits)}`);
          count++;
        }
      }
      console.log(`      ${count} edits written`);
      for (const [reason, times] of refused) console.log(`      ${times} declined: ${reason}`);
      assert.ok(count > 0);
    });
  });
