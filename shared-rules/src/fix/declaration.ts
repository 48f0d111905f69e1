// Fixes of declarations and of the document around them, in AWS's terms.
import type { Declaration } from "../model/policy";
import type { Context, Fix } from "../rule";
import { declaredBoundary } from "../link/boundary";
import { boundaryName, denyUserCreation, snippetById, type Snippet } from "../snippets/index";
import { declareSnippet } from "./insert";

/** Attaches the module's boundary, or a starter boundary that is written with it. */
export function addBoundary(declaration: Declaration, context: Context): Fix {
  const declared = declaredBoundary(context.module);
  const starter = snippetById("boundary-starter");
  const reference = (name: string) => ({ reference: name, attribute: "arn" as const });
  return {
    id: "add-boundary",
    title: declared
      ? `Attach the permissions boundary ${declared.address}`
      : "Attach a permissions boundary, and write a starter one",
    safety: "review",
    outcome: "removes",
    edits: () =>
      declared || !starter
        ? [{ kind: "set-field", declaration, field: "boundary", value: reference(declared?.address ?? boundaryName) }]
        : [
            { kind: "set-field", declaration, field: "boundary", value: reference(starter.name) },
            { kind: "add-declarations", after: declaration, declarations: [declareSnippet(starter)] },
          ],
  };
}

/** Writes an organisation policy into the document, or beside a bare policy file. */
export function insertScp(snippet: Snippet = denyUserCreation): Fix {
  return {
    id: "insert-scp",
    title: `Insert an SCP: ${snippet.title.charAt(0).toLowerCase()}${snippet.title.slice(1)}`,
    safety: "review",
    outcome: "guards",
    edits: () => [{ kind: "add-declarations", after: undefined, declarations: [declareSnippet(snippet)] }],
  };
}
