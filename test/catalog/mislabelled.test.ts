// Actions that AWS's data has under Permissions management and that are none, held against the catalogue.
import assert from "node:assert/strict";
import { levelOf, mislabelledActions } from "../../shared-rules/src/catalog/mislabelled";
import { catalog } from "../support/engine";

describe("mislabelled actions", () => {
  const labelled = catalog.services
    .flatMap((service) => catalog.actions(service))
    .filter(({ accessLevel }) => accessLevel === "Permissions management");

  for (const { actions, level } of mislabelledActions)
    for (const pattern of actions)
      it(`${pattern} is ${level}`, () => {
        const meant = catalog.expand(pattern).filter((action) => labelled.includes(action));
        assert.ok(meant.length > 0);
        for (const action of meant) assert.equal(levelOf(action), level, action.name);
      });

  it("tell by their verb that they only read: those that do so today", () => {
    const read = labelled.filter((action) => levelOf(action) === "Read" && action.service !== "glue");
    assert.deepEqual(
      read.map(({ name }) => name),
      [
        "arc-region-switch:GetResourcePolicy",
        "backup:ListIndexedRecoveryPointsForSearch",
        "billing:GetResourcePolicy",
        "datazone:GetIamPortalLoginUrl",
        "fsx:GetResourcePolicy",
        "managedblockchain:GET",
        "monitron:ListProjectAdminUsers",
        "quicksight:DescribeKnowledgeBasePermissions",
        "quicksight:DescribeSpacePermissions",
        "quicksight:DescribeTopicPermissions",
        "secretsmanager:ValidateResourcePolicy",
        "ssm-sap:GetResourcePermission",
      ],
    );
  });

  it("leave what grants access, and every other level, as AWS has it", () => {
    const level = (name: string): string | undefined => {
      const action = catalog.action(name);
      return action && levelOf(action);
    };
    for (const name of [
      "iam:PutRolePolicy",
      "kms:CreateGrant",
      "s3:PutBucketAcl",
      "lambda:AddPermission",
      "rds-db:connect",
    ])
      assert.equal(level(name), "Permissions management", name);
    assert.equal(level("s3:PutObject"), "Write");
    assert.equal(level("iam:GetRole"), "Read");
  });
});
