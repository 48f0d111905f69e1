// Whether what is to be added is declared already, by the name that it would get. It writes nothing.
import type { Edit } from "../edit";
import type { Document } from "../model/document";
import { idFor } from "./cloudformation/names";
import { labelFor } from "./terraform/names";

/**
 * Edits that do nothing but add declarations would add the same again, under another name, where those are there.
 * @param documents what the edits stand in, and what is read together with it
 * @returns the address of the first of them; undefined where one of them is missing, or the edits do more
 */
export function alreadyAdded(edits: readonly Edit[], documents: readonly Document[]): string | undefined {
  const added = edits.flatMap((edit) => (edit.kind === "add-declarations" ? edit.declarations : []));
  if (added.length === 0 || edits.some(({ kind }) => kind !== "add-declarations")) return undefined;
  const addresses = added.flatMap((declaration) => {
    const { name, terraform, cloudformation } = declaration;
    const label = labelFor(declaration);
    const [inTerraform, id] = [terraform && `${terraform.type}.${label}`, cloudformation && idFor(declaration)];
    const found = documents.some(({ format, text, declarations }) =>
      format.startsWith("terraform")
        ? terraform === undefined ||
          declarations.some(({ address }) => address === inTerraform) ||
          new RegExp(`\\b(?:resource|data)\\s+"${terraform.type}"\\s+"${label}"`).test(text)
        : cloudformation === undefined ||
          declarations.some(({ address, type }) => address === id && type === cloudformation.type) ||
          new RegExp(`^\\s*"?${id}"?:\\s*(?:\\{\\s*)?\\n\\s*"?Type"?:\\s*["']?${cloudformation.type}\\b`, "m").test(
            text,
          ),
    );
    return found ? [documents[0]?.format.startsWith("terraform") ? (inTerraform ?? name) : (id ?? name)] : [];
  });
  return addresses.length === added.length ? addresses[0] : undefined;
}
