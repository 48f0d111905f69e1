// `npm run bench`: how fast, how large, and whether that is within the budgets. What it measures is the built server and CLI.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { actOn } from "./acting";
import { runFixes } from "./fixes";
import { formats, writeRepository } from "./generate";
import { takeMeasure, tableOf, type Budget, type Measure, type Result, type Samples } from "./measure";
import { typeInModule } from "./relink";
import { runResolution } from "./resolution";
import { peakMemoryOf, root, Server } from "./server";
import { place, typeIn, type Typing } from "./typing";

const usage = `npm run bench -- [options]
  --folder DIR    scan this folder instead of a generated one of 980 files
  --resolution    instead of timings: how much of the folder's policies is known, and whether any was dropped in silence
  --fixes         instead of timings: every fix of the folder's findings, applied and held against the laws
  --only NAME     take only the measures whose names contain NAME
  --json FILE     write the figures there as well
  --vsix          package the extension first, so that its size is of this build
  --report-only   end with 0 even where a budget is exceeded
`;

const megabyte = 1024 * 1024;
const memory: Budget = { limit: 150, of: "median" };
const keystroke: Readonly<Record<number, Budget>> = { 1000: { limit: 15, of: "p95" }, 5000: { limit: 50, of: "p95" } };
/** Of `textDocument/codeAction`, and of `codeAction/resolve`. */
const fixing = { list: { limit: 10, of: "p95" }, resolve: { limit: 20, of: "p95" } } as const;

/** What others use is linked again with those; a local that the whole module uses makes all of it new, which is rare and may take longer. */
const relinkLimits = { document: 20, local: 100 } as const;

const typings: readonly Typing[] = [
  ...formats.flatMap((format) => [200, 1000, 5000].map((lines) => ({ format, lines, beside: 0 }))),
  { format: "terraform", lines: 1000, beside: 20 },
];

function measuresOf(scratch: string, scanned: string): Measure[] {
  const subject = ({ format, lines, beside }: Typing): string =>
    `${format}/${lines}${beside > 0 ? `+${beside} files` : ""}`;
  return [
    ...typings.map((typing): Measure => {
      const budget = keystroke[typing.lines];
      const take = async (): Promise<Samples> => {
        const keystrokes = await typeIn(typing, scratch);
        return {
          values: keystrokes.flatMap(({ worked }) => worked ?? []),
          waited: keystrokes.map(({ shown }) => shown),
        };
      };
      return { name: `keystroke/${subject(typing)}`, unit: "ms", take, ...(budget && { budget }) };
    }),
    ...(["document", "local"] as const).map((where): Measure => {
      const take = async (): Promise<Samples> => {
        const keystrokes = await typeInModule(where, scratch);
        return {
          values: keystrokes.flatMap(({ worked }) => worked ?? []),
          waited: keystrokes.map(({ shown }) => shown),
        };
      };
      return { name: `relink/${where}/100 files`, unit: "ms", budget: { limit: relinkLimits[where], of: "p95" }, take };
    }),
    ...formats.flatMap((format) =>
      (["list", "resolve"] as const).map((asked): Measure => {
        const take = async (): Promise<Samples> => {
          const { listed, resolved } = await actOn({ format, lines: 5000, beside: 0 }, scratch);
          const answers = asked === "list" ? listed : resolved;
          return {
            values: answers.flatMap(({ worked }) => worked ?? []),
            waited: answers.map(({ waited }) => waited),
          };
        };
        return { name: `fix/${asked}/${format}/5000`, unit: "ms", budget: fixing[asked], take };
      }),
    ),
    ...formats.map((format): Measure => {
      const take = (): Promise<Samples> => repeated(10, () => coldStart({ format, lines: 200, beside: 0 }, scratch));
      return { name: `start/${format}/200`, unit: "ms", budget: { limit: 500, of: "median" }, take };
    }),
    {
      name: "scan/cli",
      unit: "ms",
      budget: { limit: 4000, of: "median" },
      take: () => repeated(5, async () => (await scanByCli(scanned)).milliseconds),
    },
    {
      name: "scan/server",
      unit: "ms",
      budget: { limit: 4000, of: "median" },
      take: () => repeated(3, async () => (await scanByServer(scanned)).milliseconds),
    },
    ...[1000, 5000].map((lines): Measure => ({
      name: `memory/editing/${lines}`,
      unit: "MB",
      budget: memory,
      take: () => memoryOfEditing(lines, scratch),
    })),
    {
      name: "memory/scan/server",
      unit: "MB",
      budget: memory,
      take: async () => asMegabytes((await scanByServer(scanned)).peak),
    },
    {
      name: "memory/scan/cli",
      unit: "MB",
      budget: memory,
      take: async () => asMegabytes((await scanByCli(scanned)).peak),
    },
    {
      name: "size/vsix",
      unit: "MB",
      budget: { limit: 1.5, of: "median" },
      take: () => Promise.resolve(asMegabytes(sizeOf("roleward.vsix"))),
    },
  ];
}

