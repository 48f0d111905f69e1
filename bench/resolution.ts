// `npm run bench -- --resolution`: how much of a folder's policies is known, why the rest is not, and whether any was dropped in silence.
// It reads as `roleward scan` does, and finds nothing wrong.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Document, Engine } from "../shared-rules/src/index";
import { createDiskEngine } from "../server/src/workspace/assets";
import { isTerraformFile, toPath } from "../server/src/workspace/paths";
import { isSkipped, scan } from "../server/src/workspace/scan";
import { defaultSettings } from "../server/src/workspace/settings";
import { errorText } from "../server/src/workspace/text-file";
import { unitsOf } from "../server/src/workspace/units";
import { judge, shares, type Judged, type JudgedPolicy, type Share } from "./resolution/judged";
import { originsOf, placesIn, type File, type Module, type Place, type Reading } from "./resolution/places";
import { table } from "./table";
import type { Span } from "../shared-rules/src/model/value";

/** Of a hundred statements, so many must be fully or partly judged. */
const leastJudged = 90;

type Counts = Readonly<Record<Share, number>>;

export interface Resolution {
  readonly files: number;
  readonly policies: Readonly<Record<string, Counts>>;
  readonly statements: Readonly<Record<string, Counts>>;
  /** How many policies or statements each cause keeps from being fully known. */
  readonly causes: {
    readonly policies: Readonly<Record<string, number>>;
    readonly statements: Readonly<Record<string, number>>;
  };
  /** Per cent of the statements that are fully or partly judged. */
  readonly judged: number;
  readonly accounts: Readonly<Record<string, number>>;
  readonly unaccounted: readonly Place[];
  readonly errors: readonly string[];
}

interface FileRead {
  readonly file: File;
  readonly judged: readonly JudgedPolicy[];
}

/** Reads the folder as a scan does. */
export async function measureResolution(folder: string): Promise<Resolution> {
  const errors: string[] = [];
  const written = new Map<string, Span[]>();
  const reads = await readAll(folder, written, errors);
  const modules = modulesOf(reads.map(({ file }) => file));
  const places = reads.flatMap(({ file }) =>
    placesIn(file, written.get(file.path) ?? [], modules(path.dirname(file.path)) ?? emptyModule),
  );
  const formatsOf = (each: (read: FileRead) => readonly Judged[]): Record<string, Counts> => {
    const counts: Record<string, Record<Share, number>> = {};
    for (const read of reads)
      for (const { share } of each(read))
        for (const format of [read.file.reading?.format ?? "none", "all"])
          (counts[format] ??= { fully: 0, partly: 0, "not at all": 0 })[share]++;
    return counts;
  };
  const policies = reads.flatMap(({ judged }) => judged);
  const all = policies.flatMap(({ statements }) => statements);
  const known = all.filter(({ share }) => share !== "not at all").length;
  return {
    files: reads.length,
    policies: formatsOf(({ judged }) => judged),
    statements: formatsOf(({ judged }) => judged.flatMap(({ statements }) => statements)),
    causes: {
      policies: counted(policies.filter(({ share }) => share === "not at all").flatMap(({ causes }) => causes)),
      statements: counted(all.flatMap(({ causes }) => causes)),
    },
    judged: all.length === 0 ? 0 : (100 * known) / all.length,
    accounts: counted(places.flatMap(({ account }) => account ?? [])),
    unaccounted: places.filter(({ account }) => account === undefined),
    errors,
  };
}

async function readAll(folder: string, written: Map<string, Span[]>, errors: string[]): Promise<FileRead[]> {
  const engine = createDiskEngine((message, error) => errors.push(`${message} ${errorText(error)}`));
  let linked: readonly Document[] = [];
  const watched: Engine = {
    ...engine,
    judge(document, _, siblings, workspace) {
      linked = engine.linked(document, siblings, workspace);
      return { findings: [], facts: () => [] };
    },
    get catalogDate() {
      return engine.catalogDate;
    },
  };
  const { units } = await unitsOf([folder], defaultSettings.exclude);
  const reads = new Map<string, FileRead>();
  for await (const item of scan(watched, units, defaultSettings)) {
    if (isSkipped(item)) {
      reads.set(item.path, { file: unreadFile(item.path, "in a file that the scan names as skipped"), judged: [] });
      continue;
    }
    const { path: file, document } = item;
    if (!document) continue;
    for (const one of linked)
      for (const policy of one.policies)
        if (policy.node.kind !== "block")
          for (const { uri, span } of originsOf(policy.node)) {
            const at = uri === "" ? file : toPath(uri);
            if (at !== undefined) written.set(at, [...(written.get(at) ?? []), span]);
          }
    reads.set(file, {
      file: { path: file, text: document.text, reading: readingOf(document, linked) },
      judged: judge(linked),
    });
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const file = path.join(folder, name);
    if (!reads.has(file) && /\.\w+$/.test(name)) reads.set(file, { file: unreadFile(file, undefined), judged: [] });
  }
  return [...reads.values()];
}

