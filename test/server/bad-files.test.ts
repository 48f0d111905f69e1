// Files that no one should keep in a repository: the server and the command line say which they left out and why, and scan the rest.
import assert from "node:assert/strict";
import { execFileSync, type ChildProcess } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import type { JsonOutput } from "../../server/src/cli/json";
import type { ScanResult } from "../../server/src/lsp/protocol";
import { toUri } from "../../server/src/workspace/paths";
import { roleward } from "../cli/run";
import { makeFolder, type Folder } from "../workspace/folder";
import { Client } from "./client";

const risky = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`;

/** A file that belongs to no repository, and what a scan makes of it. */
interface BadFile {
  readonly name: string;
  readonly make: (folder: Folder, name: string) => void;
  /** Why it is named as skipped; undefined for one that is read, or is no file at all. */
  readonly skipped?: RegExp;
  /** The rules that find something in it all the same; that a policy could not be resolved may be said beside. */
  readonly finds?: readonly string[];
}

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const holding =
  (content: string | Buffer): BadFile["make"] =>
  (folder, name) =>
    void folder.write(name, content);

const template = `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n`;
const terraform = `resource "aws_iam_policy" "x" {\n  policy = jsonencode(${risky.replaceAll('":', '" =')})\n}\n`;
const admin = ["wildcard-admin"];

/** Twelve lists, each of nine times the one before: 9 to the 12th in the end. */
const bomb = "abcdefghijkl".replace(/./g, (name, at: number, all: string) => {
  const items = Array<string>(9).fill(at === 0 ? "x" : `*${all.charAt(at - 1)}`);
  return `  ${name}: &${name} [${items.join(", ")}]\n`;
});

const badFiles: Readonly<Record<string, BadFile>> = {
  "a policy cut off after its first risk": { name: "x.json", make: holding(risky.slice(0, -3)), finds: admin },
  "a template cut off in a key": {
    name: "x.yaml",
    make: holding(`${template}  P:\n    Type: AWS::IAM::Policy\n    Prop`),
  },
  "Terraform cut off in a string": { name: "x.tf", make: holding(terraform.slice(0, 70)) },
  "a PNG that is called .json": {
    name: "x.json",
    make: holding(Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")),
    skipped: /^is a binary file$/,
  },
  "bytes that are no text": {
    name: "x.tf",
    make: holding(Buffer.from([0xc0, 0x80, 0xfe])),
    skipped: /^is not valid UTF-8$/,
  },
  "NUL bytes in a policy": { name: "x.json", make: holding(`${risky}\0\0`), skipped: /^is a binary file$/ },
  "UTF-16, little end first, with its mark": { name: "x.json", make: holding(utf16(`\ufeff${risky}`)), finds: admin },
  "UTF-16, big end first, with its mark": {
    name: "x.json",
    make: holding(utf16(`\ufeff${risky}`).swap16()),
    finds: admin,
  },
  "UTF-16 without its mark": { name: "x.json", make: holding(utf16(risky)), skipped: /^is a binary file$/ },
  "UTF-16 that ends within a character": {
    name: "x.json",
    make: holding(utf16(`\ufeff${risky}`).subarray(0, -1)),
    skipped: /^is not valid UTF-16$/,
  },
  "Latin-1": {
    name: "x.json",
    make: holding(Buffer.from(risky.replace("Version", "Versión"), "latin1")),
    skipped: /^is not valid UTF-8$/,
  },
  "10 MB": {
    name: "x.json",
    make: holding(`${" ".repeat(10_000_000)}${risky}`),
    skipped: /^is larger than the limit \(9\.5 MB, limit 2\.0 MB\)$/,
  },
  "an empty file": { name: "x.tf", make: holding("") },
  "nothing but a byte order mark": { name: "x.json", make: holding("\ufeff") },
  "a byte order mark before a policy": { name: "x.json", make: holding(`\ufeff${risky}`), finds: admin },
  CRLF: { name: "x.tf", make: holding(terraform.replaceAll("\n", "\r\n")), finds: admin },
  "one line of 1 MB": {
    name: "x.json",
    make: holding(risky.replace(`"Allow"`, `"Allow"${" ".repeat(500_000)}, "Sid": "${"x".repeat(500_000)}"`)),
    finds: ["policy-size", ...admin],
  },
  "JSON, 10,000 deep": { name: "x.json", make: holding(`{"Statement": ${"[".repeat(10_000)}${"]".repeat(10_000)}}`) },
  "Terraform JSON, 10,000 deep": {
    name: "x.tf.json",
    make: holding(`{"resource": ${'{"x":'.repeat(10_000)}1${"}".repeat(10_000)}}`),
  },
  "a JSON template, 10,000 deep": {
    name: "x.json",
    make: holding(
      `{"AWSTemplateFormatVersion": "2010-09-09", "Resources": ${'{"Resources":'.repeat(10_000)}1${"}".repeat(10_001)}`,
    ),
  },
  "YAML lists, 10,000 deep": {
    name: "x.yaml",
    make: holding(`${template}  P: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`),
  },
  "YAML mappings, 10,000 deep": {
    name: "x.yaml",
    make: holding(`${template}  P: ${"{a: ".repeat(10_000)}1${"}".repeat(10_000)}\n`),
  },
  "YAML dashes, 10,000 deep": { name: "x.yaml", make: holding(`${template}  P:\n    ${"- ".repeat(10_000)}1\n`) },
  "HCL lists, 10,000 deep": {
    name: "x.tf",
    make: holding(
      `resource "aws_iam_policy" "x" {\n  policy = jsonencode(${"[".repeat(10_000)}${"]".repeat(10_000)})\n}\n`,
    ),
  },
  "HCL parentheses, 10,000 deep": {
    name: "x.tf",
    make: holding(`resource "aws_iam_policy" "x" {\n  policy = ${"(".repeat(10_000)}1${")".repeat(10_000)}\n}\n`),
  },
  "HCL templates, 10,000 deep": {
    name: "x.tf",
    make: holding(`resource "aws_iam_policy" "x" {\n  policy = ${'"${'.repeat(10_000)}1${'}"'.repeat(10_000)}\n}\n`),
  },
  "HCL blocks, 10,000 deep": {
    name: "x.tf",
    make: holding(`data "aws_iam_policy_document" "x" {\n${"statement {\n".repeat(10_000)}${"}\n".repeat(10_001)}`),
    // A statement without actions, whatever stands in it.
    finds: ["policy-structure"],
  },
  "a YAML alias bomb": {
    name: "x.yaml",
    make: holding(
      `Metadata:\n${bomb}${template}  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: *l\n`,
    ),
  },
  "a YAML alias of itself": {
    name: "x.yaml",
    make: holding(`${template}  P: &p\n    Type: AWS::IAM::User\n    Properties: *p\n`),
    finds: ["user-declared", "user-alert-missing"],
  },
  "a folder that is called x.tf": { name: "x.tf", make: (folder, name) => mkdirSync(folder.at(name)) },
  "a folder's link to itself": { name: "x", make: (folder, name) => symlinkSync(folder.path, folder.at(name)) },
  "a link that leads nowhere": {
    name: "x.tf",
    make: (folder, name) => symlinkSync(folder.at("gone.tf"), folder.at(name)),
    skipped: /^is a symbolic link that leads nowhere: no such file or folder$/,
  },
  "two links to each other": {
    name: "x.tf",
    make: (folder, name) => {
      symlinkSync(folder.at("y.tf.d"), folder.at(name));
      symlinkSync(folder.at(name), folder.at("y.tf.d"));
    },
    skipped: /^is a symbolic link that leads nowhere: its symbolic links form a loop$/,
  },
};

/** A pipe that nobody writes into: whoever opens it waits for ever. */
const pipe: BadFile["make"] = (folder, name) => void execFileSync("mkfifo", [folder.at(name)]);
if (process.platform !== "win32") Object.assign(badFiles, { "a pipe": { name: "x.tf", make: pipe } });

function rulesIn<T>(rules: readonly T[]): T[] {
  return rules.filter((rule) => rule !== "unresolved-policy");
}

describe("a repository with a bad file in it", () => {
  const longest = 10_000;
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder({ "risky.json": risky });
  });
  afterEach(() => folder.remove());

  for (const [what, { name, make, skipped, finds = [] }] of Object.entries(badFiles))
    it(`is scanned by the command line around ${what}`, async () => {
      make(folder, name);
      const args = ["scan", "--format", "json"];
      const { code, stdout, stderr } = await roleward(args, {
        cwd: folder.path,
        started: (child) => within(longest, child),
      });
      assert.equal(code, 1, stderr);
      const output = JSON.parse(stdout) as JsonOutput;
      const found = (file: string): string[] =>
        rulesIn(output.findings.filter((one) => one.file === file).map(({ rule }) => rule));
      assert.deepEqual(found("risky.json"), admin);
      assert.deepEqual(found(name), finds);
      assert.deepEqual(
        output.skipped.map(({ file }) => file),
        skipped ? [name] : [],
      );
      // What is left out is said to a person as well; nothing else is.
      const advice = (reason: string): string => (/the limit/.test(reason) ? "; --max-file-size raises it" : "");
      assert.equal(
        stderr,
        output.skipped.map(({ file, reason }) => `roleward: ${file} ${reason}${advice(reason)}\n`).join(""),
      );
      for (const { reason } of output.skipped) assert.match(reason, skipped ?? /^$/);
    }).timeout(longest + 5_000);

  it("is scanned by the server around all of them", async () => {
    const expected = new Map<string, readonly string[]>();
    const left: string[] = [];
    for (const [index, { name, make, skipped, finds = [] }] of Object.values(badFiles).entries()) {
      mkdirSync(folder.at(`${index}`));
      make(folder, `${index}/${name}`);
      if (skipped) left.push(`${index}/${name}`);
      if (finds.length > 0) expected.set(toUri(folder.at(`${index}/${name}`)), finds);
    }
    expected.set(toUri(folder.at("risky.json")), admin);
    const client = await Client.start({ folders: [folder.path] });
    const { skipped } = await client.connection.sendRequest<ScanResult>("roleward/scan", {});
    assert.deepEqual(skipped.map(({ uri }) => uri).sort(), left.map((name) => toUri(folder.at(name))).sort());
    for (const { uri, reason } of skipped)
      assert.ok(
        client.log.some((line) => line.endsWith(`${uri.slice("file://".length)} ${reason}`)),
        `${uri} is not in the log`,
      );
    const shown = new Map(
      client.published.map(({ uri, diagnostics }) => [uri, rulesIn(diagnostics.map(({ code }) => code))]),
    );
    for (const [uri, rules] of shown) if (rules.length === 0) shown.delete(uri);
    assert.deepEqual(shown, expected);
    assert.equal(await client.stop(), 0);
  }).timeout(60_000);

  it("can be edited beside a pipe", async function () {
    if (process.platform === "win32") return;
    pipe(folder, "pipe.tf");
    const file = folder.write("main.tf", terraform);
    const client = await Client.start({ folders: [folder.path] });
    const { diagnostics } = await client.open(toUri(file), terraform, "terraform");
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      admin,
    );
    const named = await roleward(["scan", file], { cwd: folder.path, started: (child) => within(longest, child) });
    assert.equal(named.code, 1);
    assert.equal(await client.stop(), 0);
  });

  /** Ends a process that hangs, so that its exit code is null. */
  function within(milliseconds: number, child: ChildProcess): void {
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.once("exit", () => clearTimeout(timer));
  }
});
