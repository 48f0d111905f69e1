// What the names of one module stand for: locals, variables, and what else is known of it. It finds no files and parses nothing.
// https://developer.hashicorp.com/terraform/language/values
import type { Place } from "../../model/place";
import type { Value } from "../../model/value";
import { literal, nodeSpan, textOf } from "../../model/value";
import type { BlockNode, Expression } from "../../syntax/hcl/ast";
import { managedArnOf } from "./aws-data";
import { evaluate, valueOf } from "./expressions";
import { explained } from "./reasons";
import { spanOf, writtenIn, type Budget, type Environment, type Scope } from "./scope";
import { templateFileValue } from "./template-files";
import { convertedTo } from "./type-constraints";
import { isNull } from "./values";

/** An expression of some document: its offsets count from `place`, `text` is the document's text from there. */
export interface Definition {
  readonly expression: Expression;
  readonly text: string;
  readonly place: Place;
  readonly uri: string;
}

export interface VariableDefinition {
  readonly default?: Definition;
  readonly type?: Definition;
  /** `nullable = false`: null stands for the default. */
  readonly nullable?: boolean;
}

/** What the documents of a module define. */
export interface Definitions {
  readonly locals: ReadonlyMap<string, Definition>;
  readonly variables: ReadonlyMap<string, VariableDefinition>;
  /** Of `data "aws_iam_policy"`, by name: what its ARN is, or hangs on. */
  readonly managedPolicies?: ReadonlyMap<string, { readonly arn?: Definition; readonly name?: Definition }>;
  /** Of `data "template_file"`, by name. */
  readonly templateFiles?: ReadonlyMap<string, { readonly template: Definition; readonly vars?: Definition }>;
}

export interface ModuleOptions {
  /** Values of variables, by tfvars or by a module's call, where they are known. They say where they are written. */
  readonly given?: ReadonlyMap<string, Value>;
  /**
   * What a variable without a given value is: "values", its default, as in a root module; "likely", its default, but what that lacks
   * may well be given: null, false, 0 and an empty text are unknown, lists and maps are open; "candidates", unknown but perhaps its default.
   */
  readonly defaults?: "values" | "likely" | "candidates";
  /** Other paths: `module.m.output`, `data.aws_region.here.name`, `path.root`. */
  readonly known?: ReadonlyMap<string, Value>;
  readonly readFile?: (path: string) => string | undefined;
  readonly fileUri?: (path: string) => string | undefined;
  readonly parse?: (text: string) => Expression;
  /** Shared by all locals and defaults. */
  readonly budget?: Budget;
}

/** A top-level block and where it stands. */
export interface DefiningBlock {
  readonly place: Place;
  readonly text: string;
  readonly node: BlockNode;
  readonly uri: string;
}

/** The locals, variables and data sources of known values of a module's blocks; others are passed over. Of two of one name the first counts. */
export function definitionsIn(blocks: readonly DefiningBlock[]): Definitions {
  const locals = new Map<string, Definition>();
  const variables = new Map<string, VariableDefinition>();
  const managedPolicies = new Map<string, { arn?: Definition; name?: Definition }>();
  const templateFiles = new Map<string, { template: Definition; vars?: Definition }>();
  for (const { place, text, node, uri } of blocks) {
    const definition = (expression: Expression): Definition => ({ expression, text, place, uri });
    const attribute = (name: string): Definition | undefined => {
      const found = node.attributes.find((each) => each.name === name);
      return found && definition(found.value);
    };
    if (node.type === "locals") {
      for (const { name, value } of node.attributes) if (!locals.has(name)) locals.set(name, definition(value));
    } else if (node.type === "variable") {
      const [label] = node.labels;
      if (!label || variables.has(label.text)) continue;
      const fallback = attribute("default");
      const type = attribute("type");
      const nullable = attribute("nullable")?.expression;
      variables.set(label.text, {
        ...(fallback && { default: fallback }),
        ...(type && { type }),
        nullable: !(nullable?.kind === "literal" && nullable.value === false),
      });
    } else if (node.type === "data" && node.labels[0]?.text === "template_file") {
      const template = attribute("template");
      const vars = attribute("vars");
      if (template) templateFiles.set(node.labels[1]?.text ?? "", { template, ...(vars && { vars }) });
    } else if (node.type === "data") {
      const arn = attribute("arn");
      const name = attribute("name");
      managedPolicies.set(node.labels[1]?.text ?? "", { ...(arn && { arn }), ...(name && { name }) });
    }
  }
  return { locals, variables, managedPolicies, templateFiles };
}

