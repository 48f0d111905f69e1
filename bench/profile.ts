// `npm run bench:profile -- FORMAT LINES`, `-- FORMAT LINES fix` or `-- relink PLACE`: which functions the server spends its time in while
// someone types, or asks for fixes. It needs no build: it makes one with names.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { actOn } from "./acting";
import { formats } from "./generate";
import { relinkPlaces, typeInModule } from "./relink";
import { root } from "./server";
import { typeIn } from "./typing";

/** What V8 writes: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

async function main(): Promise<void> {
  const [wanted = "terraform", how = "5000", asked] = process.argv.slice(2);
  const format = formats.find((known) => known === wanted);
  const place = wanted === "relink" && Object.hasOwn(relinkPlaces, how) && (how as keyof typeof relinkPlaces);
  if (!format && !place)
    throw new Error(
      `Say one of ${formats.join(", ")} and how many lines, or relink and one of ${Object.keys(relinkPlaces).join(", ")}.`,
    );
  const scratch = mkdtempSync(path.join(tmpdir(), "roleward-profile-"));
  try {
    const program = await buildWithNames(scratch);
    const profiles = path.join(scratch, "profiles");
    const nodeOptions = ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
    const options = { program, nodeOptions };
    if (place) await typeInModule(place, path.join(scratch, "typing"), options);
    else if (format)
      await (asked === "fix" ? actOn : typeIn)(
        { format, lines: Number(how), beside: 0 },
        path.join(scratch, "typing"),
        options,
      );
    for (const file of readdirSync(profiles))
      process.stdout.write(summary(JSON.parse(readFileSync(path.join(profiles, file), "utf8")) as CpuProfile));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The server with its functions' names, its assets beside it. */
async function buildWithNames(folder: string): Promise<string> {
  const assets = path.join(folder, "server");
  mkdirSync(assets, { recursive: true });
  const program = path.join(assets, "server.js");
  await build({
    absWorkingDir: root,
    entryPoints: ["server/src/lsp/main.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    // As in esbuild.mjs.
    alias: {
      "web-tree-sitter": require.resolve("web-tree-sitter"),
      yaml: path.join(root, "node_modules/yaml/browser/index.js"),
    },
  });
  for (const asset of readdirSync(path.join(root, "dist")).filter((name) => /\.(?:wasm|txt)$/.test(name)))
    copyFileSync(path.join(root, "dist", asset), path.join(assets, asset));
  return program;
}

/** The functions by their own time, and by their time with all they call. */
function summary({ nodes, samples, timeDeltas }: CpuProfile): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const ownById = new Map<number, number>();
  samples.forEach((id, index) => ownById.set(id, (ownById.get(id) ?? 0) + (timeDeltas[index] ?? 0)));
  const own = new Map<string, number>();
  const whole = new Map<string, number>();
  let total = 0;
  const nameOf = (id: number): string => {
    const frame = byId.get(id)?.callFrame;
    return frame ? `${frame.functionName || "(anonymous)"} ${path.basename(frame.url)}:${frame.lineNumber + 1}` : "?";
  };
  for (const [id, time] of ownById) {
    if (nameOf(id).startsWith("(idle)")) continue;
    total += time;
    own.set(nameOf(id), (own.get(nameOf(id)) ?? 0) + time);
    // A function that calls itself counts once.
    const stack = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) stack.add(nameOf(at));
    for (const name of stack) whole.set(name, (whole.get(name) ?? 0) + time);
  }
  const top = (times: ReadonlyMap<string, number>): string =>
    [...times]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 30)
      .map(
        ([name, time]) =>
          `${((100 * time) / total).toFixed(1).padStart(5)} % ${(time / 1000).toFixed(0).padStart(7)} ms  ${name}`,
      )
      .join("\n");
  return `Own time\n${top(own)}\n\nWith what they call\n${top(whole)}\n\n`;
}

void main();
