// The settings of each file: defaults, then a preset, then what the editor says, then the nearest settings file with its overrides, then
// what the command line says. It reads no file.
import path from "node:path";
import type { Given, PolicyHint } from "../../../shared-rules/src/index";
import { excludedBy, type Excluded } from "./ignored";
import { relativePath } from "./paths";
import { settingsOf, type Settings } from "./settings";
import type { LoadedSettings } from "./settings-files";

export interface LayersHost {
  /** What is weaker than a settings file: the editor's settings. */
  readonly weaker?: Given;
  /** The folder that the weaker settings' globs are relative to. */
  readonly folder?: string | undefined;
  /** What is stronger: options of the command line. */
  readonly stronger?: Given;
  /** The settings file that holds in a folder. */
  nearest(folder: string): LoadedSettings | undefined;
}

/** A settings file's globs, ready to be asked. */
interface Matchers {
  readonly excluded: Excluded;
  readonly kinds: readonly KindGlob[];
  readonly ignores: readonly Excluded[];
  readonly overrides: readonly Excluded[];
  /** Settings by which of the globs match. */
  readonly settings: Map<string, Settings>;
}

interface KindGlob {
  readonly matches: Excluded;
  readonly hint: PolicyHint;
}

export class Layers {
  readonly #host: LayersHost;
  /** The settings where there is no settings file. */
  readonly weakest: Settings;
  readonly #kinds: readonly KindGlob[];
  readonly #matchers = new WeakMap<LoadedSettings, Matchers>();

  constructor(host: LayersHost) {
    this.#host = host;
    this.weakest = settingsOf(layersOf(host));
    this.#kinds = kindGlobs(host.weaker ?? {});
  }

  /** The settings of a file or folder. The same object as long as nothing that it hangs on has changed. */
  of(file: string): Settings {
    const loaded = this.#host.nearest(path.dirname(file));
    const editorsHint = this.#editorsHint(file);
    if (!loaded) return editorsHint ? { ...this.weakest, hint: editorsHint } : this.weakest;
    const matchers = this.#matchersOf(loaded);
    const relative = relativePath(loaded.folder, file);
    const hint = matchers.kinds.findLast(({ matches }) => matches(relative))?.hint ?? editorsHint;
    const leftOut = matchers.excluded(relative);
    const ignores = matchers.ignores.map((matches) => matches(relative));
    const overrides = matchers.overrides.map((matches) => matches(relative));
    const key = JSON.stringify([hint, leftOut, ignores, overrides]);
    let settings = matchers.settings.get(key);
    if (!settings) {
      const { given, overrides: all, ignore } = loaded.file;
      // Excludes of the editor are relative to another folder, so they do not replace each other; the walk asks both.
      const { exclude: _, ...own } = given;
      const base = settingsOf(layersOf(this.#host, own, ...all.filter((_, index) => overrides[index])));
      settings = {
        ...base,
        config: { ...base.config, ignores: ignore.filter((_, index) => ignores[index]) },
        ...(hint && { hint }),
        ...(leftOut && { leftOutBy: loaded.path }),
      };
      matchers.settings.set(key, settings);
    }
    return settings;
  }

  #editorsHint(file: string): PolicyHint | undefined {
    const { folder } = this.#host;
    if (folder === undefined || this.#kinds.length === 0) return undefined;
    const relative = relativePath(folder, file);
    return this.#kinds.findLast(({ matches }) => matches(relative))?.hint;
  }

  #matchersOf(loaded: LoadedSettings): Matchers {
    let matchers = this.#matchers.get(loaded);
    if (!matchers) {
      const { given, ignore, overrides } = loaded.file;
      matchers = {
        excluded: covered(given.exclude ?? []),
        kinds: kindGlobs(given),
        ignores: ignore.map(({ file }) => covered([file])),
        overrides: overrides.map(({ files }) => covered(files)),
        settings: new Map(),
      };
      this.#matchers.set(loaded, matchers);
    }
    return matchers;
  }
}

function layersOf({ weaker, stronger }: LayersHost, ...between: readonly Given[]): Given[] {
  return [weaker ?? {}, ...between, stronger ?? {}];
}

function kindGlobs({ policyKinds = {} }: Given): KindGlob[] {
  return Object.entries(policyKinds).map(([glob, kind]) => ({ matches: covered([glob]), hint: { kind } }));
}

/** Whether globs name a file or a folder that it lies in. */
function covered(globs: readonly string[]): Excluded {
  if (globs.length === 0) return () => false;
  const matches = excludedBy(globs);
  return (relative) => {
    for (let at = relative; at !== "." && at !== ""; at = path.posix.dirname(at)) if (matches(at)) return true;
    return false;
  };
}