/** What the names of a module stand for. Each local is evaluated once, when it is asked for; one that hangs on itself is Unknown. */
export function moduleEnvironment(definitions: Definitions, options: ModuleOptions = {}): Environment {
  return new Module(definitions, options);
}

const nowhere = { start: 0, end: 0 };

class Module implements Environment {
  readonly readFile?: (path: string) => string | undefined;
  readonly fileUri?: (path: string) => string | undefined;
  readonly parse?: (text: string) => Expression;
  private readonly values = new Map<string, Value>();

  constructor(
    private readonly definitions: Definitions,
    private readonly options: ModuleOptions,
  ) {
    if (options.readFile) this.readFile = options.readFile;
    if (options.fileUri) this.fileUri = options.fileUri;
    if (options.parse) this.parse = options.parse;
  }

  lookup(path: string): Value | undefined {
    const known = this.options.known?.get(path) ?? this.values.get(path);
    if (known) return known;
    const [root = "", name = "", ...rest] = path.split(".");
    if (root === "data" && name === "template_file" && rest[1] === "rendered" && rest.length === 2)
      return this.rendered(path, rest[0] ?? "");
    if (root === "data")
      return rest[1] === "arn" && rest.length === 2 ? this.managedArn(path, rest[0] ?? "") : undefined;
    if (rest.length > 0) return undefined;
    if (root === "local") return this.local(name);
    if (root === "var") return this.variable(name);
    // The module's own folder is where its files are read from.
    return path === "path.module" ? textOf(".", { start: 0, end: 0 }) : undefined;
  }

  /** `data.aws_iam_policy.x.arn` */
  private managedArn(path: string, policy: string): Value | undefined {
    const found = path.startsWith("data.aws_iam_policy.") ? this.definitions.managedPolicies?.get(policy) : undefined;
    if (found?.arn) return this.keep(path, this.valueOf(found.arn));
    const name = found?.name && this.valueOf(found.name);
    const arn = managedArnOf(literal(name) ?? "");
    return name && arn !== undefined
      ? this.keep(path, { ...name, kind: "text", parts: [arn], token: nodeSpan(name) })
      : undefined;
  }

  private rendered(path: string, name: string): Value | undefined {
    const found = this.definitions.templateFiles?.get(name);
    if (!found) return undefined;
    const { template, vars } = found;
    const scope = this.scopeOf(template);
    // Asked again while it is being found, it hangs on itself.
    this.keep(path, { kind: "unknown", source: path, span: spanOf(template.expression, scope) });
    const value = templateFileValue(template.expression, vars?.expression, scope, valueOf);
    return this.keep(path, writtenIn(value, template.uri));
  }

  private keep(path: string, value: Value): Value {
    this.values.set(path, value);
    return value;
  }

  private variable(name: string): Value | undefined {
    const definition = this.definitions.variables.get(name);
    const given = this.options.given?.get(name);
    if (!definition) return given;
    const fallback = definition.default;
    const value = given && !(isNull(given) && definition.nullable === false && fallback) ? given : undefined;
    if (value) return this.keep(`var.${name}`, this.typed(value, definition));
    if (!fallback) {
      const because = `the variable ${name} has no default`;
      return this.keep(`var.${name}`, { kind: "unknown", source: `var.${name}`, span: nowhere, because });
    }
    const scope = this.scopeOf(fallback);
    const usual = this.typed(writtenIn(evaluate(fallback.expression, scope), fallback.uri), definition);
    if (this.options.defaults === "likely") return this.keep(`var.${name}`, openedUp(usual, `var.${name}`));
    if (this.options.defaults !== "candidates") return this.keep(`var.${name}`, usual);
    const { span } = usual;
    return this.keep(`var.${name}`, { kind: "unknown", source: `var.${name}`, span, candidates: [usual] });
  }

