// Runs the extension host suite in a real VS Code, twice. First with the extension's own folder, as in development, and
// with no other extension, so that `.tf` is plain text. Then with the packaged roleward.vsix installed, which catches
// what is missing from the package, beside an extension that calls `.tf` `terraform`, as HashiCorp's does. Ends with 0
// only if both pass.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";
import { withVSCode, type Launch } from "./launch";
import { buildSuite, projectRoot, workspace } from "./suite";

/** What the suite writes when it has ended. */
interface Result {
  readonly passes: number;
  readonly failures: number;
}

const timeoutMs = 180_000;

async function main(): Promise<void> {
  const tests = await buildSuite();
  const vsix = path.join(projectRoot, "roleward.vsix");
  await run("the extension's folder", tests);
  await run("the packaged extension", tests, vsix);
}

async function run(title: string, tests: string, vsix?: string): Promise<void> {
  console.log(`\n${title} in VS Code`);
  const options = { workspace, suite: true, env: { ROLEWARD_E2E: vsix === undefined ? "folder" : "package" } };
  await withVSCode(vsix === undefined ? options : { ...options, vsix }, async (launch) => {
    const resultFile = path.join(launch.root, "result.json");
    // VS Code runs tests only beside an extension under development; with a packaged one that is the neighbour.
    const extension = vsix === undefined ? projectRoot : neighbour(launch);
    await printOutput(launch);
    const code = await ending(launch, () =>
      launch.open([
        ["extensionDevelopmentPath", remote(launch, extension)],
        ["extensionTestsPath", remote(launch, tests)],
      ]),
    );
    if (!existsSync(resultFile)) throw new Error(`the suite did not end by itself: ${String(code)}`);
    const { passes, failures } = JSON.parse(readFileSync(resultFile, "utf8")) as Result;
    console.log(`${passes} passed, ${failures} failed`);
    if (code !== 0 || failures > 0 || passes === 0) throw new Error(`the suite failed in ${title}`);
  });
}

/** Starts the run and settles with the suite's exit code, or with a word about what ended instead. */
async function ending(launch: Launch, start: () => Promise<void>): Promise<unknown> {
  let end: (reason: unknown) => void = () => undefined;
  const result = new Promise((resolve) => (end = resolve));
  const late = setTimeout(() => end(`nothing after ${timeoutMs} ms`), timeoutMs);
  launch.page.once("crash", () => end("the browser crashed"));
  // VS Code calls this function of its page when the suite has ended.
  await launch.page.exposeFunction("codeAutomationExit", (code: number) => end(code));
  await start();
  return result.finally(() => clearTimeout(late));
}

/** The extension host's console arrives here; mocha's lines are shown, the rest goes into the log. */
async function printOutput(launch: Launch): Promise<void> {
  const mocha = /^ {2}\S|✔|^ +\d+\) |passing|failing|AssertionError|^ +[+-]/;
  await launch.page.exposeFunction("codeAutomationLog", (type: string, parts: unknown[]) => {
    const line = format(...parts);
    launch.log(`[${type}] ${line}`);
    if (mocha.test(line)) console.log(line);
  });
}

/** An extension that does nothing but claim `.tf`, with the language id and the scope of HashiCorp's. */
function neighbour(launch: Launch): string {
  const folder = path.join(launch.root, "neighbour");
  mkdirSync(folder, { recursive: true });
  copyFileSync(require.resolve("tm-grammars/grammars/terraform.json"), path.join(folder, "terraform.tmLanguage.json"));
  const manifest = {
    name: "neighbour",
    publisher: "roleward-tests",
    version: "0.0.1",
    engines: { vscode: "*" },
    contributes: {
      languages: [{ id: "terraform", extensions: [".tf"] }],
      grammars: [{ language: "terraform", scopeName: "source.hcl.terraform", path: "./terraform.tmLanguage.json" }],
    },
  };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

const remote = (launch: Launch, file: string): string => `vscode-remote://${launch.address}${file}`;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
