// Every documented example of every rule, run in all formats: the flagged ones are flagged, the accepted ones are silent.
import assert from "node:assert/strict";
import { allRules, checkLaws, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";
import { samplesOfExample } from "../support/formats";

describe("documented examples", () => {
  before(() => engine.ready());
  for (const rule of allRules) {
    for (const example of rule.docs.flagged)
      for (const sample of samplesOfExample(example)) {
        it(`${rule.id} flags "${example.title}" in ${sample.format}`, () => {
          const document = read(sample);
          assert.equal(document.broken, false, sample.text);
          const findings = findingsOf(rule, document);
          assert.notEqual(findings.length, 0, sample.text);
          for (const finding of findings) {
            assert.ok(finding.text.length > 0 && !finding.text.includes("\n"), `squiggle "${finding.text}"`);
            assert.ok(!finding.message.includes("\n"));
            for (const fix of finding.fixes) checkLaws(document, finding, fix);
          }
        });
      }
    for (const example of rule.docs.accepted)
      for (const sample of samplesOfExample(example))
        it(`${rule.id} accepts "${example.title}" in ${sample.format}`, () => {
          assert.deepEqual(
            findingsOf(rule, read(sample)).map(({ message }) => message),
            [],
            sample.text,
          );
        });
  }
});
