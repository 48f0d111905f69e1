// What `npm test` counts in the words of its legs.
import assert from "node:assert/strict";
import { tally } from "../../scripts/tally";

describe("the sum of the tests", () => {
  it("reads mocha", () => {
    const output = "\n  ․․․․!․\n\n  5 passing (2s)\n  1 failing\n\n  1) it says 7 passing\n";
    assert.deepEqual(tally(output, "badly"), { passed: 5, failed: 1 });
  });

  it("reads mocha in colours, and two runs in one output", () => {
    const output = "\u{1B}[92m \u{1B}[0m\u{1B}[32m 5 passing\u{1B}[0m\u{1B}[90m (2s)\u{1B}[0m\n\n  12 passing (40ms)\n";
    assert.deepEqual(tally(output, "well"), { passed: 17, failed: 0 });
  });

  it("takes a runner's own sum before the words of the tests inside", () => {
    const output =
      "folder in VS Code\n  3 passing (1s)\n3 passed, 0 failed\n\npackage\n  2 passing (1s)\n  1 failing\n2 passed, 1 failed\n";
    assert.deepEqual(tally(output, "badly"), { passed: 5, failed: 1 });
  });

  it("reads the grammar tester", () => {
    assert.deepEqual(tally("✓ a.tf run successfuly.\n✓ b.json run successfuly.\n", "well"), { passed: 2, failed: 0 });
    assert.deepEqual(tally("✓ a.tf run successfuly.\n✖ b.json failed\n", "badly"), { passed: 1, failed: 1 });
  });

  it("counts a run that ended badly without a word as a failure", () => {
    assert.deepEqual(tally("Error: Cannot find module\n", "badly"), { passed: 0, failed: 1 });
    assert.deepEqual(tally("  4 passing (1s)\n", "badly"), { passed: 4, failed: 1 });
    assert.deepEqual(tally("", "well"), { passed: 0, failed: 0 });
  });
});
