// YAML as people write CloudFormation, for samples. Not the product's writer.
import { stringify } from "yaml";

export function printYamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, version: "1.1", aliasDuplicateObjects: false });
}
