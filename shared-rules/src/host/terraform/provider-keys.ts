// Access keys that stand in a provider block, taken out: the provider then has the credentials of where Terraform runs. It judges no key.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
import type { Declined } from "../../edit";
import type { Document } from "../../model/document";
import type { TextEdit } from "../../model/source";
import type { Dict } from "../../model/value";
import { contains, entryOf } from "../../model/value";
import { dictsIn, placesOf, type JsonDraft } from "./json-draft";
import { terraformState } from "./state";

const keys = ["access_key", "secret_key", "token"];

const none: Declined = { declined: "No provider's key stands here; take it out by hand." };

/** Takes the lines of a .tf document's provider out that give it a key. */
export function removeProviderKeys(document: Document, offset: number): TextEdit[] | Declined {
  const at = { start: offset, end: offset };
  const placed = terraformState(document)?.hcl.blocks.find(
    ({ start, text, node }) => node.type === "provider" && contains({ start, end: start + text.length }, at),
  );
  const given = placed?.node.attributes.filter(({ name }) => keys.includes(name)) ?? [];
  if (!placed || given.length === 0) return none;
  const { text } = document;
  const lines = given.map((attribute) => {
    const from = text.lastIndexOf("\n", placed.start + attribute.start - 1) + 1;
    const end = text.indexOf("\n", placed.start + attribute.end);
    return { start: from, end: end < 0 ? text.length : end + 1 };
  });
  const isAlone = lines.every(
    (line) =>
      /^[ \t]*\w+[ \t]*=[^{}\n]*\r?\n?$/.test(text.slice(line.start, line.end)) &&
      !document.comments.some(({ span }) => contains(line, span)),
  );
  return isAlone
    ? lines.map((span) => ({ span, text: "" }))
    : { declined: "The key does not stand in lines of its own; take it out by hand." };
}

/** The same in Terraform's JSON syntax. */
export function removeProviderKeysIn(draft: JsonDraft, offset: number): Declined | undefined {
  const at = { start: offset, end: offset };
  const providers = (): Dict[] =>
    placesOf(draft.root, ["provider", "aws"]).flatMap((place) => {
      const step = place.at(-1);
      return step && "entry" in step ? dictsIn(step.entry.value) : [];
    });
  const start = providers().find(({ span }) => contains(span, at))?.span.start;
  if (start === undefined) return none;
  for (const name of keys) {
    const dict = providers().find(({ span }) => span.start === start);
    const entry = dict && entryOf(dict, name);
    const failed = dict && entry ? draft.change(draft.json.removeEntry(dict, entry)) : undefined;
    if (failed) return failed;
  }
  return undefined;
}
