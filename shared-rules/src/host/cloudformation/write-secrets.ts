// What hands on an access key's secret in a template, changed: an output goes, a parameter becomes a secret. It judges nothing.
import type { Declined, Edit } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import type { TextEdit } from "../../model/source";
import type { Dict } from "../../model/value";
import { contains, entryOf, literal, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { mentionsOf } from "./mentions";

type ChangeSecretUse = Edit & { kind: "change-secret-use" };

const notOnly: Declined = { declined: "It hands on more than the secret; take the secret out of it by hand." };

/** @param root the dict that has the template's sections */
export function changeSecretUse({ use, to }: ChangeSecretUse, root: Dict, writer: Writer): TextEdit[] | Declined {
  if (!use.isWhole) return notOnly;
  if (to === "nothing") return removeOutput(use, root, writer);
  if (to === "secure-parameter") return toSecret(use, root, writer);
  return { declined: "CloudFormation cannot encrypt an access key's secret." };
}

function removeOutput({ span }: ChangeSecretUse["use"], root: Dict, writer: Writer): TextEdit[] | Declined {
  const outputs = entryOf(root, "Outputs");
  const section = outputs?.value;
  const output = section?.kind === "dict" ? section.entries.find((one) => contains(one.span, span)) : undefined;
  if (section?.kind !== "dict" || !outputs || !output) return notOnly;
  return section.entries.length > 1 ? writer.removeEntry(section, output) : writer.removeEntry(root, outputs);
}

/** What a secret has of a parameter, under which name. */
const counterparts: Readonly<Record<string, string>> = {
  Name: "Name",
  Description: "Description",
  Value: "SecretString",
};

/**
 * A template cannot make an encrypted parameter: it becomes a secret.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
 */
function toSecret({ span }: ChangeSecretUse["use"], root: Dict, writer: Writer): TextEdit[] | Declined {
  const section = valueOf(root, "Resources");
  const entry = section?.kind === "dict" ? section.entries.find((one) => contains(one.span, span)) : undefined;
  const node = entry?.value.kind === "dict" ? entry.value : undefined;
  const type = node && valueOf(node, "Type");
  const properties = node && valueOf(node, "Properties");
  if (!entry || !type || properties?.kind !== "dict" || intrinsicOf(properties))
    return { declined: "The resource's properties are an expression." };
  const id = literal(entry.key) ?? "";
  const [mention] = mentionsOf(root, id, new Set());
  if (mention)
    return {
      declined: `${mention.name} refers to ${id} as to a parameter; change it, and make ${id} a secret by hand.`,
    };
  const other = properties.entries.find(
    ({ key }) => literal(key) !== "Type" && counterparts[literal(key) ?? ""] === undefined,
  );
  if (other) return { declined: `A secret has no ${literal(other.key) ?? "such property"}; make ${id} one by hand.` };
  const changes = properties.entries.map((one): TextEdit[] | Declined => {
    const name = counterparts[literal(one.key) ?? ""];
    if (name === undefined) return writer.removeEntry(properties, one);
    return name === literal(one.key) ? [] : writer.renameText(one.key, name);
  });
  return collect([writer.replaceValue(type, "AWS::SecretsManager::Secret"), ...changes], (edits) => edits);
}