const emptyModule: Module = { text: "", unread: [], addresses: [], reads: () => false, called: () => undefined };

function modulesOf(files: readonly File[]): (folder: string) => Module | undefined {
  const withPolicies = new Set(files.flatMap((file) => (file.reading?.policies.length ? [file.path] : [])));
  const folders = new Map<string, File[]>();
  for (const file of files)
    if (isTerraformFile(file.path))
      folders.set(path.dirname(file.path), [...(folders.get(path.dirname(file.path)) ?? []), file]);
  const moduleOf = (folder: string): Module | undefined => {
    const own = folders.get(folder);
    return (
      own && {
        text: own.map(({ text }) => text).join("\n"),
        unread: own.flatMap(({ reading }) => reading?.unread.map(({ expression }) => expression) ?? []),
        addresses: own.flatMap(({ reading }) => reading?.addresses ?? []),
        reads: (file) => withPolicies.has(path.resolve(folder, file)),
        called: (source) => (source.startsWith(".") ? moduleOf(path.resolve(folder, source)) : undefined),
      }
    );
  };
  return moduleOf;
}

function readingOf(document: Document, linked: readonly Document[]): Reading {
  return {
    format: document.format,
    policies: linked.flatMap(({ policies }) => policies.map(({ span }) => span)),
    made: linked.flatMap(({ policies, declarations }) => [...policies, ...declarations].map(({ span }) => span)),
    unread: linked.flatMap(({ unread }) => unread),
    addresses: linked.flatMap(({ policies }) => policies.map(({ address }) => address)),
    comments: document.comments.map(({ span }) => span),
    broken: document.broken,
  };
}

function unreadFile(file: string, why: string | undefined): File {
  return { path: file, text: textOf(file), reading: undefined, ...(why !== undefined && { why }) };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function counted(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

/** Whether the folder is read as well as it should be. */
export function isEnough({ judged, unaccounted, errors }: Resolution): boolean {
  return judged >= leastJudged && unaccounted.length === 0 && errors.length === 0;
}

/** The figures as text for a terminal. */
export function resolutionText(resolution: Resolution, folder: string): string {
  const { files, policies, statements, causes, judged, accounts, unaccounted, errors } = resolution;
  const of = (title: string, counts: Readonly<Record<string, Counts>>): string => {
    const rows = Object.entries(counts).sort(([a], [b]) => Number(a === "all") - Number(b === "all"));
    return table(
      [title, "all", ...shares],
      rows.map(([format, count]) => {
        const all = shares.reduce((sum, share) => sum + count[share], 0);
        return [format, String(all), ...shares.map((share) => `${count[share]} (${percent(count[share], all)})`)];
      }),
    );
  };
  const list = (title: string, counts: Readonly<Record<string, number>>): string =>
    table(
      [title, ""],
      Object.entries(counts).map(([what, count]) => [what, String(count)]),
    );
  return [
    `${files} files`,
    of("policies", policies),
    list("policies not analysable, because of", causes.policies),
    of("statements", statements),
    list("statements not fully known, because of", causes.statements),
    list("places that a text search finds", accounts),
    ...unaccounted.map(
      ({ file, line, found }) => `${path.relative(folder, file)}:${line}: ${found} is not accounted for`,
    ),
    ...errors,
    `${judged.toFixed(1)} % of the statements are fully or partly judged (at least ${leastJudged} %); ${unaccounted.length} places are not accounted for (none)`,
    "",
  ].join("\n");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

/** Measures, prints and writes; resolves with whether it is enough. */
export async function runResolution(folder: string, json: string | undefined): Promise<boolean> {
  const resolution = await measureResolution(folder);
  process.stdout.write(resolutionText(resolution, folder));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(resolution, undefined, 2)}\n`);
  return isEnough(resolution);
}
