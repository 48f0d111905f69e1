// Terraform's JSON syntax as part of its module: what names, calls, instances and expressions in strings make of it. It tests no .tf alone.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  defaultConfig,
  emptyWorkspace,
  type Document,
  type Finding,
  type Workspace,
} from "../../shared-rules/src/index";
import { isDeclined } from "../../shared-rules/src/edit";
import { applyEdits } from "../support/edits";
import { engine } from "../support/engine";

type Files = Readonly<Record<string, unknown>>;

/** JSON as people lay it out; .tf files are texts. */
function textOf(file: unknown): string {
  return typeof file === "string" ? file : JSON.stringify(file, undefined, 2);
}

function documentsOf(files: Files): Map<string, Document> {
  return new Map(Object.entries(files).map(([uri, file]) => [uri, engine.read({ uri, text: textOf(file) })]));
}

function findings(
  documents: ReadonlyMap<string, Document>,
  uri: string,
  callers: Readonly<Record<string, string[]>> = {},
): Finding[] {
  const inFolder = (folder: string): Document[] =>
    [...documents].filter(([name]) => name.slice(0, name.lastIndexOf("/")) === folder).map(([, document]) => document);
  const workspace: Workspace = {
    ...emptyWorkspace,
    folder: (folder) => (inFolder(folder).length > 0 ? inFolder(folder) : undefined),
    text: (name) => documents.get(name)?.text,
    callers: (folder) => callers[folder] ?? [],
  };
  const document = documents.get(uri);
  assert.ok(document);
  const siblings = inFolder(uri.slice(0, uri.lastIndexOf("/"))).filter((other) => other !== document);
  return engine.lint(
    document,
    {
      ...defaultConfig,
      rules: { "boundary-missing": "off", "policy-never-matches": "off", "policy-structure": "off" },
    },
    siblings,
    workspace,
  );
}

/** "rule @ text under the squiggle", with where a value is written that came from elsewhere. */
function found(files: Files, uri = "/r/main.tf.json", callers?: Readonly<Record<string, string[]>>): string[] {
  const documents = documentsOf(files);
  return findings(documents, uri, callers).map(({ rule, span, related }) => {
    const places = related.map(({ message, uri: place, span: there }) => {
      const text = documents.get(place)?.text.slice(there.start, there.end) ?? "";
      return `${message.replace(/^.*(?= is written here)/, text)} in ${place}`;
    });
    return [`${rule} @ ${documents.get(uri)?.text.slice(span.start, span.end) ?? ""}`, ...places].join("; ");
  });
}

const statement = (action: unknown, resource: unknown = "arn:aws:iam::*:user/x"): unknown => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});

/** A policy in a string. */
const policy = (text: unknown): unknown => ({
  resource: { aws_iam_policy: { p: { policy: typeof text === "string" ? text : JSON.stringify(text) } } },
});

/** A policy as a call of jsonencode. */
const encoded = (actions: string): unknown =>
  policy(
    `\${jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${actions}, Resource = "arn:aws:iam::*:user/x" }] })}`,
  );

