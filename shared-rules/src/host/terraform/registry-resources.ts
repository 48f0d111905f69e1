// What terraform-aws-modules' modules of buckets, queues, topics, keys, secrets and images make of the resource policies they are given.
// https://registry.terraform.io/namespaces/terraform-aws-modules
import type { ModuleShape, PolicyInput } from "./registry-shape";

function policyModule(
  address: string,
  when: Readonly<Record<string, boolean>>,
  inputs: readonly PolicyInput[],
): ModuleShape {
  return { makes: [{ address, when, policy: { attribute: "policy", inputs } }], outputs: {} };
}

/** By the module's name. A policy is made only under the flags that are named here with their defaults. */
export const resourceModules: Readonly<Record<string, ModuleShape>> = {
  "s3-bucket": policyModule("aws_s3_bucket_policy.this", { create_bucket: true, attach_policy: false }, [
    { json: "policy" },
  ]),
  sqs: {
    makes: [
      // Until version 3, the queue's own argument.
      {
        address: "aws_sqs_queue.this",
        when: { create: true },
        needs: ["policy"],
        policy: { attribute: "policy", inputs: [{ json: "policy" }] },
      },
      {
        address: "aws_sqs_queue_policy.this",
        when: { create: true, create_queue_policy: false },
        policy: {
          attribute: "policy",
          inputs: [
            { statements: "queue_policy_statements" },
            { json: "source_queue_policy_documents" },
            { json: "override_queue_policy_documents" },
          ],
        },
      },
    ],
    outputs: {},
  },
  sns: policyModule("aws_sns_topic_policy.this", { create: true, create_topic_policy: true }, [
    { json: "topic_policy" },
    { statements: "topic_policy_statements" },
    { json: "source_topic_policy_documents" },
    { json: "override_topic_policy_documents" },
  ]),
  kms: policyModule("aws_kms_key.this", { create: true }, [
    { json: "policy" },
    { statements: "key_statements" },
    { json: "source_policy_documents" },
    { json: "override_policy_documents" },
  ]),
  "secrets-manager": policyModule("aws_secretsmanager_secret_policy.this", { create: true, create_policy: false }, [
    { statements: "policy_statements" },
    { json: "source_policy_documents" },
    { json: "override_policy_documents" },
  ]),
  ecr: policyModule("aws_ecr_repository_policy.this", { create: true, create_repository_policy: true }, [
    { json: "repository_policy" },
    { statements: "repository_policy_statements" },
  ]),
};
