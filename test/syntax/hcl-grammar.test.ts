// Our nodes, read block by block, against the grammar's own tree of the whole text: cutting and converting lose no construct and move
// none. With ROLEWARD_REALWORLD, on all Terraform in that folder.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Language, Parser, type Node } from "web-tree-sitter";
import { parseHcl } from "../../shared-rules/src/syntax/hcl";
import { hclParser } from "../support/hcl";

const packages = createRequire(__filename);

/** Their kinds that are one of ours each. */
const kinds: Readonly<Record<string, string>> = {
  block: "block",
  attribute: "attribute node",
  tuple: "tuple",
  object: "object",
  function_call: "call",
  for_tuple_expr: "for",
  for_object_expr: "for",
  template_interpolation: "interpolation",
  numeric_lit: "literal",
  bool_lit: "literal",
  null_lit: "literal",
};

function theirs(root: Node, text: string): string[] {
  const found: string[] = [];
  const rest: Node[] = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    const kind = kinds[node.type];
    // In `$$${x}` HCL takes the last two for the escape `$${`, and they the first two.
    const isEscaped = kind === "interpolation" && text.endsWith("$$", node.startIndex);
    if (kind !== undefined && !isEscaped) found.push(`${node.startIndex}-${node.endIndex} ${kind}`);
    rest.push(...node.namedChildren);
  }
  return found.sort();
}

function ours(text: string): string[] {
  const found: string[] = [];
  for (const { start, node } of parseHcl(text, () => true, hclParser()).blocks) {
    const rest: unknown[] = [node];
    while (rest.length > 0) {
      const part = rest.pop();
      if (typeof part !== "object" || part === null) continue;
      if ("start" in part && "end" in part) {
        const kind =
          "labels" in part ? "block" : "nameEnd" in part ? "attribute node" : "kind" in part ? part.kind : "";
        // `a.0`: their old-style index is one token.
        const isOldIndex = kind === "literal" && text.charAt(start + Number(part.start) - 1) === ".";
        if (Object.values(kinds).includes(String(kind)) && !isOldIndex)
          found.push(`${start + Number(part.start)}-${start + Number(part.end)} ${String(kind)}`);
      }
      rest.push(...(Object.values(part) as unknown[]));
    }
  }
  return found.sort();
}

const samples: readonly string[] = [
  'resource "a" "b" {\n  x = [1, -2, true ? null : f(a, { b = c.d[0].e, "f" : [for v in g : v if v] })]\n}\n',
  'a {\n  b {}\n  c "d" {\n    e = "x${f("${g}")}y $${h} %%{ i"\n  }\n}\nj {\n  k = <<-EOF\n    l ${m} n\n  EOF\n}\n',
  'locals {\r\n  é = "😀${a}" # {\r\n  b = { for k, v in c : k => v... if v != "" } /* } */\r\n}\r\n',
];

describe("HCL beside tree-sitter's grammar", () => {
  let parser: Parser;

  before(async () => {
    await Parser.init({ wasmBinary: readFileSync(packages.resolve("web-tree-sitter/web-tree-sitter.wasm")) });
    const grammar = path.dirname(packages.resolve("@tree-sitter-grammars/tree-sitter-hcl/package.json"));
    parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(path.join(grammar, "tree-sitter-terraform.wasm"))));
  });

  function compare(text: string, where: string): boolean {
    const tree = parser.parse(text);
    if (!tree) throw new Error("not parsed");
    const finished = !tree.rootNode.hasError;
    if (finished) {
      const [own, other] = [ours(text), theirs(tree.rootNode, text)];
      const show = (place: string): string => {
        const [start, end] = place.split(/[- ]/).map(Number);
        return `${place}: ${text.slice(start, end)}`;
      };
      assert.deepEqual(own.filter((place) => !other.includes(place)).map(show), [], `${where}: only ours`);
      assert.deepEqual(other.filter((place) => !own.includes(place)).map(show), [], `${where}: only theirs`);
    }
    tree.delete();
    return finished;
  }

  for (const text of samples) it(text.split("\n")[0] ?? "", () => assert.ok(compare(text, text)));

  const folder = process.env["ROLEWARD_REALWORLD"];
  if (folder !== undefined)
    it("in real files", function () {
      this.timeout(300_000);
      const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tf"));
      const compared = names.filter((name) => compare(readFileSync(path.join(folder, name), "utf8"), name));
      console.log(`      ${compared.length} of ${names.length} files compared`);
      assert.ok(compared.length > 0);
    });
});
