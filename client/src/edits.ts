// Edits with places to fill in, as the server writes them: the language client would have VS Code indent their lines once
// more. It decides no edit.

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

/** Takes the conversion of edits with snippets over from the client that `client` gives; all others are its own. */
export function snippetMiddleware(client: () => LanguageClient): Middleware {
  return {
    async resolveCodeAction(action, token) {
      const { code2ProtocolConverter, protocol2CodeConverter } = client();
      const asked = await code2ProtocolConverter.asCodeAction(action, token);
      const resolved = await client().sendRequest(CodeActionResolveRequest.type, asked, token);
      const converted = await protocol2CodeConverter.asCodeAction(resolved, token);
      if (resolved.edit && hasSnippets(resolved.edit)) converted.edit = toEdit(resolved.edit, client());
      return converted;
    },
    workspace: {
      async handleApplyEdit(params, next) {
        if (!hasSnippets(params.edit) || isOutdated(params.edit, client())) return next(params, noToken);
        return { applied: await vscode.workspace.applyEdit(toEdit(params.edit, client())) };
      },
    },
  };
}

const noToken = new vscode.CancellationTokenSource().token;

function hasSnippets({ documentChanges = [] }: WorkspaceEdit): boolean {
  return documentChanges.some((change) => TextDocumentEdit.is(change) && change.edits.some(isSnippet));
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

function toEdit(
  { documentChanges = [], changeAnnotations = {} }: WorkspaceEdit,
  { protocol2CodeConverter }: LanguageClient,
): vscode.WorkspaceEdit {
  const made = new vscode.WorkspaceEdit();
  const metadata = (id: string | undefined): Metadata | undefined => {
    const annotation = id === undefined ? undefined : changeAnnotations[id];
    if (annotation === undefined) return undefined;
    const { label, needsConfirmation = false, description } = annotation;
    return { label, needsConfirmation, ...(description === undefined ? {} : { description }) };
  };
  for (const change of documentChanges) {
    if (CreateFile.is(change))
      made.createFile(protocol2CodeConverter.asUri(change.uri), change.options, metadata(change.annotationId));
    if (!TextDocumentEdit.is(change)) continue;
    // Beside a snippet, VS Code takes plain text for one, too, and indents it.
    const inSnippet = change.edits.some(isSnippet);
    made.set(
      protocol2CodeConverter.asUri(change.textDocument.uri),
      change.edits.map((edit): [vscode.TextEdit | vscode.SnippetTextEdit, Metadata | undefined] => {
        const range = protocol2CodeConverter.asRange(edit.range);
        const own = inSnippet ? snippet(range, edit) : new vscode.TextEdit(range, isSnippet(edit) ? "" : edit.newText);
        return [own, metadata("annotationId" in edit ? edit.annotationId : undefined)];
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
