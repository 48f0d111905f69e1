// Every documented example of every rule, run in all formats: the flagged ones are flagged, the accepted ones are silent.
import assert from "node:assert/strict";
import type { Example } from "../../shared-rules/src/rule";
import { allRules, checkLaws, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";
import { samplesOf, type Sample } from "../support/formats";
import { isDeclined } from "../../shared-rules/src/index";

function samples(example: Example): Sample[] {
  if (example.statement) return samplesOf(example.statement, example.kind);
  const natives: Sample[] = [];
  if (example.terraform) natives.push({ format: "Terraform", uri: "/w/main.tf", text: example.terraform });
  if (example.cloudformation)
    natives.push({ format: "CloudFormation", uri: "/w/template.yaml", text: example.cloudformation });
  if (example.report) natives.push({ format: "a credential report", uri: "/w/credentials.csv", text: example.report });
  return natives;
}

describe("documented examples", () => {
  before(() => engine.ready());
  for (const rule of allRules) {
    for (const example of rule.docs.flagged)
      for (const sample of samples(example)) {
        it(`${rule.id} flags "${example.title}" in ${sample.format}`, () => {
          const document = read(sample);
          assert.equal(document.broken, false, sample.text);
          const findings = findingsOf(rule, document);
          assert.notEqual(findings.length, 0, sample.text);
          for (const finding of findings) {
            assert.ok(finding.text.length > 0 && !finding.text.includes("\n"), `squiggle "${finding.text}"`);
            assert.ok(!finding.message.includes("\n"));
            for (const fix of finding.fixes) {
              const rendered = engine.render(document, fix);
              if (isDeclined(rendered)) assert.match(rendered.declined, /^[A-Z].*\.$/);
              else checkLaws(document, finding, fix, rendered);
            }
          }
        });
      }
    for (const example of rule.docs.accepted)
      for (const sample of samples(example))
        it(`${rule.id} accepts "${example.title}" in ${sample.format}`, () => {
          assert.deepEqual(
            findingsOf(rule, read(sample)).map(({ message }) => message),
            [],
            sample.text,
          );
        });
  }
});
