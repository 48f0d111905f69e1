// Values of names and of what follows them: attributes, indexes, splats, references to resources. It evaluates nothing else.
// https://developer.hashicorp.com/terraform/language/expressions/references
import { blockAddress } from "../../model/address";
import type { Reference, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import type { Attribute, Expression, Index, Splat } from "../../syntax/hcl/ast";
import { sampleOf } from "./aws-data";
import { boundTo, siteOf, type Evaluate, type Frame } from "./frame";
import { usedAt, type Environment, type Site } from "./scope";
import { isClosed, isNull, mappingOf, numberOfValue, sequenceOf, sortedEntries, textOfValue } from "./values";

type Step = Attribute | Index | Splat;

/** Roots that name no resource. */
const otherRoots = new Set(["var", "local", "each", "count", "self", "path", "terraform", "module", "provider"]);

/** `var.list[0].name`, `aws_iam_user.a[*].arn`, `{ a = 1 }.a`. */
export function pathValue(expression: Expression, frame: Frame, evaluate: Evaluate): Value {
  const steps: Step[] = [];
  let root = expression;
  while (root.kind === "attribute" || root.kind === "index" || root.kind === "splat") {
    steps.push(root);
    root = root.on;
  }
  steps.reverse();
  const site = siteOf(expression, frame);
  const { scope, run } = frame;
  const walk = new Walk(site, (key) => evaluate(key, frame));
  if (!run.spend(steps.length)) return site.tooLarge();
  if (root.kind !== "variable") return walk.along(evaluate(root, frame), steps);
  const bound = boundTo(root.name, frame);
  if (bound) return walk.along(bound, steps);
  const binding = scope.bindings?.get(root.name);
  if (binding) return usedAt(walk.along(binding, steps), site.span, scope.uri ?? "", run);
  const names = [root.name, ...leadingNames(steps)];
  const known =
    knownOutput(root.name, steps, scope.environment, (key) => evaluate(key, frame)) ?? knownPath(names, frame);
  if (known) return usedAt(walk.along(known.value, steps.slice(known.steps)), site.span, undefined, run);
  const reference = referenceOf(root.name, steps, site, (key) => evaluate(key, frame));
  if (!reference) return site.unknown();
  const block = blockAddress(reference.target);
  const value = scope.environment.lookup(reference.attribute === "" ? block : `${block}.${reference.attribute}`);
  return value ? usedAt(value, site.span, undefined, run) : reference;
}

function leadingNames(steps: readonly Step[]): string[] {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== "attribute") break;
    names.push(step.name);
  }
  return names;
}

/** `module.m["key"].output`: one output of one instance, so that the others need not be found. */
function knownOutput(
  root: string,
  [name, index, output]: readonly Step[],
  environment: Environment,
  evaluate: (key: Expression) => Value,
): Known | undefined {
  if (root !== "module" || name?.kind !== "attribute" || index?.kind !== "index" || output?.kind !== "attribute")
    return undefined;
  const block = `module.${name.name}`;
  const instance = instanceOf(block, evaluate(index.key));
  const value = instance === block ? undefined : environment.lookup(`${instance}.${output.name}`);
  return value && { value, steps: 3 };
}

interface Known {
  readonly value: Value;
  /** How many steps lead to it. */
  readonly steps: number;
}

/** What the environment knows of a variable, a local, a module's output: the value, and how many steps lead to it. */
function knownPath(names: readonly string[], { scope }: Frame): Known | undefined {
  const [root = "", second, third] = names;
  if (!otherRoots.has(root)) return undefined;
  const paths: (readonly [path: string, steps: number])[] = [];
  if (root === "module" && second !== undefined && third !== undefined) paths.push([`module.${second}.${third}`, 2]);
  if (second !== undefined) paths.push([`${root}.${second}`, 1]);
  paths.push([root, 0]);
  for (const [path, steps] of paths) {
    const value = scope.environment.lookup(path);
    if (value) return { value, steps };
  }
  return undefined;
}

/**
 * `aws_iam_user.a["x"].name` refers to that instance where its key is known; without a key, or with one that is not known, to the block,
 * which may be any of its instances or, with a splat, all.
 */
function referenceOf(
  root: string,
  steps: readonly Step[],
  site: Site,
  evaluate: (key: Expression) => Value,
): Reference | undefined {
  const names = [root, ...steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []))];
  const [, second = "", third = ""] = names;
  const isData = root === "data";
  const type = isData ? second : root;
  const name = isData ? third : second;
  // `statement.value.actions` is the iterator of a dynamic block: it has no provider's prefix, or ends in these words.
  if (otherRoots.has(root) || name === "" || !type.includes("_") || (!isData && (name === "value" || name === "key")))
    return undefined;
  const block = isData ? `data.${type}.${name}` : `${type}.${name}`;
  const afterName = steps[isData ? 2 : 1];
  const attribute = names.slice(isData ? 3 : 2).join(".");
  const sample = isData ? sampleOf(type, attribute) : undefined;
  return {
    kind: "reference",
    target: afterName?.kind === "index" ? instanceOf(block, evaluate(afterName.key)) : block,
    attribute,
    source: site.source,
    span: site.span,
    ...(sample !== undefined && { sample }),
  };
}

