// While a file is typed from its first character to its last, nothing throws and no finding shows that is not there in the end.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { formats, generate } from "../../bench/generate";
import { defaultConfig, type Document, type Finding } from "../../shared-rules/src/index";
import { engine } from "../support/engine";

const root = path.join(__dirname, "../..");

interface Typed {
  readonly name: string;
  readonly text: string;
}

/** Files under a folder that may hold IAM, relative to the repository. */
function filesUnder(folder: string): Typed[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|tf|tofu|template)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: path.relative(root, file), text: readFileSync(file, "utf8") }));
}

const fixtures = [...filesUnder("examples"), ...filesUnder("test/e2e/workspace")];
const generated = formats.map((format) => generate(format, 200));

/** Ends of the prefixes that are tried: all of a short text, and of a long one as many, with each end of a token among them. */
function* ends(text: string): Generator<number> {
  const most = 700;
  const step = Math.max(1, Math.floor(text.length / most));
  let last = 0;
  for (let end = 0; end < text.length; end++)
    if (end % step === 0 || (end - last >= step / 4 && /["'\]}:=]/.test(text.charAt(end - 1)))) {
      last = end;
      yield end;
    }
  yield text.length;
}

/** A finding is another one when its rule or its place is; its token grows while it is typed. */
const key = ({ rule, span }: Finding): string => `${rule} at ${span.start}`;

/** What the whole text is found guilty of, also by rules that speak through another one's finding of the same statement. */
function isLasting(finding: Finding, whole: readonly Finding[]): boolean {
  return whole.some((last) => key(last) === key(finding) || last.covers.includes(finding.rule));
}

const judge = (document: Document): Finding[] => engine.lint(document, defaultConfig);

/** The findings of a text that is opened as it is. */
function opened(uri: string, text: string): Finding[] {
  return judge(engine.read({ uri, text }));
}

/** Of how many prefixes, and on how many of them each rule showed something that the whole text does not. */
interface Count {
  prefixes: number;
  flickering: number;
  readonly rules: Map<string, number>;
}

function typeOut({ name, text }: Typed): Count {
  const uri = `file:///w/${name}`;
  const whole = opened(uri, text);
  const count: Count = { prefixes: 0, flickering: 0, rules: new Map() };
  let typed: Document | undefined;
  for (const end of ends(text)) {
    const prefix = text.slice(0, end);
    typed = engine.read({ uri, text: prefix }, typed);
    const findings = judge(typed);
    for (const { span } of findings)
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= end, `a place outside of the text, at ${end}`);
    // Not at each, for the time it takes.
    if (count.prefixes++ % 20 === 0 || end === text.length)
      assert.deepEqual(
        findings.map(key),
        opened(uri, prefix).map(key),
        `typed to ${end}, it is judged otherwise than opened`,
      );
    const brief = new Set(findings.filter((finding) => !isLasting(finding, whole)).map(({ rule }) => rule));
    for (const rule of brief) count.rules.set(rule, (count.rules.get(rule) ?? 0) + 1);
    if (brief.size > 0) count.flickering++;
  }
  return count;
}

/** In the prototype it was 10 of 283; more than that and people switch it off. */
const tolerated = 10 / 283;
/** A short file may be one long unfinished statement. */
const toleratedInOne = 1 / 8;

describe("while a file is typed", () => {
  const counts: Count[] = [];
  before(() => engine.ready());

  for (const typed of [...fixtures, ...generated])
    it(`every prefix of ${typed.name} is read and judged`, () => {
      const count = typeOut(typed);
      counts.push(count);
      assert.ok(count.prefixes > Math.min(typed.text.length, 500), `only ${count.prefixes} prefixes were tried`);
      assert.ok(count.flickering <= count.prefixes * toleratedInOne, shown(count));
    }).timeout(120_000);

  it("hardly a finding shows that is not there in the end", () => {
    const sum: Count = { prefixes: 0, flickering: 0, rules: new Map() };
    for (const count of counts) {
      sum.prefixes += count.prefixes;
      sum.flickering += count.flickering;
      for (const [rule, times] of count.rules) sum.rules.set(rule, (sum.rules.get(rule) ?? 0) + times);
    }
    process.stdout.write(`\n    flickering: ${shown(sum)}\n`);
    assert.ok(sum.flickering <= sum.prefixes * tolerated, shown(sum));
  });
});

function shown({ prefixes, flickering, rules }: Count): string {
  const byRule = [...rules].sort(([, a], [, b]) => b - a).map(([rule, times]) => `${rule} ${times}`);
  return `${flickering} of ${prefixes} prefixes (${byRule.join(", ")})`;
}
