// Quoted scalars of several lines, however their lines are indented: as CloudFormation takes them. Other YAML is in yaml.test.ts.
import assert from "node:assert/strict";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import { entryOf, literal } from "../../shared-rules/src/model/value";
import { parseYaml } from "../../shared-rules/src/syntax/yaml";

function at(root: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (value, name) => (value?.kind === "dict" ? entryOf(value, name)?.value : undefined),
    root,
  );
}

describe("YAML: quoted scalars of several lines", () => {
  const read: readonly (readonly [title: string, yaml: string, path: readonly string[], text: string])[] = [
    ["single quotes, closed in the key's column", `A:\n  B: '{\n    "x": 1\n  }'\n  C: d\n`, ["A", "B"], '{ "x": 1 }'],
    ["after a tag", `A:\n  B: !Sub '{\n    "x": 1\n  }'\n  C: d\n`, ["A", "B", "Fn::Sub"], '{ "x": 1 }'],
    ["double quotes", `A:\n  B:\n    D: "{\n  \\"x\\": 1\n    }"\n  C: d\n`, ["A", "B", "D"], '{ "x": 1 }'],
    ["CRLF", `A:\r\n  B: '{\r\n    "x": 1\r\n  }'\r\n  C: d\r\n`, ["A", "B"], '{ "x": 1 }'],
    ["a doubled quote", `A:\n  B: 'it''s {\n  }'\n  C: d\n`, ["A", "B"], "it's { }"],
    ["JSON as far left as keys", `A:\n  B: '{\n"x": 1,\n  "y": {\n}}'\n  C: d\n`, ["A", "B"], '{ "x": 1, "y": { }}'],
    ["lines that are indented", `A:\n  B: '{\n    x\n    }'\n  C: d\n`, ["A", "B"], "{ x }"],
  ];
  for (const [title, yaml, path, text] of read)
    it(`reads ${title}`, () => {
      const { root, broken } = parseYaml(wholeDocument("yaml", yaml));
      assert.equal(broken, false);
      const value = at(root, ...path);
      assert.equal(literal(value), text);
      assert.equal(literal(at(root, "A", "C")), "d");
      assert.ok(value?.kind === "text");
      assert.match(yaml.slice(value.token.start, value.token.end), /^(['"])[^]*\1$/);
    });

  const broken = [`A:\n  B: 'x\n  C: d\n`, `A:\n  B: "x\n  C: 'y'\n`, `A:\n  B: '{\n  }' x\n  C: d\n`];
  for (const yaml of broken)
    it(`leaves ${JSON.stringify(yaml)} broken`, () =>
      assert.equal(parseYaml(wholeDocument("yaml", yaml)).broken, true));

  it("does not touch a block scalar that only looks like one", () => {
    const yaml = `A:\n  B: |\n    x: 'y\n    z'\n  C: [\n`;
    const { root, broken: isBroken } = parseYaml(wholeDocument("yaml", yaml));
    assert.equal(isBroken, true);
    assert.equal(literal(at(root, "A", "B")), "x: 'y\nz'\n");
  });

  it("takes no more than linear time", () => {
    const yaml = `A:\n${"  B: 'x\n  C: \"y\n".repeat(5000)}`;
    const start = performance.now();
    parseYaml(wholeDocument("yaml", yaml));
    assert.ok(performance.now() - start < 5000);
  });
});
