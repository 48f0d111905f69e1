// The rule managed-admin: an administrator's AWS managed policy on a role or group.
import { pageOf } from "../catalog/managed-policies";
import { lesserPolicy } from "../fix/managed";
import type { Declaration } from "../model/policy";
import { defineRule } from "../rule";
import { adminPolicyHits } from "./privileged";

export const managedAdmin = defineRule({
  id: "managed-admin",
  title: "An administrator's AWS managed policy",
  severity: "high",
  fixes: ["narrow"],
  docs: {
    why: "Whoever works with this role or is in this group may do everything in the account, and so may whoever gets hold of one of its sessions.",
    fine: "A role for emergencies that few may assume, with MFA, can be an exception to document. PowerUserAccess, which leaves IAM out, is told as medium.",
    references: [pageOf("AdministratorAccess"), pageOf("IAMFullAccess"), pageOf("PowerUserAccess")],
    controls: ["no-full-administrator"],
    flagged: [
      {
        title: "attached to a role",
        terraform: `resource "aws_iam_role_policy_attachment" "ci" {
  role       = "ci"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
        cloudformation: `Resources:
  Ci:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns:
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/AdministratorAccess
`,
      },
      {
        title: "on a role whose name says that it reads",
        terraform: `resource "aws_iam_role_policy_attachment" "auditor" {
  role       = "auditor"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
      },
    ],
    accepted: [
      {
        title: "a job's own policy",
        terraform: `resource "aws_iam_role_policy_attachment" "ci" {
  role       = "ci"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`,
        cloudformation: `Resources:
  Ci:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
`,
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_274",
    "checkov:CKV2_AWS_56",
    "cfn_nag:W43",
    "prowler:iam_role_administratoraccess_policy",
    "prowler:iam_group_administrator_access_policy",
  ],
  *declaration(declaration) {
    const holder = holderOf(declaration);
    if (holder !== undefined) yield* adminPolicyHits(declaration, `whoever ${holder}`, lesserPolicy);
  },
});

/** Who gets what a declaration attaches, in words; undefined where it is neither a role nor a group. */
function holderOf({ kind, fields }: Declaration): string | undefined {
  if (kind === "role") return "works with this role";
  if (kind === "group") return "is in this group";
  if (kind !== "attachment" && kind !== "exclusive-policies") return undefined;
  if (fields.roles) return "works with this role";
  return fields.group || fields.groups ? "is in this group" : undefined;
}
