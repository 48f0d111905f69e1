// CloudFormation's intrinsic functions over a value tree: what stands there once they are read. It knows no resources.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import { samples } from "../../model/sample";
import type { Dict, Entry, List, Span, Value } from "../../model/value";
import { literal } from "../../model/value";
import { alternatives, casesOf } from "./conditions";
import type { Environment } from "./environment";
import { placed, shortText, unknown } from "./environment";
import { loopValue, unroll, withLoops } from "./loops";
import { resolveFindInMap } from "./mappings";
import type { Intrinsic } from "./syntax";
import { intrinsicOf, isIntrinsicName, isLoopName, isNoValue } from "./syntax";
import type { Reader } from "./text";
import { resolveJoin, resolveSelect, resolveSplit, resolveSub } from "./text";

/**
 * A value with every intrinsic in it read; the value itself where there is none. An Fn::If that deployment decides becomes an open list of what
 * its cases hold. A value that comes from elsewhere (a default, a mapping) stands at the place of its use and knows where it is written.
 */
export function resolve(value: Value, environment: Environment): Value {
  switch (value.kind) {
    case "list":
      return resolveList(value, environment);
    case "dict": {
      const intrinsic = intrinsicOf(value);
      return intrinsic ? resolveIntrinsic(intrinsic, environment) : resolveDict(value, environment);
    }
    case "text":
      return withLoops(value, environment);
    default:
      return value;
  }
}

function resolveDict(dict: Dict, environment: Environment): Dict {
  const entries: Entry[] = [];
  let { open } = dict;
  let changed = false;
  const add = (entry: Entry, own: Environment): void => {
    const cases = casesOf(entry.value, own);
    const only = cases?.length === 1 ? cases[0] : undefined;
    if (isNoValue(only?.value ?? entry.value)) {
      changed = true;
      return;
    }
    const value = only ? resolve(only.value, only.environment) : resolve(entry.value, own);
    const key = withLoops(entry.key, own);
    const same = value === entry.value && key === entry.key;
    changed ||= !same;
    entries.push(same ? entry : { key, value, span: entry.span });
  };
  for (const entry of dict.entries) {
    const name = literal(entry.key) ?? "";
    if (!isIntrinsicName(name)) {
      add(entry, environment);
      continue;
    }
    changed = true;
    // Fn::Transform beside other keys adds entries of its own.
    const loop = isLoopName(name)
      ? unroll({ ...dict, entries: [entry], open: false }, environment, resolve)
      : undefined;
    for (const one of loop?.entries ?? []) add(one.entry, one.environment);
    open ||= loop?.open ?? true;
  }
  return changed ? { kind: "dict", entries, open, span: dict.span } : dict;
}

function resolveList(list: List, environment: Environment): List {
  const items: Value[] = [];
  let { open } = list;
  let changed = false;
  for (const item of list.items) {
    const cases = casesOf(item, environment);
    if (cases) {
      changed = true;
      open ||= cases.length !== 1;
      for (const one of cases.flatMap((branch) => alternatives(branch.value, branch.environment)))
        items.push(resolve(one.value, one.environment));
    } else if (isNoValue(item)) changed = true;
    else {
      const value = resolve(item, environment);
      changed ||= value !== item;
      items.push(value);
    }
  }
  return changed ? { kind: "list", items, open, span: list.span } : list;
}

function resolveIntrinsic(intrinsic: Intrinsic, environment: Environment): Value {
  const { name, argument, node, span } = intrinsic;
  switch (name) {
    case "Ref": {
      const target = literal(resolve(argument, environment));
      return target ? referTo(target, span, environment) : unknown(span, environment);
    }
    case "Fn::GetAtt":
      return resolveGetAtt(argument, span, environment);
    case "Fn::Sub":
      return resolveSub(argument, span, environment, reader);
    case "Fn::Join":
      return resolveJoin(argument, span, environment, reader);
    case "Fn::Split":
      return resolveSplit(argument, span, environment, reader);
    case "Fn::Select":
      return resolveSelect(argument, span, environment, reader);
    case "Fn::FindInMap":
      return resolveFindInMap(argument, span, environment, reader);
    case "Fn::If":
      return resolveIf(node, environment);
    case "Fn::ToJsonString": {
      // Who wants a policy wants what is in it.
      const read = resolve(argument, environment);
      return read.kind === "dict" || read.kind === "list" ? read : unknown(span, environment);
    }
    case "Fn::Length": {
      const read = resolve(argument, environment);
      return read.kind === "list" && !read.open
        ? { kind: "scalar", value: read.items.length, span }
        : unknown(span, environment);
    }
    default:
      return unknown(span, environment, reasons[name]);
  }
}

