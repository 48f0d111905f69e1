// Input that no one should send: the server answers, logs, and goes on.
import assert from "node:assert/strict";
import { HoverRequest } from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { brief, Client } from "./client";

const risky = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`;

/** What each alias of an alias of an alias would grow to: 9 to the 12th. */
const bomb = [
  `AWSTemplateFormatVersion: "2010-09-09"`,
  "Metadata:",
  "  a: &a [x, x, x, x, x, x, x, x, x]",
  ..."bcdefghijklm".split("").map((name, level) => {
    const last = "abcdefghijkl"[level] ?? "";
    return `  ${name}: &${name} [${Array<string>(9).fill(`*${last}`).join(", ")}]`;
  }),
  "Resources:",
  "  P:",
  "    Type: AWS::IAM::ManagedPolicy",
  "    Properties:",
  "      PolicyDocument: *m",
  "",
].join("\n");

const inputs: Readonly<Record<string, { name: string; languageId: string; text: string }>> = {
  "a truncated policy": { name: "x.json", languageId: "json", text: risky.slice(0, 60) },
  "every byte": { name: "x.json", languageId: "json", text: `"Statement"${String.fromCharCode(...Array(256).keys())}` },
  "lone surrogates": { name: "x.json", languageId: "json", text: `{"Statement": "\ud800\udc00\ud800"}\udfff` },
  "10 MB": { name: "x.json", languageId: "json", text: `${" ".repeat(10_000_000)}${risky}` },
  "10,000 open lists": { name: "x.json", languageId: "json", text: `{"Statement": ${"[".repeat(10_000)}` },
  "10,000 open objects": {
    name: "x.json",
    languageId: "json",
    text: `{"Statement": ${'{"Statement":'.repeat(10_000)}`,
  },
  "10,000 open flow lists": {
    name: "x.yaml",
    languageId: "yaml",
    text: `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  A: ${"[".repeat(10_000)}`,
  },
  "1,500 indented mappings": {
    name: "x.yaml",
    languageId: "yaml",
    text: `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n${Array.from({ length: 1500 }, (_, depth) => `${" ".repeat(depth + 1)}a:`).join("\n")}\n`,
  },
  "10,000 open brackets in Terraform": {
    name: "x.tf",
    languageId: "terraform",
    text: `resource "aws_iam_policy" "x" {\n  policy = jsonencode(${"[".repeat(10_000)}`,
  },
  "10,000 open blocks": {
    name: "x.tf",
    languageId: "terraform",
    text: `data "aws_iam_policy_document" "x" {\n${"statement {\n".repeat(10_000)}`,
  },
  "an alias bomb": { name: "x.yaml", languageId: "yaml", text: bomb },
  "an unclosed heredoc": {
    name: "x.tf",
    languageId: "terraform",
    text: `resource "aws_iam_policy" "x" {\n  policy = <<EOF\n${risky}\n`,
  },
  "an empty text": { name: "x.tf", languageId: "terraform", text: "" },
};

describe("the language server, given bad input", () => {
  let client: Client;
  before(async () => {
    client = await Client.start({ initializationOptions: { debounceMs: 0 } });
  });
  after(async () => assert.equal(await client.stop(), 0));

  let count = 0;
  for (const [what, { name, languageId, text }] of Object.entries(inputs))
    it(`survives ${what}`, async () => {
      const uri = `untitled:${++count}/${name}`;
      const started = performance.now();
      await client.open(uri, text, languageId);
      assert.ok(performance.now() - started < 5000, "it took too long");
      const next = client.next(uri, ({ version }) => version === 2);
      const start = { line: 0, character: 0 };
      await client.type(uri, 2, { start, end: { line: 0, character: 1 } }, "");
      await next;
      await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri },
        position: { line: 3, character: 7 },
      });
      await client.close(uri);

      const fine = `untitled:${count}/fine.json`;
      assert.deepEqual(brief(await client.open(fine, risky)), ["wildcard-admin 0:71-0:72"]);
      await client.close(fine);
      assert.ok(client.isRunning);
    });

  it("says that a document is too large", async () => {
    const uri = "untitled:large.json";
    // The status of a document that was open before may still be on its way.
    const status = new Promise<{ note?: string }>((resolve) =>
      client.connection.onNotification("roleward/status", (told: { uri: string; note?: string }) => {
        if (told.uri === uri) resolve(told);
      }),
    );
    const { diagnostics } = await client.open(uri, `${" ".repeat(2_100_000)}${risky}`);
    assert.deepEqual(diagnostics, []);
    assert.equal((await status).note, "Not analysed: the document is larger than the limit (2.0 MB, limit 2.0 MB).");
  });

  it("answers requests for documents that are not open, and unknown commands", async () => {
    const textDocument = { uri: "file:///not/open.json" };
    const position = { line: 0, character: 0 };
    assert.equal(await client.connection.sendRequest(HoverRequest.type, { textDocument, position }), null);
    assert.deepEqual(
      await client.connection.sendRequest("textDocument/codeAction", {
        textDocument,
        range: { start: position, end: position },
        context: { diagnostics: [] },
      }),
      [],
    );
    assert.equal(await client.connection.sendRequest("workspace/executeCommand", { command: "no.such" }), null);
    assert.deepEqual(await client.connection.sendRequest("codeAction/resolve", { title: "x", data: 7 }), {
      title: "x",
      data: 7,
    });
    await assert.rejects(client.connection.sendRequest("roleward/nothing", {}), /Unhandled method/);
    await client.type(textDocument.uri, 2, { start: position, end: position }, "x");
    await client.close(textDocument.uri);
    assert.ok(client.isRunning);
  });

  describe("in a workspace", () => {
    let folder: Folder;
    afterEach(() => folder.remove());

    it("scans around it", async () => {
      folder = makeFolder(
        Object.fromEntries(
          Object.entries(inputs).map(([what, { name, text }]) => [`${what.replace(/\W+/g, "-")}/${name}`, text]),
        ),
      );
      folder.write("risky.json", risky);
      folder.write("binary.json", Buffer.from([0, 1, 2]));
      const scanner = await Client.start({ folders: [folder.path] });
      const result = await scanner.connection.sendRequest<{ files: number; skipped: { uri: string }[] }>(
        "roleward/scan",
        {},
      );
      // A NUL makes a file a binary one.
      const skipped = ["10-MB/x.json", "binary.json", "every-byte/x.json"].map((name) => toUri(folder.at(name)));
      assert.deepEqual(result.skipped.map(({ uri }) => uri).sort(), skipped);
      assert.equal(result.files, Object.keys(inputs).length - 2 + 1);
      assert.deepEqual(brief(scanner.shown(toUri(folder.at("risky.json"))) ?? { uri: "", diagnostics: [] }), [
        "wildcard-admin 0:71-0:72",
      ]);
      assert.equal(await scanner.stop(), 0);
    });
  });
});
