// Edits as the server means them, where the language client would have VS Code do less well: it indents the lines of what
// is to be filled in once more, and shows an edit that is to be looked at with nothing of it ticked. It decides no edit.

import * as vscode from "vscode";
import {
  CodeActionResolveRequest,
  CreateFile,
  SnippetTextEdit,
  TextDocumentEdit,
  type AnnotatedTextEdit,
  type LanguageClient,
  type Middleware,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageclient/node";

type Metadata = vscode.WorkspaceEditEntryMetadata;
type AnyEdit = TextEdit | AnnotatedTextEdit | SnippetTextEdit;

/** Takes the conversion of such edits over from the client that `client` gives; all others are its own. */
export function editMiddleware(client: () => LanguageClient): Middleware {
  return {
    async resolveCodeAction(action, token) {
      const { code2ProtocolConverter, protocol2CodeConverter } = client();
      const asked = await code2ProtocolConverter.asCodeAction(action, token);
      const resolved = await client().sendRequest(CodeActionResolveRequest.type, asked, token);
      const converted = await protocol2CodeConverter.asCodeAction(resolved, token);
      if (resolved.edit && isOurs(resolved.edit)) converted.edit = toEdit(resolved.edit, client());
      return converted;
    },
    workspace: {
      async handleApplyEdit(params, next) {
        if (!isOurs(params.edit) || isOutdated(params.edit, client())) return next(params, noToken);
        return { applied: await vscode.workspace.applyEdit(toEdit(params.edit, client())) };
      },
    },
  };
}

const noToken = new vscode.CancellationTokenSource().token;

function isOurs(edit: WorkspaceEdit): boolean {
  const { documentChanges = [] } = edit;
  return (
    asksFirst(edit) || documentChanges.some((change) => TextDocumentEdit.is(change) && change.edits.some(isSnippet))
  );
}

function asksFirst({ changeAnnotations = {} }: WorkspaceEdit): boolean {
  return Object.values(changeAnnotations).some(({ needsConfirmation = false }) => needsConfirmation);
}

/** Whether a document has been edited since: then the client says so. */
function isOutdated({ documentChanges = [] }: WorkspaceEdit, { protocol2CodeConverter }: LanguageClient): boolean {
  const versions = new Map(vscode.workspace.textDocuments.map(({ uri, version }) => [uri.toString(), version]));
  return documentChanges.some((change) => {
    if (!TextDocumentEdit.is(change) || change.textDocument.version === null) return false;
    const version = versions.get(protocol2CodeConverter.asUri(change.textDocument.uri).toString());
    return version !== undefined && version !== change.textDocument.version;
  });
}

/** What VS Code shows above the changes of an edit that is to be looked at. */
const lookFirst = { label: "Look through the changes below, then apply them", needsConfirmation: true };

function toEdit(edit: WorkspaceEdit, { protocol2CodeConverter }: LanguageClient): vscode.WorkspaceEdit {
  const { documentChanges = [], changeAnnotations = {} } = edit;
  const made = new vscode.WorkspaceEdit();
  const metadata = (id: string | undefined): Metadata | undefined => {
    const annotation = id === undefined ? undefined : changeAnnotations[id];
    if (annotation === undefined) return undefined;
    const { label, description } = annotation;
    return { label, needsConfirmation: false, ...(description === undefined ? {} : { description }) };
  };
  // VS Code takes the tick off whatever needs to be confirmed: what needs it here is an edit of nothing.
  const first = documentChanges.find((change) => TextDocumentEdit.is(change));
  if (first && asksFirst(edit))
    made.insert(protocol2CodeConverter.asUri(first.textDocument.uri), new vscode.Position(0, 0), "", lookFirst);
  for (const change of documentChanges) {
    if (CreateFile.is(change))
      made.createFile(protocol2CodeConverter.asUri(change.uri), change.options, metadata(change.annotationId));
    if (!TextDocumentEdit.is(change)) continue;
    // Beside a snippet, VS Code takes plain text for one, too, and indents it.
    const inSnippet = change.edits.some(isSnippet);
    made.set(
      protocol2CodeConverter.asUri(change.textDocument.uri),
      change.edits.map((one): [vscode.TextEdit | vscode.SnippetTextEdit, Metadata | undefined] => {
        const range = protocol2CodeConverter.asRange(one.range);
        const own = inSnippet ? snippet(range, one) : new vscode.TextEdit(range, isSnippet(one) ? "" : one.newText);
        return [own, metadata("annotationId" in one ? one.annotationId : undefined)];
      }),
    );
  }
  return made;
}

/** The edit as a snippet whose lines stand as they are written. */
function snippet(range: vscode.Range, edit: AnyEdit): vscode.SnippetTextEdit {
  const text = isSnippet(edit)
    ? new vscode.SnippetString(edit.snippet.value)
    : new vscode.SnippetString().appendText(edit.newText);
  // VS Code has known this since 1.83; its types do not tell.
  return Object.assign(new vscode.SnippetTextEdit(range, text), { keepWhitespace: true });
}

function isSnippet(edit: AnyEdit): edit is SnippetTextEdit {
  return SnippetTextEdit.is(edit);
}
