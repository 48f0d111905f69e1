// The light bulb in a real server: what it takes to list the fixes at a finding, and to make the edit of one. It judges no figure.
import { Server, type Answered, type ServerOptions } from "./server";
import { place, type Typing } from "./typing";

export interface Acting {
  /** Of each `textDocument/codeAction`. */
  readonly listed: readonly Answered<unknown>[];
  /** Of each `codeAction/resolve`. */
  readonly resolved: readonly Answered<unknown>[];
}

/** Findings asked before the measured ones, and those. */
const warmUp = 5;
const measured = 25;

/** Opens the file in a server of its own and asks for the fixes of findings all over it, and for the edits of each. */
export async function actOn(
  typing: Typing,
  folder: string,
  options: Omit<ServerOptions, "folder"> = {},
): Promise<Acting> {
  const server = await Server.start({ ...options, folder });
  try {
    const file = place(typing, folder);
    const document = await server.open(file.path, file.languageId, file.text);
    const found = server.diagnosticsOf(document);
    const count = Math.min(found.length, warmUp + measured);
    const listed: Answered<unknown>[] = [];
    const resolved: Answered<unknown>[] = [];
    for (let index = 0; index < count; index++) {
      const diagnostic = found[Math.floor((index * found.length) / count)];
      if (!diagnostic) continue;
      const isMeasured = index >= warmUp;
      const actions = await server.actions(document, diagnostic);
      if (isMeasured) listed.push(actions);
      for (const action of actions.result.filter(({ data }) => data !== undefined)) {
        const answer = await server.resolve(action);
        if (isMeasured) resolved.push(answer);
      }
    }
    if (resolved.length === 0) throw new Error(`Nothing in ${file.name} has a fix.`);
    return { listed, resolved };
  } finally {
    await server.stop();
  }
}
