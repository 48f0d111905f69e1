// The commands of the palette and what each one calls. No behaviour of its own beyond saying that a command failed.

import * as vscode from "vscode";
import type { Connection } from "./connection";
import { explainRule } from "./explain";
import { fixWorkspace } from "./fix";
import { insertSnippet } from "./insert";
import { scanWorkspace } from "./scan";

/** Registers every command that package.json contributes. */
export function registerCommands(connection: Connection, log: vscode.LogOutputChannel): vscode.Disposable {
  const commands: Record<string, (argument: unknown) => unknown> = {
    "roleward.scanWorkspace": () => scanWorkspace(connection, log),
    "roleward.fixWorkspace": () => fixWorkspace(connection),
    "roleward.insertScp": (id) => insertSnippet(connection, "scp", text(id)),
    "roleward.insertBoundary": (id) => insertSnippet(connection, "boundary", text(id)),
    "roleward.explainRule": (rule) => explainRule(connection, text(rule)),
    "roleward.restartServer": () => connection.restart(),
    "roleward.showOutput": () => log.show(),
  };
  const registered = Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(name, async (argument: unknown) => {
      try {
        return await command(argument);
      } catch (error) {
        log.error(`${name} failed.`, error);
        void vscode.window.showErrorMessage(`Roleward: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

// Menus and keybindings pass what they like: a URI, a selection, nothing.
function text(argument: unknown): string | undefined {
  return typeof argument === "string" ? argument : undefined;
}