/** The address of a block's instance; the block's own where the key is not known. */
function instanceOf(block: string, key: Value): string {
  const name = key.kind === "scalar" ? key.value : literal(key);
  return typeof name === "string" || typeof name === "number" ? `${block}[${JSON.stringify(name)}]` : block;
}

/** Follows steps into a value. */
class Walk {
  constructor(
    private readonly site: Site,
    private readonly evaluate: (key: Expression) => Value,
  ) {}

  along(from: Value, steps: readonly Step[]): Value {
    let value = from;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index];
      if (step?.kind === "attribute") value = this.attribute(value, step.name);
      else if (step?.kind === "index") value = this.index(value, this.evaluate(step.key));
      else if (step) {
        let end = index + 1;
        // After `.*` only attributes are applied to each item, after `[*]` all that follows.
        while (end < steps.length && (step.form === "full" || steps[end]?.kind === "attribute")) end++;
        value = this.splat(value, steps.slice(index + 1, end));
        index = end - 1;
      }
    }
    return value;
  }

  private attribute(value: Value, name: string): Value {
    if (value.kind === "reference") return this.further(value, name);
    if (value.kind === "unknown")
      return this.ofUnknown(value.candidates, value.because, (each) => this.attribute(each, name));
    const mapping = mappingOf(value);
    if (!mapping) return this.site.fail(`there is no attribute "${name}"`);
    const entry = entryOf(mapping, name);
    if (entry) return entry.value;
    return isClosed(mapping) ? this.site.fail(`there is no attribute "${name}"`) : this.site.unknown();
  }

  private further(reference: Reference, name: string): Value {
    const { source, span } = this.site;
    const attribute = reference.attribute === "" ? name : `${reference.attribute}.${name}`;
    return { ...reference, attribute, source, span };
  }

  /** What all values that it may have come to. */
  private ofUnknown(
    candidates: readonly Value[] | undefined,
    because: string | undefined,
    of: (value: Value) => Value,
  ): Value {
    const { site } = this;
    const collections = (candidates ?? []).filter((each) => each.kind === "dict" || each.kind === "list");
    if (collections.length === 0) return site.unknown(because);
    const before = site.run.failures;
    const values = collections.map(of);
    site.run.failures = before;
    return site.either([...values, site.unknown(because)]);
  }

  /** A list's item, a map's value. Where the key is unknown, it may be any of them. */
  index(value: Value, key: Value): Value {
    const { site } = this;
    if (value.kind === "reference") {
      // `local.users["x"]` where local.users is the whole resource.
      const isBlock = value.attribute === "" && blockAddress(value.target) === value.target;
      return isBlock ? { ...value, target: instanceOf(value.target, key) } : value;
    }
    if (value.kind === "unknown")
      return this.ofUnknown(value.candidates, value.because, (each) => this.index(each, key));
    const mapping = mappingOf(value);
    if (mapping) {
      const name = textOfValue(key);
      if (name === "wrong") return site.fail("the key is no text");
      if (name === "unknown")
        return this.any(
          sortedEntries(mapping).map(([, entry]) => entry.value),
          isClosed(mapping),
        );
      return this.attribute(mapping, name.known);
    }
    const sequence = sequenceOf(value);
    if (!sequence || sequence.type === "set") return site.fail("this has no items that an index names");
    const position = numberOfValue(key);
    if (position === "wrong") return site.fail("the index is no number");
    if (position === "unknown" || sequence.maybe === true) return this.any(sequence.items, isClosed(sequence));
    const item = sequence.items[position.known];
    if (!sequence.open) return item ?? site.fail("there is no item at this index");
    // What is missing in an open list may stand anywhere.
    return this.any(sequence.items, false);
  }

  private any(values: readonly Value[], closed: boolean): Value {
    if (values.length === 0) return closed ? this.site.fail("there is nothing in it") : this.site.unknown();
    return this.site.either(closed ? values : [...values, this.site.unknown()]);
  }

  private splat(value: Value, steps: readonly Step[]): Value {
    const { site } = this;
    if (isNull(value)) return site.list([]);
    if (value.kind === "reference" || value.kind === "unknown") {
      const items = value.kind === "unknown" ? value.candidates?.filter((each) => !isNull(each)) : undefined;
      if (!items || items.length === 0) return this.along(value, steps);
      return site.list(
        items.map((item) => this.along(item, steps)),
        { open: true, maybe: true },
      );
    }
    const sequence = sequenceOf(value);
    if (!sequence) return site.list([this.along(value, steps)]);
    const { open, maybe } = sequence;
    const items = sequence.items.map((item) => this.along(item, steps));
    return site.list(items, { open, ...(maybe === true && { maybe }), ...(sequence.type && { type: "list" }) });
  }
}

/** A list's item or a map's value, as `[…]` finds it. */
export function indexed(value: Value, key: Value, site: Site): Value {
  return new Walk(site, () => key).index(value, key);
}
