// All that a template's resources declare and grant, also those of templates embedded in it. It knows no file.
import { alternatives, intrinsicOf, resolve, shortText } from "../../link/intrinsics";
import type { Declaration, Policy, UnreadPolicy } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Text, Value } from "../../model/value";
import { literal } from "../../model/value";
import { jsonStringSource, yamlScalarSource } from "../../syntax/embedded";
import { parseJson } from "../../syntax/json";
import { parseYaml } from "../../syntax/yaml";
import { readDeclarations } from "./declarations";
import { readPolicies } from "./policies";
import { readOnly } from "./read-only";
import type { Resource, Template } from "./template";
import { propertyOf, readTemplate } from "./template";

export interface Contents {
  readonly declarations: readonly Declaration[];
  readonly policies: readonly Policy[];
  readonly unread: readonly UnreadPolicy[];
}

/**
 * Policies come in the order they stand.
 * @param others boundaries of roles that are no resources of the template.
 */
export function readResources(template: Template, others: readonly Value[] = []): Contents {
  const boundaries = findBoundaries(template, others);
  const declarations: Declaration[] = [];
  const policies: Policy[] = [];
  const unread: UnreadPolicy[] = [];
  const add = (found: Partial<Contents>): void => {
    declarations.push(...(found.declarations ?? []));
    policies.push(...(found.policies ?? []));
    unread.push(...(found.unread ?? []));
  };
  for (const resource of template.resources) {
    add({ declarations: readDeclarations(resource, template) });
    add(readPolicies(resource, template, boundaries));
    if (resource.type === "AWS::CloudFormation::StackSet") add(readTemplateBody(resource, template));
  }
  policies.sort((a, b) => a.span.start - b.span.start);
  return { declarations, policies, unread };
}

/** Managed policies that serve as a boundary in this template. */
function findBoundaries({ resources }: Template, others: readonly Value[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const value of others) if (value.kind === "reference") found.add(value.target);
  for (const resource of resources) {
    const boundary = propertyOf(resource, "PermissionsBoundary");
    for (const one of boundary ? alternatives(boundary, resource.environment) : []) {
      const value = resolve(one.value, one.environment);
      if (value.kind === "reference") found.add(value.target);
    }
  }
  return found;
}

/** A stack set's template as text: its resources stand under the stack set's logical id. */
function readTemplateBody(resource: Resource, template: Template): Partial<Contents> {
  const body = propertyOf(resource, "TemplateBody");
  if (!body) return {};
  const source = body.kind === "text" ? embed(body, template.source) : undefined;
  const root = source && (source.syntax === "json" ? parseJson(source) : parseYaml(source)).root;
  if (!source || root?.kind !== "dict" || intrinsicOf(root)) {
    const expression = shortText(body.span, resource.environment);
    return { unread: [{ kind: "unknown", address: resource.id, span: body.span, expression }] };
  }
  const { uri, text } = template.environment;
  return readResources(readTemplate(root, { uri, text, source, prefix: `${resource.id}.` }));
}

function embed(text: Text, outer: Source): Source | undefined {
  const source = outer.syntax === "yaml" ? yamlScalarSource(outer, text) : jsonStringSource(outer, text);
  const syntax = literal(text)?.trimStart().startsWith("{") ? "json" : "yaml";
  return source && readOnly({ ...source, syntax }, "It stands in a template within this one; change it by hand.");
}
