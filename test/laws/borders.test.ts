// The law of the borders: imports run in the directions that scripts/borders.mjs allows. It judges no code.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { crossing, governed, layerOf, layers } from "../../scripts/borders.mjs";

const root = path.resolve(__dirname, "../..");

/** Sources under the governed folders, relative to the project, with `/`. */
const files = governed.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.split(path.sep).join("/")}`),
);

function textOf(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** What a file imports, in whatever form: import, export from, import(), import types, require. */
function importsOf(file: string): string[] {
  return ts.preProcessFile(textOf(file), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The options of a tsconfig.json as it is written, without what it extends. */
function compilerOptions(file: string): Readonly<Record<string, unknown>> {
  return (JSON.parse(textOf(file)) as { compilerOptions: Record<string, unknown> }).compilerOptions;
}

describe("borders", () => {
  for (const folder of governed)
    it(`are kept in ${folder}`, () => {
      const own = files.filter((file) => file.startsWith(`${folder}/`));
      assert.ok(own.length > 5);
      const crossings = own.flatMap((file) =>
        importsOf(file).flatMap((specifier) => {
          const sentence = crossing(file, specifier);
          return sentence === undefined ? [] : [`${file}: ${sentence}`];
        }),
      );
      assert.deepEqual(crossings, []);
    });

  it("are drawn for every layer that exists, and for no other", () => {
    assert.deepEqual(
      files.filter((file) => layerOf(file) === undefined),
      [],
    );
    const inhabited = new Set(files.map((file) => layerOf(file)?.name));
    assert.deepEqual(
      layers.map(({ name }) => name).filter((name) => !inhabited.has(name)),
      [],
    );
    const names = layers.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      layers.flatMap(({ may }) => may).filter((name) => !names.includes(name)),
      [],
    );
  });

  it("run in one direction: no layer reaches itself through others", () => {
    const below = new Map(layers.map(({ name, may }) => [name, may]));
    const reach = (name: string, seen: Set<string>): Set<string> => {
      for (const next of below.get(name) ?? []) if (!seen.has(next)) reach(next, seen.add(next));
      return seen;
    };
    assert.deepEqual(
      layers.map(({ name }) => name).filter((name) => reach(name, new Set()).has(name)),
      [],
    );
  });

  it("keep Node, editors and protocols out of the core", () => {
    const core = layers.filter(({ files: patterns }) =>
      patterns.some((pattern) => pattern.startsWith("shared-rules/")),
    );
    const packages = core.flatMap((layer) => layer.packages ?? []);
    assert.deepEqual([...new Set(packages)].sort(), ["ipaddr.js", "jsonc-parser", "web-tree-sitter", "yaml"]);
    assert.deepEqual(compilerOptions("shared-rules/tsconfig.json")["types"], []);
    assert.equal(compilerOptions("shared-rules/tsconfig.json")["lib"], undefined);
    assert.deepEqual(compilerOptions("tsconfig.base.json")["lib"], ["ES2023"]);
  });

  const forbidden: readonly (readonly [file: string, specifier: string, sentence: RegExp])[] = [
    ["shared-rules/src/model/value.ts", "../edit", /^model must not import edit /],
    ["shared-rules/src/model/value.ts", "node:fs", /^model must not import the package node:fs/],
    ["shared-rules/src/rules/user-declared.ts", "./user-untagged", /must not import each other/],
    ["shared-rules/src/rules/user-declared.ts", "../host/detect", /^rules must not import host /],
    ["shared-rules/src/rules/grants.ts", "./user-declared", /^words of rules must not import rules /],
    ["shared-rules/src/syntax/yaml.ts", "jsonc-parser", /must not import the package jsonc-parser/],
    ["shared-rules/src/link/module.ts", "../host/detect", /^link must not import host /],
    ["shared-rules/src/engine.ts", "vscode", /must not import the package vscode/],
    ["server/src/workspace/scan.ts", "../lsp/convert", /^workspace must not import language server /],
    ["server/src/workspace/scan.ts", "../../../shared-rules/src/engine", /^workspace must not import engine /],
    ["server/src/cli/scan.ts", "../lsp/stdio", /^command line must not import language server's start /],
    ["client/src/scan.ts", "../../server/src/lsp/protocol", /^client must not import language server /],
    ["client/src/scan.ts", "../../shared-rules/src/index", /^client must not import core /],
    ["client/src/scan.ts", "../../scripts/catalog.mjs", /belongs to no layer/],
    ["shared-rules/src/somewhere.ts", "./model/value", /^shared-rules\/src\/somewhere\.ts belongs to no layer/],
  ];
  for (const [file, specifier, sentence] of forbidden)
    it(`stop ${specifier} in ${file}`, () => assert.match(crossing(file, specifier) ?? "", sentence));

  const allowed: readonly (readonly [file: string, specifier: string])[] = [
    ["shared-rules/src/rules/user-declared.ts", "./grants"],
    ["shared-rules/src/rules/user-declared.ts", "../model/value"],
    ["shared-rules/src/syntax/json.ts", "jsonc-parser"],
    ["server/src/cli/main.ts", "../lsp/stdio"],
    ["client/src/connection.ts", "vscode-languageclient/node"],
    ["test/laws/borders.test.ts", "../../shared-rules/src/engine"],
  ];
  for (const [file, specifier] of allowed)
    it(`let ${specifier} into ${file}`, () => assert.equal(crossing(file, specifier), undefined));
});
