// A conversation with the real server: files that others name, judged by what those say in their buffers and on disk.
import assert from "node:assert/strict";
import {
  DiagnosticSeverity,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Diagnostic,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import { toUri } from "../../server/src/workspace/paths";
import { makeFolder, type Folder } from "../workspace/folder";
import { brief, Client, rangeOf } from "./client";

const trust = `{
  "Statement": [
    { "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:GetCallerIdentity"], "Principal": "*" }
  ]
}
`;
const everything = '{ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }\n';
const role = `resource "aws_iam_role" "app" {
  assume_role_policy = file("\${path.module}/policies/app.json")
}
`;

const shows = (...rules: readonly string[]) => {
  return ({ diagnostics }: PublishDiagnosticsParams): boolean =>
    diagnostics.map(({ code }) => code).join() === rules.join();
};

const related = (diagnostic: Diagnostic | undefined): string[] =>
  (diagnostic?.relatedInformation ?? []).map(
    ({ message, location: { uri, range } }) =>
      `${message} ${uri.replace(/^.*\//, "")} ${range.start.line}:${range.start.character}`,
  );

describe("the language server, with files that others name", () => {
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

  async function onDisk(name: string, text: string): Promise<void> {
    folder.write(name, text);
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: toUri(folder.at(name)), type: FileChangeType.Changed }],
    });
  }

  it("judges a policy file by the Terraform that reads it, when that is found", async () => {
    await start({ "main.tf": role, "policies/app.json": trust });
    const uri = toUri(folder.at("policies/app.json"));
    const found = client.next(uri, shows("trust-any-principal"));
    assert.deepEqual(brief(await client.open(uri, trust)), [], "by itself it may be anything");
    const judged = await found;
    assert.deepEqual(brief(judged), ["trust-any-principal 2:94-2:95"]);
    assert.deepEqual(related(judged.diagnostics[0]), ["used by aws_iam_role.app main.tf 0:25"]);
  });

  it("judges it anew when that changes, in a buffer before the disk", async () => {
    await start({ "main.tf": role, "policies/app.json": trust });
    const uri = toUri(folder.at("policies/app.json"));
    const main = toUri(folder.at("main.tf"));
    let next = client.next(uri, shows("trust-any-principal"));
    await client.open(uri, trust);
    await next;
    next = client.next(uri, shows());
    await client.open(main, role, "terraform");
    await client.type(main, 2, rangeOf(role, "app.json"), "other.json");
    await next;
    next = client.next(uri, shows("trust-any-principal"));
    await client.type(main, 3, rangeOf(role.replace("app.json", "other.json"), "other.json"), "app.json");
    await next;
    // What the buffer says counts, whatever is on disk; then it is closed.
    await onDisk("main.tf", "");
    next = client.next(uri, shows());
    await client.close(main);
    await next;
    next = client.next(uri, shows("trust-any-principal"));
    await onDisk("main.tf", role);
    await next;
  });

  it("judges a policy as what the resource type makes of it", async () => {
    const scp = 'resource "aws_organizations_policy" "p" {\n  content = file("p.json")\n}\n';
    await start({ "main.tf": scp, "p.json": everything });
    const uri = toUri(folder.at("p.json"));
    const asScp = client.next(uri, shows("scp-invalid"));
    assert.deepEqual(brief(await client.open(uri, everything)), ["wildcard-admin 0:48-0:49"]);
    await asScp;
    const loud = client.next(uri, shows("wildcard-admin"));
    await onDisk("main.tf", scp.replace("aws_organizations_policy", "aws_iam_policy").replace("content", "policy"));
    await loud;
  });

  it("keeps up with what is typed in the policy, and tells the Terraform that has it", async () => {
    const attached = `${role.replace("policies/app.json", "t.json")}resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.id
  policy = file("p.json")
}
`;
    const weak = everything.replace('"*"', '"iam:GetUser"');
    await start({ "main.tf": attached, "p.json": weak, "t.json": trust });
    const main = toUri(folder.at("main.tf"));
    const uri = toUri(folder.at("p.json"));
    const isStrong = ({ diagnostics }: PublishDiagnosticsParams): boolean =>
      diagnostics.some(({ code, severity }) => code === "boundary-missing" && severity === DiagnosticSeverity.Warning);
    const first = await client.open(main, attached, "terraform");
    assert.equal(isStrong(first), false);
    assert.ok(!brief(first).some((line) => line.startsWith("unresolved-policy")));
    const typed = client.next(main, isStrong);
    await client.open(uri, weak);
    const shown = client.next(uri, (params) => params.version === 2);
    await client.type(uri, 2, rangeOf(weak, "iam:GetUser"), "iam:*");
    assert.deepEqual(related((await shown).diagnostics[0]).slice(0, 1), [
      "used by aws_iam_role_policy.app main.tf 3:32",
    ]);
    await typed;
  });

  it("judges a nested template by the buffer of its parent", async () => {
    const child = `Parameters:
  What: {Type: String, Default: 'iam:GetUser'}
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: {Effect: Allow, Action: !Ref What, Resource: 'arn:aws:iam::111122223333:user/x'}
`;
    const parent = `Resources:
  Access:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {What: 'iam:CreateUser'}
`;
    await start({ "parent.yaml": parent, "child.yaml": child });
    const uri = toUri(folder.at("child.yaml"));
    const above = toUri(folder.at("parent.yaml"));
    let next = client.next(uri, shows("user-create-grant"));
    await client.open(uri, child, "yaml");
    const [found] = (await next).diagnostics;
    assert.deepEqual(related(found), [
      "iam:CreateUser is written here parent.yaml 5:26",
      "nested by Access parent.yaml 1:2",
    ]);
    next = client.next(uri, shows());
    await client.open(above, parent, "yaml");
    await client.type(above, 2, rangeOf(parent, "iam:CreateUser"), "iam:GetUser");
    await next;
  });

  it("follows scripts on disk, and tells files that are not open, too", async () => {
    await start({ "deploy.sh": "", "policies/app.json": trust, "policies/shut.json": trust });
    const uri = toUri(folder.at("policies/app.json"));
    const shut = toUri(folder.at("policies/shut.json"));
    assert.deepEqual(brief(await client.open(uri, trust)), []);
    await client.connection.sendRequest("roleward/scan", {});
    const command = (name: string): string =>
      `aws iam create-role --role-name x --assume-role-policy-document file://policies/${name}.json\n`;
    const judged = client.next(uri, shows("trust-any-principal"));
    const told = client.next(shut, shows("trust-any-principal"));
    await onDisk("deploy.sh", command("app") + command("shut"));
    assert.deepEqual(related((await judged).diagnostics[0]), ["used by deploy.sh deploy.sh 0:64"]);
    await told;
  });
});
