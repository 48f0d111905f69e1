// templatefile, templatestring and data "template_file": templates that stand in a file or a value. It reads no disk.
// https://developer.hashicorp.com/terraform/language/functions/templatefile
import type { Value } from "../../model/value";
import { literal } from "../../model/value";
import type { Expression } from "../../syntax/hcl/ast";
import { notHere } from "./functions-encoding";
import { siteOf, type Evaluate, type Frame, type Names } from "./frame";
import { Run, type Scope, type Site } from "./scope";
import { isUnknown, mappingOf, textOfValue } from "./values";

/** The text that a template comes to with these variables. All of it stands where the call does. */
export function templateCall(
  name: "templatefile" | "templatestring",
  [first, variables]: readonly Value[],
  site: Site,
  frame: Frame,
  evaluate: Evaluate,
): Value {
  const { environment } = frame.scope;
  const named = first ? textOfValue(first) : "wrong";
  if (named === "wrong") return site.fail("the argument is no text");
  const text =
    named === "unknown" ? undefined : name === "templatefile" ? environment.readFile?.(named.known) : named.known;
  const map = variables && mappingOf(variables);
  if (variables && !map && !isUnknown(variables)) return site.fail("the variables are no map");
  if (text === undefined && typeof named === "object" && environment.readFile)
    return site.unknown(notHere(named.known));
  if (text === undefined || !environment.parse) return site.unknown();
  const marker = markerFor(text);
  const source = `<<${marker}\n${text}\n${marker}\n`;
  const expression = environment.parse(source);
  if (expression.kind !== "template" || !site.run.spend(source.length >> 6)) return site.unknown();
  let names: Names | undefined;
  for (const { key, value } of map?.entries ?? []) names = { name: literal(key) ?? "", value, next: names };
  // A template sees its variables and functions, nothing else.
  const bindings: Scope["bindings"] = new Map();
  const scope: Scope = {
    text: source,
    place: { start: 0 },
    environment: { ...silent, parse: environment.parse },
    at: site.span,
    bindings,
  };
  const value = evaluate(expression, { scope, run: frame.run, names });
  if (value.kind !== "text") return value;
  const parts = [...value.parts];
  const last = parts.at(-1);
  // The line break before the end marker is not the template's.
  if (typeof last === "string" && last.endsWith("\n")) parts[parts.length - 1] = last.slice(0, -1);
  const whole = site.parts(parts);
  const uri = name === "templatefile" && typeof named === "object" ? environment.fileUri?.(named.known) : undefined;
  return uri === undefined
    ? whole
    : { ...whole, written: { uri, span: { start: 0, end: text.length }, readAs: "template" } };
}

/**
 * What `data "template_file"` renders; where its template is a file's text, it is that file's.
 * https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
 */
export function templateFileValue(
  template: Expression,
  variables: Expression | undefined,
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const run = new Run(template.end - template.start, scope.budget);
  const frame: Frame = { scope, run, names: undefined };
  const values = [template, ...(variables ? [variables] : [])].map((each) => evaluate(each, frame));
  const [text] = values;
  if (text?.kind === "unknown") return text;
  const rendered = templateCall("templatestring", values, siteOf(template, frame), frame, evaluate);
  const file = text?.written?.readAs ? text.written : undefined;
  return file && rendered.kind === "text" ? { ...rendered, written: { ...file, readAs: "template" } } : rendered;
}

const silent = { lookup: (): undefined => undefined };

/** A heredoc's marker that is no line of the text. */
function markerFor(text: string): string {
  let marker = "EOT";
  while (text.includes(marker)) marker += "T";
  return marker;
}
