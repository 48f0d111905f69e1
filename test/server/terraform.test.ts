// A conversation with the real server: Terraform files that are read with their folder.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import {
  DiagnosticSeverity,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { brief, Client, rangeOf } from "./client";

const role = `resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`;
/** A policy of that role, which decides how much a missing boundary matters. */
const policyWith = (action: string): string => `resource "aws_iam_role_policy" "deploy" {
  role = aws_iam_role.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${action}", Resource = "arn:aws:iam::111122223333:user/x" }]
  })
}
`;
const strong = policyWith("iam:AttachUserPolicy");
const weak = policyWith("iam:GetUser");

/** Whether the role is known to manage IAM. */
function isStrong({ diagnostics }: PublishDiagnosticsParams): boolean {
  const found = diagnostics.find(({ code }) => code === "boundary-missing");
  assert.ok(found);
  return found.severity === DiagnosticSeverity.Warning;
}

describe("the language server, with Terraform", () => {
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

  it("judges a file with its siblings on disk, and anew when one changes there", async () => {
    await start({ "role.tf": role, "policy.tf": strong });
    const uri = toUri(folder.at("role.tf"));
    assert.equal(isStrong(await client.open(uri, role, "terraform")), true);

    const changed = client.next(uri);
    folder.write("policy.tf", weak);
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: toUri(folder.at("policy.tf")), type: FileChangeType.Changed }],
    });
    const shown = await changed;
    assert.equal(isStrong(shown), false);
    assert.equal(shown.version, 1);

    const moved = client.next(uri);
    folder.write("other.tf", strong);
    rmSync(folder.at("policy.tf"));
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [
        { uri: toUri(folder.at("policy.tf")), type: FileChangeType.Deleted },
        { uri: toUri(folder.at("other.tf")), type: FileChangeType.Created },
      ],
    });
    assert.equal(isStrong(await moved), true);
  });

  it("prefers an unsaved sibling to its file, until it is closed", async () => {
    await start({ "role.tf": role, "policy.tf": weak });
    const uri = toUri(folder.at("role.tf"));
    const policy = toUri(folder.at("policy.tf"));
    assert.equal(isStrong(await client.open(uri, role, "terraform")), false);

    const typed = client.next(uri, isStrong);
    await client.open(policy, weak, "terraform");
    await client.type(policy, 2, rangeOf(weak, "iam:GetUser"), "iam:AttachUserPolicy");
    await typed;

    const closed = client.next(uri, (params) => !isStrong(params));
    await client.close(policy);
    await closed;
  });

  it("reads typed changes as it would read the whole text", async () => {
    await start({});
    const uri = toUri(folder.at("policy.tf"));
    const text = `resource "aws_iam_policy" "deploy" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::bucket/*"
    }]
  })
}
`;
    assert.deepEqual(brief(await client.open(uri, text, "terraform")), []);
    let now = text;
    let version = 1;
    const type = async (part: string, by: string): Promise<string[]> => {
      const published = client.next(uri, (params) => params.version === version);
      await client.type(uri, ++version, rangeOf(now, part), by);
      now = now.replace(part, () => by);
      return brief(await published);
    };
    assert.deepEqual(await type('"s3:GetObject"', '"*"'), ["wildcard-action 5:18-5:19"]);
    assert.deepEqual(await type("arn:aws:s3:::bucket/*", "*"), ["wildcard-admin 5:18-5:19"]);
    assert.deepEqual(await type("resource", "\n\n\nresource"), ["wildcard-admin 8:18-8:19"]);
    await type("})\n}", "");
    assert.deepEqual(await type("    }]\n  \n", "    }]\n  })\n}\n"), ["wildcard-admin 8:18-8:19"]);
    const other = toUri(folder.at("other.tf"));
    assert.deepEqual(
      brief(await client.open(other, now, "terraform")),
      brief(client.shown(uri) ?? { uri, diagnostics: [] }),
    );
  });

  it("scans a module with all of its files, unsaved ones as they are", async () => {
    await start({ "m/role.tf": role, "m/policy.tf": weak });
    const uri = toUri(folder.at("m/role.tf"));
    await client.open(toUri(folder.at("m/policy.tf")), strong, "terraform");
    await client.connection.sendRequest("roleward/scan", {});
    const shown = client.shown(uri);
    assert.ok(shown);
    assert.equal(isStrong(shown), true);

    // The closed file on disk is weak, and its sibling is judged by that again.
    const judged = client.next(uri, (params) => !isStrong(params));
    await client.close(toUri(folder.at("m/policy.tf")));
    await judged;
  });

  it("judges an open module anew when the file of its caller changes on disk", async () => {
    const call = 'module "role" {\n  source = "../modules/role"\n}\n';
    await start({ "prod/main.tf": call, "other/main.tf": "", "modules/role/main.tf": role });
    const uri = toUri(folder.at("modules/role/main.tf"));
    const changed = async (name: string, text: string): Promise<void> => {
      folder.write(name, text);
      await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [{ uri: toUri(folder.at(name)), type: FileChangeType.Changed }],
      });
    };
    // The caller is found in the background; from then on it counts.
    const [opened, found] = [client.next(uri), client.next(uri, () => client.published.length > 1)];
    await client.open(uri, role, "terraform");
    await opened;
    await found;

    let judged = client.next(uri);
    await changed("prod/main.tf", `${call}locals {}\n`);
    assert.equal((await judged).version, 1);
    judged = client.next(uri);
    await changed("other/main.tf", call);
    await judged;
    judged = client.next(uri);
    await changed("prod/main.tf", "");
    await judged;
  });
});
