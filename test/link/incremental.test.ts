// Documents that are typed in, with all that is kept from one keystroke to the next: they tell the same as if they were read for the first time.
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultConfig, emptyWorkspace, type Document, type Workspace } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import type { Files } from "./workspace";

const folder = "file:///w/app";
const caller = "file:///w";

const names = `variable "stage" {
  type    = string
  default = "prod"
}

variable "given" {
  default = "s3:GetObject"
}

provider "aws" {
  default_tags {
    tags = { Owner = "team" }
  }
}

locals {
  wide    = ["iam:CreateUser", "s3:*"]
  narrow  = ["s3:GetObject"]
  people  = toset(["alice", "bob"])
  chained = local.narrow
}

output "actions" {
  value = local.wide
}

output "whole" {
  value = data.aws_iam_policy_document.whole.json
}

output "trust" {
  value = data.aws_iam_policy_document.trust.json
}
`;

const blocks = `# roleward-ignore user-declared: the first of them
resource "aws_iam_user" "person" {
  for_each = local.people
  name     = each.key
  tags     = { Stage = var.stage }
}

resource "aws_iam_user_policy" "person" {
  for_each = local.people
  user     = aws_iam_user.person[each.key].name
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = each.key == "alice" ? "iam:CreateUser" : "s3:GetObject", Resource = "*" }]
  })
}

resource "aws_iam_policy" "heredoc" {
  policy = <<-EOT
    {
      "Statement": [{ "Effect": "Allow", "Action": ["iam:PassRole", "\${var.given}"], "Resource": "*" }]
    }
  EOT
}

resource "aws_iam_policy" "file" {
  policy = file("policy.json")
}

data "aws_iam_policy_document" "part" {
  statement {
    sid       = "Part"
    actions   = local.wide
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "whole" {
  source_policy_documents = [data.aws_iam_policy_document.part.json]
  statement {
    sid       = "Own"
    actions   = concat(local.chained, ["iam:*"])
    resources = ["arn:aws:s3:::\${var.stage}/*"]
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "app" {
  name                 = "app"
  permissions_boundary = aws_iam_policy.file.arn
  assume_role_policy   = "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"*\\"},\\"Action\\":\\"sts:AssumeRole\\"}]}"
}

resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.whole.json
}
`;

const json = JSON.stringify(
  {
    locals: { json_actions: ["iam:AttachUserPolicy", "s3:GetObject"] },
    resource: {
      aws_iam_user: { json: { name: "json-${var.stage}", tags: { Stage: "${var.stage}" } } },
      aws_iam_policy: {
        text: {
          policy: '{"Statement":[{"Effect":"Allow","Action":["iam:CreateUser","${var.given}"],"Resource":"*"}]}',
        },
        call: {
          policy: '${jsonencode({ Statement = [{ Effect = "Allow", Action = local.json_actions, Resource = "*" }] })}',
        },
      },
      aws_iam_role: {
        json: {
          assume_role_policy: '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}',
        },
      },
    },
    data: { aws_iam_policy_document: { json: { statement: [{ actions: "${local.wide}", resources: ["*"] }] } } },
  },
  undefined,
  2,
);

const main = `module "app" {
  source = "./app"
  given  = "iam:CreateAccessKey"
}

resource "aws_iam_policy" "given" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = module.app.actions, Resource = "*" }] })
}

resource "aws_iam_role" "outside" {
  assume_role_policy = module.app.trust
}

resource "aws_iam_user_policy" "outside" {
  user   = "outside"
  policy = data.aws_iam_policy_document.outside.json
}

data "aws_iam_policy_document" "outside" {
  source_policy_documents = [module.app.whole]
}
`;

const files: Files = {
  [`${folder}/blocks.tf`]: blocks,
  [`${folder}/names.tf`]: names,
  [`${folder}/more.tf.json`]: json,
  [`${folder}/policy.json`]: '{"Statement":[{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*"}]}',
  [`${caller}/main.tf`]: main,
};
const uris = Object.keys(files);

/** All documents of a workspace, as they are now. */
class Typed {
  readonly #texts = new Map(Object.entries(files));
  readonly #documents = new Map<string, Document>();

  constructor(texts: ReadonlyMap<string, string> = new Map(Object.entries(files))) {
    for (const [uri, text] of texts) this.type(uri, text);
  }

  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  type(uri: string, text: string): void {
    this.#texts.set(uri, text);
    this.#documents.set(uri, engine.read({ uri, text }, this.#documents.get(uri)));
  }

  /** All that is found, with all that is offered. */
  told(): string[] {
    return [...this.#documents.values()].flatMap((document) =>
      engine.lint(document, defaultConfig, this.#in(folderOf(document.uri), document), this.#workspace).map((finding) =>
        JSON.stringify(
          {
            ...finding,
            fixes: finding.fixes.map((fix) => ({ title: fix.title, edits: engine.render(document, fix) })),
          },
          undefined,
          1,
        ),
      ),
    );
  }

