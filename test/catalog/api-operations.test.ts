// Operations that are no actions: what the table says of them holds against the catalogue.
import assert from "node:assert/strict";
import {
  actionsOfOperation,
  apiOperations,
  prefixCalled,
  servicesByOtherNames,
} from "../../shared-rules/src/catalog/api-operations";
import { catalog } from "../support/engine";

describe("API operations that are no IAM actions", () => {
  it("are no actions of the catalogue, and what they ask for is", () => {
    assert.ok(apiOperations.length > 60);
    for (const { name, actions } of apiOperations) {
      assert.equal(catalog.action(name), undefined, name);
      for (const action of actions) assert.equal(catalog.action(action)?.name, action);
    }
  });

  it("are found in any letter case", () => {
    assert.deepEqual(actionsOfOperation("S3:headbucket"), ["s3:ListBucket"]);
    assert.equal(actionsOfOperation("s3:GetObject"), undefined);
  });

  it("services by other names are no prefixes themselves", () => {
    for (const [name, prefix] of servicesByOtherNames) {
      assert.equal(catalog.serviceName(name), undefined, name);
      assert.ok(catalog.serviceName(prefix) !== undefined, prefix);
    }
    assert.equal(prefixCalled("EFS"), "elasticfilesystem");
    assert.equal(prefixCalled("constructor"), undefined);
  });
});
