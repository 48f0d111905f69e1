// Generated values as YAML and HCL text, laid out as people and `terraform fmt` do. It decides nothing about their content.
import { isList, type Data, type DataObject } from "./vocabulary";

/** Lines of a YAML block mapping, indented by `indent` spaces. `Ref` and `Fn::…` are written as short tags. */
export function yamlLines(data: DataObject, indent = 0): string[] {
  return Object.entries(data).flatMap(([key, value]) =>
    yamlEntry(`${" ".repeat(indent)}${yamlKey(key)}:`, value, indent),
  );
}

function yamlEntry(head: string, value: Data, indent: number): string[] {
  const inline = yamlInline(value);
  if (inline !== undefined) return [`${head} ${inline}`];
  if (typeof value === "object" && isList(value)) return [head, ...value.flatMap((item) => yamlItem(item, indent + 2))];
  return typeof value === "object" && !isList(value) ? [head, ...yamlLines(value, indent + 2)] : [];
}

function yamlItem(item: Data, indent: number): string[] {
  const dash = `${" ".repeat(indent)}- `;
  const inline = yamlInline(item);
  if (inline !== undefined) return [dash + inline];
  if (typeof item !== "object" || isList(item)) return [dash + JSON.stringify(item)];
  const [first = "", ...rest] = yamlLines(item, indent + 2);
  return [dash + first.trimStart(), ...rest];
}

/** The value where it takes one line: a scalar, a short tag, or something empty. */
function yamlInline(value: Data): string | undefined {
  if (typeof value === "string") return yamlString(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) return value.length === 0 ? "[]" : undefined;
  const [entry, ...others] = Object.entries(value);
  if (!entry) return "{}";
  if (others.length > 0) return undefined;
  const [key, inner] = entry;
  if (key === "Ref" && typeof inner === "string") return `!Ref ${inner}`;
  if (key === "Fn::Sub" && typeof inner === "string") return `!Sub ${yamlString(inner)}`;
  if (key === "Fn::GetAtt" && typeof inner === "object" && isList(inner))
    return `!GetAtt ${inner.map(yamlInline).join(".")}`;
  return undefined;
}

function yamlKey(key: string): string {
  return key.includes(":") && !/^[\w:/-]+$/.test(key) ? `'${key}'` : key;
}

function yamlString(text: string): string {
  const plain =
    /^[A-Za-z/][\w./:+@()$ {}-]*$/.test(text) && !/: |:$| $/.test(text) && !/^(?:true|false|yes|no|null)$/i.test(text);
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

/** An HCL expression; its lines after the first are indented by `indent` spaces. Strings may hold `${…}`. */
export function hclExpression(data: Data, indent: number): string {
  if (typeof data === "string") return JSON.stringify(data);
  if (typeof data !== "object") return String(data);
  const inner = " ".repeat(indent + 2);
  const outer = " ".repeat(indent);
  if (isList(data)) {
    if (data.length === 0) return "[]";
    const items = data.map((item) => hclExpression(item, indent + 2));
    const line = `[${items.join(", ")}]`;
    if (line.length < 90 && !line.includes("\n")) return line;
    return `[\n${items.map((item) => `${inner}${item},\n`).join("")}${outer}]`;
  }
  return `{\n${attributes(data, indent + 2).join("\n")}\n${outer}}`;
}

/** `key = value` lines with the equals signs of neighbours in one column, as `terraform fmt` leaves them. */
export function attributes(data: DataObject, indent: number): string[] {
  const pad = " ".repeat(indent);
  const entries = Object.entries(data).map(([key, value]) => ({
    key: hclKey(key),
    text: hclExpression(value, indent),
  }));
  return entries.map(
    ({ key, text }, index) => `${pad}${key.padEnd(text.includes("\n") ? 0 : widthAround(entries, index))} = ${text}`,
  );
}

/** The longest key of the run of one-line entries that holds `index`. */
function widthAround(entries: readonly { key: string; text: string }[], index: number): number {
  let width = 0;
  for (let at = index; at >= 0 && entries[at]?.text.includes("\n") === false; at--)
    width = Math.max(width, entries[at]?.key.length ?? 0);
  for (let at = index; entries[at]?.text.includes("\n") === false; at++)
    width = Math.max(width, entries[at]?.key.length ?? 0);
  return width;
}

function hclKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
}
