// A template as its resources: what the readers of policies and declarations share. It knows no resource type.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
import type { Environment } from "../../link/intrinsics";
import type { Source } from "../../model/source";
import type { Dict, Entry, Text, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import type { YamlState } from "../../syntax/yaml";

export interface Resource {
  /** Its logical id. */
  readonly id: string;
  readonly key: Text;
  readonly type: string;
  readonly entry: Entry;
  readonly node: Dict;
  /** As written; absent while the resource has none. */
  readonly properties: Value | undefined;
}

/** What the host keeps with a document: the tree for its writer, the YAML parser's own state. */
export interface CloudFormationState {
  readonly host: "cloudformation";
  readonly root: Value | undefined;
  readonly yaml: YamlState | undefined;
}

/** Whether a document's state is this host's. */
export function isCloudFormationState(state: unknown): state is CloudFormationState {
  return typeof state === "object" && state !== null && "host" in state && state.host === "cloudformation";
}

export interface Template {
  readonly source: Source;
  readonly environment: Environment;
  readonly resources: readonly Resource[];
}

/** The template that a document's tree holds; without resources where it is none. */
export function readTemplate(root: Value | undefined, source: Source): Template {
  const parameters = new Set<string>();
  const resources: Resource[] = [];
  if (root?.kind === "dict") {
    const declared = valueOf(root, "Parameters");
    if (declared?.kind === "dict")
      for (const entry of declared.entries) {
        const name = literal(entry.key);
        if (name !== undefined) parameters.add(name);
      }
    const section = valueOf(root, "Resources");
    if (section?.kind === "dict") addResources(section, resources);
  }
  return { source, environment: { text: source.text, parameters }, resources };
}

function addResources(section: Dict, resources: Resource[]): void {
  for (const entry of section.entries) {
    const id = literal(entry.key);
    const { key, value } = entry;
    if (id === undefined) continue;
    if (id.startsWith("Fn::ForEach")) {
      // Its third item is what is repeated, under ids that hold the loop's variable.
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
      const repeated = value.kind === "list" ? value.items[2] : undefined;
      if (repeated?.kind === "dict") addResources(repeated, resources);
      continue;
    }
    if (value.kind !== "dict") continue;
    const type = literal(valueOf(value, "Type")) ?? "";
    resources.push({ id, key, type, entry, node: value, properties: valueOf(value, "Properties") });
  }
}

/** A resource's property as written, or undefined. */
export function propertyOf(resource: Resource, name: string): Value | undefined {
  return resource.properties?.kind === "dict" ? valueOf(resource.properties, name) : undefined;
}
