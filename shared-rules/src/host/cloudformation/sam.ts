// What SAM adds to a template: roles that it makes for functions and state machines, and Globals. Its policy templates are sam-policies'.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
import type { Dict, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import { intrinsicOf, isNoValue } from "../../link/intrinsics";
import type { Resource, Template } from "./template";
import { propertyOf } from "./template";

const types = new Set(["AWS::Serverless::Function", "AWS::Serverless::StateMachine"]);

/** Whether SAM makes a role for it: it names none of its own. */
export function hasImplicitRole(resource: Resource): boolean {
  if (!types.has(resource.type)) return false;
  const role = propertyOf(resource, "Role");
  return role === undefined || isNoValue(role);
}

/** The logical id of that role. */
export function implicitRoleOf(resource: Resource): string {
  return `${resource.id}Role`;
}

/**
 * A function's property, with what Globals say of it: maps are merged, any other value of the function's own stands alone.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function functionProperty(resource: Resource, template: Template, name: string): Value | undefined {
  const own = propertyOf(resource, name);
  const { functionGlobals } = template;
  const general =
    functionGlobals && resource.type === "AWS::Serverless::Function" ? valueOf(functionGlobals, name) : undefined;
  if (!own || !general) return own ?? general;
  return isMap(own) && isMap(general) ? merged(general, own) : own;
}

function isMap(value: Value): value is Dict {
  return value.kind === "dict" && !intrinsicOf(value);
}

function merged(general: Dict, own: Dict): Dict {
  const names = new Set(own.entries.map((entry) => literal(entry.key)));
  const kept = general.entries.filter((entry) => !names.has(literal(entry.key)));
  return { kind: "dict", entries: [...kept, ...own.entries], open: general.open || own.open, span: own.span };
}
