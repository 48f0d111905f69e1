// Real templates and policies, where the machine has them (ROLEWARD_REALWORLD names the folder): none throws, none is dropped.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import { detectFormat } from "../../shared-rules/src/host/detect";
import { readPolicyFile } from "../../shared-rules/src/host/policy-file";
import type { Document } from "../../shared-rules/src/model/document";
import { contains } from "../../shared-rules/src/model/value";

const folder = process.env["ROLEWARD_REALWORLD"];

function* files(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile()) yield path;
  }
}

function read(uri: string): Document | undefined {
  const text = readFileSync(uri, "utf8");
  const format = detectFormat(uri, text);
  if (format === "policy-json") return readPolicyFile({ uri, text });
  return format.startsWith("cloudformation") ? readCloudFormation({ uri, text, format }) : undefined;
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
        (near.start <= span.start && /^\W*$/.test(document.text.slice(near.start, span.start))),
    );
    const comment = document.comments.some(({ span }) => contains(span, place));
    if (!read && !comment) {
      const line = document.text.slice(0, index).split("\n").length;
      missing.push(`${document.uri}:${line}: ${match[1] ?? ""}`);
    }
  }
  return missing;
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
  });
