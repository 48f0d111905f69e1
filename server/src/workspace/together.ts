// What only all files of a workspace together tell, after a scan of them. It judges nothing by itself and shows nothing.
import type { Config, Declined, Engine, Fact, Finding } from "../../../shared-rules/src/index";
import { toPath } from "./paths";
import type { Scanned } from "./scan";
import { told } from "./told";

/** Files that a finding may point to beside its own; a reader looks up no more. */
const mostTexts = 20;

/** Why nothing is rendered for a file whose document is not at hand. */
export const notRead: Declined = { declined: "The file is not read at this point; fix it in an editor." };

/**
 * A fact without the text that it was found in: a short text that was cut from a long one keeps all of that in memory.
 * Facts are few: users, and what watches them.
 */
export function freed(facts: readonly Fact[]): readonly Fact[] {
  return facts.length === 0 ? facts : structuredClone(facts);
}

/** Yields an item for each file that has such findings. Files are read again for it, as they were let go. */
export async function* together(
  engine: Engine,
  facts: readonly Fact[],
  config: Config,
  read: (file: string) => Promise<string | undefined>,
): AsyncGenerator<Scanned, void, undefined> {
  const byFile = new Map<string, Finding[]>();
  for (const finding of engine.lintWorkspace(facts, config)) {
    const file = toPath(finding.uri);
    if (file === undefined) continue;
    const known = byFile.get(file);
    if (known) known.push(finding);
    else byFile.set(file, [finding]);
  }
  for (const [path, findings] of [...byFile].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const uris = new Set(findings.flatMap(({ uri, related }) => [uri, ...related.map((place) => place.uri)]));
    const texts = new Map<string, string | undefined>();
    for (const uri of [...uris].slice(0, mostTexts)) {
      const file = toPath(uri);
      texts.set(uri, file === undefined ? undefined : await read(file));
    }
    const textOf = (uri: string): string | undefined => texts.get(uri);
    yield { path, document: undefined, ...told(findings), facts: [], isMore: true, textOf, render: () => notRead };
  }
}
