// Values converted to the type that a variable declares: `list(string)`, `object({ a = optional(string, "x") })`. It evaluates defaults only.
// https://developer.hashicorp.com/terraform/language/expressions/type-constraints
import type { Entry, Value } from "../../model/value";
import { entryOf, literal, textOf } from "../../model/value";
import type { Expression } from "../../syntax/hcl/ast";
import { callFunction } from "./functions";
import { evaluate } from "./expressions";
import { Run, Site, spanOf, type Scope } from "./scope";
import { isNull, isUnknown, mappingOf, sequenceOf } from "./values";

const functionsOf: Readonly<Record<string, string>> = { string: "tostring", number: "tonumber", bool: "tobool" };

/** The value as a variable of this type has it; Unknown where it cannot be converted. A type that cannot be read changes nothing. */
export function convertedTo(value: Value, type: Expression, scope: Scope): Value {
  const site = new Site(type, scope, new Run(type.end - type.start, scope.budget));
  return convert(value, type, scope, site);
}

function convert(value: Value, type: Expression, scope: Scope, site: Site): Value {
  if (isUnknown(value) || isNull(value) || !site.run.spend(1)) return value;
  if (type.kind === "variable") return simple(value, type.name, site);
  if (type.kind !== "call") return value;
  const [inner] = type.arguments;
  if (!inner) return value;
  switch (type.name) {
    case "list":
    case "set": {
      const list = sequenceOf(value);
      if (!list) return wrong(value, site);
      const items = list.items.map((item) => convert(item, inner, scope, site));
      return replaced(callFunction(`to${type.name}`, [{ ...list, items }], site), value);
    }
    case "map": {
      const map = mappingOf(value);
      if (!map) return wrong(value, site);
      const entries = map.entries.map((entry) => ({ ...entry, value: convert(entry.value, inner, scope, site) }));
      return replaced(callFunction("tomap", [{ ...map, entries }], site), value);
    }
    case "tuple": {
      const list = sequenceOf(value);
      if (!list || inner.kind !== "tuple") return value;
      const items = list.items.map((item, index) => {
        const own = inner.items[index];
        return own ? convert(item, own, scope, site) : item;
      });
      return { ...list, items };
    }
    case "object":
      return object(value, inner, scope, site);
    default:
      return value;
  }
}

function simple(value: Value, name: string, site: Site): Value {
  const conversion = functionsOf[name];
  return conversion === undefined ? value : replaced(callFunction(conversion, [value], site), value);
}

/** A converted value stands where it stood before. */
function replaced(value: Value, before: Value): Value {
  const { span, written } = before;
  const place = written ? { span, written } : { span };
  return value.kind === "text"
    ? { ...value, ...place, token: before.kind === "text" ? before.token : span }
    : { ...value, ...place };
}

function wrong(value: Value, site: Site): Value {
  return replaced(site.unknown("the value has not the variable's type"), value);
}

/** The declared attributes and no others; an optional one that is absent has its default, or is null. */
function object(value: Value, attributes: Expression, scope: Scope, site: Site): Value {
  const map = mappingOf(value);
  if (!map) return wrong(value, site);
  if (attributes.kind !== "object") return value;
  const entries: Entry[] = [];
  for (const { key, value: declared } of attributes.items) {
    const name = nameOf(key);
    if (name === undefined) return value;
    const optional = declared.kind === "call" && declared.name === "optional" ? declared : undefined;
    const [type = declared, fallback] = optional?.arguments ?? [];
    const given = entryOf(map, name);
    const isAbsent = !given || (isNull(given.value) && fallback);
    if (given && !isAbsent) entries.push({ ...given, value: convert(given.value, type, scope, site) });
    else if (!map.open && optional) {
      const filled = fallback ? evaluate(fallback, scope) : site.scalar(null);
      const span = fallback ? spanOf(fallback, scope) : map.span;
      entries.push({ key: textOf(name, span), value: { ...convert(filled, type, scope, site) }, span });
    } else if (!map.open) return wrong(value, site);
  }
  const { open } = map;
  return { ...map, entries, open };
}

function nameOf(key: Expression): string | undefined {
  if (key.kind === "variable") return key.name;
  if (key.kind !== "template") return undefined;
  const [only] = key.parts;
  return only?.kind === "string" && key.parts.length === 1 ? literal(textOf(only.text, key)) : undefined;
}
