// Places that a finding points to, in other files, in each format. The findings are made up.
import assert from "node:assert/strict";
import type { Log } from "sarif";
import { Fingerprints } from "../../server/src/cli/fingerprints";
import { jsonReport, type JsonOutput } from "../../server/src/cli/json";
import { Summary, type Report, type ReportContext } from "../../server/src/cli/report";
import { sarifReport } from "../../server/src/cli/sarif";
import { textReport } from "../../server/src/cli/text";
import { isSkipped, scan } from "../../server/src/workspace/scan";
import { defaultSettings } from "../../server/src/workspace/settings";
import { unitsOf } from "../../server/src/workspace/units";
import { fakeEngine } from "../workspace/fake-engine";
import { makeFolder, type Folder } from "../workspace/folder";

const call = 'module "x" {\n  source = "../modules/x"\n}\n';

describe("the places that a finding points to", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  async function report(as: (context: ReportContext) => Report): Promise<string> {
    const engine = fakeEngine();
    let output = "";
    const context = { engine, cwd: folder.path, version: "1.0.0", write: (text: string) => void (output += text) };
    const told = as(context);
    const { units } = await unitsOf([folder.path], []);
    for await (const item of scan(engine, units, defaultSettings))
      if (!isSkipped(item)) told.file(item, new Fingerprints(folder.path, item));
    told.end(new Summary());
    return output;
  }

  const text = (): Promise<string> =>
    report((context) => textReport(context, { color: false, diff: false, showsIgnored: false }));

  it("are lines of their own in the text, three at most", async () => {
    folder = makeFolder({
      "modules/x/main.tf": "# RISK(../../prod/main.tf,vars.tf,gone.tf,vars.tf,vars.tf)",
      "modules/x/vars.tf": "",
      "prod/main.tf": call,
    });
    assert.deepEqual((await text()).split("\n").slice(0, 6), [
      "modules/x/main.tf:1:3 critical wildcard-admin: RISK lets someone do anything.",
      "    1 | # RISK(../../prod/main.tf,vars.tf,gone.tf,vars.tf,vars.tf)",
      "      |   ^^^^",
      "      - It is written here: prod/main.tf:1:1",
      "      - It is written here: modules/x/vars.tf:1:1",
      "      - It is written here: modules/x/gone.tf (and 2 more)",
    ]);
  });

  it("have their ranges in JSON and SARIF, as far as their file is at hand", async () => {
    folder = makeFolder({
      "modules/x/main.tf": "RISK(../../prod/main.tf,../../else/main.tf)",
      "prod/main.tf": call,
      "else/main.tf": "",
    });
    const json = JSON.parse(await report(jsonReport)) as JsonOutput;
    const message = "It is written here.";
    const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
    assert.deepEqual(json.findings[0]?.related, [
      { file: "prod/main.tf", range, message },
      { file: "else/main.tf", range: null, message },
    ]);
    const sarif = JSON.parse(await report(sarifReport)) as Log;
    const region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
    assert.deepEqual(
      sarif.runs[0]?.results?.[0]?.relatedLocations?.map(({ physicalLocation }) => physicalLocation),
      [{ artifactLocation: { uri: "prod/main.tf" }, region }, { artifactLocation: { uri: "else/main.tf" } }],
    );
  });
});
