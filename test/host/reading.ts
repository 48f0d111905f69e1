// What tests of reading share: templates read, values in a few words. It checks nothing.
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import type { Document } from "../../shared-rules/src/model/document";
import type { Value } from "../../shared-rules/src/model/value";

export const yaml = (text: string): Document => readCloudFormation({ uri: "t.yaml", text });
export const json = (content: unknown): Document =>
  readCloudFormation({ uri: "t.json", text: JSON.stringify(content, undefined, 2) });

export const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
export const document = { Version: "2012-10-17", Statement: [statement] };

/** One resource with one policy, in JSON. */
export function resource(type: string, properties: unknown): Document {
  return json({ Resources: { Thing: { Type: type, Properties: properties } } });
}

export function under(document: Document, value: Value | undefined): string {
  return value ? document.text.slice(value.span.start, value.span.end) : "";
}

/** A value in a few words: its known text, `<expression>` for what cannot be read, `->X.Y` for references. */
export function words(value: Value | undefined): string {
  if (!value) return "";
  switch (value.kind) {
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : words(part))).join("");
    case "scalar":
      return String(value.value);
    case "reference":
      return `->${value.target}${value.attribute && "."}${value.attribute}`;
    case "unknown":
      return `<${value.source}>`;
    case "list":
      return `[${value.items.map(words).join(", ")}${value.open ? ", …" : ""}]`;
    case "dict":
      return `{${value.entries.map((entry) => `${words(entry.key)}: ${words(entry.value)}`).join(", ")}${value.open ? ", …" : ""}}`;
  }
}