describe("Terraform's JSON syntax in a module", () => {
  before(() => engine.ready());

  it("reads locals of its own and of other files, whichever syntax they are in", () => {
    const locals = { locals: { verb: "Create", actions: ["iam:${local.verb}User"] } };
    assert.deepEqual(found({ "/r/main.tf.json": encoded("local.actions"), "/r/locals.tf.json": locals }), [
      'user-create-grant @ local.actions; "iam:${local.verb}User" is written here in /r/locals.tf.json',
    ]);
    const hcl = 'locals {\n  actions = ["iam:CreateUser"]\n}\n';
    assert.deepEqual(found({ "/r/main.tf.json": encoded("local.actions"), "/r/locals.tf": hcl }), [
      'user-create-grant @ local.actions; "iam:CreateUser" is written here in /r/locals.tf',
    ]);
    const user =
      'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = local.actions, Resource = "arn:aws:iam::*:user/x" }] })\n}\n';
    assert.deepEqual(found({ "/r/main.tf": user, "/r/locals.tofu.json": locals }, "/r/main.tf"), [
      'user-create-grant @ local.actions; "iam:${local.verb}User" is written here in /r/locals.tofu.json',
    ]);
  });

  it("merges the objects of a list, at each level, and passes comments over", () => {
    const main = [
      { "//": "people", locals: [{ "//": "a comment", a: "iam:CreateUser" }, { b: "iam:GetUser" }] },
      {
        resource: [{ aws_iam_policy: [{ p: [{ policy: JSON.stringify(statement(["${local.a}", "${local.b}"])) }] }] }],
      },
    ];
    assert.deepEqual(found({ "/r/main.tf.json": main }), [
      'user-create-grant @ ${local.a}; "iam:CreateUser" is written here in /r/main.tf.json',
    ]);
  });

  it("takes a variable's default, which holds no expressions, and what tfvars give", () => {
    const variable = (fallback: unknown): unknown => ({
      variable: { actions: { type: "list(string)", default: fallback } },
    });
    const main = encoded("var.actions");
    assert.deepEqual(found({ "/r/main.tf.json": main, "/r/v.tf.json": variable(["iam:CreateUser"]) }), [
      'user-create-grant @ var.actions; "iam:CreateUser" is written here in /r/v.tf.json',
    ]);
    const files = {
      "/r/main.tf.json": main,
      "/r/v.tf.json": variable(["iam:GetUser", "${local.none}"]),
      "/r/terraform.tfvars": 'actions = ["iam:CreateUser"]\n',
    };
    assert.deepEqual(found(files), [
      'user-create-grant @ var.actions; "iam:CreateUser" is written here in /r/terraform.tfvars',
    ]);
    assert.deepEqual(found({ ...files, "/r/terraform.tfvars": "" }), []);
    const none = { variable: { actions: {} } };
    assert.deepEqual(found({ "/r/main.tf.json": main, "/r/v.tf.json": none }), ["unresolved-policy @ var.actions"]);
  });

  it("calls modules and is called, whichever syntax the folders are in", () => {
    const call = { module: { people: { source: "./grant", actions: ["iam:CreateUser"] } } };
    const grant = { ...(encoded("var.actions") as object), variable: { actions: {} } };
    const callers = { "/r/grant": ["/r"] };
    const message =
      'user-create-grant @ var.actions; "iam:CreateUser" is written here in /r/main.tf.json; called by module.people in /r/main.tf.json';
    const files = { "/r/main.tf.json": call, "/r/grant/main.tf.json": grant };
    assert.deepEqual(found(files, "/r/grant/main.tf.json", callers), [message]);
    const hcl = 'module "people" {\n  source  = "./grant"\n  actions = ["iam:CreateUser"]\n}\n';
    assert.deepEqual(found({ ...files, "/r/main.tf.json": {}, "/r/main.tf": hcl }, "/r/grant/main.tf.json", callers), [
      message.replaceAll("/r/main.tf.json", "/r/main.tf"),
    ]);
  });

  it("gets what a called module gives back", () => {
    const files = {
      "/r/main.tf.json": {
        ...(encoded("module.names.actions") as object),
        module: { names: { source: "./names", verb: "Create" } },
      },
      "/r/names/main.tf.json": { variable: { verb: {} }, output: { actions: { value: ["iam:${var.verb}User"] } } },
    };
    assert.deepEqual(found(files), [
      'user-create-grant @ module.names.actions; "iam:${var.verb}User" is written here in /r/names/main.tf.json',
    ]);
  });

  it("evaluates expressions in a policy's text, with quotes and directives in them", () => {
    const locals = { verbs: { a: "Create" } };
    const text = JSON.stringify(statement("iam:VERBUser")).replace("VERB", '${lookup(local.verbs, "a")}');
    const main = { locals, ...(policy(text) as object) };
    assert.deepEqual(found({ "/r/main.tf.json": main }), [
      'user-create-grant @ iam:${lookup(local.verbs, \\"a\\")}User',
    ]);
    const tags = { tags: '${merge({ Owner = "a" }, { Purpose = "b", ExpiresOn = "%{ if true }c%{ endif }" })}' };
    assert.deepEqual(
      found({ "/r/main.tf.json": { resource: { aws_iam_user: { u: { name: "break-glass-u", ...tags } } } } }),
      [],
    );
  });

  it("makes instances of count and for_each, and blocks of dynamic ones", () => {
    const users = { for_each: '${toset(["break-glass-a", "b"])}', name: "${each.key}" };
    const tags = { Owner: "a", Purpose: "b", ExpiresOn: "c" };
    const main = { resource: { aws_iam_user: { u: { ...users, tags }, none: { count: "${0}", name: "x" } } } };
    const declared = found({ "/r/main.tf.json": main }).filter((each) => each.startsWith("user-declared"));
    assert.equal(declared.length, 1, declared.join("\n"));
    assert.match(declared[0] ?? "", /^user-declared @ u/);
    const content = { actions: ["iam:${grant.value}User"], resources: ["arn:aws:iam::*:user/x"] };
    const dynamic = { statement: { for_each: ["Create", "Get"], iterator: "grant", content } };
    const documents = { "/r/main.tf.json": { data: { aws_iam_policy_document: { d: { dynamic } } } } };
    assert.deepEqual(
      found(documents).map((each) => each.split(";")[0]),
      ["user-create-grant @ iam:${grant.value}User"],
    );
  });

  it("knows default tags by a provider's alias, and a policy document by its use", () => {
    const tags = { tags: "${local.tags}" };
    const provider = { aws: [{ region: "eu-central-1" }, { alias: "tagged", default_tags: tags }] };
    const locals = { tags: { Owner: "a", Purpose: "b", ExpiresOn: "c" } };
    const user = (provided: object): unknown => ({
      resource: { aws_iam_user: { u: { name: "break-glass-u", ...provided } } },
    });
    const files = { "/r/provider.tf.json": { provider, locals }, "/r/main.tf.json": user({ provider: "aws.tagged" }) };
    assert.deepEqual(found(files), []);
    assert.deepEqual(found({ ...files, "/r/main.tf.json": user({}) }), ["user-untagged @ u"]);
    const principals = { type: "AWS", identifiers: ["*"] };
    const trust = {
      "/r/main.tf.json": {
        data: { aws_iam_policy_document: { trust: { statement: { actions: ["sts:AssumeRole"], principals } } } },
      },
      "/r/role.tf":
        'resource "aws_iam_role" "x" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n',
    };
    assert.match(found(trust)[0] ?? "", /^trust-any-principal @ \*/);
  });

  it("reads a policy through a local, a file and both branches of a conditional", () => {
    const p = `\${jsonencode(${JSON.stringify(statement("iam:CreateUser"))})}`;
    const local = { locals: { p }, ...(policy("${local.p}") as object) };
    assert.match(found({ "/r/main.tf.json": local })[0] ?? "", /^user-create-grant @ local\.p; /);
    const both =
      '${var.x ? "{}" : jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:CreateUser", Resource = "*" }] })}';
    assert.ok(found({ "/r/main.tf.json": policy(both) }).includes("user-create-grant @ iam:CreateUser"));
  });

  it("writes into an expression in a string as it writes HCL, and into JSON in a string as JSON", () => {
    for (const main of [
      encoded('["iam:CreateUser", "iam:GetUser"]'),
      policy(statement(["iam:CreateUser", "iam:GetUser"])),
    ]) {
      const documents = documentsOf({ "/r/main.tf.json": main });
      const [finding] = findings(documents, "/r/main.tf.json");
      const document = documents.get("/r/main.tf.json");
      assert.ok(finding && document);
      const fix = finding.fixes.find(({ id }) => id === "remove-action");
      assert.ok(fix);
      const files = engine.render(document, fix);
      const [file] = isDeclined(files) ? [] : files;
      assert.ok(file && "edits" in file, JSON.stringify(files));
      const after = applyEdits(document.text, file.edits);
      assert.equal(
        after,
        document.text.replace(/(?:\\"|\[")iam:CreateUser\\", ?/, (all) => (all.startsWith("[") ? "[" : "")),
      );
      assert.deepEqual(findings(documentsOf({ "/r/main.tf.json": after }), "/r/main.tf.json"), []);
    }
  });

  it("is read the same with and without the version before", () => {
    const text = textOf({
      provider: { aws: [{ default_tags: { tags: { Owner: "me" } } }, { alias: "b" }] },
      locals: { actions: ['iam:${upper("x")}'], "//": "why" },
      ...(encoded("local.actions") as object),
      data: { aws_iam_policy_document: { d: { statement: [{ actions: ["s3:*"] }, { actions: ["iam:CreateUser"] }] } } },
      variable: { v: { type: "string", default: "a" } },
    });
    const edit = fc.record({
      at: fc.nat(),
      length: fc.nat(12),
      text: fc.constantFrom('"', "{", "}", "[", "]", "\n", "x", ",", "${", "\\", "//", ":"),
    });
    const plain = (document: Document): unknown => [
      document.broken,
      document.unread,
      document.declarations.map(({ address, span, nameSpan, open }) => ({ address, span, nameSpan, open })),
      document.policies.map(({ address, span, statements }) => ({ address, span, statements })),
    ];
    const uri = "/r/main.tf.json";
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        let now = text;
        let document = engine.read({ uri, text });
        for (const { at, length, text: inserted } of edits) {
          const start = at % (now.length + 1);
          now = now.slice(0, start) + inserted + now.slice(start + length);
          document = engine.read({ uri, text: now }, document);
          assert.deepEqual(plain(document), plain(engine.read({ uri, text: now })));
        }
      }),
      { numRuns: 60 },
    );
  });
});
