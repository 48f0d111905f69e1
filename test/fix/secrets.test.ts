// Fixes of secrets in the open, with the exact text after them in each format.
import { consolePasswordLiteral } from "../../shared-rules/src/rules/console-password-literal";
import { keySecretExposed } from "../../shared-rules/src/rules/key-secret-exposed";
import { checkRule } from "../support/check-rule";
import { fixed, json } from "../support/native";

const password =
  "Resources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: alice\n      LoginProfile:\n";

checkRule(consolePasswordLiteral, {
  native: [
    fixed(
      "Have AWS Secrets Manager make the password",
      "…",
      "t.yaml",
      `${password}        Password: CorrectHorse7!\n        PasswordResetRequired: true\n`,
      `${password}        Password: !Sub "{{resolve:secretsmanager:\${AlicePassword}:SecretString:password}}"
        PasswordResetRequired: true
  AlicePassword:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString:
        SecretStringTemplate: "{\\"username\\":\\"alice\\"}"
        GenerateStringKey: password
        PasswordLength: 20
`,
    ),
    fixed(
      "generate-secret",
      "…",
      "t.json",
      json({ Resources: { Bob: { Type: "AWS::IAM::User", Properties: { LoginProfile: { Password: "Hunter2!" } } } } }),
      json({
        Resources: {
          Bob: {
            Type: "AWS::IAM::User",
            Properties: {
              LoginProfile: {
                Password: { "Fn::Sub": "{{resolve:secretsmanager:${BobPassword}:SecretString:password}}" },
              },
            },
          },
          BobPassword: {
            Type: "AWS::SecretsManager::Secret",
            Properties: {
              GenerateSecretString: {
                SecretStringTemplate: '{"username":"Bob"}',
                GenerateStringKey: "password",
                PasswordLength: 20,
              },
            },
          },
        },
      }),
    ),
    {
      title: "offers no secret in the place of a parameter, whose default would stay",
      uri: "/w/default.yaml",
      text: `Parameters:\n  P:\n    Type: String\n    NoEcho: true\n    Default: Hunter2!\n${password}        Password: !Ref P\n`,
      at: ["…"],
      offers: [],
    },
  ],
});

const key = 'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n';
const use = "aws_iam_access_key.ci.secret";
const output = `output "secret" {\n  value = ${use}\n}\n`;
const yamlKey = "Resources:\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n";
const jsonKey = { aws_iam_access_key: { ci: { user: "ci" } } };
const Key = { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ci" } };
const GetAtt = { "Fn::GetAtt": ["Key", "SecretAccessKey"] };
const stored = `
resource "aws_secretsmanager_secret" "ci_key_secret" {
  name = "ci-key-secret"
}

# The state has the secret, too: let nobody read it who may not have the key.
resource "aws_secretsmanager_secret_version" "ci_key_secret_version" {
  secret_id     = aws_secretsmanager_secret.ci_key_secret.id
  secret_string = aws_iam_access_key.ci.secret
}
`;

checkRule(keySecretExposed, {
  native: [
    fixed(
      "Keep the secret in AWS Secrets Manager, not in the output",
      use,
      "main.tf",
      `${key}\n${output}\nlocals {\n  a = 1\n}\n`,
      `${key}\nlocals {\n  a = 1\n}\n${stored}`,
    ),
    fixed(
      "Encrypt the secret with a PGP key",
      use,
      "pgp.tf",
      `${key}\n${output}`,
      `${key.replace('user = "ci"', 'user    = "ci"\n  pgp_key = "keybase:CHANGE-ME"')}\n${output.replace("secret\n", "encrypted_secret\n")}`,
    ),
    fixed(
      "Keep the secret encrypted",
      use,
      "parameter.tf",
      `${key}\nresource "aws_ssm_parameter" "ci" {\n  name  = "ci"\n  type  = "String" # plain\n  value = ${use}\n}\n`,
      `${key}\nresource "aws_ssm_parameter" "ci" {\n  name  = "ci"\n  type  = "SecureString" # plain\n  value = ${use}\n}\n`,
    ),
    fixed(
      "store-secret",
      use,
      "main.tf.json",
      json({ resource: jsonKey, output: { id: { value: "x" }, secret: { value: `\${${use}}` } } }),
      json({
        resource: {
          ...jsonKey,
          aws_secretsmanager_secret: { ci_key_secret: { name: "ci-key-secret" } },
          aws_secretsmanager_secret_version: {
            ci_key_secret_version: {
              secret_id: "${aws_secretsmanager_secret.ci_key_secret.id}",
              secret_string: `\${${use}}`,
            },
          },
        },
        output: { id: { value: "x" } },
      }),
    ),
    fixed(
      "store-secret",
      use,
      "parameter.tf.json",
      json({ resource: { ...jsonKey, aws_ssm_parameter: { ci: { type: "String", value: `\${${use}}` } } } }),
      json({ resource: { ...jsonKey, aws_ssm_parameter: { ci: { type: "SecureString", value: `\${${use}}` } } } }),
    ),
    fixed(
      "store-secret",
      "Key.SecretAccessKey",
      "t.yaml",
      `${yamlKey}Outputs:\n  Secret:\n    Value: !GetAtt Key.SecretAccessKey\n`,
      `${yamlKey}  KeySecret:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: !GetAtt Key.SecretAccessKey\n`,
    ),
    fixed(
      "store-secret",
      "Key.SecretAccessKey",
      "t.yaml",
      `${yamlKey}Outputs:\n  KeySecret:\n    Value: !GetAtt Key.SecretAccessKey\n`,
      `${yamlKey}  KeySecret:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: !GetAtt Key.SecretAccessKey\n`,
    ),
    fixed(
      "store-secret",
      "Key.SecretAccessKey",
      "parameter.yaml",
      `${yamlKey}  Stored:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Name: /ci/key\n      Type: String\n      Value: !GetAtt Key.SecretAccessKey\n`,
      `${yamlKey}  Stored:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      Name: /ci/key\n      SecretString: !GetAtt Key.SecretAccessKey\n`,
    ),
    fixed(
      "store-secret",
      'Key",\n          "SecretAccessKey',
      "t.json",
      json({ Resources: { Key }, Outputs: { Id: { Value: { Ref: "Key" } }, Secret: { Value: GetAtt } } }),
      json({
        Resources: { Key, KeySecret: { Type: "AWS::SecretsManager::Secret", Properties: { SecretString: GetAtt } } },
        Outputs: { Id: { Value: { Ref: "Key" } } },
      }),
    ),
    {
      title: "an environment gets no store: its workload wants a role",
      uri: "/w/lambda.tf",
      text: `${key}\nresource "aws_lambda_function" "f" {\n  environment {\n    variables = { KEY = ${use} }\n  }\n}\n`,
      at: [use],
      offers: [],
    },
  ],
});
