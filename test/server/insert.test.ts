// Inserting a policy of the library through a real server: what pickers are told, and where the cursor goes. Not what is written.
import assert from "node:assert/strict";
import { ExecuteCommandRequest, type Range } from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { toUri } from "../../server/src/workspace/paths";
import { Client, fullCapabilities } from "./client";
import { makeFolder, type Folder } from "../workspace/folder";

const text = 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n';
/** Without edits that have tab stops of their own. */
const plainEdits = { documentChanges: true, resourceOperations: ["create" as const] };

describe("inserting a policy of the library", () => {
  let folder: Folder;
  let client: Client;
  afterEach(async () => {
    await client.stop();
    folder.remove();
  });

  async function start(files: Record<string, string>): Promise<void> {
    folder = makeFolder(files);
    const workspace = { ...fullCapabilities.workspace, workspaceEdit: plainEdits };
    const capabilities = { ...fullCapabilities, workspace };
    client = await Client.start({ folders: [folder.path], capabilities });
  }

  async function insert(name: string, content: string, id: string): Promise<void> {
    const uri = toUri(folder.at(name));
    await client.open(uri, content);
    const command = "roleward.server.insertSnippet";
    await client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: [{ id, uri }] });
  }

  /** The text that is edited or written, as it is afterwards, and what of it is selected. */
  function selected(before: string): string {
    const { edit } = client.applied.at(-1) ?? {};
    const change = edit?.documentChanges?.find((one) => "textDocument" in one);
    assert.ok(change && "textDocument" in change);
    const edits = change.edits.map((one) => {
      assert.ok("newText" in one);
      return one;
    });
    const after = TextDocument.applyEdits(TextDocument.create("", "", 0, before), edits);
    const shown = client.documentsShown.at(-1);
    assert.equal(shown?.uri, change.textDocument.uri);
    assert.ok(shown.selection);
    return textIn(after, shown.selection);
  }

  function textIn(whole: string, range: Range): string {
    return TextDocument.create("", "", 0, whole).getText(range);
  }

  it("selects what is to be filled in first", async () => {
    await start({ "main.tf": text });
    await insert("main.tf", text, "scp-deny-root-actions");
    assert.equal(selected(text), "r-changeme");
  });

  it("selects it in a new file", async () => {
    const policy = '{ "Version": "2012-10-17", "Statement": [] }';
    await start({ "policy.json": policy });
    await insert("policy.json", policy, "scp-fence-regions");
    assert.equal(selected(""), "eu-central-1");
  });

  it("tells what each does, breaks and leaves alone", async () => {
    await start({});
    for (const kind of ["scp", "boundary"]) {
      const summaries = await client.connection.sendRequest<Record<string, unknown>[]>("roleward/snippets", { kind });
      assert.ok(summaries.length >= 3);
      for (const { references, ...words } of summaries) {
        assert.deepEqual(Object.keys(words), ["id", "title", "purpose", "breaks", "leaves", "fill", "preview"]);
        for (const word of Object.values(words)) assert.ok(typeof word === "string" && word !== "");
        assert.ok(Array.isArray(references) && references.length > 0);
        assert.doesNotThrow(() => JSON.parse(String(words["preview"])) as unknown);
      }
    }
  });
});
