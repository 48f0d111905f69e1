// `npm test`: every leg of the tests that this machine can run, one after the other, and their sum as the last line,
// "N passed, N failed". A leg that this machine cannot run is named. It ends with 0 only if all legs passed.
import { spawn, spawnSync } from "node:child_process";
import { tally, type Tally } from "./tally";

interface Leg {
  /** A script of package.json. */
  readonly script: string;
  /** Why this machine cannot run it. */
  readonly missing?: string | undefined;
}

const vscode =
  process.platform === "linux" && process.arch === "x64"
    ? undefined
    : "the VS Code of the tests is built for Linux on x64; npm run test:desktop runs the suite elsewhere";

const legs: readonly Leg[] = [
  { script: "test:unit" },
  { script: "test:grammar" },
  { script: "test:vscode", missing: vscode },
  { script: "test:ui", missing: vscode },
  {
    script: "test:neovim",
    missing: spawnSync("nvim", ["--version"]).error ? "Neovim is not installed" : undefined,
  },
];

/** Runs a script, passing its output on, and settles with its tests. A leg in which no test ran has failed. */
async function run(script: string): Promise<Tally> {
  const npm = process.env["npm_execpath"];
  const [program, ...before] = npm === undefined ? ["npm"] : [process.execPath, npm];
  const child = spawn(program, [...before, "run", "--silent", script], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    output += part;
    process.stdout.write(part);
  });
  const code = await new Promise<unknown>((resolve) => child.once("close", resolve).once("error", resolve));
  const counted = tally(output, code === 0 ? "well" : "badly");
  return counted.passed + counted.failed === 0 ? { passed: 0, failed: 1 } : counted;
}

async function main(): Promise<void> {
  let passed = 0;
  let failed = 0;
  for (const { script, missing } of legs) {
    if (missing !== undefined) {
      console.log(`\n${script} was left out: ${missing}.`);
      continue;
    }
    console.log(`\n${script}`);
    const started = performance.now();
    const counted = await run(script);
    passed += counted.passed;
    failed += counted.failed;
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${script}: ${counted.passed} passed, ${counted.failed} failed in ${seconds} s`);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

void main();
