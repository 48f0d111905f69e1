// Scans with the real engine of files that others name: policies that Terraform reads or a script hands to the AWS CLI, nested templates.
import assert from "node:assert/strict";
import path from "node:path";
import { toPath } from "../../server/src/workspace/paths";
import { isSkipped, scan } from "../../server/src/workspace/scan";
import { defaultSettings } from "../../server/src/workspace/settings";
import { unitsOf } from "../../server/src/workspace/units";
import { engine } from "../support/engine";
import { makeFolder, type Folder } from "./folder";

const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const everything = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const anyone = policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:GetCallerIdentity"], Principal: "*" });
const users = policy({ Effect: "Allow", Action: "iam:CreateUser", Resource: "arn:aws:iam::111122223333:user/x" });

describe("a scan of files that others name", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  /** "file rule text" for each finding of a file whose name ends so, and the places it points to: "- message: file text". */
  async function found(files: Readonly<Record<string, string>>, end: string, scanned = [""]): Promise<string[]> {
    folder = makeFolder(files);
    const { units, scripts } = await unitsOf(scanned.map(folder.at), []);
    const lines: string[] = [];
    for await (const item of scan(engine, units, defaultSettings, { scripts })) {
      assert.ok(!isSkipped(item), "a file was skipped");
      const name = (uri: string): string => path.relative(folder.path, toPath(uri) ?? "");
      if (!item.path.endsWith(end)) continue;
      for (const { rule, uri, text, related } of item.findings) {
        lines.push(`${name(uri)} ${rule} ${text}`);
        for (const place of related)
          lines.push(
            `- ${place.message}: ${name(place.uri)} ${item.textOf(place.uri)?.slice(place.span.start, place.span.end)}`,
          );
      }
    }
    return lines;
  }

  const role = (trust: string): string => `resource "aws_iam_role" "app" {\n  assume_role_policy = ${trust}\n}\n`;

  it("judges a file without a telling name as the trust policy that it is", async () => {
    const files = { "main.tf": role('file("${path.module}/policies/app.json")'), "policies/app.json": anyone };
    const trust = ["policies/app.json trust-any-principal *", "- used by aws_iam_role.app: main.tf app"];
    assert.deepEqual(await found(files, ".json"), trust);
    folder.remove();
    // Alone, it may as well be a queue's.
    assert.deepEqual(await found(files, ".json", ["policies/app.json"]), []);
  });

  it("is silent on wildcards of a service control policy", async () => {
    const scp = (type: string): string =>
      `resource "aws_organizations_policy" "all" {\n  type = "${type}"\n  content = file("all.json")\n}\n`;
    assert.deepEqual(await found({ "main.tf": scp("SERVICE_CONTROL_POLICY"), "all.json": everything }, ".json"), []);
    folder.remove();
    assert.deepEqual(await found({ "main.tf": "", "all.json": everything }, ".json"), ["all.json wildcard-admin *"]);
  });

  const attached = (policy: string): string =>
    `${role("data.x.y.json")}resource "aws_iam_role_policy" "app" {\n  role = aws_iam_role.app.id\n  policy = ${policy}\n}\n`;

  it("finds the use through locals, encoding, templates and other files of the module", async () => {
    const used = ["p.json wildcard-admin *", "- used by aws_iam_role_policy.app: main.tf app"];
    const ways: readonly (readonly [policy: string, more?: string])[] = [
      ['jsonencode(jsondecode(file("p.json")))'],
      ['templatefile("${path.module}/p.json", { a = 1 })'],
      ["local.policy", 'locals {\n  policy = file("p.json")\n}\n'],
      [
        "data.template_file.p.rendered",
        'data "template_file" "p" {\n  template = file("${path.module}/p.json")\n  vars = {\n    a = 1\n  }\n}\n',
      ],
      [
        "data.template_file.p[0].rendered",
        'data "template_file" "p" {\n  count    = 1\n  template = "${file("p.json")}"\n}\n',
      ],
      ['trimspace(file("./p.json"))'],
      ['var.on ? file("p.json") : "{}"'],
    ];
    for (const [policy, more = ""] of ways) {
      const files = { "main.tf": attached(policy), "more.tf": more, "p.json": everything };
      assert.deepEqual(await found(files, ".json"), used, policy);
      folder.remove();
    }
    folder = makeFolder();
  });

  it("finds the file that an instance reads by its key", async () => {
    const all = `resource "aws_organizations_policy" "all" {
  for_each = toset(["one", "two"])
  content  = file("\${path.module}/policies/\${each.key}.json")
}
`;
    const policies = { "policies/one.json": everything, "policies/two.json": users, "policies/three.json": everything };
    assert.deepEqual(await found({ "main.tf": all, ...policies }, ".json"), ["policies/three.json wildcard-admin *"]);
  });

  it("says what it is that uses a policy document's part", async () => {
    const files = {
      "main.tf": `data "aws_iam_policy_document" "d" {\n  source_policy_documents = [file("part.json")]\n}\n${role("data.aws_iam_policy_document.d.json")}`,
      "part.json": anyone,
    };
    assert.deepEqual(await found(files, ".json"), [
      "part.json trust-any-principal *",
      "- used by data.aws_iam_policy_document.d: main.tf d",
    ]);
  });

  it("lets the resource have the policy: what it may do is known, and not said to be unknown", async () => {
    const rules = async (file: string): Promise<string[]> => {
      const lines = await found({ "main.tf": attached('file("p.json")'), "p.json": file }, "main.tf");
      folder.remove();
      return lines.filter((line) => !line.startsWith("-"));
    };
    const trust = "main.tf unresolved-policy data.x.y.json";
    assert.deepEqual(
      (await rules(users)).filter((line) => !line.includes("boundary")),
      [trust],
    );
    assert.deepEqual(
      (await rules("[]")).filter((line) => !line.includes("boundary")),
      [trust, 'main.tf unresolved-policy file("p.json")'],
    );
    folder = makeFolder();
  });

  it("reads a module's file as its caller uses it", async () => {
    const files = {
      "prod/main.tf": 'module "app" {\n  source = "../app"\n  trust = file("${path.module}/x.json")\n}\n',
      "prod/x.json": anyone,
      "app/main.tf": `variable "trust" {}\n${role("var.trust")}`,
    };
    assert.deepEqual(await found(files, "x.json"), [
      "prod/x.json trust-any-principal *",
      "- used by aws_iam_role.app: app/main.tf app",
      "- called by module.app: prod/main.tf app",
    ]);
  });

  it("takes scripts at their word, where the file that they name is", async () => {
    const files = {
      "ci/deploy.sh": "aws iam create-role --role-name x \\\n  --assume-role-policy-document file://policies/a.json\n",
      "ci/policies/b.json": anyone,
      "policies/a.json": anyone,
      "policies/b.json": everything,
      Makefile:
        "scp:\n\taws organizations create-policy --type SERVICE_CONTROL_POLICY --name n --content file://policies/b.json\n",
    };
    assert.deepEqual(await found(files, "json"), [
      "policies/a.json trust-any-principal *",
      "- used by deploy.sh: ci/deploy.sh file://policies/a.json",
    ]);
  });

  const child = (action: string): string =>
    `Parameters:\n  What: {Type: String, Default: 's3:ListBucket'}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement: {Effect: Allow, Action: ${action}, Resource: 'arn:aws:iam::111122223333:user/x'}\n`;
  const parent = (
    location: string,
    what: string,
    type = "AWS::CloudFormation::Stack",
    property = "TemplateURL",
  ): string =>
    `Resources:\n  Access:\n    Type: ${type}\n    Properties:\n      ${property}: ${location}\n      Parameters: {What: ${what}}\n`;

  it("judges a nested template under what each parent gives it", async () => {
    const files = {
      "child.yaml": child("!Ref What"),
      "a.yaml": parent("./child.yaml", "'iam:CreateUser'"),
      "b/b.yaml": parent("../child.yaml", "'iam:GetUser'"),
      "c.json": JSON.stringify({
        Resources: {
          Nested: {
            Type: "AWS::Serverless::Application",
            Properties: { Location: "child.yaml", Parameters: { What: "iam:CreateUser" } },
          },
        },
      }),
    };
    assert.deepEqual(await found(files, "child.yaml"), [
      "child.yaml user-create-grant !Ref What",
      "- iam:CreateUser is written here: a.yaml iam:CreateUser",
      "- nested by Access: a.yaml Access",
      "- iam:CreateUser is written here: c.json iam:CreateUser",
      "- nested by Nested: c.json Nested",
    ]);
  });

  it("follows stacks that nest stacks, and ends where they nest each other", async () => {
    const files = {
      "child.yaml": child("!Ref What"),
      "middle.yaml": `Parameters:\n  All: {Type: String}\n${parent("child.yaml", "!Ref All")}`,
      "top.yaml": parent("middle.yaml", "x").replace("What: x", "All: 'iam:CreateUser'"),
    };
    assert.deepEqual((await found(files, "child.yaml"))[0], "child.yaml user-create-grant !Ref What");
    folder.remove();
    const circle = {
      "a.yaml": parent("b.yaml", "x") + child("'iam:CreateUser'").replace(/^.*\n.*\nResources:\n/, ""),
      "b.yaml": parent("a.yaml", "x"),
    };
    assert.deepEqual((await found(circle, "a.yaml"))[0], "a.yaml user-create-grant iam:CreateUser");
  });
});
