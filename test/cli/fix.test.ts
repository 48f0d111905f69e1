// `roleward scan --fix`: what is written, what is left alone and why, and what it prints instead of writing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { makeFolder, type Folder } from "../workspace/folder";
import { roleward, type Run } from "./run";

const policy = (...actions: string[]): string => `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ${JSON.stringify(actions)}, "Resource": "arn:aws:iam::111122223333:user/a" }
  ]
}
`;
const wide = policy("iam:GetUser", "iam:CreateAccess*");
const listed = policy("iam:GetUser", "iam:CreateAccessKey");
const removed = policy("iam:GetUser");
const secret = "wJalrXUtnFEMIzK7MDENGbPxRfiCYzQ3vT8nLx2a";
const key = "AKIAQ3EGX7MTZ5WVBNKD";

describe("roleward scan --fix", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const scan = (...args: string[]): Promise<Run> => roleward(["scan", ...args], { cwd: folder.path });
  const text = (name: string): string => readFileSync(folder.at(name), "utf8");
  const untouched = async (...args: string[]): Promise<Run> => {
    const before = readdirSync(folder.path).map((name) => [name, statSync(folder.at(name)).mtimeMs]);
    const run = await scan(...args);
    assert.deepEqual(
      readdirSync(folder.path).map((name) => [name, statSync(folder.at(name)).mtimeMs]),
      before,
    );
    return run;
  };

  it("makes what grants the same access, and tells what is left", async () => {
    folder = makeFolder({ "a.json": wide, "b/b.json": wide, "fine.json": removed });
    const { code, stdout, stderr } = await scan("--fix", ".");
    assert.deepEqual([text("a.json"), text("b/b.json"), text("fine.json")], [listed, listed, removed]);
    assert.equal(
      stderr,
      "roleward: made 2 fixes in 2 files, 2 findings left (2 with a fix that may change access: --fix=review)\n",
    );
    assert.match(
      stdout,
      /^a\.json:4:\d+ high user-credential-grant: .*\n2 findings \(2 high\) in 2 of 3 files, [\d.]+ s\n$/s,
    );
    assert.equal(code, 1);
    const again = await untouched("--fix", ".");
    assert.match(again.stderr, /^roleward: made 0 fixes in 0 files, 2 findings left/);
  });

  it("makes each finding's first fix, too, when told so", async () => {
    folder = makeFolder({ "a.json": wide });
    const { code, stdout, stderr } = await scan("--fix=review");
    assert.equal(text("a.json"), removed);
    assert.equal(stderr, "roleward: made 2 fixes in 1 file, 0 findings left\n");
    assert.match(stdout, /^No findings in 1 file/);
    assert.equal(code, 0);
  });

  it("tells what is left to do after a fix", async () => {
    const template = `Parameters:
  Password:
    Type: String
    NoEcho: true
Resources:
  Ann:
    Type: AWS::IAM::User
    Properties:
      UserName: ann
      Groups:
        - !Ref Staff
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: true
  Staff:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
`;
    folder = makeFolder({ "t.yaml": template });
    const { stderr } = await scan("--fix=review", "--diff");
    assert.match(
      stderr,
      /^roleward: “Deny the group Staff everything but enrolling MFA [^”]*”: Then know that nobody changes a password without MFA, .*\.$/m,
    );
    assert.equal(stderr.match(/: Then /g)?.length, 1);
    assert.equal(text("t.yaml"), template);
  });

  it("declines what only a person can decide or know, and counts why", async () => {
    const user =
      'resource "aws_iam_user" "ann" {\n  name                 = "ann"\n  permissions_boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n';
    folder = makeFolder({ "main.tf": user });
    const { stderr } = await untouched("--fix=review");
    assert.match(stderr, /^roleward: made 0 fixes in 0 files, \d findings left, \d fixes declined:$/m);
    assert.match(
      stderr,
      /^roleward: {3}1 × There are several ways to do it \(role-instead\); choose one in an editor\.$/m,
    );
    assert.match(stderr, /^roleward: {3}1 × It needs values that only you know; make it in an editor\.$/m);
  });

  it("leaves findings alone that are ignored or in the baseline", async () => {
    const ignored = `resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      # roleward-ignore user-credential-grant: the helpdesk, OPS-12
      Action   = "iam:CreateAccess*"
      Resource = "arn:aws:iam::111122223333:user/a"
    }]
  })
}
`;
    folder = makeFolder({ "a.json": wide, "main.tf": ignored });
    await roleward(["baseline"], { cwd: folder.path });
    const { code } = await untouched("--fix=review", "--baseline", "roleward-baseline.json");
    assert.equal(code, 0);
  });

  it("prints a patch that git applies, with the same result, and writes nothing", async () => {
    const files = {
      "a b.json": wide,
      "crlf.json": wide.replaceAll("\n", "\r\n"),
      "bom.json": `\ufeff${wide}`,
      "no-end.json": wide.trimEnd(),
      "más.json": wide,
    };
    folder = makeFolder(files);
    const { stdout, stderr, code } = await untouched("--fix=review", "--diff");
    assert.match(stderr, /^roleward: would make \d+ fixes in 5 files/);
    assert.equal(code, 0);
    const other = makeFolder(files);
    try {
      assert.equal((await roleward(["scan", "--fix=review"], { cwd: other.path })).code, 0);
      execFileSync("git", ["init", "-q"], { cwd: folder.path });
      execFileSync("git", ["apply", "-"], { cwd: folder.path, input: stdout });
      for (const name of Object.keys(files))
        assert.deepEqual(readFileSync(folder.at(name)), readFileSync(other.at(name)), name);
      assert.equal(text("a b.json"), removed);
    } finally {
      other.remove();
    }
  });

  it("keeps a file's mode and encoding, and leaves nothing beside it", async () => {
    const utf16 = Buffer.from(`\ufeff${wide}`, "utf16le");
    folder = makeFolder({ "bom.json": `\ufeff${wide}`, "le.json": utf16, "be.json": Buffer.from(utf16).swap16() });
    chmodSync(folder.at("bom.json"), 0o640);
    const patch = await untouched("--fix", "--diff");
    assert.match(patch.stderr, /^roleward: {3}1 × be\.json is UTF-16, which a patch cannot tell\.$/m);
    await scan("--fix");
    assert.equal(text("bom.json"), `\ufeff${listed}`);
    assert.equal(statSync(folder.at("bom.json")).mode & 0o777, 0o640);
    assert.equal(readFileSync(folder.at("le.json")).toString("utf16le"), `\ufeff${listed}`);
    assert.equal(readFileSync(folder.at("be.json")).swap16().toString("utf16le"), `\ufeff${listed}`);
    assert.deepEqual(readdirSync(folder.path).sort(), ["be.json", "bom.json", "le.json"]);
  });

  it("writes no link and no file that is read-only", async () => {
    const elsewhere = makeFolder({ "real.json": wide });
    folder = makeFolder({ "locked.json": wide });
    chmodSync(folder.at("locked.json"), 0o444);
    symlinkSync(elsewhere.at("real.json"), folder.at("link.json"));
    try {
      const { stderr } = await untouched("--fix");
      assert.match(stderr, /^roleward: {3}1 × locked\.json is read-only\.$/m);
      assert.match(stderr, /^roleward: {3}1 × link\.json is a symbolic link; fix .*real\.json itself\.$/m);
      assert.equal(readFileSync(elsewhere.at("real.json"), "utf8"), wide);
    } finally {
      elsewhere.remove();
    }
  });

  it("prints no secret", async () => {
    const beside = `resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:CreateAccess*", Resource = "arn:aws:iam::111122223333:user/a" }] })
}
provider "aws" {
  access_key = "${key}"
  secret_key = "${secret}"
}
`;
    folder = makeFolder({ "main.tf": beside, "far.tf": beside.replace("provider", `${"\n".repeat(6)}provider`) });
    const patch = await untouched("--fix", "--diff");
    assert.match(patch.stdout, /^--- a\/far\.tf\n/);
    assert.match(patch.stderr, /^roleward: {3}1 × Its diff would print a secret\.$/m);
    const shown = await untouched("--diff");
    assert.match(shown.stdout, /= fix: .* \(its diff would print a secret\)\n/);
    const off = await untouched("--fix", "--diff", "--rule", "key-hardcoded=off");
    for (const { stdout, stderr } of [patch, shown, off])
      assert.doesNotMatch(stdout + stderr, new RegExp(`${secret}|${key}`));
    await scan("--fix");
    assert.match(text("main.tf"), /"iam:CreateAccessKey"/);
  });

  it("could not run with what it does not know", async () => {
    folder = makeFolder({ "a.json": wide });
    assert.equal((await untouched("--fix=all")).code, 2);
    const { code, stderr } = await untouched("--fix", "--diff", "--format", "json");
    assert.equal(code, 2);
    assert.match(stderr, /--fix --diff prints a patch/);
  });

  it("reports in every format after it", async () => {
    folder = makeFolder({ "a.json": wide });
    const { stdout } = await scan("--fix", "--format", "json");
    assert.equal((JSON.parse(stdout) as { findings: { text: string }[] }).findings[0]?.text, "iam:CreateAccessKey");
    assert.equal(text("a.json"), listed);
  });
});
