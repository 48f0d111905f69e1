// The Terraform plan host: `terraform show -json` of a plan or a state. Its values are resolved, so it evaluates nothing; it is a record,
// into which nothing is written.
// https://developer.hashicorp.com/terraform/internals/json-format
import type { Document } from "../model/document";
import { wholeDocument, type Source } from "../model/source";
import type { Dict } from "../model/value";
import { parseJson } from "../syntax/json";
import { readResources } from "./terraform";
import type { Resource } from "./terraform/resource";
import { Links } from "./terraform-plan/links";
import { plannedIn } from "./terraform-plan/modules";
import { References } from "./terraform-plan/references";
import { resourceOf, type Plan } from "./terraform-plan/resource";

/** Reads a plan or a state. `previous`, the last version of the same document, only saves work. Never throws. */
export function readTerraformPlan(
  { uri, text }: { readonly uri: string; readonly text: string },
  previous?: Document,
): Document {
  if (previous?.text === text && previous.uri === uri && previous.format === "terraform-plan") return previous;
  const source = wholeDocument("json", text);
  const { root, broken, comments } = parseJson(source);
  return {
    uri,
    text,
    format: "terraform-plan",
    source,
    ...readResources(root?.kind === "dict" ? resourcesIn(root, source, broken) : []),
    broken,
    comments,
    state: undefined,
  };
}

function resourcesIn(root: Dict, source: Source, broken: boolean): Resource[] {
  const planned = plannedIn(root);
  const references = new References(root, planned);
  const plan: Plan = { source, broken, references, links: new Links(planned, references) };
  return planned.map((instance) => resourceOf(instance, plan));
}
