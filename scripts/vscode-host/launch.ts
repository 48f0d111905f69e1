// One launch of the real VS Code: a profile of its own, the server, a headless Chromium with the workbench in it, and
// the end of all of them. What is done in the workbench is the caller's.

import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { fetchHost, type HostPrograms } from "./fetch";

export interface LaunchOptions {
  /** Folder whose copy is opened as the workspace, so that a run never changes the project. */
  readonly workspace: string;
  /** Package to install before the start, as a person would. */
  readonly vsix?: string;
  /** Lets a suite in the extension host report to the page. VS Code shows no notification toasts then. */
  readonly suite?: boolean;
  /** Environment for the server and the extension host, on top of this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** User settings, on top of those that keep VS Code quiet and off the network. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface Launch {
  readonly page: Page;
  /** `127.0.0.1:PORT` of the running server. */
  readonly address: string;
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  /** Folder of this launch alone; deleted at the end unless something failed. */
  readonly root: string;
  /** Opens the workbench on the workspace; `payload` are VS Code's own start options. */
  open(payload?: readonly (readonly [string, string])[]): Promise<void>;
  /** Adds a line to the log that is kept when something fails. */
  log(line: string): void;
  /** Ends every process of this launch. After a failure, a screenshot and the logs stay in `root`, which is printed. */
  close(outcome: "passed" | "failed"): Promise<void>;
}

const quietSettings = {
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "json.schemaDownload.enable": false,
  "git.enabled": false,
  // In a browser VS Code saves by itself; on the desktop it does not.
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
};

/** Launches VS Code, hands it to `use`, and closes it in any case. */
export async function withVSCode<T>(options: LaunchOptions, use: (launch: Launch) => Promise<T>): Promise<T> {
  const launch = await launchVSCode(options);
  try {
    const result = await use(launch);
    await launch.close("passed");
    return result;
  } catch (error) {
    await launch.close("failed");
    throw error;
  }
}

/** Launches VS Code with an empty page; whoever launches it closes it. */
export async function launchVSCode(options: LaunchOptions): Promise<Launch> {
  const programs = await fetchHost();
  // Short, because the paths of VS Code's sockets are made from it and have a limit of about 100 characters.
  const root = mkdtempSync(path.join(tmpdir(), "rw-"));
  const folder = (name: string): string => {
    const made = path.join(root, name);
    mkdirSync(made, { recursive: true });
    return made;
  };
  const profile = ["--extensions-dir", folder("ext"), "--server-data-dir", folder("data"), "--user-data-dir"];
  profile.push(folder("user"), "--accept-server-license-terms");
  folder("user/Machine");
  const settings = JSON.stringify({ ...quietSettings, ...options.settings });
  writeFileSync(path.join(folder("user/User"), "settings.json"), settings);
  const workspace = folder("workspace");
  cpSync(options.workspace, workspace, { recursive: true });
  const env = {
    ...inheritedEnvironment(),
    TMPDIR: folder("tmp"),
    XDG_RUNTIME_DIR: folder("run"),
    HOME: folder("home"),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    CS_TELEMETRY_URL: "http://127.0.0.1:9/",
    ...options.env,
  };
  const logFile = createWriteStream(path.join(root, "server.log"));
  const log = (line: string): void => void logFile.write(`${line}\n`);

  if (options.vsix !== undefined) await installExtension(programs, profile, env, options.vsix);
  const { server, address } = await startServer(
    programs,
    options.suite === true ? [...profile, "--enable-smoke-test-driver"] : profile,
    env,
    log,
  );
  const stop = (): void => endGroup(server);
  const interrupted = (): void => process.exit(130);
  process.once("exit", stop).once("SIGINT", interrupted).once("SIGTERM", interrupted);
  const browser = await openBrowser(programs).catch((error: unknown) => {
    stop();
    throw error;
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  return {
    page,
    address,
    workspace,
    root,
    log,
    async open(payload = []) {
      const url = new URL(`http://${address}/`);
      url.search = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) }).toString();
      await page.goto(url.href);
    },
    async close(outcome) {
      if (outcome === "failed") await page.screenshot({ path: path.join(root, "failed.png") }).catch(() => undefined);
      await browser.close().catch(() => undefined);
      await ended(server, stop);
      process.off("exit", stop).off("SIGINT", interrupted).off("SIGTERM", interrupted);
      await new Promise((resolve) => logFile.end(resolve));
      if (outcome === "failed") console.error(`the logs and a screenshot of the failed run are in ${root}`);
      else rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function openBrowser(programs: HostPrograms): Promise<Browser> {
  return chromium.launch({
    executablePath: programs.chromium,
    headless: true,
    env: browserEnvironment(programs),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
      // Nothing waits for a network that may not be there.
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ],
  });
}

/** This process's environment without what would make VS Code believe it runs inside another VS Code. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function browserEnvironment(programs: HostPrograms): Record<string, string> {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  // On a machine without fonts, the ones that came with Chromium are used.
  return existsSync("/etc/fonts") ? env : { ...env, FONTCONFIG_PATH: path.dirname(programs.chromium) };
}

async function installExtension(
  programs: HostPrograms,
  profile: readonly string[],
  env: NodeJS.ProcessEnv,
  vsix: string,
): Promise<void> {
  const args = [serverMain(programs), "--install-extension", path.resolve(vsix), ...profile];
  const install = spawn(programs.node, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [install.stdout, install.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise((resolve) => install.once("close", resolve));
  // VS Code may end with 0 although it refused the package.
  if (code !== 0 || !output.includes("successfully installed")) throw new Error(`${vsix} was refused:\n${output}`);
}

async function startServer(
  programs: HostPrograms,
  profile: readonly string[],
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<{ server: ChildProcess; address: string }> {
  const args = [serverMain(programs), "--host", "127.0.0.1", "--port", "0", "--without-connection-token"];
  // Detached, so that it leads a process group and the extension hosts it starts can be ended with it.
  const server = spawn(programs.node, [...args, ...profile], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  server.stderr.on("data", (chunk) => log(String(chunk).trimEnd()));
  let output = "";
  try {
    const port = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`VS Code's server did not start:\n${output}`)), 30_000);
      server.stdout.on("data", (chunk) => {
        log(String(chunk).trimEnd());
        output += String(chunk);
        const listening = /agent listening on (\d+)/.exec(output)?.[1];
        if (listening === undefined) return;
        clearTimeout(late);
        resolve(listening);
      });
      server.once("exit", (code) => reject(new Error(`VS Code's server ended with ${String(code)}:\n${output}`)));
    });
    return { server, address: `127.0.0.1:${port}` };
  } catch (error) {
    endGroup(server);
    throw error;
  }
}

const serverMain = (programs: HostPrograms): string => path.join(programs.vscode, "out/server-main.js");

/** Ends a process that leads its own group, and the group. Safe to call again. */
function endGroup(leader: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): void {
  if (leader.pid === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch {
    // It has ended already.
  }
}

async function ended(server: ChildProcess, stop: () => void): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once("exit", resolve));
  stop();
  const impatient = setTimeout(() => endGroup(server, "SIGKILL"), 4000);
  await exited;
  clearTimeout(impatient);
}
