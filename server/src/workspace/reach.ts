// Which folders may decide what a Terraform folder says: those it calls, its callers, and what those call. It reads none.

export interface Reach {
  /** Makes the folder's texts available; resolves with the folders it calls. */
  readonly calls: (folder: string) => Promise<readonly string[]>;
  readonly callers: (folder: string) => readonly string[];
  /** Whether there is room for more. */
  readonly hasRoom: () => boolean;
}

/** Deeper nesting is not followed: https://developer.hashicorp.com/terraform/language/modules/develop/composition advises one level. */
const deepest = 5;
const mostFolders = 60;
const foldersAtOnce = 8;

/** The folder itself, what it calls, its callers, and what those call; each once, nearest first, within bounds. Cycles end. */
export async function reachOf(folder: string, { calls, callers, hasRoom }: Reach): Promise<Set<string>> {
  const reached = new Set<string>();
  const take = (candidates: readonly string[]): string[] => {
    const taken: string[] = [];
    for (const candidate of candidates) {
      if (reached.has(candidate) || reached.size >= mostFolders || (reached.size > 0 && !hasRoom())) continue;
      reached.add(candidate);
      taken.push(candidate);
    }
    return taken;
  };
  /** Takes and loads the folders and what they call. */
  const down = async (from: readonly string[]): Promise<void> => {
    let level = from;
    for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
      const called: (readonly string[])[] = [];
      for (let at = 0; at < level.length; at += foldersAtOnce)
        called.push(...(await Promise.all(take(level.slice(at, at + foldersAtOnce)).map(calls))));
      level = called.flat();
    }
  };
  await down([folder]);
  const above: string[] = [];
  let level = [folder];
  for (let height = 0; height < deepest && level.length > 0 && above.length < mostFolders; height++) {
    level = [...new Set(level.flatMap(callers))].filter((caller) => caller !== folder && !above.includes(caller));
    above.push(...level);
  }
  await down(above);
  return reached;
}
