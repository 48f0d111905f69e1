// Fixes of secrets that stand in the open: AWS Secrets Manager makes or keeps them instead. What is exposed already, a person has to change.
import type { Edit, NewDeclaration } from "../edit";
import { placeholder } from "../model/data";
import type { SecretUse } from "../model/secret-use";
import type { Declaration } from "../model/policy";
import { literal } from "../model/value";
import type { Fix } from "../rule";

/**
 * Has AWS Secrets Manager make a user's first console password, which the template reads when it is deployed.
 * @param user whose password it is; its name is kept beside the password
 */
export function generateSecret(profile: Declaration, user: Declaration | undefined): Fix[] {
  // The default of a parameter would still stand in the template.
  if (profile.fields.password?.written) return [];
  const name = `${user?.address ?? "console"}-password`;
  const secret: NewDeclaration = {
    name,
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
    cloudformation: {
      type: "AWS::SecretsManager::Secret",
      properties: {
        GenerateSecretString: {
          SecretStringTemplate: JSON.stringify({ username: literal(user?.fields.name) ?? user?.address ?? "" }),
          GenerateStringKey: "password",
          PasswordLength: 20,
        },
      },
    },
  };
  return [
    {
      id: "generate-secret",
      title: "Have AWS Secrets Manager make the password",
      safety: "review",
      outcome: "removes",
      edits: () => [
        {
          kind: "set-field",
          declaration: profile,
          field: "password",
          // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
          value: {
            reference: name,
            attribute: "arn",
            before: "{{resolve:secretsmanager:",
            after: ":SecretString:password}}",
          },
        },
        { kind: "add-declarations", after: user, declarations: [secret] },
      ],
    },
  ];
}

/** Keeps an access key's secret in a store in the place of an output or a plain parameter. Nothing for other places: they want a role. */
export function storeSecret(use: SecretUse, key: Declaration, isOnlyUse: boolean): Fix[] {
  const fix = (title: string, edits: readonly Edit[]): Fix => ({
    id: "store-secret",
    title,
    safety: "review",
    outcome: "removes",
    edits: () => edits,
  });
  if (use.place === "parameter")
    return [fix("Keep the secret encrypted", [{ kind: "change-secret-use", use, to: "secure-parameter" }])];
  if (use.place !== "output" && use.place !== "hidden-output") return [];
  const stored = fix("Keep the secret in AWS Secrets Manager, not in the output", [
    { kind: "change-secret-use", use, to: "nothing" },
    { kind: "add-declarations", after: undefined, declarations: storeFor(use, key) },
  ]);
  if (use.expression === undefined || !isOnlyUse) return [stored];
  const encrypted = fix("Encrypt the secret with a PGP key", [
    { kind: "set-field", declaration: key, field: "pgpKey", value: placeholder("keybase:CHANGE-ME") },
    { kind: "change-secret-use", use, to: "encrypted-secret" },
  ]);
  return use.place === "output" ? [stored, encrypted] : [encrypted, stored];
}

function storeFor({ of, expression }: SecretUse, key: Declaration): NewDeclaration[] {
  const label = (key.address.split(".").at(-1) ?? "").replace(/\[.*$/, "").replaceAll("_", "-");
  const name = /key/i.test(label) ? `${label}-secret` : `${label}-key-secret`;
  return [
    {
      name,
      cloudformation: {
        type: "AWS::SecretsManager::Secret",
        properties: { SecretString: { "Fn::GetAtt": [of, "SecretAccessKey"] } },
      },
      terraform: { type: "aws_secretsmanager_secret", attributes: { name } },
    },
    {
      name: `${name}-version`,
      comment: "The state has the secret, too: let nobody read it who may not have the key.",
      terraform: {
        type: "aws_secretsmanager_secret_version",
        attributes: {
          secret_id: { reference: name, attribute: "id" },
          secret_string: { raw: expression ?? `${of}.secret` },
        },
      },
    },
  ];
}