/** One run to warm up the disk's cache, then `count` that are measured. */
async function repeated(count: number, once: () => Promise<number>): Promise<Samples> {
  await once();
  const samples: number[] = [];
  for (let run = 0; run < count; run++) samples.push(await once());
  return { values: samples };
}

/** From the start of the process to the first diagnostics of a document. */
async function coldStart(typing: Typing, scratch: string): Promise<number> {
  const file = place(typing, scratch);
  const server = await Server.start({ folder: scratch });
  try {
    const { at } = await server.open(file.path, file.languageId, file.text);
    return at - server.startedAt;
  } finally {
    await server.stop();
  }
}

/** Files of all formats, open at once and typed in. */
async function memoryOfEditing(lines: number, scratch: string): Promise<Samples> {
  const server = await Server.start({ folder: scratch });
  try {
    for (const format of formats) {
      const file = place({ format, lines, beside: 0 }, scratch);
      const document = await server.open(file.path, file.languageId, file.text);
      const end = { line: 1, character: 0 };
      for (let key = 0; key < 10; key++) {
        await server.type(document, end, " ");
        await server.type(document, { ...end, character: 1 }, "");
      }
    }
    return asMegabytes(server.peakMemory());
  } finally {
    await server.stop();
  }
}

interface Scan {
  readonly milliseconds: number;
  /** Bytes. */
  readonly peak: number | undefined;
}

async function scanByServer(folder: string): Promise<Scan> {
  const server = await Server.start({ folder });
  try {
    const { files, milliseconds } = await server.scan();
    if (files === 0) throw new Error(`The server found nothing to scan in ${folder}.`);
    return { milliseconds, peak: server.peakMemory() };
  } finally {
    await server.stop();
  }
}

/** `roleward scan` as a shell runs it: the start of the process counts. */
function scanByCli(folder: string): Promise<Scan> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const cli = [path.join(root, "dist/cli.js"), "scan", folder, "--format", "json", "--fail-on", "never"];
    const child = spawn(process.execPath, cli, { stdio: ["ignore", "ignore", "pipe"] });
    let complaints = "";
    child.stderr.on("data", (chunk) => (complaints += String(chunk)));
    let peak: number | undefined;
    // The figure is gone with the process, so it is read while it runs.
    const watch = setInterval(() => (peak = (child.pid && peakMemoryOf(child.pid)) || peak), 20);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ milliseconds: performance.now() - started, peak });
      else reject(new Error(`The scan ended with ${code}. ${complaints}`));
    });
  });
}

function sizeOf(name: string): number | undefined {
  const file = path.join(root, name);
  return existsSync(file) ? statSync(file).size : undefined;
}

function asMegabytes(bytes: number | undefined): Samples {
  return { values: bytes === undefined ? [] : [bytes / megabyte] };
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    });
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")} ended with ${code}.`)),
    );
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: "string" },
      resolution: { type: "boolean", default: false },
      fixes: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      json: { type: "string" },
      vsix: { type: "boolean", default: false },
      "report-only": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  if (values.folder !== undefined && !existsSync(values.folder)) throw new Error(`${values.folder} does not exist.`);
  if (values.resolution || values.fixes) {
    const [take, name] = values.fixes ? ([runFixes, "--fixes"] as const) : ([runResolution, "--resolution"] as const);
    if (values.folder === undefined) throw new Error(`${name} needs a --folder.`);
    if (!(await take(path.resolve(values.folder), values.json)) && !values["report-only"]) process.exitCode = 1;
    return;
  }
  if (values.vsix) await run("npm", ["run", "package"]);
  const scratch = mkdtempSync(path.join(tmpdir(), "roleward-bench-"));
  try {
    const wanted = ({ name }: Measure): boolean => name.includes(values.only);
    const generated = path.join(scratch, "repository");
    const measures = measuresOf(path.join(scratch, "typing"), path.resolve(values.folder ?? generated)).filter(wanted);
    if (values.folder === undefined && measures.some(({ name }) => name.includes("scan"))) writeRepository(generated);
    const results: Result[] = [];
    for (const [index, measure] of measures.entries()) {
      process.stderr.write(`${index + 1}/${measures.length} ${measure.name}\n`);
      const result = await takeMeasure(measure);
      if (result) results.push(result);
      else process.stderr.write(`  cannot be measured here\n`);
    }
    const processors = cpus();
    const machine = `${processors.length} × ${processors[0]?.model ?? "processor"}, ${Math.round(totalmem() / megabyte / 1024)} GB, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? "?"}`;
    process.stdout.write(`${tableOf(results)}\n${machine}\n`);
    process.stdout.write(
      "keystroke: the time that the server's main thread had a processor; neither its debounce nor a busy machine counts.\nfix: the same for the list of the fixes at a finding, and for the edit of one.\nrelink: the same until the file typed in and two others of its module of 100 files and 10,000 lines are judged anew.\n",
    );
    if (values.json !== undefined)
      writeFileSync(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
    if (!values["report-only"] && results.some(({ over }) => over)) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();
