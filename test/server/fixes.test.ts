// Fixes as an editor gets them: across files, with places to fill in, many at once. The server is the real one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  ExecuteCommandRequest,
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { applied, Client, fullCapabilities, rangeOf } from "./client";

const user = `resource "aws_iam_user" "ann" {
  name = "ann"
}
`;
const grant = `resource "aws_iam_user_policy" "ann" {
  user = aws_iam_user.ann.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }]
  })
}
`;
const toRole = "Replace the user by a role for EC2";

const policy = (...actions: string[]): string => `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ${JSON.stringify(actions)}, "Resource": "arn:aws:iam::111122223333:user/a" }
  ]
}
`;
const wide = policy("iam:CreateAccess*", "s3:GetObject", "iam:UpdateLoginProf*");
const listed = policy("iam:CreateAccessKey", "s3:GetObject", "iam:UpdateLoginProfile");

/** The full client without some of what it can do with edits. */
function without(...abilities: readonly string[]): ClientCapabilities {
  const workspaceEdit = Object.fromEntries(
    Object.entries(fullCapabilities.workspace?.workspaceEdit ?? {}).filter(([name]) => !abilities.includes(name)),
  );
  return { ...fullCapabilities, workspace: { ...fullCapabilities.workspace, workspaceEdit } };
}

