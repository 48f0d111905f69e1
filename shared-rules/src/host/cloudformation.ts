// CloudFormation and SAM templates, JSON and YAML: reads their declarations and policies. Syntax and policy grammar are elsewhere.
import type { Given } from "../link/intrinsics";
import type { Document } from "../model/document";
import type { Source } from "../model/source";
import { wholeDocument } from "../model/source";
import { contains, type Value } from "../model/value";
import { parseJson } from "../syntax/json";
import { parseYaml } from "../syntax/yaml";
import { readResources } from "./cloudformation/contents";
import { namedResourcesIn } from "./cloudformation/named-resources";
import { readSuppressions } from "./cloudformation/suppressions";
import { secretUsesIn } from "./cloudformation/secret-uses";
import type { CloudFormationState } from "./cloudformation/template";
import { isCloudFormationState, readTemplate } from "./cloudformation/template";
import { detectFormat } from "./detect";
import { withVariables } from "./serverless/variables";

export type { NestedStack } from "./cloudformation/nested";
export { nestedStacks } from "./cloudformation/nested";

const serverlessVariable = /\$\{(?:self|opt|sls|param|env|file)[:(]/;

/**
 * Reads a template. Resources that cannot be read are left out; the rest is read.
 * @param previous the document as it was last read: what did not change is not parsed again.
 * @param given values that a parent stack passes for its parameters (see nestedStacks); without them defaults stand.
 */
export function readCloudFormation(
  { uri, text, languageId }: { readonly uri: string; readonly text: string; readonly languageId?: string },
  previous?: Document,
  given?: Given,
): Document {
  const detected = detectFormat(uri, text, languageId);
  const isJson = detected === "cloudformation-json" || (detected !== "cloudformation-yaml" && /^\s*\{/.test(text));
  const format = isJson ? "cloudformation-json" : "cloudformation-yaml";
  const source = wholeDocument(isJson ? "json" : "yaml", text);
  const parsed = parse(source, isCloudFormationState(previous?.state) ? previous.state.yaml : undefined);
  const { root } = parsed;
  const state = stateOf({ uri, text }, source, root, parsed.yaml, given);
  const { broken, comments } = parsed;
  const suppressions = readSuppressions(state.read, state.template, { start: 0, end: text.length });
  return {
    uri,
    text,
    format,
    source,
    ...readResources(state.read),
    ...(suppressions.length > 0 && { suppressions }),
    broken,
    comments,
    secretUses: () => secretUsesIn(text, root, state.read, comments),
    addressAt: (offset) =>
      state.read.resources.find(({ entry }) => contains(entry.span, { start: offset, end: offset }))?.id,
    namedResources: () => namedResourcesIn(state.read),
    state,
  };
}

/** A template that was read, as a parent stack's values make it. Nothing is parsed again. */
export function withGiven(document: Document, given: Given): Document {
  const { state: before, source } = document;
  if (!isCloudFormationState(before)) return document;
  const state = stateOf(document, source, before.root, before.yaml, given);
  return { ...document, ...readResources(state.read), state };
}

function stateOf(
  { uri, text }: { readonly uri: string; readonly text: string },
  source: Source,
  root: Value | undefined,
  yaml: CloudFormationState["yaml"],
  given: Given | undefined,
): CloudFormationState {
  // A part of a Serverless Framework file, in a file of its own.
  const read = root && serverlessVariable.test(text) ? withVariables(root) : root;
  const template = readTemplate(read, { uri, text, source, ...(given && { given }) });
  return { host: "cloudformation", root, template: root?.kind === "dict" ? root : undefined, read: template, yaml };
}

function parse(source: Source, previous: ReturnType<typeof parseYaml>["state"] | undefined) {
  if (source.syntax === "json") return { ...parseJson(source), yaml: undefined };
  const { state, ...parsed } = parseYaml(source, previous);
  return { ...parsed, yaml: state };
}
