// What is made of the table of settings: the editor's settings in package.json, and the JSON schema of `.roleward.json`.
import { fileSchema, settingTable } from "../shared-rules/src/index";
import type { Schema } from "../shared-rules/src/config/schema";

/** Where the schema of `.roleward.json` stands in the package. */
export const schemaFile = "schemas/roleward.schema.json";

const rulesSetting = settingTable.find(({ name }) => name === "rules");

/** A schema as JSON editors take it: without what is ours, and an object holds only what it names. */
export function published(schema: Schema, refer: (schema: Schema) => object | undefined = () => undefined): object {
  const { type } = schema;
  if (type === "array") return { ...schema, items: inner(schema.items) };
  if (type === "string") {
    const { noun: _, ...own } = schema;
    return own;
  }
  if (type === "either") {
    const { type: _type, word, whole, ...own } = schema;
    return { ...own, anyOf: [inner(word), inner(whole)] };
  }
  if (type !== "object") return schema;
  const { noun: _noun, isWhole: _isWhole, properties, additionalProperties, ...own } = schema;
  return {
    ...own,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)])),
    }),
    additionalProperties: additionalProperties ? inner(additionalProperties) : false,
  };

  function inner(one: Schema): object {
    return refer(one) ?? published(one, refer);
  }
}

/** The text of the schema of `.roleward.json`, draft 7, which VS Code reads best. */
export function schemaText(): string {
  const rules = rulesSetting?.schema;
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Roleward settings",
    description: "Settings for the files in this folder and below. Comments and trailing commas are allowed.",
    allowComments: true,
    allowTrailingCommas: true,
    ...published(fileSchema, (one) => (one === rules ? { $ref: "#/definitions/rules" } : undefined)),
    definitions: rules ? { rules: published(rules) } : {},
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

interface Section {
  title: string;
  order?: number;
  properties?: Record<string, object>;
}

interface Manifest {
  contributes: { configuration: Section[] };
}

/** package.json's text with the table's settings made anew; settings that the table does not know stay, after the others. */
export function withSettings(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const { configuration } = manifest.contributes;
  const editors = settingTable.filter(({ where }) => where.includes("editor"));
  const general = editors.filter((setting) => setting !== rulesSetting);
  const names = new Set(editors.map(({ name }) => `roleward.${name}`));
  const before = configuration.find(({ title }) => title === "Roleward")?.properties ?? {};
  const others = Object.entries(before).filter(([name]) => !names.has(name));
  const properties = [
    ...general.map(({ name, schema }): [string, object] => [
      `roleward.${name}`,
      { scope: "resource", ...published(schema) },
    ]),
    ...others,
  ].map(([name, property], index): [string, object] => [name, { ...property, order: index + 1 }]);
  const made: Section[] = [
    { title: "Roleward", order: 1, properties: Object.fromEntries(properties) },
    {
      title: "Rules",
      order: 2,
      properties: rulesSetting ? { "roleward.rules": { scope: "resource", ...published(rulesSetting.schema) } } : {},
    },
  ];
  const titles = new Set(made.map(({ title }) => title));
  manifest.contributes.configuration = [...made, ...configuration.filter(({ title }) => !titles.has(title))];
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
