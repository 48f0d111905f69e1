// What the client on the other side can do, read once from its `initialize`.
import type { InitializeParams } from "vscode-languageserver/node";
import { isRecord } from "../workspace/settings";
import type { EditAbilities } from "./convert";

export interface Client {
  readonly pullsConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly changesFolders: boolean;
  readonly createsProgress: boolean;
  readonly showsRelated: boolean;
  readonly showsDisabled: boolean;
  /** Code actions may come without their edit, which is asked for later. */
  readonly resolvesEdits: boolean;
  readonly showsDocuments: boolean;
  readonly edits: EditAbilities;
  /** The section `roleward` as `initializationOptions`, for clients that have no configuration. */
  readonly options: unknown;
  /** Shortest wait between a keystroke and its analysis, in milliseconds. */
  readonly debounceMs: number;
}

export function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  const { workspace, window, textDocument } = capabilities;
  const codeAction = textDocument?.codeAction;
  const options: unknown = initializationOptions;
  const debounceMs = isRecord(options) ? options["debounceMs"] : undefined;
  const edits = workspace?.workspaceEdit;
  const documentChanges = edits?.documentChanges === true;
  return {
    pullsConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    createsProgress: window?.workDoneProgress === true,
    showsRelated: textDocument?.publishDiagnostics?.relatedInformation === true,
    showsDisabled: codeAction?.disabledSupport === true,
    resolvesEdits: codeAction?.dataSupport === true && codeAction.resolveSupport?.properties.includes("edit") === true,
    showsDocuments: window?.showDocument?.support === true,
    edits: {
      documentChanges,
      createFile: documentChanges && edits.resourceOperations?.includes("create") === true,
    },
    options,
    debounceMs: typeof debounceMs === "number" && debounceMs >= 0 ? debounceMs : 50,
  };
}
