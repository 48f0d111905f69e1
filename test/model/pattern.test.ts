// IAM's wildcards: tables of known answers, and laws checked against slow, obvious definitions. Not a test of ARNs.
import assert from "node:assert/strict";
import fc from "fast-check";
import { compilePattern, hasWildcard, patternCovers, patternsIntersect } from "../../shared-rules/src/model/pattern";

/** The definition, word for word. */
function naive(pattern: string, text: string): boolean {
  const head = pattern[0];
  if (head === undefined) return text === "";
  if (head === "*") return naive(pattern.slice(1), text) || (text !== "" && naive(pattern, text.slice(1)));
  return text !== "" && (head === "?" || head === text[0]) && naive(pattern.slice(1), text.slice(1));
}

function texts(letters: string, longest: number): string[] {
  const all = [""];
  let last = all;
  for (let length = 1; length <= longest; length++) {
    last = last.flatMap((text) => [...letters].map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

const piece = fc.constantFrom("a", "b", "*", "?");
const pattern = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
const longPattern = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
// "c" stands in no pattern: only wildcards take it, as most characters of a real text.
const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 14 }).map((letters) => letters.join(""));
const everyText = texts("abc", 7);

describe("compilePattern", () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ["*", "", true],
    ["*", "anything at all", true],
    ["", "", true],
    ["", "a", false],
    ["?", "", false],
    ["?", "a", true],
    ["?", "ab", false],
    ["iam:CreateUser", "IAM:createuser", true],
    ["iam:Create*", "iam:CreateUser", true],
    ["iam:Create*", "iam:Create", true],
    ["iam:*User", "iam:GetUser", true],
    ["iam:*User", "iam:GetUserPolicy", false],
    ["iam:*User*", "iam:GetUserPolicy", true],
    ["iam:Create????", "iam:CreateUser", true],
    ["iam:Create????", "iam:CreateGroup", false],
    ["s3:*Object?", "s3:GetObjects", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["*ab*b", "abab", true],
    ["*ab*b", "ab", false],
    ["a.c", "abc", false],
    ["[ab](c|d)+", "[ab](c|d)+", true],
    ["a*?b", "ab", false],
    ["a*?b", "axb", true],
    ["arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::${aws:username}/x", true],
  ];
  for (const [source, candidate, expected] of cases) {
    it(`${JSON.stringify(source)} ${expected ? "matches" : "does not match"} ${JSON.stringify(candidate)}`, () => {
      assert.equal(compilePattern(source).matches(candidate), expected);
      assert.equal(compilePattern(source).source, source);
    });
  }

  it("tells letter case only when asked to", () => {
    assert.equal(compilePattern("arn:aws:s3:::Bucket/*", true).matches("arn:aws:s3:::bucket/x"), false);
    assert.equal(compilePattern("arn:aws:s3:::Bucket/*", true).matches("arn:aws:s3:::Bucket/x"), true);
    assert.equal(compilePattern("arn:aws:s3:::Bucket/*").matches("arn:aws:s3:::bucket/x"), true);
  });

  it("gives the same object for the same question, and keeps the two sensitivities apart", () => {
    assert.equal(compilePattern("iam:Get*"), compilePattern("iam:Get*"));
    assert.notEqual(compilePattern("iam:Get*"), compilePattern("iam:Get*", true));
  });

  it("still answers after more patterns than it remembers", () => {
    for (let i = 0; i < 10_000; i++) assert.equal(compilePattern(`s3:Get${i}*`).matches(`s3:Get${i}Object`), true);
  });

  it("answers at once where a backtracking regular expression would not end", () => {
    const many = "a".repeat(20_000);
    assert.equal(compilePattern("*a".repeat(200) + "b").matches(many), false);
    assert.equal(compilePattern("*a?a".repeat(200) + "*b").matches(many), false);
    assert.equal(compilePattern("*a".repeat(200)).matches(many), true);
    assert.equal(compilePattern(`*${"?a".repeat(50_000)}b*`).matches("a".repeat(300_000)), false);
  });

  it("is the naive definition", () => {
    fc.assert(
      fc.property(longPattern, text, (source, candidate) => {
        assert.equal(compilePattern(source).matches(candidate), naive(source, candidate));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("hasWildcard", () => {
  it("sees a star and a question mark", () => {
    assert.deepEqual(["a", "a*", "?b", ""].map(hasWildcard), [false, true, true, false]);
  });
});

describe("patternCovers", () => {
  const cases: [outer: string, inner: string, covers: boolean][] = [
    ["*", "*", true],
    ["*", "iam:*", true],
    ["iam:*", "*", false],
    ["*:*", "iam:*", true],
    ["*:*", "*", false],
    ["iam:*", "iam:Create*", true],
    ["iam:*", "IAM:CREATE*", true],
    ["iam:Create*", "iam:*", false],
    ["iam:*", "iam:CreateUser", true],
    ["iam:Create*", "iam:CreateUser", true],
    ["a*", "a?*", true],
    ["a?*", "a*", false],
    ["?*", "*?", true],
    ["*?", "?*", true],
    ["**", "*", true],
    ["*", "**?", true],
    ["*?*?*", "??*", true],
    ["??*", "*?*?*", true],
    ["*a*", "*a*b*", true],
    ["*a*b*", "*a*", false],
    ["*ab*", "*a?b*", false],
    ["*a*b*", "*a?b*", true],
    ["a?c", "a*c", false],
    ["a*c", "a?c", true],
    ["*a?b*", "*aab*", true],
    ["*a?b*", "*ab*", false],
    ["*a?*", "*ab", true],
    ["*a?b*", "*aaab*", true],
    ["arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:role/app-*", true],
    ["arn:aws:iam::123456789012:role/app-*", "arn:aws:iam::*:role/*", false],
    ["arn:aws:s3:::bucket*", "arn:aws:s3:::bucket/*", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket*", false],
  ];
  for (const [outer, inner, expected] of cases) {
    it(`${outer} ${expected ? "covers" : "does not cover"} ${inner}`, () => {
      assert.equal(patternCovers(outer, inner), expected);
    });
  }

  it("tells letter case only when asked to", () => {
    assert.equal(patternCovers("A*", "a?*", true), false);
    assert.equal(patternCovers("A*", "a?*"), true);
    assert.equal(patternCovers("A*", "ab", true), false);
  });

  it("is inclusion of the matched texts", () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        const wide = compilePattern(outer);
        const narrow = compilePattern(inner);
        const included = everyText.every((candidate) => !narrow.matches(candidate) || wide.matches(candidate));
        assert.equal(patternCovers(outer, inner), included, `${outer} covers ${inner}`);
      }),
      { numRuns: 1500 },
    );
  });

  it("never calls a pattern covered that matches more", () => {
    fc.assert(
      fc.property(longPattern, longPattern, text, (outer, inner, candidate) => {
        if (!patternCovers(outer, inner) || !naive(inner, candidate)) return;
        assert.ok(naive(outer, candidate), `${outer} covers ${inner}, but not ${candidate}`);
      }),
      { numRuns: 5000 },
    );
  });

  it("is reflexive, also for long patterns", () => {
    fc.assert(fc.property(longPattern, (source) => assert.ok(patternCovers(source, source))));
    const long = "*a?b".repeat(500);
    assert.equal(patternCovers(long, long), true);
  });

  it("gives up as not covered, and soon, on a hostile pair", () => {
    const hostile = (width: number) => patternCovers(`*a${"?".repeat(width)}*`, "*a".repeat(2 * width) + "*");
    assert.equal(hostile(8), true);
    assert.equal(hostile(1000), false);
  });
});

describe("patternsIntersect", () => {
  const cases: [a: string, b: string, meet: boolean][] = [
    ["*", "*", true],
    ["*", "", true],
    ["?", "", false],
    ["iam:*", "iam:Create*", true],
    ["iam:*User", "iam:Create*", true],
    ["iam:Get*", "iam:Create*", false],
    ["iam:*", "s3:*", false],
    ["IAM:*", "iam:GetUser", true],
    ["a*", "*b", true],
    ["a?", "*b", true],
    ["a?", "?b", true],
    ["a", "?b", false],
    ["*a", "*b", false],
    ["??", "???", false],
    ["??*", "*???", true],
    ["a*b", "a*c", false],
    ["arn:aws:s3:::a*/x", "arn:aws:s3:::*b/*", true],
  ];
  for (const [a, b, expected] of cases) {
    it(`${a} and ${b} ${expected ? "meet" : "do not meet"}`, () => {
      assert.equal(patternsIntersect(a, b), expected);
      assert.equal(patternsIntersect(b, a), expected);
    });
  }

  it("tells letter case only when asked to", () => {
    assert.equal(patternsIntersect("A*", "a?*", true), false);
    assert.equal(patternsIntersect("A*", "a?*"), true);
  });

  it("is a shared text", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const one = compilePattern(a);
        const other = compilePattern(b);
        const shared = everyText.some((candidate) => one.matches(candidate) && other.matches(candidate));
        assert.equal(patternsIntersect(a, b), shared, `${a} meets ${b}`);
      }),
      { numRuns: 3000 },
    );
  });

  it("says of pairs too long to tell that they may meet", () => {
    assert.equal(patternsIntersect(`a*${"b".repeat(5000)}`, `c*${"d".repeat(5000)}`), true);
  });
});
