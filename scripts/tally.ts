// Counts what a test run's output says: mocha's, the grammar tester's and our own runners'. It runs nothing.
import { stripVTControlCharacters } from "node:util";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** A runner in a host of its own prints this line; mocha's words before it are of the same tests. */
const summary = /^(\d+) passed, (\d+) failed$/gm;

/**
 * The tests of one run. A run that ended badly without naming a failed test counts as one.
 * @param output all that the run printed
 * @param ended well: its exit code was 0
 */
export function tally(output: string, ended: "well" | "badly"): Tally {
  const text = stripVTControlCharacters(output).replaceAll("\r", "");
  const summaries = [...text.matchAll(summary)];
  const counted =
    summaries.length > 0
      ? { passed: sum(summaries, 1), failed: sum(summaries, 2) }
      : {
          passed: sum([...text.matchAll(/^ {2}(\d+) passing\b/gm)], 1) + [...text.matchAll(/^✓ /gm)].length,
          failed: sum([...text.matchAll(/^ {2}(\d+) failing$/gm)], 1) + [...text.matchAll(/^✖ /gm)].length,
        };
  return ended === "badly" && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function sum(matches: readonly RegExpMatchArray[], group: number): number {
  return matches.reduce((total, match) => total + Number(match[group]), 0);
}
