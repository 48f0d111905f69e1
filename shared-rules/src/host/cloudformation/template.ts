// A template as its resources: what the readers of policies and declarations share. It knows no resource type.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
import type { Environment, Given } from "../../link/intrinsics";
import { assume, decided, emptyEnvironment, readParameters, resolve, unroll, withLoops } from "../../link/intrinsics";
import type { Source } from "../../model/source";
import type { Dict, Entry, Text, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import type { YamlState } from "../../syntax/yaml";

export interface Resource {
  /** Its logical id, with the prefix of an embedded template. */
  readonly id: string;
  readonly key: Text;
  readonly type: string;
  readonly entry: Entry;
  readonly node: Dict;
  /** As written; absent while the resource has none. */
  readonly properties: Value | undefined;
  /** What its expressions are read against: its own condition holds, loop variables have values. */
  readonly environment: Environment;
  /** The CDK construct that it is made by. */
  readonly constructPath: string | undefined;
}

/** What the host keeps with a document: the tree for its writer, the YAML parser's own state. */
export interface CloudFormationState {
  readonly host: "cloudformation";
  readonly root: Value | undefined;
  /** The dict that has `Resources`: the root itself, or a part of a Serverless Framework file. */
  readonly template: Dict | undefined;
  readonly read: Template;
  readonly yaml: YamlState | undefined;
}

/** Whether a document's state is this host's. */
export function isCloudFormationState(state: unknown): state is CloudFormationState {
  return typeof state === "object" && state !== null && "host" in state && state.host === "cloudformation";
}

export interface Template {
  readonly uri: string;
  readonly source: Source;
  readonly environment: Environment;
  readonly resources: readonly Resource[];
  /** What SAM's Globals give to every function. */
  readonly functionGlobals: Dict | undefined;
}

export interface TemplateText {
  readonly uri: string;
  /** The document's text, in which spans count. */
  readonly text: string;
  readonly source: Source;
  readonly given?: Given;
  /** Stands before logical ids. */
  readonly prefix?: string;
}

/** The template that a tree holds; without resources where it is none. */
export function readTemplate(
  root: Value | undefined,
  { uri, text, source, given, prefix = "" }: TemplateText,
): Template {
  const section = (name: string): Value | undefined => (root?.kind === "dict" ? valueOf(root, name) : undefined);
  const mappings = section("Mappings");
  const conditions = new Map<string, Value>();
  const conditionSection = section("Conditions");
  if (conditionSection?.kind === "dict")
    for (const { key, value } of conditionSection.entries) conditions.set(literal(key) ?? "", value);
  const environment: Environment = {
    ...emptyEnvironment(uri, text),
    parameters: readParameters(section("Parameters"), uri, given),
    mappings: mappings?.kind === "dict" ? mappings : undefined,
    conditions,
    prefix,
  };
  const declared = section("Resources");
  const resources = declared?.kind === "dict" ? readResources(declared, environment) : [];
  const globals = section("Globals");
  const functionGlobals = globals?.kind === "dict" ? valueOf(globals, "Function") : undefined;
  return {
    uri,
    source,
    environment,
    resources,
    functionGlobals: functionGlobals?.kind === "dict" ? functionGlobals : undefined,
  };
}

function readResources(section: Dict, environment: Environment): Resource[] {
  const resources: Resource[] = [];
  for (const { entry, environment: own } of unroll(section, environment, resolve).entries) {
    const { key, value } = entry;
    const id = literal(withLoops(key, own)) ?? literal(key);
    if (id === undefined || value.kind !== "dict") continue;
    const condition = literal(valueOf(value, "Condition"));
    resources.push({
      id: environment.prefix + id,
      key,
      type: literal(valueOf(value, "Type")) ?? "",
      entry,
      node: value,
      properties: valueOf(value, "Properties"),
      environment:
        condition !== undefined && decided(condition, own) === undefined ? assume(condition, true, own) : own,
      constructPath: constructPathOf(value),
    });
  }
  return resources;
}

/** https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html#identifiers-paths */
function constructPathOf(resource: Dict): string | undefined {
  const metadata = valueOf(resource, "Metadata");
  return metadata?.kind === "dict" ? literal(valueOf(metadata, "aws:cdk:path")) : undefined;
}

/** A resource's property as written, or undefined. */
export function propertyOf(resource: Resource, name: string): Value | undefined {
  return resource.properties?.kind === "dict" ? valueOf(resource.properties, name) : undefined;
}
