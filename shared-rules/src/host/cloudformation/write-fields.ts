// Fields of a declaration, set where a template writes them: properties, tags, nested objects. It knows no IAM.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import type { Data, DataObject } from "../../model/data";
import { isListData } from "../../model/data";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import type { Dict, Value } from "../../model/value";
import { contains, entryOf, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { serverlessRole, setRoleFields } from "../serverless/role";
import { isObjectData } from "./data";
import { pathsFor } from "./fields";

export type SetField = Edit & { kind: "set-field" };

/** A value and the names that lead to it. */
interface Given {
  readonly path: readonly string[];
  readonly value: Data;
  /** The value is tags to add to those that are there. */
  readonly isTags: boolean;
}

/** Sets all fields of one declaration that stands in the writer's own text. */
export function setFields(declaration: Declaration, edits: readonly SetField[], writer: Writer): TextEdit[] | Declined {
  const { type, node, kind } = declaration;
  if (node.kind !== "dict") return { declined: "It is not written as an object." };
  if (type.startsWith("Serverless::"))
    return type === serverlessRole
      ? setRoleFields(declaration, edits, writer)
      : { declined: "This role has no place for it; give it to the provider's role." };
  const isProfile = kind === "login-profile";
  if (isProfile && !contains(declaration.span, node.span)) return expression("LoginProfile");
  const given: Given[] = [];
  for (const { field, value } of edits) {
    const paths = pathsFor(declaration, field);
    if (isDeclined(paths)) return paths;
    const whole = isProfile ? paths : paths.map((path) => ["Properties", ...path]);
    const path = whole.find((one) => isWritten(node, one)) ?? whole[0] ?? [];
    const isTags = field === "tags";
    given.push({ path, value: isTags ? tagsOf(type, value) : value, isTags });
  }
  return setIn(node, given, writer);
}

function setIn(holder: Dict, given: readonly Given[], writer: Writer): TextEdit[] | Declined {
  if (intrinsicOf(holder)) return expression("value");
  return collect(byName(given), ([name, own]) => {
    const value = valueOf(holder, name);
    const [first] = own;
    if (first?.path.length === 1)
      return first.isTags && value && !isEmpty(value)
        ? addTags(value, first.value, writer)
        : writer.setEntry(holder, name, first.value);
    const inner = own.map((one) => ({ ...one, path: one.path.slice(1) }));
    if (!value || isEmpty(value)) return writer.setEntry(holder, name, objectOf(inner), entryOf(holder, "Type"));
    return value.kind === "dict" && !intrinsicOf(value) ? setIn(value, inner, writer) : expression(name);
  });
}

function byName(given: readonly Given[]): ReadonlyMap<string, readonly Given[]> {
  const names = new Map<string, Given[]>();
  for (const one of given) {
    const [name = ""] = one.path;
    names.set(name, [...(names.get(name) ?? []), one]);
  }
  return names;
}

function objectOf(given: readonly Given[]): DataObject {
  return Object.fromEntries(
    [...byName(given)].map(([name, own]): [string, Data] => {
      const [first] = own;
      if (first?.path.length === 1) return [name, first.value];
      return [name, objectOf(own.map((one) => ({ ...one, path: one.path.slice(1) })))];
    }),
  );
}

function addTags(tags: Value, added: Data, writer: Writer): TextEdit[] | Declined {
  if (tags.kind === "list" && isListData(added)) return writer.insertItems(tags, tags.items.at(-1), added);
  if (tags.kind !== "dict" || intrinsicOf(tags) || isListData(added) || !isObjectData(added))
    return { declined: "The tags are an expression; add them where it is written." };
  return collect(Object.entries(added), ([name, value]) => writer.setEntry(tags, name, value));
}

/** Tags as the type has them: a list of pairs, SAM's a mapping. */
function tagsOf(type: string, tags: Data): Data {
  if (type.startsWith("AWS::Serverless::") || !isObjectData(tags)) return tags;
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function isWritten(holder: Dict, [name = "", ...rest]: readonly string[]): boolean {
  const value = valueOf(holder, name);
  if (rest.length === 0) return value !== undefined;
  return value?.kind === "dict" && isWritten(value, rest);
}

/** Nothing, or an object or list without members. */
function isEmpty(value: Value): boolean {
  if (value.kind === "scalar") return value.value === null;
  if (value.kind === "list") return value.items.length === 0;
  return value.kind === "dict" && value.entries.length === 0;
}

function expression(name: string): Declined {
  return {
    declined:
      name === "Properties"
        ? "The resource's properties are an expression."
        : `The ${name} is an expression; change it where it is written.`,
  };
}
