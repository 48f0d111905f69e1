// The resources of a template whose ARNs its policies can name. It reads no property.
import type { NamedResource } from "../../model/document";
import { entryOf } from "../../model/value";
import { awsTypeOfCloudFormation } from "../named-resources";
import { accountId } from "./names";
import type { Template } from "./template";

/** In the order in which they stand, after the template's own account. One that is made on a condition may not be there. */
export function namedResourcesIn({ resources }: Template): readonly NamedResource[] {
  return [
    { type: "account", address: accountId, attribute: "id" },
    ...resources.flatMap(({ id, type, node }): NamedResource[] => {
      const aws = awsTypeOfCloudFormation(type);
      // Those of loops and of embedded templates have other ids than names.
      if (aws === undefined || !/^[A-Za-z0-9]+$/.test(id) || entryOf(node, "Condition")) return [];
      // The ARN that CloudFormation gives of a log group is that of all its streams.
      return [{ type: aws, address: id, attribute: "arn", ...(aws === "logs:log-group" && { arnEnds: ":*" }) }];
    }),
  ];
}
