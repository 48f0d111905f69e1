// One cause, one finding: what is merged with what, and whose words stay.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { lintIn } from "../link/workspace";
import { engine } from "../support/engine";

const uri = "/w/policy.json";

/** "rule @ text (severity): what it covers" */
function told(Action: string | string[], Resource = "*"): string[] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
  return lintIn({ [uri]: text }, uri, { config: defaultConfig }).map(
    ({ rule, text: culprit, severity, covers }) => `${rule} @ ${culprit} (${severity}): ${covers.join()}`,
  );
}

describe("findings of one cause", () => {
  before(() => engine.ready());

  it("are one where a wildcard on every resource is all there is", () => {
    assert.deepEqual(told("iam:Create*"), [
      "user-create-grant @ iam:Create* (high): user-credential-grant,escalation-action,boundary-delegation,wildcard-resource,wildcard-sensitive,mfa-missing",
    ]);
  });

  it("are two where the resource is worse than the wildcard", () => {
    assert.deepEqual(told("dynamodb:*"), [
      "wildcard-service @ dynamodb:* (medium): ",
      "wildcard-resource @ * (high): ",
    ]);
  });

  it("are two where another action has the resource for its cause", () => {
    assert.deepEqual(told(["iam:Create*", "sqs:SendMessage"]).slice(1), ["wildcard-resource @ * (high): "]);
  });

  it("are two where what is said of the action is not about resources", () => {
    assert.deepEqual(told("sts:AssumeRole"), [
      "mfa-missing @ sts:AssumeRole (low): ",
      "wildcard-resource @ * (medium): ",
    ]);
  });

  it("are one for credentials of every user", () => {
    assert.deepEqual(told("iam:CreateAccessKey"), [
      "user-credential-grant @ iam:CreateAccessKey (high): escalation-action,wildcard-resource,mfa-missing",
    ]);
  });

  it("speak of the gravest of a module's callers, whichever comes first", () => {
    const module = `variable "policy" {}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = var.policy
}
`;
    const call = (name: string, policy: string): string =>
      `module "${name}" {\n  source = "./role"\n  policy = "arn:aws:iam::aws:policy/${policy}"\n}\n`;
    const [reader, admin] = [call("reader", "ReadOnlyAccess"), call("admin", "AdministratorAccess")];
    for (const main of [reader + admin, admin + reader]) {
      const files = { "/r/role/main.tf": module, "/r/main.tf": main };
      const findings = lintIn(files, "/r/role/main.tf", { config: defaultConfig, callers: { "/r/role": ["/r"] } });
      const boundary = findings.filter(({ rule }) => rule === "boundary-missing");
      assert.deepEqual(
        boundary.map(({ severity, related }) => [severity, ...related.map(({ message }) => message)]),
        [["medium", "called by module.admin"]],
      );
    }
  });

  describe("of a statement that allows everything", () => {
    const offered = (Action: string[]): string[] => {
      const reads = { Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" };
      const text = JSON.stringify({
        Version: "2012-10-17",
        Statement: [reads, { Effect: "Allow", Action, Resource: "*" }],
      });
      const findings = lintIn({ [uri]: text }, uri, { config: defaultConfig });
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        ["wildcard-admin"],
      );
      return findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));
    };

    it("are mended where everything is allowed, not at other words of the statement", () => {
      const titles = offered(["s3:*", "iam:CreateUser", "*"]);
      assert.deepEqual(
        titles.filter((title) => /^(?:Remove|Require|Replace|Limit) /.test(title)),
        ["Remove *", "Require MFA for *"],
      );
    });

    it("are guarded against, whichever word another finding would stand on", () => {
      assert.ok(
        offered(["iam:CreateAccessKey", "*"]).includes("Insert an SCP: deny creating IAM users and access keys"),
      );
    });
  });
});
