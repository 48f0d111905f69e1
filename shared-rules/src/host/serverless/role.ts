// The role in a Serverless Framework file (`provider.iam.role`): how its fields are written. It reads nothing.
// https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#iam-permissions
import type { Declined, Edit } from "../../edit";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import { valueOf } from "../../model/value";
import { isObjectData } from "../cloudformation/data";
import { collect } from "../host-writer";
import type { Writer } from "../../syntax/writer";

/** The type of such a declaration: it has the fields of a role under names of its own. */
export const serverlessRole = "Serverless::Role";

export function setRoleFields(
  role: Declaration,
  edits: readonly (Edit & { kind: "set-field" })[],
  writer: Writer,
): TextEdit[] | Declined {
  const { node } = role;
  return collect(edits, ({ field, value }) => {
    if (field === "boundary") return writer.setEntry(node, "permissionsBoundary", value);
    if (field !== "tags") return { declined: "The Serverless Framework has no word for this; change it by hand." };
    const tags = valueOf(node, "tags");
    if (!tags) return writer.setEntry(node, "tags", value);
    if (tags.kind !== "dict" || !isObjectData(value))
      return { declined: "The tags are an expression; add them where it is written." };
    return collect(Object.entries(value), ([name, tag]) => writer.setEntry(tags, name, tag));
  });
}
