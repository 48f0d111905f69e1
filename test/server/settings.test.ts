// A conversation with the real server about settings files: which of them holds, what is wrong with them, and what a change of them does.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import {
  DidChangeWatchedFilesNotification,
  DiagnosticSeverity,
  ExecuteCommandRequest,
  FileChangeType,
} from "vscode-languageserver-protocol/node";
import { scanRequest } from "../../server/src/lsp/protocol";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { brief, Client, rangeOf } from "./client";

const risky = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`;

describe("the language server's settings files", () => {
  let folder: Folder;
  let client: Client;
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    folder.remove();
  });

  async function start(files: Readonly<Record<string, string>>, settings?: unknown): Promise<void> {
    folder = makeFolder(files);
    client = await Client.start({ folders: [folder.path], settings });
  }

  const uriOf = (name: string): string => toUri(folder.at(name));
  const severities = async (name: string): Promise<unknown[]> => {
    const { diagnostics } = await client.open(uriOf(name), risky);
    return diagnostics.map(({ severity }) => severity);
  };
  const watched = (name: string, type: FileChangeType): Promise<void> =>
    client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(name), type }],
    });
  /** The document's next diagnostics, as severities. */
  const next = (name: string, wanted: readonly DiagnosticSeverity[]): Promise<unknown> =>
    client.next(uriOf(name), ({ diagnostics }) => {
      const found = diagnostics.map(({ severity }) => severity);
      return found.length === wanted.length && found.every((one, at) => one === wanted[at]);
    });

  it("lets the nearest file win over the others and over the editor", async () => {
    await start(
      {
        ".roleward.json": `{ "rules": { "wildcard-admin": "medium" } }`,
        "a/.roleward.json": `{ "rules": { "user-declared": "off" } }`,
        "b/.roleward.json": `{ "rules": { "wildcard-admin": "default" } }`,
      },
      { rules: { "wildcard-admin": "low" } },
    );
    assert.deepEqual(await severities("x.json"), [DiagnosticSeverity.Warning]);
    assert.deepEqual(await severities("a/x.json"), [DiagnosticSeverity.Information]);
    assert.deepEqual(await severities("b/deep/x.json"), [DiagnosticSeverity.Error]);
  });

  it("shows what is wrong at its token, and takes the rest", async () => {
    const text = `{
  // ours
  "rules": { "wildcard-admn": "low", "wildcard-admin": "medium" },
  "requiredTag": ["Owner"],
  "ownAccountIds": ["111122223333", "1111"],
  "ignore": [{ "file": "*.tf", "rule": "user-declared", "reason": "old", "until": "2020-01-31" }]
}
`;
    await start({ ".roleward.json": text });
    const settings = client.next(uriOf(".roleward.json"));
    assert.deepEqual(await severities("x.json"), [DiagnosticSeverity.Warning]);
    const shown = await settings;
    assert.deepEqual(brief(shown), [
      "settings 2:13-2:28",
      "settings 3:2-3:15",
      "settings 4:36-4:42",
      "suppression-expired 5:82-5:94",
    ]);
    assert.deepEqual(
      shown.diagnostics.map(({ message }) => message),
      [
        "There is no rule wildcard-admn. Did you mean wildcard-admin?",
        "There is no setting requiredTag. Did you mean requiredTags?",
        `"1111" does not fit. An AWS account id has 12 digits.`,
        "This ignore ended on 2020-01-31. Settle the finding or agree on a new day.",
      ],
    );
    assert.ok(shown.diagnostics.every(({ source }) => source === "roleward"));
  });

  it("judges by the unsaved text of a settings file, and by the file when that is closed", async () => {
    const text = `{ "rules": { "wildcard-admin": "medium" } }`;
    await start({ ".roleward.json": text });
    assert.deepEqual(await severities("x.json"), [DiagnosticSeverity.Warning]);
    const again = next("x.json", [DiagnosticSeverity.Warning]);
    assert.deepEqual(brief(await client.open(uriOf(".roleward.json"), text, "jsonc")), []);
    await again;
    const lowered = next("x.json", [DiagnosticSeverity.Information]);
    await client.type(uriOf(".roleward.json"), 2, rangeOf(text, "medium"), "low");
    await lowered;
    const broken = client.next(uriOf(".roleward.json"), ({ diagnostics }) => diagnostics.length === 1);
    const own = next("x.json", [DiagnosticSeverity.Error]);
    await client.type(uriOf(".roleward.json"), 3, rangeOf(text.replace("medium", "low"), "low"), "lo");
    assert.deepEqual(brief(await broken), ["settings 0:31-0:35"]);
    await own;
    const closed = next("x.json", [DiagnosticSeverity.Warning]);
    await client.close(uriOf(".roleward.json"));
    await closed;
    assert.deepEqual(client.shown(uriOf(".roleward.json"))?.diagnostics, []);
  });

  it("takes options of rules from the editor and the file, each from the stronger that names it, and tells those that are wrong", async () => {
    const settings = (option: string): string => `{ "rules": { "wildcard-resource": ${option} } }`;
    await start(
      { ".roleward.json": settings(`{ "ignoreAction": [], "ignoreActions": ["sqs:*"] }`) },
      {
        rules: { "wildcard-resource": { severity: "low", ignoreActions: ["sns:*"] } },
      },
    );
    const text = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]}`;
    const wrong = client.next(uriOf(".roleward.json"));
    assert.deepEqual((await client.open(uriOf("x.json"), text)).diagnostics, []);
    const { diagnostics } = await wrong;
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      ["There is no option ignoreAction. Did you mean ignoreActions?"],
    );
    const low = next("x.json", [DiagnosticSeverity.Information]);
    folder.write(".roleward.json", settings(`{ "ignoreActions": [] }`));
    await watched(".roleward.json", FileChangeType.Changed);
    await low;
    const none = next("x.json", []);
    folder.write(".roleward.json", settings(`{ "ignoreActions": ["sqs:Send*"] }`));
    await watched(".roleward.json", FileChangeType.Changed);
    await none;
    const medium = next("x.json", [DiagnosticSeverity.Warning]);
    folder.write(".roleward.json", settings(`{ "severity": "default", "ignoreActions": ["kms:*"] }`));
    await watched(".roleward.json", FileChangeType.Changed);
    await medium;
  });

  it("names the allowed regions in the policy that fences them in", async () => {
    await start({ ".roleward.json": `{ "allowedRegions": ["eu-north-1"] }` });
    const summaries = await client.connection.sendRequest<{ id: string; preview: string }[]>("roleward/snippets", {
      kind: "scp",
    });
    const fence = summaries.find(({ id }) => id === "scp-fence-regions");
    assert.match(fence?.preview ?? "", /"aws:RequestedRegion": \[\s*"eu-north-1"\s*\]/);
    await client.open(uriOf("x.json"), risky);
    await client.connection.sendRequest(ExecuteCommandRequest.type, {
      command: "roleward.server.insertSnippet",
      arguments: [{ kind: "scp", id: "scp-fence-regions", uri: uriOf("x.json") }],
    });
    assert.ok(JSON.stringify(client.applied.at(-1)).includes("eu-north-1"));
  });

  it("judges anew when a settings file comes, changes and goes", async () => {
    await start({});
    assert.deepEqual(await severities("a/x.json"), [DiagnosticSeverity.Error]);
    folder.write(".roleward.json", `{ "rules": { "wildcard-admin": "low" } }`);
    let judged = next("a/x.json", [DiagnosticSeverity.Information]);
    await watched(".roleward.json", FileChangeType.Created);
    await judged;
    folder.write(".roleward.json", `{ "rules": { "wildcard-admin": "lower" } }`);
    const faulty = client.next(uriOf(".roleward.json"), ({ diagnostics }) => diagnostics.length === 1);
    judged = next("a/x.json", [DiagnosticSeverity.Error]);
    await watched(".roleward.json", FileChangeType.Changed);
    await judged;
    await faulty;
    rmSync(folder.at(".roleward.json"));
    const mended = client.next(uriOf(".roleward.json"), ({ diagnostics }) => diagnostics.length === 0);
    await watched(".roleward.json", FileChangeType.Deleted);
    await mended;
  });

  it("takes exceptions, kinds and excludes of files that are open or not", async () => {
    await start({ "a.json": risky, "limits/b.json": risky, "vendor/c.json": risky });
    const { findings } = await client.connection.sendRequest(scanRequest, {});
    assert.equal(findings, 3);
    assert.deepEqual(await severities("limits/b.json"), [DiagnosticSeverity.Error]);
    folder.write(
      ".roleward.json",
      `{
        "policyKinds": { "limits": "scp" },
        "rules": { "scp-missing-guardrail": "off" },
        "exclude": ["vendor"],
        "ignore": [{ "file": "a.json", "rule": "wildcard-admin", "reason": "an example" }]
      }`,
    );
    const gone = Promise.all([next("a.json", []), next("limits/b.json", []), next("vendor/c.json", [])]);
    await watched(".roleward.json", FileChangeType.Created);
    await gone;
    assert.equal((await client.connection.sendRequest(scanRequest, {})).findings, 0);
  });
});
