// A conversation with the real server: what an editor sees of open documents.
import assert from "node:assert/strict";
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  HoverRequest,
  MarkupContent,
  RequestType,
  type CodeAction,
  type Range,
} from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { applied, brief, Client, rangeOf } from "./client";

const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iam:CreateUser", "s3:GetObject"],
      "Resource": "arn:aws:iam::111122223333:user/🔑/*"
    }
  ]
}
`;
const grant = "user-create-grant";

describe("the language server, with an open document", () => {
  let client: Client;
  let uri: string;
  let documents = 0;
  before(async () => {
    client = await Client.start({ initializationOptions: { debounceMs: 10 } });
  });
  beforeEach(() => {
    // One server for all tests: each has a document of its own.
    uri = `untitled:policy-${++documents}.json`;
  });
  after(async () => assert.equal(await client.stop(), 0));

  async function actionsAt(range: Range, from = client): Promise<CodeAction[]> {
    const params = { textDocument: { uri }, range, context: { diagnostics: from.shown(uri)?.diagnostics ?? [] } };
    const actions = await from.connection.sendRequest(CodeActionRequest.type, params);
    return (actions ?? []).filter(
      (action): action is CodeAction => !("command" in action && typeof action.command === "string"),
    );
  }

  it("says what it can do", () => {
    const { capabilities, serverInfo } = client.initialized;
    assert.equal(serverInfo?.name, "roleward");
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2 });
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: ["quickfix", "source.fixAll.roleward"],
      resolveProvider: true,
    });
    assert.deepEqual(capabilities.executeCommandProvider?.commands, [
      "roleward.server.insertSnippet",
      "roleward.server.applyFix",
      "roleward.server.fixWorkspace",
      "roleward.server.show",
      "roleward.server.scan",
    ]);
  });

  it("underlines the token", async () => {
    const published = await client.open(uri, policy);
    const found = published.diagnostics.find(({ code }) => code === grant);
    assert.ok(found);
    assert.equal(published.version, 1);
    assert.deepEqual(found.range, rangeOf(policy, "iam:CreateUser"));
    assert.equal(found.severity, DiagnosticSeverity.Error);
    assert.equal(found.source, "roleward");
    assert.equal(found.codeDescription?.href, `https://github.com/roleward/roleward/blob/main/docs/rules/${grant}.md`);
    assert.match(typeof found.message === "string" ? found.message : found.message.value, /iam:CreateUser/);
  });

  it("follows typing, each result for the version it belongs to", async () => {
    await client.open(uri, policy);
    const gone = client.next(uri, ({ version }) => version === 2);
    await client.type(uri, 2, rangeOf(policy, "iam:CreateUser"), "iam:GetUser");
    assert.deepEqual(
      brief(await gone).filter((line) => line.startsWith(grant)),
      [],
    );
    const back = client.next(uri, ({ version }) => version === 3);
    await client.type(uri, 3, rangeOf(policy.replace("CreateUser", "GetUser"), "GetUser"), "CreateUser");
    assert.equal(brief(await back).filter((line) => line.startsWith(grant)).length, 1);
  });

  it("never shows a result for an older version after a newer one", async () => {
    await client.open(uri, policy);
    const at = rangeOf(policy, "s3:GetObject").start;
    const last = client.next(uri, ({ version }) => version === 41);
    for (let version = 2; version <= 41; version++) {
      await client.type(uri, version, { start: at, end: at }, "x");
      if (version % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await last;
    const versions = client.published.filter((params) => params.uri === uri).map(({ version }) => version ?? 0);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    assert.ok(versions.length < 41, "typing was not awaited");
  });

  it("offers fixes, and their edit when one is chosen", async () => {
    await client.open(uri, policy);
    const actions = await actionsAt(rangeOf(policy, "iam:CreateUser"));
    const remove = actions.find(({ title }) => title === "Remove iam:CreateUser");
    assert.ok(remove, actions.map(({ title }) => title).join());
    assert.equal(remove.kind, "quickfix");
    assert.equal(remove.edit, undefined);
    // It takes a permission away, so it is for the person to decide.
    assert.equal(remove.isPreferred, undefined);
    assert.deepEqual(remove.diagnostics?.map(({ code }) => code).includes(grant), true);
    const resolved = await client.connection.sendRequest(CodeActionResolveRequest.type, remove);
    const change = resolved.edit?.documentChanges?.[0];
    assert.deepEqual(change && "textDocument" in change && change.textDocument, { uri, version: 1 });
    assert.equal(applied(uri, policy, resolved.edit), policy.replace('"iam:CreateUser", ', ""));
  });

  it("makes the edit for the text as it is when the fix is chosen", async () => {
    await client.open(uri, policy);
    const [remove] = (await actionsAt(rangeOf(policy, "iam:CreateUser"))).filter(
      ({ title }) => title === "Remove iam:CreateUser",
    );
    assert.ok(remove);
    const start = { line: 0, character: 0 };
    await client.type(uri, 2, { start, end: start }, "\n\n");
    const resolved = await client.connection.sendRequest(CodeActionResolveRequest.type, remove);
    assert.equal(applied(uri, `\n\n${policy}`, resolved.edit), `\n\n${policy.replace('"iam:CreateUser", ', "")}`);

    await client.type(uri, 3, rangeOf(`\n\n${policy}`, "iam:CreateUser"), "iam:GetUser");
    const late = await client.connection.sendRequest(CodeActionResolveRequest.type, remove);
    assert.deepEqual(late.edit, { documentChanges: [] });
    assert.match(client.messages.at(-1) ?? "", /“Remove iam:CreateUser” was not applied\. The document has changed/);
  });

  it("offers nothing where nothing was found, or when other actions are wanted", async () => {
    await client.open(uri, policy);
    assert.deepEqual(await actionsAt(rangeOf(policy, "Version")), []);
    const params = {
      textDocument: { uri },
      range: rangeOf(policy, "iam:CreateUser"),
      context: { diagnostics: [], only: ["refactor"] },
    };
    assert.deepEqual(await client.connection.sendRequest(CodeActionRequest.type, params), []);
  });

  it("gives a plain client its edits at once, by `changes`", async () => {
    const plain = await Client.start({ capabilities: {}, initializationOptions: { debounceMs: 0 } });
    await plain.open(uri, policy);
    const actions = await actionsAt(rangeOf(policy, "iam:CreateUser"), plain);
    const remove = actions.find(({ title }) => title === "Remove iam:CreateUser");
    assert.ok(remove?.edit?.changes);
    assert.equal(applied(uri, policy, remove.edit), policy.replace('"iam:CreateUser", ', ""));
    assert.deepEqual(plain.registrations, []);
    await plain.stop();
  });

  it("tells the reason on hover, and what a wildcard grants", async () => {
    await client.open(uri, policy);
    const hoverAt = async (part: string): Promise<string> => {
      const { start } = rangeOf(policy, part);
      const hover = await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri },
        position: { line: start.line, character: start.character + 2 },
      });
      return hover && MarkupContent.is(hover.contents) ? hover.contents.value : "";
    };
    const shown = await hoverAt("iam:CreateUser");
    assert.match(shown, /^\*\*.+\*\* · high\n/);
    assert.match(shown, /What to do:\n- Remove iam:CreateUser\n/);
    assert.match(
      shown,
      /\[user-create-grant\]\(https:\/\/github\.com\/roleward\/roleward\/blob\/main\/docs\/rules\/user-create-grant\.md\)/,
    );
    assert.match(await hoverAt("s3:GetObject"), /GetObject/);
    assert.equal(await hoverAt('"Version"'), "");
  });

  it("takes new settings at once, and says once which ones are wrong", async () => {
    await client.open(uri, policy);
    client.settings = { rules: { [grant]: "critical" } };
    let again = client.next(uri);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    const found = (await again).diagnostics.find(({ code }) => code === grant);
    assert.equal((found?.data as { severity: string } | undefined)?.severity, "critical");

    const before = client.messages.length;
    client.settings = { rules: { [grant]: "off" }, requiredTags: "Owner" };
    for (let time = 0; time < 2; time++) {
      again = client.next(uri);
      await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
      assert.deepEqual(
        brief(await again).filter((line) => line.startsWith(grant)),
        [],
      );
    }
    assert.deepEqual(client.messages.slice(before), [
      'Roleward: roleward.requiredTags: "Owner" is not a list. The default is used instead.',
    ]);
    client.settings = null;
    again = client.next(uri);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await again;
  });

  it("takes settings that are sent, from a client that cannot be asked", async () => {
    const plain = await Client.start({
      capabilities: {},
      initializationOptions: { debounceMs: 0, rules: { [grant]: "off" } },
    });
    assert.deepEqual(
      brief(await plain.open(uri, policy)).filter((line) => line.startsWith(grant)),
      [],
    );
    const again = plain.next(uri);
    await plain.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { roleward: { rules: {} } },
    });
    assert.equal(brief(await again).filter((line) => line.startsWith(grant)).length, 1);
    await plain.stop();
  });

  it("tells the status of a document", async () => {
    const statuses: unknown[] = [];
    client.connection.onNotification("roleward/status", (status: unknown) => void statuses.push(status));
    const { diagnostics } = await client.open(uri, policy);
    const other = `untitled:settings-${documents}.json`;
    await client.open(other, '{"no": "policy"}');
    // Whatever is answered now, was sent after the notifications.
    await client.connection.sendRequest(new RequestType("roleward/snippets"), { kind: "scp" });
    assert.deepEqual(statuses, [
      { uri, format: "IAM policy JSON", findings: diagnostics.length },
      { uri: other, format: null, findings: 0 },
    ]);
  });

  it("tells the rules and their pages", async () => {
    const rules =
      await client.connection.sendRequest<{ id: string; title: string; severity: string }[]>("roleward/rules");
    assert.equal(rules.find(({ id }) => id === grant)?.severity, "high");
    const page = await client.connection.sendRequest<{ markdown: string }>("roleward/explain", { rule: grant });
    assert.match(page.markdown, new RegExp(`^# ${grant}\n`));
    const none = await client.connection.sendRequest<{ markdown: string }>("roleward/explain", { rule: "no-such" });
    assert.equal(none.markdown, "There is no rule `no-such`.");
  });

  describe("on disk", () => {
    let folder: Folder;
    afterEach(() => folder.remove());

    it("inserts a policy of the library as a new file", async () => {
      folder = makeFolder({ "policy.json": policy });
      const file = toUri(folder.at("policy.json"));
      await client.open(file, policy);
      const summaries = await client.connection.sendRequest<{ id: string; title: string; preview: string }[]>(
        "roleward/snippets",
        { kind: "scp" },
      );
      const [first] = summaries;
      assert.ok(first);
      const run = async (id: string): Promise<void> => {
        await client.connection.sendRequest(ExecuteCommandRequest.type, {
          command: "roleward.server.insertSnippet",
          arguments: [{ kind: "scp", id, uri: file }],
        });
      };
      await run(first.id);
      const changes = client.applied.at(-1)?.edit.documentChanges ?? [];
      const create = changes[0];
      assert.ok(create && "kind" in create && create.kind === "create");
      const edit = changes[1];
      assert.ok(edit && "textDocument" in edit && edit.edits[0] && "newText" in edit.edits[0]);
      assert.deepEqual(JSON.parse(edit.edits[0].newText), JSON.parse(first.preview));

      const count = client.applied.length;
      folder.write(create.uri.replace(/^.*\//, ""), "{}");
      await run(first.id);
      assert.match(client.messages.at(-1) ?? "", /was not inserted\. .+ exists already\./);
      await run("no-such");
      assert.match(client.messages.at(-1) ?? "", /no such policy/);
      assert.equal(client.applied.length, count);
      await client.close(file);
    });
  });

  it("asks to be told of settings and files", () => {
    assert.deepEqual(
      client.registrations.map(({ method, registerOptions }): unknown[] => [method, registerOptions]),
      [
        ["workspace/didChangeConfiguration", { section: "roleward" }],
        [
          "workspace/didChangeWatchedFiles",
          {
            watchers: [
              {
                globPattern: "**/*.{json,jsonc,yaml,yml,template,tf,tofu,tfvars,tftpl,tpl,hcl,csv,sh,bash,zsh,ps1,mk}",
              },
              { globPattern: "**/{Makefile,makefile,GNUmakefile,Justfile,justfile}" },
            ],
          },
        ],
      ],
    );
  });
});
