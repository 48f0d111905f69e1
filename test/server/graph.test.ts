// A conversation with the real server: what a file's findings owe to other files of its folder changes at once, without touching the file.
import assert from "node:assert/strict";
import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  HoverRequest,
  MarkupContent,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { Client, rangeOf } from "./client";

const users = `resource "aws_iam_user" "ci" {
  name                 = "ci"
  permissions_boundary = local.boundary
}
`;
const unbounded = "locals {\n  boundary = null\n}\n";
const bounded = 'locals {\n  boundary = "arn:aws:iam::111122223333:policy/limit"\n}\n';
const tags = `provider "aws" {
  default_tags {
    tags = {
      Owner     = "platform"
      Purpose   = "deploys"
      ExpiresOn = "2027-01-31"
    }
  }
}
`;
const policy = `resource "aws_iam_policy" "ops" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:DeleteUser", Resource = "*" }]
  })
}
`;
const attachment = (kind: "group" | "role"): string => `resource "aws_iam_${kind}_policy_attachment" "ops" {
  ${kind} = aws_iam_${kind}.ops.name
  policy_arn = aws_iam_policy.ops.arn
}
`;
const principals = `resource "aws_iam_group" "ops" {
  name = "ops"
}

resource "aws_iam_role" "ops" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`;
const document = `data "aws_iam_policy_document" "ops" {
  statement {
    actions   = ["iam:DeleteUser"]
    resources = ["*"]
  }
}
`;
const inline = (kind: "group" | "role"): string => `resource "aws_iam_${kind}_policy" "ops" {
  ${kind} = aws_iam_${kind}.ops.name
  policy = data.aws_iam_policy_document.ops.json
}
`;

const has = (rule: string, params: PublishDiagnosticsParams | undefined): boolean =>
  params?.diagnostics.some(({ code }) => code === rule) ?? false;

describe("the language server, with principals over several files", () => {
  let folder: Folder;
  let client: Client;
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    folder.remove();
  });

  async function start(files: Readonly<Record<string, string>>): Promise<void> {
    folder = makeFolder(files);
    client = await Client.start({ folders: [folder.path], initializationOptions: { debounceMs: 0 } });
  }
  const uriOf = (name: string): string => toUri(folder.at(name));

  it("takes a user's squiggle away while its boundary is typed in another buffer, and shows it again", async () => {
    await start({ "users.tf": users, "boundary.tf": unbounded });
    const uri = uriOf("users.tf");
    assert.equal(has("boundary-missing", await client.open(uri, users, "terraform")), true);
    await client.open(uriOf("boundary.tf"), unbounded, "terraform");

    const gone = client.next(uri, (params) => !has("boundary-missing", params));
    await client.type(uriOf("boundary.tf"), 2, rangeOf(unbounded, "null"), '"arn:aws:iam::111122223333:policy/limit"');
    assert.equal((await gone).version, 1);

    const back = client.next(uri, (params) => has("boundary-missing", params));
    await client.type(uriOf("boundary.tf"), 3, rangeOf(bounded, '"arn:aws:iam::111122223333:policy/limit"'), "null");
    assert.equal((await back).version, 1);
  });

  it("takes them away when a file on disk gives the boundary or the tags", async () => {
    await start({ "users.tf": users, "boundary.tf": unbounded });
    const uri = uriOf("users.tf");
    const first = await client.open(uri, users, "terraform");
    assert.deepEqual([has("boundary-missing", first), has("user-untagged", first)], [true, true]);

    const changed = client.next(uri, (params) => !has("boundary-missing", params) && !has("user-untagged", params));
    folder.write("boundary.tf", bounded);
    folder.write("provider.tf", tags);
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [
        { uri: uriOf("boundary.tf"), type: FileChangeType.Changed },
        { uri: uriOf("provider.tf"), type: FileChangeType.Created },
      ],
    });
    assert.equal((await changed).version, 1);
  });

  it("asks a policy for MFA once another buffer attaches it to a group", async () => {
    await start({ "policy.tf": policy, "principals.tf": principals, "attach.tf": attachment("role") });
    const uri = uriOf("policy.tf");
    assert.equal(has("mfa-missing", await client.open(uri, policy, "terraform")), false);

    const shown = client.next(uri, (params) => has("mfa-missing", params));
    await client.open(uriOf("attach.tf"), attachment("group"), "terraform");
    assert.equal((await shown).version, 1);
  });

  it("asks a policy document for MFA once another buffer gives it to a group", async () => {
    await start({ "document.tf": document, "principals.tf": principals, "use.tf": inline("role") });
    const uri = uriOf("document.tf");
    assert.equal(has("mfa-missing", await client.open(uri, document, "terraform")), false);

    const shown = client.next(uri, (params) => has("mfa-missing", params));
    await client.open(uriOf("use.tf"), inline("group"), "terraform");
    assert.equal((await shown).version, 1);
  });

  it("shows on hover what a user ends up with, and by which file", async () => {
    const membership =
      'resource "aws_iam_user_group_membership" "ci" {\n  user   = aws_iam_user.ci.name\n  groups = [aws_iam_group.ops.name]\n}\n';
    await start({
      "users.tf": users,
      "boundary.tf": bounded,
      "principals.tf": principals,
      "policy.tf": policy,
      "attach.tf": attachment("group") + membership,
    });
    const uri = uriOf("users.tf");
    await client.open(uri, users, "terraform");
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: rangeOf(users, 'ci" {').start,
    });
    assert.ok(hover && MarkupContent.is(hover.contents));
    // The reasons of its findings stand before.
    assert.equal(
      hover.contents.value.slice(hover.contents.value.indexOf("**user ci**")),
      [
        "**user ci** ends up with:",
        "- `aws_iam_policy.ops.arn`, through the group `ops`, by `aws_iam_group_policy_attachment.ops` in attach.tf",
        "Groups: `ops` in principals.tf",
        "Boundary: `arn:aws:iam::111122223333:policy/limit`",
      ].join("\n\n"),
    );
  });
});
