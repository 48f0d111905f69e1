// Reads and judges units of files, a folder and what it depends on in memory at a time. It finds no files and shows no findings.
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  detectFormat,
  settingsFileName,
  type Config,
  type Declined,
  type Document,
  type Engine,
  type Fact,
  type FileEdit,
  type Fix,
  type Judged,
} from "../../../shared-rules/src/index";
import { CallIndex, indexFiles, mayName } from "./call-index";
import { forEachBounded } from "./each";
import { commonFolder, isCandidate, isModuleFile, isTerraformFile, toPath, toUri } from "./paths";
import { defaultLimits, Project, type Hold } from "./project";
import type { Settings } from "./settings";
import { freed, notRead, together } from "./together";
import { told, type Told } from "./told";
import { errorText, readTextFile, tooLarge, type TextFile } from "./text-file";
import type { Unit } from "./units";
import type { Skipped } from "./walk";

/** A file that was read. The scan does not keep it. */
export interface Scanned extends Told {
  readonly path: string;
  /** Undefined where the file holds nothing of ours, or is not read again. */
  readonly document: Document | undefined;
  /** What it tells about its workspace. */
  readonly facts: readonly Fact[];
  /** The file has had its item: this is what all files together tell of it. */
  readonly isMore?: boolean;
  /** The text of the file itself or of one that its findings may point to. */
  textOf(uri: string): string | undefined;
  /** Edits of a fix of one of the findings, written with what the file was judged with. Only valid during the call that brings the file. */
  render(fix: Fix): readonly FileEdit[] | Declined;
}

export type ScanItem = Scanned | Skipped;

export function isSkipped(item: ScanItem): item is Skipped {
  return "reason" in item;
}

export interface ScanOptions {
  /** Text that stands in for the file's own, such as an editor's unsaved buffer. */
  readonly overlay?: (path: string) => string | undefined;
  /** Ends the scan after the file at hand. */
  readonly signal?: AbortSignal;
  /** Files that are not judged and may name those that are: scripts. */
  readonly scripts?: readonly string[];
  /** The units are all there is of a workspace: what only they together tell comes last. */
  readonly isWhole?: boolean;
  /** Which Terraform folders call which; undefined: only those of the units are asked. */
  readonly index?: ScanIndex;
  /** The settings of each file, where they are not the same for all. */
  readonly settingsFor?: (file: string) => Settings;
}

/** An index of module calls that outlives the scan. */
export interface ScanIndex {
  readonly calls: CallIndex;
  /** Whether the files of the units are in it; otherwise they are entered before the first is judged. */
  readonly isComplete: boolean;
  /** Told of the folders whose callers changed by that. */
  entered(changed: ReadonlySet<string>): void;
}

const readsAtOnce = 32;

/** Texts that are kept from the search for what files name until they are judged, in UTF-16 code units. */
const keptEarly = 4_000_000;

/** A scan comes by each folder; what others depend on it loads again when it is their turn. */
const limits = { ...defaultLimits, kept: 1_000_000 };

/** How long other work of the process may have to wait for the scan. */
const turnMs = 12;

/** How often a document is judged anew because a file that it names has been loaded. */
const mostRounds = 3;

/** A unit with what it takes to judge it. */
interface Prepared {
  /** The texts of files that are no Terraform, by path. */
  readonly texts: ReadonlyMap<string, TextFile>;
  /** Its Terraform folder and what that depends on. */
  readonly hold: Hold | undefined;
  /** What names its other files. */
  readonly namers: readonly Hold[];
}

