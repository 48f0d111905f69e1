// Edits beside the policies of a JSON file: what is not a policy's own goes into a new file. It changes no statement.
import type { Declined, Edit, FileEdit, PolicyData } from "../../edit";
import type { Data } from "../../model/data";
import { isListData } from "../../model/data";
import type { Document } from "../../model/document";

/** Writes a declaration-level edit of a policy file: what is not the policy itself goes into a new file beside it. */
export function writePolicyFileEdit(document: Document, edit: Edit): FileEdit[] | Declined {
  switch (edit.kind) {
    case "new-file":
      return [newPolicyFile(document, edit.name, edit.policy)];
    case "add-declarations": {
      const files: FileEdit[] = [];
      for (const declaration of edit.declarations) {
        if (!declaration.cloudformation) continue;
        const policies = Object.values(declaration.cloudformation.properties).filter(isPolicyData);
        const [policy] = policies;
        if (policies.length !== 1 || !policy)
          return { declined: "A policy file holds one policy; what is to be declared here is more than that." };
        files.push(newPolicyFile(document, declaration.name, policy));
      }
      return files;
    }
    default:
      return { declined: "A policy file declares nothing that could be changed." };
  }
}

/** A new policy file in the document's folder. The core sees no folders, so the name is made one that is hardly taken. */
export function newPolicyFile(document: Document, name: string, policy: PolicyData): FileEdit {
  const folder = document.uri.slice(0, document.uri.lastIndexOf("/") + 1);
  const stem = name
    .replace(/\.json$/i, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const own = document.uri.slice(folder.length).toLowerCase();
  const file = `${stem || "policy"}.json`;
  const free = file === own ? `${stem || "policy"}-new.json` : file;
  const eol = document.text.includes("\r\n") ? "\r\n" : "\n";
  const text = JSON.stringify(policy, undefined, indentOf(document.text));
  return { uri: folder + free, create: text.replaceAll("\n", eol) + eol };
}

/** The file's own unit of indentation. */
function indentOf(text: string): string {
  const found = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return found.startsWith("\t") ? "\t" : found.slice(0, 8);
}

function isPolicyData(data: Data): data is Data & PolicyData {
  return typeof data === "object" && data !== null && !isListData(data) && "Statement" in data && "Version" in data;
}
