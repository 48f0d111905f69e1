// Whether a folder is a configuration that is applied as it is, or a module whose callers are not here. It evaluates nothing.
import type { Document } from "../../model/document";
import { blocksOf } from "./calls";

/**
 * How sure the defaults of a folder's variables are, where nothing in the workspace calls it.
 * "values": it is a root module. It configures a provider, a backend or HCP Terraform, which modules for others to call must not do, or it has
 * a file of values of its own; it is applied with its defaults unless someone says otherwise.
 * "likely": it is a module for others to call, or cannot be told from one: it has inputs, and who gives them is not here. What a default
 * grants is likely granted, so it is judged. But a default is no proof that something is absent: a null boundary and an empty map of tags
 * are what callers are meant to fill in.
 * https://developer.hashicorp.com/terraform/language/modules/develop/providers
 */
export function defaultsOf(folder: string, documents: readonly Document[]): "values" | "likely" {
  if (blocksOf(documents, "variable").length === 0) return "values";
  if (documents.some(({ format }) => format === "terraform-vars")) return "values";
  const isApplied = blocksOf(documents, "terraform").some(({ node }) =>
    node.blocks.some(({ type }) => type === "backend" || type === "cloud"),
  );
  if (isApplied) return "values";
  // Modules of old do configure providers; then their folder tells.
  if (/(?:^|\/)modules\//.test(folder)) return "likely";
  const configures = blocksOf(documents, "provider").some(
    ({ node }) => node.attributes.some(({ name }) => name !== "alias" && name !== "version") || node.blocks.length > 0,
  );
  return configures ? "values" : "likely";
}
