// When the connection to a crashed server is opened again, and when a person is asked instead. It shows nothing itself.

import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient/node";

const tolerated = 3;
const withinMs = 3 * 60 * 1000;

/**
 * Restarts a server that has crashed, silently, up to three times in three minutes; after that calls `giveUp` once and
 * leaves it stopped. `now` gives milliseconds.
 */
export function restartPolicy(giveUp: () => void, now: () => number = Date.now): ErrorHandler {
  let crashes: number[] = [];
  return {
    // A message that could not be read or written is no reason to stop; a row of them is a broken pipe.
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= tolerated ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => {
      crashes = [...crashes.filter((time) => now() - time < withinMs), now()];
      if (crashes.length <= tolerated) return { action: CloseAction.Restart, handled: true };
      crashes = [];
      giveUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}
