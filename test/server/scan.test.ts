// A conversation with the real server: the scan of a workspace, and files that are not open.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import {
  CancellationTokenSource,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  ExecuteCommandRequest,
  FileChangeType,
  ProgressType,
  WorkDoneProgress,
} from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import type { FileFindings, ScanParams, ScanResult } from "../../server/src/lsp/protocol";
import { makeFolder, type Folder } from "../workspace/folder";
import { brief, Client } from "./client";

const risky = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`;
const fine = risky.replace(`"Allow"`, `"Deny"`);

describe("the language server's scan", () => {
  let folder: Folder;
  let client: Client;
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    folder.remove();
  });

  async function start(files: Readonly<Record<string, string | Uint8Array>>, settings?: unknown): Promise<void> {
    folder = makeFolder(files);
    client = await Client.start({ folders: [folder.path], settings, initializationOptions: { debounceMs: 0 } });
  }

  const scan = (params: ScanParams = {}): Promise<ScanResult> => client.connection.sendRequest("roleward/scan", params);

  async function watched(name: string, type: FileChangeType): Promise<void> {
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: toUri(folder.at(name)), type }],
    });
  }

  /** Names of the files that show diagnostics now. */
  function shown(): string[] {
    const files = new Map(client.published.map(({ uri, diagnostics }) => [uri, diagnostics.length]));
    return [...files].flatMap(([uri, count]) => (count > 0 ? [uri.slice(toUri(folder.path).length + 1)] : [])).sort();
  }

  it("publishes findings of files that are not open, with counts and progress", async () => {
    await start({
      "a.json": risky,
      "b.json": fine,
      "sub/c.json": risky,
      "skip/d.json": risky,
      "bad.json": Buffer.from([0x7b, 0xff]),
      ".git/HEAD": "",
      ".gitignore": "skip/",
    });
    const reports: unknown[] = [];
    client.connection.onProgress(new ProgressType<unknown>(), "work", (report) => void reports.push(report));
    const batches: FileFindings[] = [];
    client.connection.onProgress(
      new ProgressType<readonly FileFindings[]>(),
      "part",
      (batch) => void batches.push(...batch),
    );
    const { durationMs, ...result } = await scan({ workDoneToken: "work", partialResultToken: "part" });
    assert.ok(durationMs >= 0);
    assert.deepEqual(result, {
      files: 3,
      findings: 2,
      bySeverity: { critical: 2 },
      skipped: [{ uri: toUri(folder.at("bad.json")), reason: "is not valid UTF-8" }],
      cancelled: false,
    });
    assert.deepEqual(shown(), ["a.json", "sub/c.json"]);
    assert.deepEqual(brief(client.shown(toUri(folder.at("a.json"))) ?? { uri: "", diagnostics: [] }), [
      "wildcard-admin 0:71-0:72",
    ]);
    assert.deepEqual(batches, [
      { uri: toUri(folder.at("a.json")), findings: 1 },
      { uri: toUri(folder.at("sub/c.json")), findings: 1 },
    ]);
    const [begin, first, ...rest] = reports;
    assert.deepEqual(begin, { kind: "begin", title: "Roleward: scanning", percentage: 0, cancellable: true });
    assert.deepEqual(first, { kind: "report", percentage: 0, message: "0/4 files" });
    assert.deepEqual(rest.at(-2), { kind: "report", percentage: 100, message: "4/4 files" });
    assert.deepEqual(rest.at(-1), { kind: "end" });
    assert.ok(client.log.some((line) => line.includes("bad.json is not valid UTF-8")));
  });

  it("takes findings away when a file is fixed, deleted, left out or moved out of the workspace", async () => {
    await start({ "a.json": risky, "b.json": risky, "c.json": risky });
    await scan();
    assert.deepEqual(shown(), ["a.json", "b.json", "c.json"]);

    let changed = client.next(toUri(folder.at("a.json")));
    folder.write("a.json", fine);
    await watched("a.json", FileChangeType.Changed);
    assert.deepEqual((await changed).diagnostics, []);

    changed = client.next(toUri(folder.at("b.json")));
    rmSync(folder.at("b.json"));
    await watched("b.json", FileChangeType.Deleted);
    assert.deepEqual((await changed).diagnostics, []);

    changed = client.next(toUri(folder.at("new/d.json")));
    folder.write("new/d.json", risky);
    await watched("new/d.json", FileChangeType.Created);
    assert.equal((await changed).diagnostics.length, 1);
    assert.deepEqual(shown(), ["c.json", "new/d.json"]);

    rmSync(folder.at("c.json"));
    await scan();
    assert.deepEqual(shown(), ["new/d.json"]);

    changed = client.next(toUri(folder.at("new/d.json")));
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [], removed: [{ uri: toUri(folder.path), name: "" }] },
    });
    assert.deepEqual((await changed).diagnostics, []);
  });

  it("lets an open document speak for itself, and its file when it is closed", async () => {
    await start({ "a.json": risky, "b.json": fine, "c.json": risky });
    const [a, b, c] = ["a.json", "b.json", "c.json"].map((name) => toUri(folder.at(name)));
    assert.ok(a && b && c);
    assert.equal((await client.open(b, risky)).diagnostics.length, 1);
    await client.close(b);
    await client.open(a, fine);
    const result = await scan();
    assert.equal(result.findings, 1);
    assert.deepEqual(shown(), ["c.json"]);

    const closed = client.next(a, ({ diagnostics }) => diagnostics.length > 0);
    await client.close(a);
    assert.deepEqual(brief(await closed), ["wildcard-admin 0:71-0:72"]);

    assert.equal((await client.open(c, fine)).diagnostics.length, 0);
    assert.deepEqual(shown(), ["a.json"]);
  });

  it("forgets a closed document that no scan covers", async () => {
    await start({ "a.json": risky });
    const a = toUri(folder.at("a.json"));
    assert.equal((await client.open(a, risky)).diagnostics.length, 1);
    const closed = client.next(a);
    await client.close(a);
    assert.deepEqual((await closed).diagnostics, []);
  });

  it("respects the settings of the workspace", async () => {
    await start(
      { "a.json": risky, "test/b.json": risky, "big.json": risky + " ".repeat(2000) },
      {
        exclude: ["test/**"],
        maxFileSizeKb: 1,
      },
    );
    const result = await scan();
    assert.deepEqual([result.files, result.findings], [1, 1]);
    assert.deepEqual(
      result.skipped.map(({ reason }) => reason),
      ["is larger than the limit (3 KB, limit 1 KB)"],
    );
    assert.deepEqual(shown(), ["a.json"]);
    const status = new Promise<unknown>((resolve) => client.connection.onNotification("roleward/status", resolve));
    assert.deepEqual((await client.open(toUri(folder.at("test/b.json")), risky)).diagnostics, []);
    assert.deepEqual(await status, {
      uri: toUri(folder.at("test/b.json")),
      format: null,
      findings: 0,
      note: "Not analysed: the setting roleward.exclude leaves this file out.",
    });
  });

  it("ends with what it has when it is cancelled", async () => {
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`f${index}/policy.json`, risky]));
    await start(files);
    const source = new CancellationTokenSource();
    client.connection.onProgress(WorkDoneProgress.type, "work", () => source.cancel());
    const result = await client.connection.sendRequest<ScanResult>(
      "roleward/scan",
      { workDoneToken: "work" },
      source.token,
    );
    assert.equal(result.cancelled, true);
    assert.ok(result.files < 400, String(result.files));
    assert.equal(shown().length, result.files);
    const whole = await scan();
    assert.deepEqual([whole.files, whole.findings, whole.cancelled], [400, 400, false]);
  });

  it("ends an earlier scan when another is asked for", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}/policy.json`, risky]));
    await start(files);
    const [first, second] = await Promise.all([scan(), scan()]);
    assert.equal(first.cancelled, true);
    assert.deepEqual([second.cancelled, second.findings], [false, 300]);
  });

  describe("of what all files together tell", () => {
    const admin = (name: string): string => `resource "aws_iam_user" "${name}" {
  name = "${name}"
}

resource "aws_iam_user_policy_attachment" "${name}" {
  user       = aws_iam_user.${name}.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`;
    const off = [
      "boundary-missing",
      "user-declared",
      "user-alert-missing",
      "user-direct-policy",
      "user-privileged",
      "user-untagged",
    ];
    const settings = { rules: Object.fromEntries(off.map((rule) => [rule, "off"])) };
    const two = "user-privileged-many 0:25-0:28";
    /** As the client shows them now. */
    const shownIn = (name: string): string[] => {
      const shown = client.shown(toUri(folder.at(name)));
      return shown ? brief(shown).filter((line) => line.startsWith("user-privileged-many")) : [];
    };

    it("shows it with the findings of files that are not open, and points to the others", async () => {
      await start({ "a/main.tf": admin("ann"), "b/main.tf": admin("bob") }, settings);
      const [a, b] = ["a/main.tf", "b/main.tf"].map((name) => toUri(folder.at(name)));
      assert.ok(a && b);
      const { findings, bySeverity } = await scan();
      assert.deepEqual([findings, bySeverity["medium"]], [1, 1]);
      assert.deepEqual(shownIn("a/main.tf"), [two]);
      const [diagnostic] = client.shown(a)?.diagnostics ?? [];
      assert.equal(diagnostic?.message, "2 users are administrators: ann and bob.");
      assert.deepEqual(
        diagnostic.relatedInformation?.map(({ location }) => location),
        [{ uri: b, range: { start: { line: 0, character: 25 }, end: { line: 0, character: 28 } } }],
      );

      const mended = client.next(a, ({ diagnostics }) => diagnostics.length === 0);
      folder.write("b/main.tf", `# nothing\n`);
      await watched("b/main.tf", FileChangeType.Changed);
      await mended;
      const again = client.next(a, ({ diagnostics }) => diagnostics.length > 0);
      folder.write("b/main.tf", `\n${admin("bob")}`);
      await watched("b/main.tf", FileChangeType.Changed);
      assert.deepEqual((await again).diagnostics[0]?.relatedInformation?.[0]?.location.range.start.line, 1);
      const gone = client.next(a, ({ diagnostics }) => diagnostics.length === 0);
      rmSync(folder.at("b/main.tf"));
      await watched("b/main.tf", FileChangeType.Deleted);
      await gone;
    });

    it("says nothing of a workspace that has a folder more than was scanned", async () => {
      await start({ "a/main.tf": admin("ann"), "b/main.tf": admin("bob") }, settings);
      await scan();
      assert.deepEqual(shownIn("a/main.tf"), [two]);
      const more = makeFolder({ "c/main.tf": admin("eve") });
      try {
        const a = toUri(folder.at("a/main.tf"));
        const taken = client.next(a, ({ diagnostics }) => diagnostics.length === 0);
        await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
          event: { added: [{ uri: toUri(more.path), name: "" }], removed: [] },
        });
        await taken;
        assert.equal((await scan()).findings, 1);
        // It stands on the first user of the folder whose name comes first.
        const all = [a, toUri(more.at("c/main.tf"))].flatMap((uri) => client.shown(uri)?.diagnostics ?? []);
        const message = all[0]?.message;
        assert.ok(typeof message === "string" && message.startsWith("3 users are administrators: "));
      } finally {
        more.remove();
      }
    });

    it("shows it in open documents while it is true, and not before the scan", async () => {
      await start({ "a/main.tf": admin("ann"), "b/main.tf": admin("bob") }, settings);
      const a = toUri(folder.at("a/main.tf"));
      const b = toUri(folder.at("b/main.tf"));
      await client.open(a, admin("ann"), "terraform");
      await client.open(b, admin("bob"), "terraform");
      assert.deepEqual([...shownIn("a/main.tf"), ...shownIn("b/main.tf")], []);
      let next = client.next(a, ({ diagnostics }) => diagnostics.length > 0);
      await scan();
      assert.deepEqual(brief(await next), [two]);

      next = client.next(a, ({ diagnostics }) => diagnostics.length === 0);
      await client.change(b, 2, "");
      await next;
      next = client.next(a, ({ diagnostics }) => diagnostics.length > 0);
      await client.change(b, 3, admin("bob"));
      assert.deepEqual(brief(await next), [two]);
      // What was never saved is forgotten with the document.
      next = client.next(a, ({ diagnostics }) => diagnostics.length === 0);
      await client.change(b, 4, "");
      await next;
      next = client.next(a, ({ diagnostics }) => diagnostics.length > 0);
      await client.close(b);
      assert.deepEqual(brief(await next), [two]);
    });
  });

  it("can be asked for as a command, with progress of the server's own", async () => {
    await start({ "a.json": risky });
    const result: unknown = await client.connection.sendRequest(ExecuteCommandRequest.type, {
      command: "roleward.server.scan",
    });
    assert.equal((result as ScanResult).findings, 1);
  });
});
