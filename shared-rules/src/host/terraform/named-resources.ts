// The resources and data sources of a document whose ARNs its module's policies can name, by their headers alone. It reads no attribute.
import type { NamedResource } from "../../model/document";
import { textAt, type Source } from "../../model/source";
import { literal, valueOf, type Dict } from "../../model/value";
import type { HclState } from "../../syntax/hcl";
import { parseJson } from "../../syntax/json";
import { awsTypeOfTerraform } from "../named-resources";
import { namePattern } from "./names";

/** In the order in which they stand. One that `count` or `for_each` makes several, or none, of has no ARN of its own. */
export function namedResourcesIn(source: Source, { slices, text }: HclState): readonly NamedResource[] {
  if (source.syntax === "json") return inJson(source);
  return slices.flatMap(({ type, labels: [resource = "", name = ""], start, end }) => {
    const address = addressOf(type, resource, name);
    const block = text.slice(start, end);
    return address === undefined || isRepeated(block) ? [] : named(resource, address, () => block);
  });
}

/** A dynamic block's own `for_each` repeats that block only. */
function isRepeated(block: string): boolean {
  return /\b(?:count|for_each)\s*=/.test(block.replace(/\bdynamic\s+"[^"\n]*"\s*\{\s*for_each\s*=/g, ""));
}

function inJson(source: Source): readonly NamedResource[] {
  const { root } = parseJson(source);
  const entries = (value: Dict | undefined) => value?.entries ?? [];
  return ["resource", "data"].flatMap((block) =>
    entries(dict(root?.kind === "dict" ? valueOf(root, block) : undefined)).flatMap(({ key: type, value: byName }) =>
      entries(dict(byName)).flatMap(({ key: name, value }) => {
        const resource = literal(type) ?? "";
        const address = addressOf(block, resource, literal(name) ?? "");
        const body = dict(value);
        if (address === undefined || !body || valueOf(body, "count") || valueOf(body, "for_each")) return [];
        return named(resource, address, () => textAt(source, body.span));
      }),
    ),
  );
}

function dict(value: Parameters<typeof literal>[0]): Dict | undefined {
  return value?.kind === "dict" ? value : undefined;
}

function addressOf(block: string, type: string, name: string): string | undefined {
  if (type === "" || name === "") return undefined;
  return block === "resource" ? `${type}.${name}` : block === "data" ? `data.${type}.${name}` : undefined;
}

function named(type: string, address: string, text: () => string): NamedResource[] {
  const names = (other: string): boolean => other !== "" && namePattern(other).test(text());
  if (type === "aws_caller_identity") return [{ type: "account", address, attribute: "account", names }];
  const aws = awsTypeOfTerraform(type);
  return aws === undefined ? [] : [{ type: aws, address, attribute: "arn", names }];
}
