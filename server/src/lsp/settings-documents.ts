// The settings files that hold or are open in an editor, and the diagnostics of what is wrong with them. It judges no IAM.
import path from "node:path";
import {
  DiagnosticSeverity,
  type Diagnostic,
  type TextDocumentContentChangeEvent,
  type TextDocumentItem,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { SettingsPlace, SettingsProblem } from "../../../shared-rules/src/index";
import { isSettingsFile, relativePath, toPath, toUri } from "../workspace/paths";
import { SettingsFiles, type LoadedSettings } from "../workspace/settings-files";
import { positionsOf, toRange } from "./convert";

export interface SettingsDocumentsHost {
  publish(uri: string, diagnostics: Diagnostic[], version?: number): void;
  /** A settings file says something else than before; `isSaved`: on the disk, too. */
  changed(folder: string, isSaved: boolean): void;
}

/** A keystroke in a settings file may concern every open document. */
const waitMs = 200;

export class SettingsDocuments {
  readonly files: SettingsFiles;
  readonly #host: SettingsDocumentsHost;
  /** By path. */
  readonly #open = new Map<string, { uri: string; text: TextDocument }>();
  /** Paths of the files that show diagnostics. */
  readonly #published = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(host: SettingsDocumentsHost) {
    this.#host = host;
    this.files = new SettingsFiles({
      overlay: (file) => this.#open.get(file)?.text.getText(),
      loaded: (settings) => this.#publish(settings),
      now: () => Date.now(),
    });
  }

  /** @returns the path of the settings file that a URI names; undefined for every other URI. */
  pathOf(uri: string): string | undefined {
    const file = toPath(uri);
    return file !== undefined && isSettingsFile(file) ? file : undefined;
  }

  /** The settings file as its editor has it. */
  buffer(file: string): { readonly uri: string; readonly text: TextDocument } | undefined {
    return this.#open.get(file);
  }

  /** Where settings for a file of this folder of the workspace stand; undefined where no glob means the file and no other. */
  placeFor(file: string, workspaceFolder: string | undefined): SettingsPlace | undefined {
    const folder = path.dirname(file);
    const settings = this.files.pathFor(folder, workspaceFolder ?? folder);
    const glob = relativePath(path.dirname(settings), file);
    if (/[*?[\]{}()!+@|\\]/.test(glob)) return undefined;
    const text = this.buffer(settings)?.text.getText() ?? this.files.nearest(folder)?.text;
    // Without a slash it would be a name in any folder.
    return { uri: toUri(settings), text, file: `./${glob}` };
  }

  open(file: string, { uri, languageId, version, text }: TextDocumentItem): void {
    this.#open.set(file, { uri, text: TextDocument.create(uri, languageId, version, text) });
    this.#reload(file, false);
  }

  change(file: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#open.get(file);
    if (!document) return;
    document.text = TextDocument.update(document.text, [...changes], version);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reload(file, false), waitMs);
  }

  close(file: string): void {
    this.#open.delete(file);
    this.#reload(file, false);
  }

  /** It changed on disk, came or went. */
  changedOnDisk(file: string): void {
    this.#reload(file, true);
  }

  #reload(file: string, isSaved: boolean): void {
    this.files.forget();
    const loaded = this.files.load(file);
    if (!loaded && this.#published.delete(file)) this.#host.publish(toUri(file), []);
    this.#host.changed(path.dirname(file), isSaved);
  }

  #publish({ path: file, text, file: { problems } }: LoadedSettings): void {
    const open = this.#open.get(file);
    if (problems.length === 0 && !this.#published.has(file) && !open) return;
    const uri = open?.uri ?? toUri(file);
    const positions = open?.text ?? positionsOf(uri, text);
    if (problems.length > 0) this.#published.add(file);
    else this.#published.delete(file);
    const diagnostics = problems.map((problem) => toDiagnostic(problem, positions));
    this.#host.publish(uri, diagnostics, open?.text.version);
  }
}

function toDiagnostic({ span, message, isExpired }: SettingsProblem, positions: TextDocument): Diagnostic {
  return {
    range: toRange(positions, span),
    severity: isExpired ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
    code: isExpired ? "suppression-expired" : "settings",
    source: "roleward",
    message,
  };
}
