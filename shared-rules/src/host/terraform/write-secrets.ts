// What hands on an access key's secret, changed: outputs, parameters, references to it. In either of Terraform's syntaxes; it judges nothing.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import type { Document } from "../../model/document";
import type { TextEdit } from "../../model/source";
import type { HclWriter } from "../../syntax/hcl";
import { blockAt, type BlockPlace } from "./addresses";
import { placesOf, removePlace, resourcePlace, type JsonDraft } from "./json-draft";
import { blockToRemove } from "./unread-block";
import { terraformState } from "./state";

export type ChangeSecretUse = Edit & { kind: "change-secret-use" };

const unknownPlace: Declined = { declined: "The block that it stands in is not known." };
const notOnly: Declined = { declined: "It hands on more than the secret; take the secret out of it by hand." };

/** In a .tf document. */
export function changeSecretUse(
  { use, to }: ChangeSecretUse,
  document: Document,
  hcl: HclWriter,
): TextEdit[] | Declined {
  if (to === "encrypted-secret") return encrypted(use.span, document);
  const block = placeIn(document, use.span.start);
  if (!block) return unknownPlace;
  if (to === "nothing")
    return block.type === "output" && use.isWhole ? hcl.removeBlock(blockToRemove(block.span)) : notOnly;
  const { start, end } = block.span;
  const type = /\btype\s*=\s*("String(?:List)?")/.exec(document.text.slice(start, end));
  if (!type) return { declined: "Its type is an expression; make it a SecureString where that is written." };
  const at = start + type.index + type[0].length - (type[1]?.length ?? 0);
  return [{ span: { start: at, end: start + type.index + type[0].length }, text: '"SecureString"' }];
}

/** In a .tf.json document, as the first step of a draft. */
export function changeSecretUseIn(
  { use, to }: ChangeSecretUse,
  document: Document,
  draft: JsonDraft,
): Declined | undefined {
  if (to === "encrypted-secret") return draft.change(encrypted(use.span, document));
  const block = placeIn(document, use.span.start);
  const [first = "", second = ""] = block?.labels ?? [];
  if (to === "nothing") {
    const [place] = placesOf(draft.root, ["output", first]);
    return block?.type === "output" && place && use.isWhole ? draft.change(removePlace(place, draft.json)) : notOnly;
  }
  const found = block ? resourcePlace(draft.root, first, second) : unknownPlace;
  return isDeclined(found) ? found : draft.change(draft.json.setEntry(found.body, "type", "SecureString"));
}

function placeIn(document: Document, offset: number): BlockPlace | undefined {
  return blockAt(document.source, terraformState(document)?.hcl.slices ?? [], offset);
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key#attribute-reference */
function encrypted({ start, end }: { start: number; end: number }, { text }: Document): TextEdit[] {
  const at = text.lastIndexOf(".", end) + 1;
  return at > start ? [{ span: { start: at, end: at }, text: "encrypted_" }] : [];
}
