// SAM's policy templates as the documents they stand for. What each grants is data: sam-policy-templates.
import type { Environment } from "../../link/intrinsics";
import { resolve, substitute, substitutions } from "../../link/intrinsics";
import type { Dict, Entry, List, Span, Text, TextPart, Value } from "../../model/value";
import { literal, nodeSpan, textOf, valueOf } from "../../model/value";
import type { SamStatement } from "./sam-policy-templates";
import { samPolicyTemplate } from "./sam-policy-templates";

/**
 * The document that an entry of `Policies` (`S3ReadPolicy: { BucketName: … }`) stands for; undefined where its template is not known. None of it
 * is written: it stands on the template's name, and a resource on the parameter that it is made of.
 */
export function expandSamPolicy({ key, value }: Entry, environment: Environment): Dict | undefined {
  const statements = samPolicyTemplate(literal(key) ?? "");
  if (!statements) return undefined;
  const place = new Place(key, value.kind === "dict" ? value : undefined, environment);
  const list: List = {
    kind: "list",
    items: statements.map((statement) => place.statement(statement)),
    open: false,
    span: key.span,
  };
  return place.dict([["Statement", list]]);
}

/** The place of a template's name, from which all that it stands for is made. */
class Place {
  constructor(
    private readonly name: Text,
    private readonly parameters: Dict | undefined,
    private readonly environment: Environment,
  ) {}

  dict(entries: readonly (readonly [name: string, value: Value])[]): Dict {
    const { span } = this.name;
    return {
      kind: "dict",
      entries: entries.map(([name, value]) => ({ key: this.text(name), value, span })),
      open: false,
      span,
    };
  }

  statement({ actions, resources, condition }: SamStatement): Dict {
    const entries: [string, Value][] = [
      ["Effect", this.text("Allow")],
      ["Action", this.list(actions.map((action) => this.text(action)))],
      ["Resource", this.list(resources.map((resource) => this.filled(resource)))],
    ];
    if (condition) {
      const [operator, key, value] = condition;
      entries.push(["Condition", this.dict([[operator, this.dict([[key, this.filled(value)]])]])]);
    }
    return this.dict(entries);
  }

  private text(text: string): Text {
    return textOf(text, this.name.span, this.name.token);
  }

  private list(items: readonly Value[]): List {
    return { kind: "list", items, open: false, span: this.name.span };
  }

  /** A text of the template with its parameters in it. */
  private filled(template: string): Value {
    const parts: TextPart[] = [];
    const add = (part: TextPart): void => {
      const last = parts.at(-1);
      if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
      else if (part !== "") parts.push(part);
    };
    let from = 0;
    let span: Span | undefined;
    for (const { start, end, name } of substitutions(template)) {
      add(template.slice(from, start));
      from = end;
      const given = this.parameters && valueOf(this.parameters, name);
      const value = given ? resolve(given, this.environment) : this.otherwise(name);
      if (given) span ??= nodeSpan(given);
      if (value.kind === "text") value.parts.forEach(add);
      else if (value.kind === "scalar") add(String(value.value));
      else if (value.kind === "list" || value.kind === "dict") add({ kind: "unknown", source: name, span: value.span });
      else add(value);
    }
    add(template.slice(from));
    return { kind: "text", parts, span: span ?? this.name.span, token: this.name.token };
  }

  /** A pseudo parameter, or a parameter of the template that is not given yet. */
  private otherwise(name: string): Value {
    const { span } = this.name;
    return name.startsWith("AWS::")
      ? substitute(name, span, this.environment)
      : { kind: "unknown", source: name, span };
  }
}
