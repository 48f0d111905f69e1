// Reads and judges units of files, one unit in memory at a time. It finds no files and shows no findings.
import { setImmediate } from "node:timers/promises";
import { detectFormat, type Document, type Engine, type Finding } from "../../../shared-rules/src/index";
import { forEachBounded } from "./each";
import { isModuleFile, toUri } from "./paths";
import type { Settings } from "./settings";
import { errorText, readTextFile, tooLarge, type TextFile } from "./text-file";
import type { Unit } from "./units";
import type { Skipped } from "./walk";

/** A file that was read. `document` is freed when the next item is asked for; undefined where the file holds nothing of ours. */
export interface Scanned {
  readonly path: string;
  readonly document: Document | undefined;
  /** The other documents of its Terraform module; they are freed with it. */
  readonly siblings: readonly Document[];
  readonly findings: readonly Finding[];
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
}

const readsAtOnce = 32;

/** How long other work of the process may have to wait for the scan. */
const turnMs = 12;

/** Yields one item for each file of the units, in their order. Never throws: a file that fails is an item that says so. */
export async function* scan(
  engine: Engine,
  units: readonly Unit[],
  settings: Settings,
  options: ScanOptions = {},
): AsyncGenerator<ScanItem, void, undefined> {
  const { signal } = options;
  let grammarProblem: string | undefined;
  if (units.some((unit) => unit.files.some(isModuleFile)))
    await engine.ready().catch((error: unknown) => {
      grammarProblem = `cannot be read: the Terraform grammar could not be loaded: ${errorText(error)}`;
    });
  let turn = performance.now();
  let coming = loaded(units[0], settings, options);
  for (let index = 0; index < units.length && !signal?.aborted; index++) {
    const texts = await coming;
    // The disk works on the next unit while this one is judged.
    coming = loaded(units[index + 1], settings, options);
    const documents = new Map<string, Document>();
    try {
      const problems = readAll(texts, documents);
      const module = [...documents].filter(([path]) => isModuleFile(path)).map(([, document]) => document);
      for (const path of units[index]?.files ?? []) {
        if (performance.now() - turn > turnMs) {
          await setImmediate();
          turn = performance.now();
        }
        if (signal?.aborted) return;
        const problem = problems.get(path);
        yield problem === undefined ? judge(path, documents.get(path), module) : { path, reason: problem };
      }
    } finally {
      for (const document of documents.values()) engine.release(document);
    }
  }

  /** Reads the documents of a unit into `documents`; returns why the others were not read. */
  function readAll(texts: ReadonlyMap<string, TextFile>, documents: Map<string, Document>): Map<string, string> {
    const problems = new Map<string, string>();
    for (const [path, file] of texts) {
      if ("reason" in file) problems.set(path, file.reason);
      else
        try {
          const uri = toUri(path);
          if (detectFormat(uri, file.text) === "none") continue;
          if (grammarProblem !== undefined && isModuleFile(path)) problems.set(path, grammarProblem);
          else documents.set(path, engine.read({ uri, text: file.text }));
        } catch (error) {
          problems.set(path, `could not be analysed: ${errorText(error)}`);
        }
    }
    return problems;
  }

  function judge(path: string, document: Document | undefined, module: readonly Document[]): ScanItem {
    if (!document) return { path, document, siblings: [], findings: [] };
    try {
      const siblings = isModuleFile(path) ? module.filter((other) => other !== document) : [];
      return { path, document, siblings, findings: engine.lint(document, settings.config, siblings) };
    } catch (error) {
      return { path, reason: `could not be analysed: ${errorText(error)}` };
    }
  }
}

/** The texts of a unit's files, by path, in order. */
async function loaded(
  unit: Unit | undefined,
  settings: Settings,
  options: ScanOptions,
): Promise<ReadonlyMap<string, TextFile>> {
  const paths = unit ? [...unit.files, ...unit.siblings] : [];
  // Set beforehand, so that the order is the paths' and not that of the disk.
  const texts = new Map<string, TextFile>(paths.map((path) => [path, { text: "" }]));
  await forEachBounded(paths, readsAtOnce, async (path) => {
    const buffer = options.overlay?.(path);
    if (buffer === undefined) texts.set(path, await readTextFile(path, settings.maxFileSize));
    else if (buffer.length > settings.maxFileSize)
      texts.set(path, { reason: tooLarge(buffer.length, settings.maxFileSize) });
    else texts.set(path, { text: buffer });
  });
  return texts;
}
