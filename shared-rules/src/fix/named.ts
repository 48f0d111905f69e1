// What fixes can name of the module that a policy stands in: its resources, its account. It makes no edits.
import { placeholder, type Data } from "../model/data";
import type { NamedResource } from "../model/document";
import type { Context } from "../rule";
import { folderOf } from "../link/workspace";

/** The resources that policies of the judged document can name: a template's own, all of a Terraform folder's; a policy file names none. */
export function namedResources({ module }: Context): readonly NamedResource[] {
  const [own, ...others] = module.documents;
  if (!own) return [];
  const isFolder = own.format === "terraform" || own.format === "terraform-json";
  const same = isFolder ? others.filter(({ uri }) => folderOf(uri) === folderOf(own.uri)) : [];
  return [own, ...same].flatMap((document) => document.namedResources?.() ?? []);
}

/**
 * The id of the account that the policy is for, with text around it: as the template or configuration says it, else of the settings where
 * they have a single one, else for a person to fill in.
 */
export function ownAccount(context: Context, before = "", after = ""): Data {
  const told = namedResources(context).find(({ type }) => type === "account");
  if (told) return { reference: told.address, attribute: told.attribute, before, after };
  const [configured, other] = context.config.ownAccountIds;
  return `${before}${configured !== undefined && other === undefined ? configured : placeholder("ACCOUNT-ID")}${after}`;
}
