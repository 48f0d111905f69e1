// Which documents are told to be ours, before any parse.
import assert from "node:assert/strict";
import { detectFormat } from "../../shared-rules/src/host/detect";
import type { Format } from "../../shared-rules/src/model/document";

const policy = '{ "Version": "2012-10-17", "Statement": [] }';
const yaml = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::IAM::User\n";
const json = '{ "Resources": { "A": { "Type": "AWS::IAM::User" } } }';

const cases: readonly (readonly [title: string, uri: string, text: string, format: Format, languageId?: string])[] = [
  ["a Terraform file, whatever is in it", "file:///a/main.tf", "", "terraform"],
  ["an OpenTofu file", "file:///a/main.tofu", "", "terraform"],
  ["Terraform in JSON", "file:///a/main.tf.json", "{}", "terraform-json"],
  ["OpenTofu in JSON", "/a/MAIN.TOFU.JSON", "{}", "terraform-json"],
  ["variable values", "file:///a/x.tfvars", 'a = "Statement"', "terraform-vars", "terraform"],
  ["Terragrunt's inputs", "file:///a/terragrunt.hcl", "inputs = {}", "terragrunt"],
  ["any other HCL", "file:///a/x.hcl", "inputs = {}", "none"],
  ["variable values in JSON", "file:///a/x.auto.tfvars.json", '{"a": "Statement"}', "terraform-vars", "json"],
  ["a policy", "file:///a/policy.json", policy, "policy-json"],
  ["a policy with comments", "file:///a/policy.jsonc", `// ours\n${policy}`, "policy-json"],
  ["a wrapped policy", "p.json", `{"PolicyVersion": {"Document": ${policy}}}`, "policy-json"],
  ["a policy in a string", "p.json", JSON.stringify({ Policy: policy }), "policy-json"],
  ["a policy in a string in a string", "p.json", JSON.stringify(JSON.stringify({ Policy: policy })), "policy-json"],
  ["a URL-encoded policy", "p.json", JSON.stringify({ PolicyDocument: encodeURIComponent(policy) }), "policy-json"],
  ["a template of a policy", "p.json.tftpl", policy, "policy-json"],
  ["an account's details", "p.json", `{"UserDetailList": [], "Policies": [${policy}]}`, "account-dump"],
  [
    "a Terraform plan",
    "tfplan.json",
    '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{}}',
    "terraform-plan",
  ],
  [
    "a plan cut down to its changes",
    "p.json",
    '{"resource_changes": [],"format_version":"1.2","terraform_version":"1.8.0"}',
    "terraform-plan",
  ],
  [
    "a Terraform state, shown",
    "s.json",
    '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}',
    "terraform-plan",
  ],
  ["a Terraform state, as stored", "s.json", '{"version": 4, "terraform_version": "1.11.4", "resources": []}', "none"],
  ["provider schemas", "s.json", '{"format_version":"1.0","provider_schemas":{}}', "none"],
  ["a credential report", "r.csv", "user,arn,user_creation_time,mfa_active\n", "credential-report"],
  ["another CSV file", "r.csv", "user,arn,Statement\n", "none"],
  ["a JSON template", "file:///a/t.json", json, "cloudformation-json"],
  [
    "a JSON template without resources yet",
    "t.json",
    '{"AWSTemplateFormatVersion": "2010-09-09"}',
    "cloudformation-json",
  ],
  ["a JSON template named .template", "t.template", `\uFEFF\n  ${json}`, "cloudformation-json"],
  ["a YAML template named .template", "t.template", yaml, "cloudformation-yaml"],
  ["a YAML template", "file:///a/t.yaml", yaml, "cloudformation-yaml"],
  ["a YAML template that is indented", "t.yaml", `---\n\n  # x\n${yaml.replace(/^/gm, "  ")}`, "cloudformation-yaml"],
  ["YAML with such a key deeper", "t.yaml", "a: AWS::X\n  Resources:\n", "none"],
  ["a YAML template with CRLF", "file:///a/t.yml", yaml.replaceAll("\n", "\r\n"), "cloudformation-yaml"],
  ["a SAM template", "t.yaml", "Transform: AWS::Serverless-2016-10-31\nResources: {}\n", "cloudformation-yaml"],
  ["JSON in a .yaml file", "t.yaml", json, "cloudformation-yaml"],
  ["JSON over lines in a .yaml file", "t.yaml", json.replace('"Resources"', '\n  "Resources"'), "cloudformation-yaml"],
  ["a Serverless Framework file", "serverless.yml", "service: a\nprovider:\n  name: aws\n  iam: {}\n", "serverless"],
  [
    "a Serverless Framework file with resources",
    "serverless.yml",
    "service: a\nprovider: {name: aws}\nresources:\n  Resources: {A: {Type: AWS::IAM::User}}\n",
    "serverless",
  ],
  ["one without IAM", "serverless.yml", "service: a\nprovider: {name: aws}\n", "none"],
  ["CDK's tree", "tree.json", '{"version":"tree-0.1","tree":{"a":{"Statement":[]}}}', "none"],
  ["an untitled YAML template", "untitled:Untitled-1", yaml, "cloudformation-yaml", "yaml"],
  ["an untitled policy", "untitled:Untitled-1", policy, "policy-json", "json"],
  ["an untitled Terraform file", "untitled:Untitled-1", "", "terraform", "terraform"],
  ["a policy without an extension", "file:///a/policy", policy, "policy-json"],
  [
    "a Serverless Framework file",
    "serverless.yml",
    "service: a\nresources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n",
    "none",
  ],
  ["a Kubernetes file", "k.yaml", "kind: Deployment\nspec:\n  Resources: {}\n", "none"],
  ["package.json", "package.json", '{ "name": "statement" }', "none"],
  ["tsconfig.json", "tsconfig.json", '{ "compilerOptions": {} }', "none"],
  ["a page about templates", "README.md", `# Template\n\n${yaml}`, "none"],
  ["a program with a policy in it", "a.py", `policy = ${policy}`, "none"],
  ["an empty file", "a.json", "", "none"],
  ["an empty file without extension", "file:///a.b/c", "", "none"],
];

describe("detectFormat", () => {
  for (const [title, uri, text, format, languageId] of cases)
    it(`${title}: ${format}`, () => assert.equal(detectFormat(uri, text, languageId), format));

  it("costs little on two megabytes that are none of ours", () => {
    const big = `{ "data": [${'"Lorem ipsum dolor sit amet", '.repeat(70_000)}""] }`;
    const start = performance.now();
    assert.equal(detectFormat("big.json", big), "none");
    assert.equal(detectFormat("big.yaml", big), "none");
    assert.ok(performance.now() - start < 100);
  });
});
