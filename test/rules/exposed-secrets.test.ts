// The rule about access keys' secrets that are handed on in clear.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { keySecretExposed } from "../../shared-rules/src/rules/key-secret-exposed";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

const key = 'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n';
const secret = "aws_iam_access_key.ci.secret";
const output = (...lines: readonly string[]): string =>
  `output "secret" {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const resource = (type: string, ...lines: readonly string[]): string =>
  `resource "${type}" "r" {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

function template(...resources: readonly string[]): string {
  return `Resources:\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n${resources.join("")}`;
}

checkRule(keySecretExposed, {
  native: [
    {
      title: "an output",
      uri: "/w/main.tf",
      text: key + output(`value = ${secret}`),
      at: [secret],
      severity: "high",
      message:
        "The secret of ci's access key is an output, which whoever sees a deployment's results reads; keep it in AWS Secrets Manager, or use a role.",
    },
    {
      title: "an output that is marked sensitive is low",
      uri: "/w/main.tf",
      text: key + output(`value = try(aws_iam_access_key.ci[0].ses_smtp_password_v4, null)`, "sensitive = true"),
      at: ["aws_iam_access_key.ci[0].ses_smtp_password_v4"],
      severity: "low",
      message:
        "The secret of ci's access key is an output. That it is marked sensitive hides it on screens; the state has it in clear: encrypt it with pgp_key, or use a role.",
    },
    {
      title: "a plain parameter",
      uri: "/w/main.tf",
      text: key + resource("aws_ssm_parameter", 'type = "String"', `value = ${secret}`),
      at: [secret],
      message:
        "The secret of ci's access key goes into a parameter that is not encrypted; make it a SecureString, or use a role.",
    },
    {
      title: "a machine's user data",
      uri: "/w/main.tf",
      text: key + resource("aws_instance", "user_data = <<-EOF", `  export SECRET=\${${secret}}`, "EOF"),
      at: [secret],
      message:
        "The secret of ci's access key goes to a machine in clear, where each of its programs reads it; give the machine a role.",
    },
    {
      title: "an environment",
      uri: "/w/main.tf",
      text: key + resource("aws_lambda_function", "environment {", `  variables = { SECRET = ${secret} }`, "}"),
      at: [secret],
      message:
        "The secret of ci's access key goes into an environment, which whoever may look at the configuration reads; give the workload a role.",
    },
    {
      title: "a file",
      uri: "/w/main.tf",
      text: key + resource("local_file", `content = ${secret}`),
      at: [secret],
    },
    {
      title: "Terraform's JSON syntax, in blocks of any type",
      uri: "/w/main.tf.json",
      text: JSON.stringify({
        resource: {
          aws_iam_access_key: { ci: { user: "ci" } },
          aws_lambda_function: { f: { environment: [{ variables: { SECRET: `\${${secret}}` } }] } },
          aws_ssm_parameter: { p: { type: "SecureString", value: `\${${secret}}` } },
        },
        output: { o: { value: `\${${secret}}`, sensitive: true } },
      }),
      at: [secret, secret],
    },
    {
      title: "what pgp_key encrypts",
      uri: "/w/main.tf",
      text: `${key.replace("}", '  pgp_key = "keybase:ci"\n}')}${output("value = aws_iam_access_key.ci.encrypted_secret")}${output(`value = ${secret}`)}`,
      at: [],
    },
    { title: "the id alone", uri: "/w/main.tf", text: key + output("value = aws_iam_access_key.ci.id"), at: [] },
    {
      title: "a secret store, and one of a type that is not known",
      uri: "/w/main.tf",
      text:
        key +
        resource("aws_secretsmanager_secret_version", `secret_string = ${secret}`) +
        resource("github_actions_secret", `plaintext_value = ${secret}`) +
        resource("aws_ssm_parameter", "type = var.type", `value = ${secret}`),
      at: [],
    },
    {
      title: "a comment",
      uri: "/w/main.tf",
      text: key + output(`# value = ${secret}`, "value = null"),
      at: [],
    },
    { title: "a key that is not declared here", uri: "/w/main.tf", text: output(`value = ${secret}`), at: [] },
    {
      title: "a stack's outputs, a parameter and an environment",
      uri: "/w/t.yaml",
      text: `${template(
        "  Parameter:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Type: String\n      Value: !GetAtt Key.SecretAccessKey\n",
        "  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          PAIR: !Sub '${Key}:${Key.SecretAccessKey}'\n",
        "  Secret:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: !GetAtt Key.SecretAccessKey\n",
      )}Outputs:\n  Secret:\n    Value:\n      Fn::GetAtt: [Key, SecretAccessKey]\n`,
      at: ["Key.SecretAccessKey", "Key.SecretAccessKey", "Key, SecretAccessKey"],
      severity: "high",
    },
    {
      title: "a template in JSON",
      uri: "/w/t.json",
      text: JSON.stringify({
        Resources: { Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ci" } } },
        Outputs: { Secret: { Value: { "Fn::GetAtt": ["Key", "SecretAccessKey"] } } },
      }),
      at: ['Key","SecretAccessKey'],
    },
  ],
});

describe("key-secret-exposed in a module", () => {
  before(() => engine.ready());

  it("finds the key in another file, and says which block hands its secret on", () => {
    const outputs = engine.read({ uri: "/w/outputs.tf", text: output(`value = ${secret}`) });
    const main = engine.read({ uri: "/w/main.tf", text: key });
    const [finding] = engine.lint(outputs, defaultConfig, [main]).filter(({ rule }) => rule === "key-secret-exposed");
    assert.equal(finding?.address, "output.secret");
  });

  it("finds it from a file that declares nothing of ours", () => {
    const web = engine.read({
      uri: "/w/web.tf",
      text: resource("aws_glue_job", `default_arguments = { key = ${secret} }`),
    });
    const main = engine.read({ uri: "/w/main.tf", text: key });
    const findings = engine.lint(web, defaultConfig, [main]);
    assert.deepEqual(
      findings.map(({ rule, address }) => `${rule} ${address}`),
      ["key-secret-exposed aws_glue_job.r"],
    );
  });
});
