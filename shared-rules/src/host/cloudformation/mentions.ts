// Where a template refers to a resource that goes or becomes another, and which of those places cannot stay. It writes nothing.
import { intrinsicOf, substitutions } from "../../link/intrinsics";
import type { Dict, Entry, Span, Value } from "../../model/value";
import { literal } from "../../model/value";

/** A resource's logical id, an output's name with its section's: "Outputs.Secret". */
export interface Mention {
  readonly section: string;
  readonly entry: Entry;
  readonly name: string;
}

/** What of the template refers to a resource, without itself and these resources. */
export function mentionsOf(root: Dict, id: string, without: ReadonlySet<string>): Mention[] {
  return root.entries.flatMap((part) => {
    const section = literal(part.key) ?? "";
    if (part.value.kind !== "dict") return [];
    return part.value.entries.flatMap((entry): Mention[] => {
      const own = literal(entry.key) ?? "";
      if (section === "Resources" && (own === id || without.has(own))) return [];
      const name = section === "Resources" ? own : `${section}.${own}`;
      return refersTo(entry.value, id) ? [{ section, entry, name }] : [];
    });
  });
}

/** Whether an output gives away these resources and nothing else that is declared. */
export function exposesOnly({ section, entry }: Mention, ids: ReadonlySet<string>): boolean {
  if (section !== "Outputs") return false;
  const named = [...referredTo(entry.value)].filter((name) => !name.startsWith("AWS::"));
  return named.length > 0 && named.every((name) => ids.has(name));
}

/** Properties of resources that are about users, which take no role's name. */
const takesUsers = /^(?:user|users|user_?names?|user_?arns?|iamuser\w*)$/i;

/** Whether something asks for a user where it names this resource: a property for users, or an ARN of a user. */
export function asksForUser(value: Value, id: string): boolean {
  const intrinsic = intrinsicOf(value);
  if (intrinsic) {
    const { name, argument } = intrinsic;
    const text = literal(argument.kind === "list" ? argument.items[0] : argument) ?? "";
    if (name === "Fn::Sub") return new RegExp(`:user/[^"\\s]*\\$\\{${id}\\}`).test(text);
    if (name === "Fn::Join") {
      const parts = JSON.stringify(textsOf(argument));
      return /:user\//.test(parts) && refersTo(argument, id);
    }
    return false;
  }
  if (value.kind === "list") return value.items.some((item) => asksForUser(item, id));
  if (value.kind !== "dict") return false;
  return value.entries.some(
    ({ key, value: inner }) => (takesUsers.test(literal(key) ?? "") && refersTo(inner, id)) || asksForUser(inner, id),
  );
}

/**
 * Whether what refers to a user may refer to the permission set that it becomes: by its name anywhere, by its ARN in an output only, as nobody
 * else could do anything with it.
 */
export function fitsPermissionSet({ section, entry }: Mention, id: string): boolean {
  const named = [...namesOf(entry.value, id)];
  return (
    referencesTo(entry.value, id).length === named.length &&
    named.every(({ attribute }) => attribute === "" || (attribute === "Arn" && section === "Outputs"))
  );
}

/** Whether an ARN in full means a user of this name. */
export function hasUserArn(value: Value, name: string): boolean {
  const arn = new RegExp(`:user/(?:[^"\\s]*/)?${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  return textsOf(value).some((text) => arn.test(text));
}

function textsOf(value: Value): string[] {
  if (value.kind === "list") return value.items.flatMap(textsOf);
  if (value.kind === "dict") return value.entries.flatMap(({ value: inner }) => textsOf(inner));
  const text = literal(value);
  return text === undefined ? [] : [text];
}

/** The intrinsics that refer to a resource, below a value. */
export function referencesTo(value: Value, id: string): Span[] {
  if (intrinsicOf(value)) return refersTo(value, id) ? [value.span] : [];
  if (value.kind === "list") return value.items.flatMap((item) => referencesTo(item, id));
  return value.kind === "dict" ? value.entries.flatMap(({ value: inner }) => referencesTo(inner, id)) : [];
}

/** The outermost intrinsics that name nothing but a resource or an attribute of it, and refer to it. */
export function* namesOf(value: Value, id: string): Generator<{ readonly value: Value; readonly attribute: string }> {
  const intrinsic = intrinsicOf(value);
  if (intrinsic) {
    const { name, argument } = intrinsic;
    const [first, ...rest] = argument.kind === "list" ? argument.items : [argument];
    const [named, ...path] = [literal(first) ?? "", ...rest.map((one) => literal(one) ?? "")].join(".").split(".");
    if ((name === "Ref" || name === "Fn::GetAtt") && named === id) yield { value, attribute: path.join(".") };
    return;
  }
  if (value.kind === "list") for (const item of value.items) yield* namesOf(item, id);
  if (value.kind === "dict") for (const { value: inner } of value.entries) yield* namesOf(inner, id);
}

/** Whether a value refers to a resource by Ref, Fn::GetAtt, Fn::Sub or DependsOn. */
export function refersTo(value: Value, id: string): boolean {
  return referredTo(value).has(id);
}

function referredTo(value: Value, found = new Set<string>()): Set<string> {
  const intrinsic = intrinsicOf(value);
  if (intrinsic) {
    const { name, argument } = intrinsic;
    const [first] = argument.kind === "list" ? argument.items : [argument];
    const text = literal(first) ?? "";
    if (name === "Ref") found.add(text);
    if (name === "Fn::GetAtt") found.add(text.split(".")[0] ?? "");
    if (name === "Fn::Sub") for (const hole of substitutions(text)) found.add(hole.name.split(".")[0] ?? "");
  }
  if (value.kind === "list") for (const item of value.items) referredTo(item, found);
  if (value.kind !== "dict") return found;
  for (const { key, value: inner } of value.entries)
    if (literal(key) !== "DependsOn") referredTo(inner, found);
    else for (const item of inner.kind === "list" ? inner.items : [inner]) found.add(literal(item) ?? "");
  return found;
}
