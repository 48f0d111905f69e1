// Files that give variables their values: terraform.tfvars and *.auto.tfvars, also in JSON. They hold no policies of their own.
// https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
import { evaluate, newBudget, writtenIn, type Environment } from "../../link/evaluate";
import type { Document } from "../../model/document";
import { wholeDocument } from "../../model/source";
import type { Dict, Value } from "../../model/value";
import { literal } from "../../model/value";
import { parseHcl, type BlockNode, type HclParser } from "../../syntax/hcl";
import { parseJson } from "../../syntax/json";

interface VariablesState {
  /** The file as the body of a block, which is how the grammar reads attributes. */
  readonly assignments: BlockNode | undefined;
  readonly wrapped: string;
}

interface JsonVariablesState {
  readonly variables: Dict | undefined;
}

const opening = "v {\n";

/** Reads a variable file in either syntax. Never throws. */
export function readTerraformVariables({ uri, text }: { uri: string; text: string }, parser: HclParser): Document {
  if (/\.json$/i.test(uri)) return readJsonVariables(uri, text);
  const wrapped = `${opening}${text.replace(/^\uFEFF/, " ")}\n}`;
  const state: VariablesState = { assignments: parser.block(wrapped), wrapped };
  return {
    uri,
    text,
    format: "terraform-vars",
    source: wholeDocument("hcl", text),
    declarations: [],
    policies: [],
    unread: [],
    broken: state.assignments?.open ?? true,
    comments: parseHcl(text, () => false, parser).comments(),
    state,
  };
}

/** A .tfvars.json file's strings are what they say: Terraform looks for no expressions in them. */
function readJsonVariables(uri: string, text: string): Document {
  const source = wholeDocument("json", text);
  const { root, broken } = parseJson(source);
  const state: JsonVariablesState = { variables: root?.kind === "dict" ? root : undefined };
  return {
    ...{ uri, text, format: "terraform-vars", source, broken, state },
    ...{ declarations: [], policies: [], unread: [], comments: [] },
  };
}

/** The values that the variable files among the documents give, later files over earlier ones, and the text they hang on. */
export function variablesIn(documents: readonly Document[], environment: Environment): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { format, state, uri } of inOrder(documents)) {
    if (format !== "terraform-vars") continue;
    if (isJsonVariables(state))
      for (const { key, value } of state.variables?.entries ?? [])
        values.set(literal(key) ?? "", writtenIn(value, uri));
    if (!isVariables(state)) continue;
    const scope = { text: state.wrapped, place: { start: -opening.length }, uri, environment, budget: newBudget() };
    for (const { name, value } of state.assignments?.attributes ?? [])
      values.set(name, writtenIn(evaluate(value, scope), uri));
  }
  return values;
}

/** terraform.tfvars, terraform.tfvars.json, then the others by name, as Terraform reads them. */
function inOrder(documents: readonly Document[]): readonly Document[] {
  const rank = ({ uri }: Document): string => /\/terraform\.tfvars((?:\.json)?)$/.exec(uri)?.[1] ?? `/${uri}`;
  return documents.filter(({ format }) => format === "terraform-vars").sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function isVariables(state: unknown): state is VariablesState {
  return typeof state === "object" && state !== null && "assignments" in state && "wrapped" in state;
}

function isJsonVariables(state: unknown): state is JsonVariablesState {
  return typeof state === "object" && state !== null && "variables" in state;
}
