// Terraform expressions evaluated for tests, and values printed on one line. It tests nothing itself.
import { evaluate } from "../../shared-rules/src/link/terraform/expressions";
import {
  definitionsIn,
  moduleEnvironment,
  type ModuleOptions,
} from "../../shared-rules/src/link/terraform/environment";
import type { Environment, Scope } from "../../shared-rules/src/link/terraform/scope";
import { isEncoded, jsonText } from "../../shared-rules/src/link/terraform/values";
import type { TextPart, Value } from "../../shared-rules/src/model/value";
import { literal } from "../../shared-rules/src/model/value";
import { parseHcl } from "../../shared-rules/src/syntax/hcl";
import { hclParser } from "../support/hcl";

/** The environment of a module of one file. */
export function moduleOf(text: string, options: ModuleOptions = {}, uri = "file:///module.tf"): Environment {
  const { blocks } = parseHcl(text, () => true, hclParser());
  const parse = (source: string): ReturnType<ReturnType<typeof hclParser>["expression"]> =>
    hclParser().expression(source);
  return moduleEnvironment(definitionsIn(blocks.map((block) => ({ ...block, uri }))), { parse, ...options });
}

/** An expression's value; its offsets are those in the source. */
export function valueOf(source: string, environment: Environment, more: Partial<Scope> = {}): Value {
  return evaluate(hclParser().expression(source), { text: source, place: { start: 0 }, environment, ...more });
}

/** A value on one line: as JSON, with `…` where more may be there and what is unknown by name. */
export function printed(value: Value): string {
  if (isEncoded(value)) {
    const text = jsonText(value);
    const { json: _, ...plain } = value as Value & { json: boolean };
    return text === undefined ? `json ${printed(plain)}` : JSON.stringify(text);
  }
  switch (value.kind) {
    case "text":
      return value.parts.every((part) => typeof part === "string")
        ? JSON.stringify(value.parts.join(""))
        : `"${value.parts.map(printedPart).join("")}"`;
    case "scalar":
      return String(value.value);
    case "list":
      return `[${[...value.items.map(printed), ...(value.open ? ["…"] : [])].join(",")}]`;
    case "dict": {
      const byKey = new Map(value.entries.map((entry) => [keyOf(entry.key), printed(entry.value)]));
      const entries = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => `${key}:${text}`);
      return `{${[...entries, ...(value.open ? ["…"] : [])].join(",")}}`;
    }
    case "reference":
      return `ref(${value.target}${value.attribute === "" ? "" : `.${value.attribute}`})`;
    case "unknown": {
      const candidates = value.candidates ? `: ${value.candidates.map(printed).join(" | ")}` : "";
      if (value.because !== undefined && !noValue.test(value.because))
        return `unknown because ${value.because}${candidates}`;
      return `unknown(${value.source.replace(/\s+/g, " ")}${candidates})`;
    }
  }
}

/** Why a name has no value: the expression that hangs on it tells as much. */
const noValue = /^the variable \w+ has no default$| is not among these files$/;

function keyOf(key: Value): string {
  const text = literal(key);
  return text === undefined ? printed(key) : JSON.stringify(text);
}

function printedPart(part: TextPart): string {
  return typeof part === "string" ? JSON.stringify(part).slice(1, -1) : `\${${printed(part)}}`;
}
