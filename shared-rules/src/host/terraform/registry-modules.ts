// Calls of well-known registry modules, read as the resources that they make: blocks whose entries are the call's own arguments. What a
// module makes of which argument is the table's to say.
import { expandBlock, mergedDicts, newBudget, type Environment, type Scope } from "../../link/evaluate";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Block, Dict, Entry, Reference, Span, Text, Value } from "../../model/value";
import { entryOf, isOpen, itemsOf, literal, textOf } from "../../model/value";
import type { Expression } from "../../syntax/hcl";
import { readOnly } from "../cloudformation/read-only";
import { attributeOf, blocksOf, callInstances, sourceTextOf, type BlockOf } from "./calls";
import { contentsOf, type PolicyContent } from "./contents";
import { jsonContentsOf } from "./json-contents";
import { linkFieldsOf, type LinkFields } from "./links";
import type { MadeResource, PolicyInput, TrustInputs } from "./registry-shape";
import { knownModule } from "./registry-table";
import { dictsOf, type Resource } from "./resource";
import { policyOf, statementsIn, statementsOf } from "./statement-objects";

/** Calls of one block that are told apart. */
const mostInstances = 50;

/** What a document's calls of well-known modules make. */
export function resourcesOfCalls(document: Document, environment: Environment): Resource[] {
  const budget = newBudget();
  return blocksOf([document], "module").flatMap((block) => {
    const shape = knownModule(sourceTextOf(block) ?? "");
    if (!shape) return [];
    return callInstances(block, environment)
      .slice(0, mostInstances)
      .flatMap(({ scope, suffix }) => {
        const call = new Call(block, { ...scope, budget }, suffix, document);
        return shape.makes.flatMap((made) => call.resourcesOf(made));
      });
  });
}

/** What a well-known module's output gives back: an attribute of what it makes. */
export function knownOutput(block: BlockOf, suffix: string, output: string): Reference | undefined {
  const path = knownModule(sourceTextOf(block) ?? "")?.outputs[output];
  const [name] = block.node.labels;
  return path === undefined || !name
    ? undefined
    : referenceTo(`module.${name.text}${suffix}.`, path, { start: 0, end: 0 });
}

/** "aws_iam_user.this.name" of a call. */
function referenceTo(prefix: string, path: string, span: Span): Reference {
  const [type = "", name = "", attribute = ""] = path.split(".");
  const target = `${prefix}${type}.${name}[0]`;
  return { kind: "reference", target, attribute, source: `${target}.${attribute}`, span };
}

class Call {
  readonly #block: Block;
  readonly #label: Text;
  readonly #prefix: string;
  readonly #expressions = new Map<Entry, readonly Expression[]>();

  constructor(
    private readonly placed: BlockOf,
    private readonly scope: Scope,
    suffix: string,
    private readonly document: Document,
  ) {
    this.#block = expandBlock(placed.node, scope);
    this.#label = this.#block.labels[0] ?? textOf("", this.#block.typeSpan);
    this.#prefix = `module.${literal(this.#label) ?? ""}${suffix}.`;
  }

