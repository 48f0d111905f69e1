// CloudFormation and SAM templates, JSON and YAML: reads their declarations and policies. Syntax and policy grammar are elsewhere.
import { leaves, resolve } from "../link/intrinsics";
import type { Document } from "../model/document";
import type { Declaration, Policy, UnreadPolicy } from "../model/policy";
import type { Source } from "../model/source";
import { wholeDocument } from "../model/source";
import { parseJson } from "../syntax/json";
import { parseYaml } from "../syntax/yaml";
import { readDeclarations } from "./cloudformation/declarations";
import { readPolicies } from "./cloudformation/policies";
import type { CloudFormationState, Template } from "./cloudformation/template";
import { isCloudFormationState, propertyOf, readTemplate } from "./cloudformation/template";
import { detectFormat } from "./detect";

/**
 * Reads a template. Resources that cannot be read are left out; the rest is read.
 * @param previous the document as it was last read: what did not change is not parsed again.
 */
export function readCloudFormation(
  { uri, text, languageId }: { readonly uri: string; readonly text: string; readonly languageId?: string },
  previous?: Document,
): Document {
  const detected = detectFormat(uri, text, languageId);
  const isJson = detected === "cloudformation-json" || (detected !== "cloudformation-yaml" && /^\s*\{/.test(text));
  const format = isJson ? "cloudformation-json" : "cloudformation-yaml";
  const source = wholeDocument(isJson ? "json" : "yaml", text);
  const parsed = parse(source, isCloudFormationState(previous?.state) ? previous.state.yaml : undefined);
  const template = readTemplate(parsed.root, source);
  const boundaries = findBoundaries(template);
  const declarations: Declaration[] = [];
  const policies: Policy[] = [];
  const unread: UnreadPolicy[] = [];
  for (const resource of template.resources) {
    declarations.push(...readDeclarations(resource, template));
    const found = readPolicies(resource, template, boundaries);
    policies.push(...found.policies);
    unread.push(...found.unread);
  }
  policies.sort((a, b) => a.span.start - b.span.start);
  const state: CloudFormationState = { host: "cloudformation", root: parsed.root, yaml: parsed.yaml };
  return {
    uri,
    text,
    format,
    source,
    declarations,
    policies,
    unread,
    broken: parsed.broken,
    comments: parsed.comments,
    state,
  };
}

function parse(source: Source, previous: ReturnType<typeof parseYaml>["state"] | undefined) {
  if (source.syntax === "json") return { ...parseJson(source), yaml: undefined };
  const { state, ...parsed } = parseYaml(source, previous);
  return { ...parsed, yaml: state };
}

/** Managed policies that serve as a boundary in this template. */
function findBoundaries({ resources, environment }: Template): ReadonlySet<string> {
  const found = new Set<string>();
  for (const resource of resources) {
    const boundary = propertyOf(resource, "PermissionsBoundary");
    for (const leaf of boundary ? leaves(boundary) : []) {
      const value = resolve(leaf, environment);
      if (value.kind === "reference") found.add(value.target);
    }
  }
  return found;
}