/** What is only known elsewhere. */
const reasons: Readonly<Partial<Record<string, string>>> = {
  "Fn::ImportValue": "another stack exports it",
  "Fn::Transform": "a macro makes it at deployment",
  "Fn::GetAZs": "it hangs on the region",
  "Fn::GetStackOutput": "another stack gives it",
};

function resolveIf(node: Dict, environment: Environment): Value {
  const cases = casesOf(node, environment);
  if (!cases) return unknown(node.span, environment);
  const [only] = cases;
  if (cases.length === 1 && only) return resolve(only.value, only.environment);
  const items = cases.flatMap((one) => alternatives(one.value, one.environment));
  const values = items.map((one) => resolve(one.value, one.environment));
  return { kind: "list", items: values, open: true, maybe: true, span: node.span };
}

/** Pseudo parameters of which at least the kind is known. */
const pseudoParameters: Readonly<Partial<Record<string, string>>> = {
  "AWS::AccountId": samples.account,
  "AWS::Partition": samples.partition,
  "AWS::Region": samples.region,
  "AWS::URLSuffix": samples.suffix,
};

/** `${Name}`, `Ref: Name`: a loop's variable, a parameter's value, a resource. */
function referTo(name: string, span: Span, environment: Environment): Value {
  const loop = loopValue(name, span, environment);
  if (loop) return loop;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
  if (name.startsWith("AWS::")) {
    const sample = pseudoParameters[name];
    return { kind: "unknown", source: name, span, ...(sample !== undefined && { sample }) };
  }
  const source = shortText(span, environment);
  const parameter = environment.parameters.get(name);
  if (!parameter) return { kind: "reference", target: environment.prefix + name, attribute: "", source, span };
  const fact = environment.facts.get(name);
  if (fact) return placed(fact, span, { uri: environment.uri, span: fact.span });
  const { value, allowed, because } = parameter;
  if (value && value.kind !== "unknown") return placed(value, span, { uri: environment.uri, span: value.span });
  const hole = {
    ...unknown(span, environment, because),
    ...(value?.written && { written: value.written }),
    ...(value?.stored !== undefined && { stored: value.stored }),
  };
  return allowed.length === 0
    ? hole
    : {
        ...hole,
        candidates: allowed.map((one) => placed(one, span, { uri: environment.uri, span: one.span })),
        complete: true,
      };
}

function resolveGetAtt(argument: Value, span: Span, environment: Environment): Value {
  const source = shortText(span, environment);
  const read = resolve(argument, environment);
  const path = literal(read) ?? (read.kind === "list" ? read.items.map((item) => literal(item) ?? "").join(".") : "");
  const dot = path.indexOf(".");
  if (dot <= 0 || dot === path.length - 1) return unknown(span, environment);
  const target = environment.prefix + path.slice(0, dot);
  return { kind: "reference", target, attribute: path.slice(dot + 1), source, span };
}

/** What `${Name}` and `${Name.Attribute}` stand for. */
export function substitute(name: string, span: Span, environment: Environment): Value {
  const dot = name.indexOf(".");
  const source = "${" + name + "}";
  if (name === "") return { kind: "unknown", source, span };
  if (dot > 0) {
    const target = environment.prefix + name.slice(0, dot);
    return { kind: "reference", target, attribute: name.slice(dot + 1), source, span };
  }
  const value = referTo(name, span, environment);
  if (value.kind === "reference" || (value.kind === "unknown" && !name.startsWith("AWS::")))
    return { ...value, source };
  return value;
}

/** What functions of texts read their parts with. */
export const reader: Reader = { resolve, substitute };