  private typed(value: Value, { type }: VariableDefinition): Value {
    if (!type) return value;
    return writtenIn(convertedTo(value, type.expression, this.scopeOf(type)), type.uri);
  }

  private scopeOf({ text, place, uri }: Definition): Scope {
    const { budget } = this.options;
    return { text, place, uri, environment: this, ...(budget && { budget }) };
  }

  /**
   * What a local hangs on is evaluated before it, one after another: so locals may hang on each other in chains of any length.
   * Those that hang on themselves are found on the way; Terraform refuses them, whichever branch they stand in.
   */
  private local(name: string): Value | undefined {
    if (!this.definitions.locals.has(name)) return undefined;
    const path = new Map<string, string[]>();
    const stack = [name];
    while (stack.length > 0) {
      const top = stack.at(-1) ?? name;
      const definition = this.definitions.locals.get(top);
      if (this.values.has(`local.${top}`) || !definition) {
        stack.pop();
        path.delete(top);
        continue;
      }
      const waiting = path.get(top) ?? localsIn(definition.expression);
      path.set(top, waiting);
      const next = waiting.pop();
      if (next === undefined) this.keep(`local.${top}`, this.valueOf(definition));
      else if (path.has(next)) this.refuse(next, stack);
      else stack.push(next);
    }
    return this.values.get(`local.${name}`);
  }

  private valueOf(definition: Definition): Value {
    const scope = this.scopeOf(definition);
    const value = evaluate(definition.expression, scope);
    return writtenIn(explained(value, definition.expression, scope), definition.uri);
  }

  /** All locals of a circle, from where it closes. */
  private refuse(name: string, stack: readonly string[]): void {
    for (const each of stack.slice(stack.indexOf(name))) {
      const definition = this.definitions.locals.get(each);
      if (!definition) continue;
      const { expression, uri } = definition;
      const span = spanOf(expression, this.scopeOf(definition));
      const because = `local.${each} refers to itself`;
      this.keep(`local.${each}`, { kind: "unknown", source: `local.${each}`, span, because, written: { uri, span } });
    }
  }
}

/** A default that callers may replace: what it has is likely there, what it lacks may be there, too. */
function openedUp(value: Value, source: string): Value {
  const { written } = value;
  const because = `${source} is for callers to give, and none is here`;
  const unknown: Value = { kind: "unknown", source, span: value.span, because, ...(written && { written }) };
  switch (value.kind) {
    case "scalar":
      return value.value === null || value.value === false || value.value === 0 ? unknown : value;
    case "text":
      return value.parts.length === 0 ? unknown : value;
    case "list":
      return { ...value, open: true, items: value.items.map((item) => openedUp(item, source)) };
    case "dict": {
      const entries = value.entries.map((entry) => ({ ...entry, value: openedUp(entry.value, source) }));
      return { ...value, open: true, entries };
    }
    default:
      return value;
  }
}

/** The locals that an expression names, in no order. */
function localsIn(expression: Expression): string[] {
  const found = new Set<string>();
  const rest: unknown[] = [expression];
  while (rest.length > 0) {
    const part = rest.pop();
    if (typeof part !== "object" || part === null) continue;
    if ("kind" in part && part.kind === "attribute" && "on" in part && "name" in part) {
      const { on, name } = part;
      const isLocal = typeof on === "object" && on !== null && "name" in on && on.name === "local" && "kind" in on;
      if (isLocal && on.kind === "variable" && typeof name === "string") found.add(name);
    }
    for (const inner of Object.values(part) as unknown[]) rest.push(inner);
  }
  return [...found];
}
