// Tags that a user has from its provider: by alias, across files, handed down to modules that are called. It tests no merging of maps.
import assert from "node:assert/strict";
import { defaultConfig, emptyWorkspace, type Document, type Workspace } from "../../shared-rules/src/index";
import { engine } from "../support/engine";

type Files = Readonly<Record<string, string>>;

/** The messages of user-untagged in one file of a small workspace. */
function untagged(files: Files, uri: string, callers: Readonly<Record<string, string[]>> = {}): string[] {
  const documents = new Map(Object.entries(files).map(([name, text]) => [name, engine.read({ uri: name, text })]));
  const inFolder = (folder: string): Document[] =>
    [...documents].filter(([name]) => name.slice(0, name.lastIndexOf("/")) === folder).map(([, document]) => document);
  const workspace: Workspace = {
    ...emptyWorkspace,
    folder: (folder) => inFolder(folder),
    callers: (folder) => callers[folder] ?? [],
  };
  const document = documents.get(uri);
  assert.ok(document);
  const siblings = inFolder(uri.slice(0, uri.lastIndexOf("/"))).filter((other) => other !== document);
  return engine
    .lint(document, defaultConfig, siblings, workspace)
    .filter(({ rule }) => rule === "user-untagged")
    .map(({ message }) => message.replace(/: nobody.*/, ""));
}

const user = 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n';
const from = (alias: string): string =>
  `resource "aws_iam_user" "ci" {\n  name     = "ci"\n  provider = aws.${alias}\n}\n`;
const all = '{ Owner = "a", Purpose = "b", ExpiresOn = "2027-01-31" }';
const provider = (tags: string, alias = ""): string =>
  `provider "aws" {\n${alias && `  alias = "${alias}"\n`}  default_tags {\n    tags = ${tags}\n  }\n}\n`;
const ignoring = (inside: string): string => `provider "aws" {\n  ignore_tags {\n    ${inside}\n  }\n}\n`;

const none = "The user ci has no tags Owner, Purpose and ExpiresOn";

describe("tags of providers", () => {
  before(() => engine.ready());

  const cases: readonly (readonly [title: string, files: Files, expected: readonly string[]])[] = [
    ["no provider block gives none", { "/r/u.tf": user }, [none]],
    ["default_tags in another file", { "/r/u.tf": user, "/r/p.tf": provider(all) }, []],
    ["by a local", { "/r/u.tf": user, "/r/p.tf": `${provider("local.tags")}locals {\n  tags = ${all}\n}\n` }, []],
    [
      "by merge, less what is missing",
      { "/r/u.tf": user, "/r/p.tf": provider('merge({ Owner = "a" }, { Purpose = "b" })') },
      ["The user ci has no tag ExpiresOn"],
    ],
    ["by an unknown map, nobody can tell", { "/r/u.tf": user, "/r/p.tf": provider("var.tags") }, []],
    ["an alias only counts for who names it", { "/r/u.tf": user, "/r/p.tf": provider(all, "eu") }, [none]],
    ["the alias that is named", { "/r/u.tf": from("eu"), "/r/p.tf": provider(all, "eu") }, []],
    ["the default does not count for an alias", { "/r/u.tf": from("eu"), "/r/p.tf": provider(all) }, [none]],
    [
      "a tag that is ignored cannot be told",
      { "/r/u.tf": user, "/r/p.tf": ignoring('keys = ["Owner"]') },
      ["The user ci has no tags Purpose and ExpiresOn"],
    ],
    [
      "nor one of an ignored prefix",
      { "/r/u.tf": user, "/r/p.tf": ignoring('key_prefixes = ["Exp", "P"]') },
      ["The user ci has no tag Owner"],
    ],
    ["nor any where the ignored are unknown", { "/r/u.tf": user, "/r/p.tf": ignoring("keys = var.ignored") }, []],
  ];
  for (const [title, files, expected] of cases) it(title, () => assert.deepEqual(untagged(files, "/r/u.tf"), expected));

  const call = (arguments_ = ""): string => `module "users" {\n  source = "./users"\n${arguments_}}\n`;
  const calls: typeof cases = [
    ["a called module has its caller's", { "/r/main.tf": call() + provider(all), "/r/users/u.tf": user }, []],
    [
      "an alias it is not given stays with the caller",
      { "/r/main.tf": call() + provider(all, "eu"), "/r/users/u.tf": user },
      [none],
    ],
    [
      "the alias it is given as its default",
      { "/r/main.tf": call("  providers = { aws = aws.eu }\n") + provider(all, "eu"), "/r/users/u.tf": user },
      [],
    ],
    [
      "given another, it does not have the default's",
      {
        "/r/main.tf": call("  providers = { aws = aws.eu }\n") + provider(all) + provider('{ Owner = "a" }', "eu"),
        "/r/users/u.tf": user,
      },
      ["The user ci has no tags Purpose and ExpiresOn"],
    ],
    [
      "under an alias of its own",
      { "/r/main.tf": call("  providers = {\n    aws.x = aws\n  }\n") + provider(all), "/r/users/u.tf": from("x") },
      [],
    ],
    [
      "its own provider block stands instead",
      { "/r/main.tf": call() + provider(all), "/r/users/u.tf": user + provider('{ Owner = "a" }') },
      ["The user ci has no tags Purpose and ExpiresOn"],
    ],
    [
      "an empty provider block only passes on",
      { "/r/main.tf": call() + provider(all), "/r/users/u.tf": `${user}provider "aws" {}\n` },
      [],
    ],
  ];
  for (const [title, files, expected] of calls)
    it(title, () => assert.deepEqual(untagged(files, "/r/users/u.tf", { "/r/users": ["/r"] }), expected));

  it("two calls deep", () => {
    const files = {
      "/r/main.tf": 'module "team" {\n  source = "./team"\n}\n' + provider(all),
      "/r/team/main.tf": 'module "users" {\n  source = "./users"\n}\n',
      "/r/team/users/u.tf": user,
    };
    const callers = { "/r/team/users": ["/r/team"], "/r/team": ["/r"] };
    assert.deepEqual(untagged(files, "/r/team/users/u.tf", callers), []);
  });
});