describe("the language server's fixes", () => {
  let client: Client;
  let folder: Folder;
  const start = async (files: Record<string, string>, capabilities?: ClientCapabilities): Promise<void> => {
    folder = makeFolder(files);
    client = await Client.start({
      folders: [folder.path],
      initializationOptions: { debounceMs: 0 },
      ...(capabilities && { capabilities }),
    });
  };
  afterEach(async () => {
    await client.stop();
    folder.remove();
  });

  const at = (name: string): string => toUri(folder.at(name));
  const open = (name: string, text: string) => client.open(at(name), text, name.endsWith(".tf") ? "terraform" : "json");

  async function actions(name: string, text: string, part: string, only?: string[]): Promise<CodeAction[]> {
    const context: CodeActionContext = { diagnostics: [], ...(only && { only }) };
    const params = { textDocument: { uri: at(name) }, range: rangeOf(text, part), context };
    return ((await client.connection.sendRequest(CodeActionRequest.type, params)) ?? []) as CodeAction[];
  }

  async function choose(title: string | RegExp, among: readonly CodeAction[]): Promise<CodeAction> {
    const found = among.find((one) => (typeof title === "string" ? one.title === title : title.test(one.title)));
    assert.ok(found, `${title} is not among: ${among.map((one) => one.title).join(", ")}`);
    return client.connection.sendRequest(CodeActionResolveRequest.type, found);
  }

  function versions({ documentChanges = [] }: WorkspaceEdit): unknown[] {
    return documentChanges.map((change) =>
      "textDocument" in change
        ? [change.textDocument.uri.replace(/.*\//, ""), change.textDocument.version]
        : change.kind,
    );
  }

  it("documents an exception in the settings of a file that has no place for it, as they are in their editor", async () => {
    const [first, second] = ["a", "b"].map((name) => JSON.stringify({ resource: { aws_iam_user: { [name]: {} } } }));
    assert.ok(first && second);
    await start({ ".git/HEAD": "", "iam/a.tf.json": first, "iam/b.tf.json": second });
    await client.open(at("iam/a.tf.json"), first, "json");
    await client.open(at("iam/b.tf.json"), second, "json");
    const rulesAt = (name: string, text: string, part: string) =>
      actions(name, text, part).then((all) => all.filter(({ title }) => title.includes("as an exception")).length);
    const made = async (name: string, text: string, part: string): Promise<WorkspaceEdit> => {
      const { edit } = await choose(/^Document .* as an exception/, await actions(name, text, part));
      assert.ok(edit);
      assert.equal(Object.values(edit.changeAnnotations ?? {})[0]?.description, ".roleward.json");
      return edit;
    };

    const created = await made("iam/a.tf.json", first, '"a"');
    const settings = at(".roleward.json");
    assert.equal(created.documentChanges?.length, 2);
    const text = applied(settings, "", created);
    assert.match(text, /"file": "\.\/iam\/a\.tf\.json",\s+"rule": "user-declared",\s+"address": "aws_iam_user\.a"/);

    // Its editor has it, and nobody has saved it.
    await client.open(settings, text, "json");
    assert.equal(await rulesAt("iam/a.tf.json", first, '"a"'), 0);
    const added = await made("iam/b.tf.json", second, '"b"');
    assert.deepEqual(versions(added), [[".roleward.json", 1]]);
    const { ignore } = JSON.parse(applied(settings, text, added)) as { ignore: { address: string }[] };
    assert.deepEqual(
      ignore.map(({ address }) => address),
      ["aws_iam_user.a", "aws_iam_user.b"],
    );
  });

  it("offers the likeliest role first, then what is small, then an exception, then roles for other workloads", async () => {
    await start({ "main.tf": user });
    await open("main.tf", user);
    const titles = (await actions("main.tf", user, "ann")).map(({ title }) => title);
    const places = [/^Replace .* EC2$/, /boundary/, /^Add the tags/, /as an exception/, /^Replace .* Lambda$/].map(
      (one) => titles.findIndex((title) => one.test(title)),
    );
    assert.equal(places[0], 0);
    assert.ok(!places.includes(-1), titles.join("; "));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.ok(titles.slice(places[4]).every((title) => title.startsWith("Replace the user by")));
  });

  it("buries nothing under the roles that may take the place of a grant", async () => {
    const text = policy("iam:CreateUser", "s3:GetObject");
    await start({ "p.json": text });
    await open("p.json", text);
    const titles = (await actions("p.json", text, "iam:CreateUser")).map(({ title }) => title);
    const roles = titles.filter((title) => title.startsWith("Declare a role for"));
    assert.ok(roles.length > 5);
    assert.ok(!titles[0]?.startsWith("Declare"));
    assert.deepEqual(titles.slice(1 - roles.length), roles.slice(1));
  });

  it("changes other files, too, under one title that is asked for first", async () => {
    await start({ "main.tf": user, "policy.tf": grant });
    await open("main.tf", user);
    const { edit } = await choose(toRole, await actions("main.tf", user, "ann"));
    assert.ok(edit);
    assert.deepEqual(versions(edit), [
      ["main.tf", 1],
      ["policy.tf", null],
    ]);
    assert.match(applied(at("main.tf"), user, edit), /^resource "aws_iam_role" "ann" \{/);
    assert.match(
      applied(at("policy.tf"), grant, edit),
      /^resource "aws_iam_role_policy" "ann" \{\n +role += aws_iam_role\.ann\./,
    );
    const [annotation] = Object.entries(edit.changeAnnotations ?? {});
    assert.deepEqual(annotation?.[1], {
      label: toRole,
      description:
        "2 files: main.tf, policy.tf. Then attach the instance profile to the instance, and take the keys off it.",
      needsConfirmation: true,
    });
    for (const change of edit.documentChanges ?? [])
      for (const one of (change as TextDocumentEdit).edits)
        assert.equal("annotationId" in one && one.annotationId, annotation[0]);
  });

  it("changes other files as their editors have them", async () => {
    await start({ "main.tf": user, "policy.tf": grant });
    await open("main.tf", user);
    const offered = await actions("main.tf", user, "ann");
    const typed = `# on top\n${grant}`;
    await open("policy.tf", typed);
    const { edit } = await choose(toRole, offered);
    assert.ok(edit);
    assert.deepEqual(versions(edit), [
      ["main.tf", 1],
      ["policy.tf", 1],
    ]);
    assert.match(applied(at("policy.tf"), typed, edit), /^# on top\nresource "aws_iam_role_policy" "ann"/);
  });

  it("leaves alone what has changed on disk since it was read, and is right the next time", async () => {
    await start({ "main.tf": user, "policy.tf": grant });
    await open("main.tf", user);
    const offered = await actions("main.tf", user, "ann");
    folder.write("policy.tf", `# new\n${grant}`);
    const { edit } = await choose(toRole, offered);
    assert.deepEqual(edit, { documentChanges: [] });
    assert.match(
      client.messages.at(-1) ?? "",
      /was not applied\. .*policy\.tf has changed on disk since it was read; try again\.$/,
    );
    const again = await choose(toRole, await actions("main.tf", user, "ann"));
    assert.match(applied(at("policy.tf"), `# new\n${grant}`, again.edit), /^# new\nresource "aws_iam_role_policy"/);
  });

  async function tabStops(title: RegExp): Promise<{ edit: WorkspaceEdit | undefined; stops: string[] }> {
    await start({ "main.tf": user });
    await open("main.tf", user);
    const { edit } = await choose(title, await actions("main.tf", user, "ann"));
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && "edits" in change);
    const snippets = change.edits.flatMap((one) => ("snippet" in one ? one.snippet.value : []));
    const stops = [...snippets.join().matchAll(/\$\{(\d+):([^}]*)\}/g)];
    return { edit, stops: stops.map(([, number, text]) => `${number} ${text}`) };
  }

  it("makes tab stops of what is to be filled in", async () => {
    const { edit, stops } = await tabStops(/^Add the tags/);
    assert.deepEqual(stops, ["1 CHANGE-ME", "2 CHANGE-ME", "3 CHANGE-ME"]);
    assert.match(applied(at("main.tf"), user, edit), /Owner += "CHANGE-ME"/);
    assert.equal(edit?.changeAnnotations, undefined);
  });

  it("makes one tab stop of all places of one name, wherever in the file they stand", async () => {
    const { stops } = await tabStops(/for CircleCI$/);
    assert.ok(stops.length > 3, stops.join(", "));
    assert.deepEqual([...new Set(stops)], ["1 <ORGANIZATION-ID>", "2 <PROJECT-ID>"]);
  });

  it("selects what is to be filled in where the client knows no snippets", async () => {
    await start({ "main.tf": user }, without("snippetEditSupport"));
    await open("main.tf", user);
    const { edit, command } = await choose(/^Add the tags/, await actions("main.tf", user, "ann"));
    const after = applied(at("main.tf"), user, edit);
    const range = rangeOf(after, "CHANGE-ME");
    assert.deepEqual(command, {
      title: "Show",
      command: "roleward.server.show",
      arguments: [{ uri: at("main.tf"), range }],
    });
    await client.connection.sendRequest(ExecuteCommandRequest.type, command);
    assert.deepEqual(client.documentsShown, [{ uri: at("main.tf"), takeFocus: true, selection: range }]);
  });

  it("fixes all findings of a rule in the file, where that changes nothing of what is granted", async () => {
    await start({ "p.json": wide });
    await open("p.json", wide);
    const offered = await actions("p.json", wide, "iam:CreateAccess*");
    const all = offered.filter(({ title }) => title.startsWith("Fix all"));
    assert.deepEqual(
      all.map(({ title, kind, edit }) => [title, kind, edit]),
      [
        ["Fix all user-credential-grant findings in this file, 2 of them (list-actions)", "quickfix", undefined],
        ["Fix all user-credential-grant findings in the workspace (list-actions)", "quickfix", undefined],
      ],
    );
    assert.deepEqual(offered.slice(-2), all);
    assert.deepEqual(
      offered.filter(({ isPreferred }) => isPreferred).map(({ title }) => title),
      ["Replace iam:CreateAccess* by the action it grants"],
    );
    const { edit } = await choose(/in this file/, all);
    assert.equal(applied(at("p.json"), wide, edit), listed);
    assert.ok((edit?.documentChanges?.[0] as TextDocumentEdit).edits.length === 2, "only what changes is edited");
  });

  it("fixes all when a file is saved, and only then", async () => {
    await start({ "p.json": wide, "fine.json": listed, "main.tf": user });
    await open("p.json", wide);
    for (const only of ["source.fixAll.roleward", "source.fixAll", "source"]) {
      const [action, ...others] = await actions("p.json", wide, "{", [only]);
      assert.deepEqual([action?.kind, others], ["source.fixAll.roleward", []]);
      assert.equal(applied(at("p.json"), wide, (await choose(/./, action ? [action] : [])).edit), listed);
    }
    assert.deepEqual(await actions("p.json", wide, "{", ["source.fixAll.eslint"]), []);
    assert.ok((await actions("p.json", wide, "iam:CreateAccess*")).every(({ kind }) => kind === "quickfix"));
    await open("fine.json", listed);
    assert.deepEqual(await actions("fine.json", listed, "{", ["source.fixAll"]), []);
    // Its fixes may change what is granted.
    await open("main.tf", user);
    assert.deepEqual(await actions("main.tf", user, "ann", ["source.fixAll"]), []);
    assert.deepEqual(client.messages, []);
  });

  it("fixes all of a rule in the workspace with one edit", async () => {
    const more = policy("iam:CreateAccess*");
    await start({ "p.json": policy("s3:GetObject"), "more/q.json": more, "fine.json": listed });
    // What is in the editor counts.
    await open("p.json", wide);
    const [action] = (await actions("p.json", wide, "iam:CreateAccess*")).filter(({ title }) =>
      /workspace/.test(title),
    );
    assert.ok(action?.command);
    const { command, arguments: given = [] } = action.command;
    const run = () => client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    assert.deepEqual(await run(), { fixed: 3, files: 2, declined: 0, applied: true });
    const [made, ...others] = client.applied;
    assert.ok(made);
    assert.deepEqual(others, []);
    assert.deepEqual(versions(made.edit), [
      ["q.json", null],
      ["p.json", 1],
    ]);
    assert.equal(applied(at("p.json"), wide, made.edit), listed);
    assert.equal(applied(at("more/q.json"), more, made.edit), policy("iam:CreateAccessKey"));
    assert.equal(Object.values(made.edit.changeAnnotations ?? {})[0]?.needsConfirmation, true);
    assert.match(client.messages.at(-1) ?? "", /^Roleward: fixed 3 in 2 files\.$/);
    assert.equal(readFileSync(folder.at("more/q.json"), "utf8"), more, "writing is the editor's");

    await client.change(at("p.json"), 2, listed);
    folder.write("more/q.json", listed);
    assert.deepEqual(await run(), { fixed: 0, files: 0, declined: 0, applied: false });
    assert.match(client.messages.at(-1) ?? "", /nothing to fix/);
  });

  it("gives a client that asks for no edit later a command instead", async () => {
    const { codeAction: _, ...textDocument } = fullCapabilities.textDocument ?? {};
    await start({ "main.tf": user, "policy.tf": grant }, { ...without(), textDocument });
    await open("main.tf", user);
    const [action] = (await actions("main.tf", user, "ann")).filter(({ title }) => title === toRole);
    assert.ok(action?.command && !action.edit);
    const { command, arguments: given = [] } = action.command;
    await client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    const [made] = client.applied;
    assert.equal(made?.label, toRole);
    assert.match(applied(at("policy.tf"), grant, made.edit), /^resource "aws_iam_role_policy" "ann"/);
  });
});
