// Runs the command line, built from its source as it is now, in a process of its own. It holds no test.
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { build } from "esbuild";

const root = path.join(__dirname, "../..");
let built: Promise<string> | undefined;

/** Path of the command line's code. It lies as deep as its source, so that it finds the assets in dist/. */
export function builtCli(): Promise<string> {
  const outfile = path.join(root, "out/test/cli/main.js");
  return (built ??= build({
    entryPoints: [path.join(root, "server/src/cli/main.ts")],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  }).then(() => outfile));
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called when the process runs. */
  readonly started?: (child: ChildProcess) => void;
  /** Another user to run as; only root may ask for that. */
  readonly uid?: number;
}

export async function roleward(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...env } = process.env;
  const child = spawn(process.execPath, [await builtCli(), ...args], {
    cwd: options.cwd ?? root,
    env: { ...env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  options.started?.(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