/** Yields one item for each file of the units, in their order, and more where `isWhole` says so. Never throws: a file that fails is an item that says so. */
export async function* scan(
  engine: Engine,
  units: readonly Unit[],
  settings: Settings,
  options: ScanOptions = {},
): AsyncGenerator<ScanItem, void, undefined> {
  const { signal, settingsFor = () => settings } = options;
  const read = (file: string): Promise<TextFile> => readText(file, settings, options);
  const index: ScanIndex = options.index ?? { calls: new CallIndex(), isComplete: false, entered: () => {} };
  const early = new Map<string, TextFile>();
  const project = new Project({ engine, index: index.calls, read: readOnce }, limits);
  const facts: Fact[] = [];
  const modules = units.flatMap((unit) => unit.files.filter(isModuleFile));
  let roomForEarly = keptEarly;
  let grammarProblem: string | undefined;
  if (modules.length > 0 || units.some(({ files }) => files.some((file) => file.endsWith(".tfvars"))))
    await engine.ready().catch((error: unknown) => {
      grammarProblem = `cannot be read: the Terraform grammar could not be loaded: ${errorText(error)}`;
    });
  if (!index.isComplete) {
    const naming = [...units.flatMap(({ files }) => files.filter(mayName)), ...(options.scripts ?? [])];
    index.entered(
      await indexFiles(index.calls, naming, readEarly, { atOnce: readsAtOnce, ...(signal ? { signal } : {}) }),
    );
  }
  let turn = performance.now();
  let coming = prepare(units[0]);
  try {
    for (const [at, unit] of units.entries()) {
      if (signal?.aborted) return;
      const prepared = await coming;
      // The disk works on the next unit while this one is judged.
      coming = prepare(units[at + 1]);
      try {
        for (const path of unit.files) {
          if (performance.now() - turn > turnMs) {
            await setImmediate();
            turn = performance.now();
          }
          if (signal?.aborted) return;
          const found = await item(path, prepared);
          if (options.isWhole && !isSkipped(found)) facts.push(...freed(found.facts));
          yield found;
        }
      } finally {
        letGo(unit, prepared);
      }
    }
  } finally {
    const { hold, namers } = await coming;
    hold?.letGo();
    for (const one of namers) one.letGo();
    project.close();
  }
  if (options.isWhole && !signal?.aborted) {
    const { config } = settingsFor(join(commonFolder(units.map(({ folder }) => folder)), settingsFileName));
    yield* together(engine, facts, config, readAgain);
  }

  async function readAgain(file: string): Promise<string | undefined> {
    const found = await read(file);
    return "text" in found ? found.text : undefined;
  }

  async function readEarly(file: string): Promise<TextFile> {
    const found = await read(file);
    if ("text" in found && found.text.length <= roomForEarly && isCandidate(file)) {
      early.set(file, found);
      roomForEarly -= found.text.length;
    }
    return found;
  }

  function readOnce(file: string): Promise<TextFile> {
    const known = early.get(file);
    early.delete(file);
    return known ? Promise.resolve(known) : read(file);
  }

  async function prepare(unit: Unit | undefined): Promise<Prepared> {
    const texts = new Map<string, TextFile>();
    if (!unit || signal?.aborted) return { texts, hold: undefined, namers: [] };
    const others = unit.files.filter((file) => !isTerraformFile(file));
    await forEachBounded(others, readsAtOnce, async (file) => void texts.set(file, await readOnce(file)));
    const isModule = grammarProblem === undefined && unit.files.some(isTerraformFile);
    const hold = isModule ? await project.hold(unit.folder) : undefined;
    const namers: Hold[] = [];
    for (const file of others) if (index.calls.namers(file).length > 0) namers.push(await project.holdNamers(file));
    return { texts, hold, namers };
  }

  function letGo({ folder }: Unit, { hold, namers }: Prepared): void {
    hold?.letGo();
    for (const one of namers) one.letGo();
    // What depends on nothing else is not needed again.
    if (hold?.reach.size === 1) project.free(folder);
  }

  async function item(path: string, { texts }: Prepared): Promise<ScanItem> {
    try {
      const document = isTerraformFile(path) ? fromModule(path) : fromText(path, texts.get(path));
      if (!document) return { path, document, ...told([]), facts: [], textOf: () => undefined, render: () => notRead };
      if ("reason" in document) return { path, reason: document.reason };
      const { config } = settingsFor(path);
      const { judged, siblings } = await judge(document, config, isTerraformFile(path) ? dirname(path) : undefined);
      const textOf = (uri: string): string | undefined => {
        if (uri === document.uri) return document.text;
        const file = toPath(uri);
        return file === undefined ? undefined : project.text(file);
      };
      const render = (fix: Fix): readonly FileEdit[] | Declined =>
        engine.render(document, fix, siblings, project.workspace);
      return { path, document, ...told(judged.findings), facts: judged.facts(), textOf, render };
    } catch (error) {
      return { path, reason: `could not be analysed: ${errorText(error)}` };
    }
  }

  function fromModule(path: string): Document | { readonly reason: string } {
    return grammarProblem === undefined ? project.onDisk(path) : { reason: grammarProblem };
  }

  function fromText(path: string, file: TextFile | undefined): Document | { readonly reason: string } | undefined {
    if (!file || "reason" in file) return file;
    const uri = toUri(path);
    if (detectFormat(uri, file.text) === "none") return undefined;
    const { hint } = settingsFor(path);
    return engine.read({ uri, text: file.text, ...(hint && { hint }) });
  }

  async function judge(
    document: Document,
    config: Config,
    folder: string | undefined,
  ): Promise<{ readonly judged: Judged; readonly siblings: readonly Document[] }> {
    for (let round = 0; ; round++) {
      const siblings = folder === undefined ? [] : project.siblingsOf(folder, document);
      const judged = engine.judge(document, config, siblings, project.workspace);
      if (round === mostRounds || !project.lacks || !(await project.loadMissing())) return { judged, siblings };
    }
  }
}

async function readText(path: string, settings: Settings, options: ScanOptions): Promise<TextFile> {
  const buffer = options.overlay?.(path);
  if (buffer === undefined) return readTextFile(path, settings.maxFileSize);
  if (buffer.length <= settings.maxFileSize) return { text: buffer };
  return { reason: tooLarge(buffer.length, settings.maxFileSize) };
}
