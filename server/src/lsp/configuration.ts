// The settings of each file, as the client and the settings files have them now. What they mean, the workspace layer knows.
import path from "node:path";
import type { Connection } from "vscode-languageserver/node";
import { settingsFileName } from "../../../shared-rules/src/index";
import { Layers } from "../workspace/layers";
import { isWithin, toPath, toUri } from "../workspace/paths";
import { isRecord, readSettings, type Settings } from "../workspace/settings";
import type { LoadedSettings } from "../workspace/settings-files";
import type { Client } from "./client";
import { showWarning } from "./show-warning";

export class Configuration {
  readonly #connection: Connection;
  readonly #client: Client;
  #folders: readonly string[] = [];
  readonly #nearest: (folder: string) => LoadedSettings | undefined;
  #layers: Layers;
  #byFolder: ReadonlyMap<string, Layers> = new Map();
  #lastProblems = "";
  #hasArrived = false;
  readonly #arrived: Promise<void>;
  #arrive: () => void = () => {};

  /** @param nearest the settings file that holds in a folder */
  constructor(connection: Connection, client: Client, nearest: (folder: string) => LoadedSettings | undefined) {
    this.#connection = connection;
    this.#client = client;
    this.#nearest = nearest;
    this.#layers = new Layers({ weaker: readSettings(client.options).given, nearest });
    this.#arrived = new Promise((resolve) => {
      this.#arrive = resolve;
    });
  }

  /** Resolves when the client's settings have been read for the first time, so that nothing is judged by the wrong ones. */
  get arrived(): Promise<void> {
    return this.#arrived;
  }

  /** Absolute paths of the workspace folders. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  set folders(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** The innermost workspace folder that holds the file. */
  folderOf(file: string): string | undefined {
    return this.#folders
      .filter((folder) => isWithin(folder, file))
      .sort((a, b) => b.length - a.length)
      .at(0);
  }

  /** The settings for a file, or those of the window where it lies in no workspace folder. */
  settingsFor(file: string | undefined): Settings {
    if (file === undefined) return this.#layers.weakest;
    const folder = this.folderOf(file);
    return ((folder === undefined ? undefined : this.#byFolder.get(folder)) ?? this.#layers).of(file);
  }

  /** The settings at the root of the workspace, for what is about all of it. */
  get rootSettings(): Settings {
    const [first] = this.#folders;
    return this.settingsFor(first === undefined ? undefined : path.join(first, settingsFileName));
  }

  /**
   * Asks the client for all settings; `pushed` is what it sent along, for a client that cannot be asked.
   * @returns whether anything can have been judged by other settings before.
   */
  async update(pushed?: unknown): Promise<boolean> {
    const again = this.#hasArrived;
    try {
      if (this.#client.pullsConfiguration) await this.#pull();
      else {
        const section = isRecord(pushed) ? (pushed["roleward"] ?? pushed) : undefined;
        if (section !== undefined) this.#take([section]);
        else if (this.#client.options !== undefined) this.#take([this.#client.options]);
      }
    } finally {
      this.#hasArrived = true;
      this.#arrive();
    }
    return again;
  }

  async #pull(): Promise<void> {
    const scopes = this.#folders.map((folder) => ({ scopeUri: toUri(folder), section: "roleward" }));
    const sections: unknown[] = await this.#connection.workspace.getConfiguration([{ section: "roleward" }, ...scopes]);
    // A client without settings of ours answers null; then those it started us with hold.
    this.#take(sections.map((section) => section ?? this.#client.options));
  }

  #take([first, ...others]: readonly unknown[]): void {
    const window = readSettings(first);
    const folders = others.map((section) => readSettings(section));
    const nearest = this.#nearest;
    this.#layers = new Layers({ weaker: window.given, nearest });
    this.#byFolder = new Map(
      this.#folders.flatMap((folder, index) => {
        const read = folders[index];
        return read ? [[folder, new Layers({ weaker: read.given, folder, nearest })]] : [];
      }),
    );
    this.#report([...new Set([window, ...folders].flatMap(({ problems }) => problems))]);
  }

  #report(problems: readonly string[]): void {
    const text = problems.join(" ");
    if (text === this.#lastProblems) return;
    this.#lastProblems = text;
    if (text === "") return;
    this.#connection.console.warn(`Settings: ${text}`);
    showWarning(this.#connection, `Roleward: ${text} The default is used instead.`);
  }
}

/** The paths of workspace folders that lie on disk. */
export function folderPaths(uris: readonly string[]): string[] {
  return uris.flatMap((uri) => toPath(uri) ?? []);
}
