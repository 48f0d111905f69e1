// What the client on the other side can do, read once from its `initialize`.
import type { InitializeParams } from "vscode-languageserver/node";
import { isRecord } from "../workspace/settings";
import type { EditAbilities } from "./workspace-edit";

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
  /** They may come without what is run after their edit, too. */
  readonly resolvesCommands: boolean;
  /** The server may change files by itself. */
  readonly takesEdits: boolean;
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
  const resolves = (property: string): boolean =>
    codeAction?.dataSupport === true && codeAction.resolveSupport?.properties.includes(property) === true;
  return {
    pullsConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    createsProgress: window?.workDoneProgress === true,
    showsRelated: textDocument?.publishDiagnostics?.relatedInformation === true,
    showsDisabled: codeAction?.disabledSupport === true,
    resolvesEdits: resolves("edit"),
    resolvesCommands: resolves("command"),
    takesEdits: workspace?.applyEdit === true,
    showsDocuments: window?.showDocument?.support === true,
    edits: {
      documentChanges,
      createFile: documentChanges && edits.resourceOperations?.includes("create") === true,
      annotations: documentChanges && edits.changeAnnotationSupport !== undefined,
      snippets: documentChanges && edits.snippetEditSupport === true,
    },
    options,
    debounceMs: typeof debounceMs === "number" && debounceMs >= 0 ? debounceMs : 50,
  };
}
