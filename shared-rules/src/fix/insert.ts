// New declarations that fixes and pickers put into a document. Hosts spell them in their own format.
import type { NewDeclaration, PolicyData } from "../edit";
import type { Snippet } from "../snippets/index";

/** "deny-iam-user-creation" as a CloudFormation logical id, "DenyIamUserCreation". */
export function logicalId(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** A kebab-case name as a Terraform label. */
export function label(name: string): string {
  return name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^(\d)/, "_$1");
}

/** A snippet as the resource that carries it: an organisation's policy, or a managed policy to serve as boundary. */
export function declareSnippet(snippet: Snippet): NewDeclaration {
  return snippet.kind === "scp"
    ? {
        name: snippet.name,
        cloudformation: {
          type: "AWS::Organizations::Policy",
          properties: { Name: snippet.name, Type: "SERVICE_CONTROL_POLICY", Content: policyData(snippet.policy) },
        },
        terraform: {
          type: "aws_organizations_policy",
          attributes: { name: snippet.name, type: "SERVICE_CONTROL_POLICY", content: policyData(snippet.policy) },
        },
      }
    : {
        name: snippet.name,
        cloudformation: {
          type: "AWS::IAM::ManagedPolicy",
          properties: { ManagedPolicyName: snippet.name, PolicyDocument: policyData(snippet.policy) },
        },
        terraform: { type: "aws_iam_policy", attributes: { name: snippet.name, policy: policyData(snippet.policy) } },
      };
}

/** A policy document as plain data. */
export function policyData(policy: PolicyData): { Version: string; Statement: PolicyData["Statement"] } {
  return { Version: policy.Version, Statement: policy.Statement };
}
