// What all files of a workspace tell together, as of its last whole scan and what was edited since. It reads no file and shows nothing.
import type { Config, Engine, Fact, Finding } from "../../../shared-rules/src/index";
import { Lines, type Region } from "./lines";
import { uriKey } from "./paths";
import { freed } from "./together";
import { told } from "./told";

/** The facts of a file and where they stand: its text is not kept. */
interface Known {
  readonly uri: string;
  readonly facts: readonly Fact[];
  readonly regions: ReadonlyMap<string, Region>;
  /** All of the facts, to compare them by. */
  readonly digest: string;
}

/** Facts of files, for {@link WorkspaceFacts.replace}. */
export class Facts {
  readonly byFile = new Map<string, Known>();

  set(uri: string, given: readonly Fact[], text: string): void {
    if (given.length === 0) return void this.byFile.delete(uriKey(uri));
    const lines = new Lines(text);
    const regions = given.map(({ span }): [string, Region] => [
      `${span.start} ${span.end}`,
      { start: lines.at(span.start), end: lines.at(span.end) },
    ]);
    const facts = freed(given);
    this.byFile.set(uriKey(uri), { uri, facts, regions: new Map(regions), digest: JSON.stringify([facts, regions]) });
  }
}

export class WorkspaceFacts {
  readonly #engine: Engine;
  readonly #config: () => Config;
  #facts = new Facts();
  #findings: ReadonlyMap<string, readonly Finding[]> = new Map();
  #isKnown = false;

  /** @param config what findings about the workspace are judged by */
  constructor(engine: Engine, config: () => Config) {
    this.#engine = engine;
    this.#config = config;
  }

  /** Whether a scan has seen all of the workspace. Before that, nobody can tell what it does not have. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** A scan has seen all files. Returns those that have other findings than before. */
  replace(facts: Facts): string[] {
    this.#facts = facts;
    this.#isKnown = true;
    return this.#judge();
  }

  /** There are files now that no scan has seen. See {@link set}. */
  forget(): string[] {
    this.#facts = new Facts();
    this.#isKnown = false;
    return this.#judge();
  }

  /** A file tells this now. Returns the files that have other findings than before, perhaps itself. */
  set(uri: string, facts: readonly Fact[], text: string): string[] {
    if (!this.#isKnown) return [];
    const before = this.#facts.byFile.get(uriKey(uri))?.digest;
    this.#facts.set(uri, facts, text);
    return before === this.#facts.byFile.get(uriKey(uri))?.digest ? [] : this.#judge();
  }

  /** The file tells nothing any more: it is gone, or left out. See {@link set}. */
  delete(uri: string): string[] {
    return this.set(uri, [], "");
  }

  /** The settings changed. See {@link set}. */
  settingsChanged(): string[] {
    return this.#isKnown ? this.#judge() : [];
  }

  /** Whether the file has told anything. */
  has(uri: string): boolean {
    return this.#facts.byFile.has(uriKey(uri));
  }

  /** What all files together tell of this one. */
  of(uri: string): readonly Finding[] {
    return this.#findings.get(uriKey(uri)) ?? [];
  }

  get all(): readonly Finding[] {
    return [...this.#findings.values()].flat();
  }

  /** Where a fact stands. */
  regionOf(uri: string, { start, end }: Finding["span"]): Region | undefined {
    return this.#facts.byFile.get(uriKey(uri))?.regions.get(`${start} ${end}`);
  }

  #judge(): string[] {
    const before = this.#findings;
    const facts = [...this.#facts.byFile].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, known]) => known.facts);
    const now = new Map<string, Finding[]>();
    for (const finding of told(this.#engine.lintWorkspace(facts, this.#config())).findings) {
      const key = uriKey(finding.uri);
      now.set(key, [...(now.get(key) ?? []), finding]);
    }
    this.#findings = now;
    const keys = new Set([...before.keys(), ...now.keys()]);
    return [...keys].filter((key) => digestOf(before.get(key)) !== digestOf(now.get(key)));
  }
}

/** What of findings a reader sees; the fixes are functions. */
function digestOf(findings: readonly Finding[] = []): string {
  return JSON.stringify(findings.map(({ fixes: _, ...shown }) => shown));
}
