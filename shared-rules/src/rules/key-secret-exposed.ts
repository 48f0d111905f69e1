// The rule key-secret-exposed: an access key's secret is handed on in clear.
import { storeSecret } from "../fix/secrets";
import type { SecretPlace } from "../model/secret-use";
import { defineRule, type Context, type Severity } from "../rule";
import { ownerName } from "./credentials";

export const keySecretExposed = defineRule({
  id: "key-secret-exposed",
  title: "An access key's secret is handed on in clear",
  severity: "high",
  fixes: ["store-secret"],
  docs: {
    why: "The secret is copied to a place that many may read, a stack's outputs, a plain parameter, a machine's user data, an environment variable, and each copy works until the key is deleted.",
    fine: "Write it to AWS Secrets Manager or a SecureString parameter, or encrypt it with pgp_key so that not even the state has it. An output that is marked sensitive is low: screens do not show it, and the state has it in clear with or without the output. Better: a role, which has no secret to hand on.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html",
      "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "an output",
        terraform:
          'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n\noutput "secret" {\n  value = aws_iam_access_key.ci.secret\n}\n',
        cloudformation:
          "Resources:\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\nOutputs:\n  Secret:\n    Value: !GetAtt Key.SecretAccessKey\n",
      },
    ],
    accepted: [
      {
        title: "a secret store",
        terraform:
          'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n\nresource "aws_secretsmanager_secret_version" "ci" {\n  secret_id     = "ci"\n  secret_string = aws_iam_access_key.ci.secret\n}\n\nresource "aws_ssm_parameter" "ci" {\n  name  = "ci"\n  type  = "SecureString"\n  value = aws_iam_access_key.ci.secret\n}\n',
        cloudformation:
          "Resources:\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n  Secret:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: !GetAtt Key.SecretAccessKey\n",
      },
    ],
  },
  *document(document, { module }) {
    for (const use of document.secretUses?.() ?? []) {
      const { of, place, span } = use;
      const key = module.declaration(of);
      // Encrypted, it is not there.
      if (key?.kind !== "access-key" || key.fields.pgpKey) continue;
      const { severity, where } = places[place];
      yield {
        span,
        severity,
        message: `The secret of ${ownerName(key, module)}'s access key ${where}`,
        fixes: () => storeSecret(use, key, usesOf(of, module) === 1),
      };
    }
  },
});

/** How often the secret of a key is named in a module, in whatever place. */
function usesOf(key: string, { documents }: Context["module"]): number {
  const secret = new RegExp(
    `\\b${key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:\\[[^\\]]*\\])?\\.(?:secret|ses_smtp)`,
    "g",
  );
  return documents.reduce((count, { text }) => count + [...text.matchAll(secret)].length, 0);
}

const store = "keep it in AWS Secrets Manager, or use a role.";

const places: Readonly<Record<SecretPlace, { readonly severity: Severity; readonly where: string }>> = {
  output: { severity: "high", where: `is an output, which whoever sees a deployment's results reads; ${store}` },
  "hidden-output": {
    severity: "low",
    where:
      "is an output. That it is marked sensitive hides it on screens; the state has it in clear: encrypt it with pgp_key, or use a role.",
  },
  parameter: {
    severity: "high",
    where: "goes into a parameter that is not encrypted; make it a SecureString, or use a role.",
  },
  "user-data": {
    severity: "high",
    where: "goes to a machine in clear, where each of its programs reads it; give the machine a role.",
  },
  environment: {
    severity: "high",
    where: "goes into an environment, which whoever may look at the configuration reads; give the workload a role.",
  },
  file: { severity: "high", where: `is written to a file or a table in clear; ${store}` },
};
