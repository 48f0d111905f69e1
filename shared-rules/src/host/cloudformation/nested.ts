// The stacks that a template nests: where their templates are and what parameters they are given. It opens no file.
import type { Given } from "../../link/intrinsics";
import { intrinsicOf, resolve } from "../../link/intrinsics";
import type { Document } from "../../model/document";
import type { Span, Value } from "../../model/value";
import { literal } from "../../model/value";
import { isCloudFormationState, propertyOf } from "./template";

export interface NestedStack {
  /** The logical id of the stack's resource. */
  readonly address: string;
  /** As written: a path relative to the template, or a URL. */
  readonly location: string;
  readonly span: Span;
  /** Of the logical id. */
  readonly nameSpan: Span;
  /** Values for the parameters of the nested template, each with the place it is written at. */
  readonly given: Given;
}

/** Properties that name a template, by type. `aws cloudformation package` replaces local paths at deployment. */
const locations: Readonly<Partial<Record<string, string>>> = {
  "AWS::CloudFormation::Stack": "TemplateURL",
  "AWS::Serverless::Application": "Location",
};

/**
 * The stacks that a document nests by a literal location. Read the file there with readCloudFormation and `given`, and its policies are those that
 * this stack makes. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 */
export function nestedStacks({ uri, state }: Document): NestedStack[] {
  if (!isCloudFormationState(state)) return [];
  const stacks: NestedStack[] = [];
  for (const resource of state.read.resources) {
    const property = locations[resource.type];
    const written = property === undefined ? undefined : propertyOf(resource, property);
    const location = written && resolve(written, resource.environment);
    const path = literal(location);
    if (location === undefined || path === undefined || path === "") continue;
    const given = new Map<string, Value>();
    const parameters = propertyOf(resource, "Parameters");
    if (parameters?.kind === "dict" && !intrinsicOf(parameters)) {
      const read = resolve(parameters, resource.environment);
      for (const { key, value } of read.kind === "dict" ? read.entries : []) {
        const name = literal(key);
        if (name !== undefined) given.set(name, passedOn(value, uri));
      }
    }
    stacks.push({ address: resource.id, location: path, span: location.span, nameSpan: resource.key.span, given });
  }
  return stacks;
}

/** A value as another template sees it: this template's resources are not known there. */
function passedOn(value: Value, uri: string): Value {
  const written = value.written ?? { uri, span: value.span };
  switch (value.kind) {
    case "text": {
      const parts = value.parts.map((part) => (typeof part === "string" ? part : passedOnPart(part, uri)));
      return { ...value, parts, written };
    }
    case "list":
      return { ...value, items: value.items.map((item) => passedOn(item, uri)), written };
    case "scalar":
      return { ...value, written };
    case "reference":
    case "unknown":
      return passedOnPart(value, uri);
    case "dict":
      return { kind: "unknown", source: "", span: value.span, written };
  }
}

function passedOnPart(part: Value & { kind: "reference" | "unknown" }, uri: string): Value & { kind: "unknown" } {
  const written = part.written ?? { uri, span: part.span };
  const because = `the parent stack gives it ${part.source}`;
  return { kind: "unknown", source: part.source, span: part.span, because, written };
}
