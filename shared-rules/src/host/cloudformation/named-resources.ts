// The resources of a template whose ARNs its policies can name. It reads no property.
import type { NamedResource } from "../../model/document";
import { textAt } from "../../model/source";
import { entryOf } from "../../model/value";
import { awsTypeOfCloudFormation } from "../named-resources";
import { accountId } from "./names";
import type { Template } from "./template";

/** In the order in which they stand, after the template's own account. One that is made on a condition may not be there. */
export function namedResourcesIn({ resources, source }: Template): readonly NamedResource[] {
  return [
    { type: "account", address: accountId, attribute: "id", names: () => false },
    ...resources.flatMap(({ id, type, node }): NamedResource[] => {
      const aws = awsTypeOfCloudFormation(type);
      // Those of loops and of embedded templates have other ids than names.
      if (aws === undefined || !/^[A-Za-z0-9]+$/.test(id) || entryOf(node, "Condition")) return [];
      // The ARN that CloudFormation gives of a log group is that of all its streams.
      const arnEnds = aws === "logs:log-group" ? { arnEnds: ":*" } : {};
      const names = (other: string): boolean => other !== "" && word(other).test(textAt(source, node.span));
      return [{ type: aws, address: id, attribute: "arn", ...arnEnds, names }];
    }),
  ];
}

/** A logical id is letters and digits. */
function word(id: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${id}(?![A-Za-z0-9])`);
}