  resourcesOf(made: MadeResource): Resource[] {
    const isOff = Object.entries(made.when ?? {}).some(([flag, usual]) => (this.#flag(flag) ?? usual) === false);
    if (isOff || (made.needs && !made.needs.some((input) => this.#given(input)))) return [];
    if (!made.each) return [this.#resource(made, made.single ? "" : "[0]", undefined)];
    const { attribute, defaults = [], input, key } = made.each;
    const entry = this.#given(input);
    const value = entry?.value;
    const items: readonly (readonly [key: string | number | undefined, value: Value])[] = !value
      ? defaults.map((text, at) => [at, this.#constant(text)])
      : value.kind === "dict"
        ? value.entries.map((one) => [literal(one.key), one.value])
        : itemsOf(value).map((item, at) => [key === "index" ? at : literal(item), item]);
    return items.slice(0, mostInstances).map(([name, item]) => {
      const own: Entry = { key: textOf(attribute, entry?.key.span ?? this.#label.span), value: item, span: item.span };
      return this.#resource(made, name === undefined ? "" : `[${JSON.stringify(name)}]`, own);
    });
  }

  #resource(made: MadeResource, key: string, own: Entry | undefined): Resource {
    const [type = "", name = ""] = made.address.split(".");
    const entries = [...this.#entriesOf(made), ...(own ? [own] : [])];
    const policy = made.policy && this.#policyEntry(made.policy.attribute, made.policy.inputs);
    if (policy) entries.push(policy);
    const { broken, text } = this.placed;
    const { scope } = this;
    const block: Block = {
      ...this.#block,
      type: "resource",
      labels: [{ ...this.#label, parts: [type] }, this.#label],
      entries,
      blocks: [],
    };
    return {
      block,
      type,
      name,
      address: `${this.#prefix}${type}.${name}${key}`,
      source: this.document.source,
      uri: this.document.uri,
      broken,
      call: { node: this.#block, arguments: this.#argumentsOf(made) },
      contents: (_, entry) =>
        entry === policy && made.policy
          ? made.policy.inputs.flatMap((input) => this.#contents(input, made.policy?.inputs ?? []))
          : [],
      expression: (entry) =>
        (this.#expressions.get(entry) ?? []).map(({ start, end }) => text.slice(start, end)).join("\n"),
      tagDicts: (entry) => {
        const merged = (this.#expressions.get(entry) ?? []).map((expression) => mergedDicts(expression, scope));
        const [only] = merged;
        return merged.length === 1 && only ? only : dictsOf(entry.value);
      },
    };
  }

  #entriesOf(made: MadeResource): Entry[] {
    const entries: Entry[] = [];
    for (const [attribute, inputs] of Object.entries(made.from ?? {})) {
      const given = [inputs].flat().flatMap((input) => this.#given(input) ?? []);
      const [first] = given;
      if (attribute === "tags") entries.push(...this.#tags(given, made.moreTags === true));
      else if (first) entries.push(this.#renamed(first, attribute));
      else if (made.defaults?.[attribute] !== undefined)
        entries.push(this.#made(attribute, this.#constant(made.defaults[attribute])));
    }
    for (const [attribute, path] of Object.entries(made.refers ?? {}))
      entries.push(this.#made(attribute, referenceTo(this.#prefix, path, this.#label.span)));
    const provider = this.#provider();
    return provider ? [...entries, provider] : entries;
  }

  /** The arguments that give a declaration's fields, for writers: none where it is not sure which. */
  #argumentsOf({ address, from = {} }: MadeResource): NonNullable<Declaration["call"]>["arguments"] {
    const nameOf = (inputs: string | readonly string[] | undefined): string | undefined => {
      const all = [inputs ?? []].flat();
      return all.length === 1 ? all[0] : all.find((input) => this.#given(input));
    };
    const [type = ""] = address.split(".");
    const attributes: LinkFields = { boundary: ["permissions_boundary"], tags: ["tags"], ...linkFieldsOf(type) };
    return Object.fromEntries(
      Object.entries(attributes).flatMap(([field, names]) => {
        const [argument] = names.flatMap((attribute) => nameOf(from[attribute]) ?? []);
        return argument === undefined ? [] : [[field, argument]];
      }),
    );
  }

  #tags(given: readonly Entry[], more: boolean): Entry[] {
    const [first] = given;
    if (first && given.length === 1 && !more) return [this.#renamed(first, "tags")];
    if (!first && !more) return [];
    const dicts = given.flatMap(({ value }) => (value.kind === "dict" ? [value] : []));
    const joined: Dict = {
      kind: "dict",
      entries: dicts.flatMap(({ entries }) => entries),
      open: more || dicts.length < given.length || dicts.some(({ open }) => open),
      span: first?.value.span ?? this.#label.span,
    };
    return [this.#made("tags", joined)];
  }

  /** The provider that the call hands down in place of the default one. */
  #provider(): Entry | undefined {
    const providers = attributeOf(this.placed, "providers");
    const handed =
      providers?.kind === "object" ? providers.items.find(({ key }) => this.#textOf(key) === "aws") : undefined;
    if (!handed) return undefined;
    const source = this.#textOf(handed.value);
    const entry = this.#made("provider", { kind: "unknown", source, span: this.#label.span });
    this.#expressions.set(entry, [handed.value]);
    return entry;
  }

  #policyEntry(attribute: string, inputs: readonly PolicyInput[]): Entry | undefined {
    const names = inputs.flatMap((input) =>
      "trust" in input ? Object.values(input.trust.principals) : Object.values(input),
    );
    const given = names.flatMap((name) => this.#given(name) ?? []);
    const [first] = given;
    if (!first) return undefined;
    const entry: Entry = { ...first, key: { ...first.key, parts: [attribute] } };
    this.#expressions.set(
      entry,
      given.flatMap(({ key }) => attributeOf(this.placed, literal(key) ?? "") ?? []),
    );
    return entry;
  }

  #contents(input: PolicyInput, all: readonly PolicyInput[]): readonly PolicyContent[] {
    if ("trust" in input) {
      const others = all.flatMap((other) => ("trust" in other ? [] : Object.values(other)));
      return others.some((name) => this.#given(name)) ? [] : this.#trust(input.trust);
    }
    const [name = ""] = Object.values(input);
    const entry = this.#given(name);
    const expression = attributeOf(this.placed, name);
    if (!entry || !expression) return [];
    if ("json" in input) {
      const read = this.document.source.syntax === "json" ? jsonContentsOf : contentsOf;
      return partsOf(expression).flatMap((part) => read(part, this.scope, this.document.source));
    }
    const statements = "documents" in input ? statementsIn(entry.value) : statementsOf(entry.value);
    return [this.#content(policyOf(statements, entry.span), this.#textOf(expression))];
  }

  #trust({ actions, externalId, mfa, principals }: TrustInputs): readonly PolicyContent[] {
    const label = this.#label.span;
    const trusted = Object.entries(principals).flatMap(([type, input]): Entry[] => {
      const entry = this.#given(input);
      return entry ? [{ ...entry, key: { ...entry.key, parts: [type] } }] : [];
    });
    const [first] = trusted;
    if (!first) return [];
    const external = this.#given(externalId);
    const asksMfa = this.#flag(mfa) ?? true;
    const tests = [
      ...(asksMfa === true
        ? [this.#made("Bool", this.#dict([this.#made("aws:MultiFactorAuthPresent", this.#constant("true"))]))]
        : []),
      ...(external ? [this.#made("StringEquals", this.#dict([this.#renamed(external, "sts:ExternalId")]))] : []),
    ];
    const open = asksMfa === "unknown";
    const own = this.#given("trusted_role_actions");
    const action: Value = {
      kind: "list",
      items: actions.map((text) => this.#constant(text)),
      open: false,
      span: label,
    };
    const statement = this.#dict([
      this.#made("Effect", this.#constant("Allow")),
      own ? this.#renamed(own, "Action") : this.#made("Action", action),
      this.#made("Principal", this.#dict(trusted)),
      ...(tests.length > 0 || open ? [this.#made("Condition", { ...this.#dict(tests), open })] : []),
    ]);
    const list = { kind: "list", items: [{ ...statement, span: first.span }], open: false, span: first.span } as const;
    return [this.#content(policyOf(list, first.span), "")];
  }

  #content(value: Dict, expression: string): PolicyContent {
    return { value, source: translated(this.document.source), span: value.span, expression };
  }

  /** An argument that is given and is neither null nor empty. */
  #given(input: string): Entry | undefined {
    const entry = entryOf(this.#block, input);
    const value = entry?.value;
    if (!value || (value.kind === "scalar" && value.value === null) || literal(value) === "") return undefined;
    const isEmpty =
      (value.kind === "list" && value.items.length === 0) || (value.kind === "dict" && value.entries.length === 0);
    return isEmpty && !isOpen(value) ? undefined : entry;
  }

  #flag(input: string): boolean | "unknown" | undefined {
    const value = entryOf(this.#block, input)?.value;
    if (!value || (value.kind === "scalar" && value.value === null)) return undefined;
    return value.kind === "scalar" && typeof value.value === "boolean" ? value.value : "unknown";
  }

  #renamed(entry: Entry, attribute: string): Entry {
    const renamed: Entry = { ...entry, key: { ...entry.key, parts: [attribute] } };
    const expression = attributeOf(this.placed, literal(entry.key) ?? "");
    if (expression) this.#expressions.set(renamed, [expression]);
    return renamed;
  }

  /** What the module says by itself: it stands nowhere, so the call's name stands for it. */
  #made(attribute: string, value: Value): Entry {
    return { key: textOf(attribute, this.#label.span), value, span: this.#label.span };
  }

  #constant(text: string): Text {
    const { span, token } = this.#label;
    return { kind: "text", parts: [text], span, token, written: { uri: this.document.uri, span } };
  }

  #dict(entries: readonly Entry[]): Dict {
    return { kind: "dict", entries, open: false, span: this.#label.span };
  }

  #textOf({ start, end }: Span): string {
    return this.placed.text.slice(start, end);
  }
}

/** The items of a list or map that is written out, each by itself. */
function partsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === "tuple") return expression.items;
  return expression.kind === "object" ? expression.items.map(({ value }) => value) : [expression];
}

const sources = new WeakMap<Source, Source>();

/** One for each source, so that edits of one policy come together. */
function translated(source: Source): Source {
  const known =
    sources.get(source) ??
    readOnly(
      source,
      "The module makes this policy of its arguments, in words of its own; change the argument by hand.",
    );
  sources.set(source, known);
  return known;
}