  get #workspace(): Workspace {
    return {
      ...emptyWorkspace,
      folder: (uri) => this.#in(uri),
      text: (uri) => this.#texts.get(uri),
      document: (uri) => this.#documents.get(uri),
      callers: (uri) => (uri === folder ? [caller] : []),
    };
  }

  #in(at: string, except?: Document): Document[] {
    return [...this.#documents.values()].filter(
      (one) => one !== except && folderOf(one.uri) === at && !one.uri.endsWith("/policy.json"),
    );
  }
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/"));
}

/** What is typed, or pasted. */
const pieces = [
  "x",
  "\n",
  "\n\n",
  '"',
  "*",
  "{",
  "}",
  "# a comment\n",
  '\nresource "aws_iam_user" "more" {\n  name = local.narrow[0]\n}\n',
  '\nlocals {\n  narrow = ["iam:*"]\n}\n',
];

interface Keystroke {
  readonly file: number;
  /** Where in the text, as a share of it. */
  readonly at: number;
  readonly removed: number;
  readonly piece: number;
}

const keystroke: fc.Arbitrary<Keystroke> = fc.record({
  file: fc.nat(uris.length - 1),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.constantFrom(0, 0, 0, 1, 2, 40),
  piece: fc.nat(pieces.length - 1),
});

describe("documents that are typed in", () => {
  before(() => engine.ready());

  /** Types, and compares with what is read for the first time. */
  function check(typed: Typed, uri: string, text: string): void {
    typed.type(uri, text);
    assert.deepEqual(typed.told(), new Typed(typed.texts).told(), `${uri}\n${text}`);
  }

  it("are told of as if they were new, whatever is typed", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(fc.array(keystroke, { minLength: 1, maxLength: 6 }), (keystrokes) => {
        const typed = new Typed();
        typed.told();
        for (const { file, at, piece, removed } of keystrokes) {
          const uri = uris[file] ?? "";
          const text = typed.texts.get(uri) ?? "";
          const place = Math.floor(at * text.length);
          const changed = text.slice(0, place) + (pieces[piece] ?? "") + text.slice(place + removed);
          check(typed, uri, changed);
          // And back again, as most of what is typed wrong.
          if (piece % 2 === 0) check(typed, uri, text);
        }
      }),
      { numRuns: Number(process.env["ROLEWARD_RUNS"] ?? 15) },
    );
  });

  const replaced = (typed: Typed, uri: string, from: string, to: string): string => {
    const text = typed.texts.get(uri) ?? "";
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  };
  const found = (typed: Typed, rule: string): number =>
    typed.told().filter((finding) => finding.includes(`"rule": "${rule}"`)).length;

  it("hang on locals of other files, on what those hang on, on files and on callers", () => {
    const typed = new Typed();
    typed.told();
    for (const [uri, from, to] of [
      [`${folder}/names.tf`, '"s3:*"', '"s3:ListBucket"'],
      [`${folder}/names.tf`, 'narrow  = ["s3:GetObject"]', 'narrow  = ["iam:DeleteUser"]'],
      [`${folder}/names.tf`, '"alice", ', ""],
      [`${folder}/names.tf`, 'Owner = "team"', 'Other = "team"'],
      [`${folder}/names.tf`, 'variable "stage"', '# A stage.\n\nvariable "stage"'],
      [`${folder}/policy.json`, "iam:CreateUser", "iam:CreateLoginProfile"],
      [`${caller}/main.tf`, "iam:CreateAccessKey", "s3:GetObject"],
      [`${caller}/main.tf`, "= module.app.trust", "= module.app.whole"],
      [`${caller}/main.tf`, '"aws_iam_role" "outside"', '"aws_iam_role" "other"'],
      [`${caller}/main.tf`, "aws_iam_policy_document.outside.json", "aws_iam_policy_document.other.json"],
      [`${caller}/main.tf`, "resource", "# A line more.\nresource"],
      [`${folder}/more.tf.json`, "iam:AttachUserPolicy", "iam:AttachRolePolicy"],
      [`${folder}/more.tf.json`, '"locals"', '\n\n"locals"'],
    ] as const)
      check(typed, uri, replaced(typed, uri, from, to));
  });

  it("are no longer what they were when a local that they use changes", () => {
    const typed = new Typed();
    const before = found(typed, "user-create-grant");
    typed.type(`${folder}/names.tf`, replaced(typed, `${folder}/names.tf`, '"iam:CreateUser"', '"s3:GetObject"'));
    assert.ok(found(typed, "user-create-grant") < before);
  });

  it("are told all that is wrong as soon as something stands behind what is typed", () => {
    const uri = `${folder}/blocks.tf`;
    const typed = new Typed();
    const begun = `resource "aws_iam_policy" "begun" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObjct"`;
    const rest = `], Resource = "arn:aws:iam::*:user/x" }] })\n}\n`;
    for (let end = 0; end <= rest.length; end++) check(typed, uri, begun + rest.slice(0, end));
  });

  it("have their places where lines are added above, in their own file and in that of a local", () => {
    const typed = new Typed();
    typed.told();
    for (const uri of [`${folder}/blocks.tf`, `${folder}/names.tf`, `${folder}/more.tf.json`])
      check(typed, uri, `\n\n${typed.texts.get(uri) ?? ""}`);
  });
});
