// The rule permission-set-admin: an Identity Center permission set that makes administrators.
import { pageOf } from "../catalog/managed-policies";
import { lesserPolicy } from "../fix/managed";
import { defineRule } from "../rule";
import { adminPolicyHits } from "./privileged";

export const permissionSetAdmin = defineRule({
  id: "permission-set-admin",
  title: "A permission set with administrator rights",
  severity: "high",
  fixes: ["narrow"],
  docs: {
    why: "Everyone who is assigned this permission set is an administrator in each account that it is assigned in, for as long as the session lasts.",
    fine: "One for the few who run the accounts, with a short session, can be an exception to document. PowerUserAccess, which leaves IAM out, is told as medium.",
    references: [
      "https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html",
      pageOf("AdministratorAccess"),
    ],
    controls: ["no-full-administrator", "aws-iam-03"],
    flagged: [
      {
        title: "AdministratorAccess",
        terraform: `resource "aws_ssoadmin_managed_policy_attachment" "staff" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
  managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
        cloudformation: `Resources:
  Staff:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: staff
      InstanceArn: arn:aws:sso:::instance/ssoins-1
      ManagedPolicies:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
      {
        title: "AdministratorAccess for developers",
        cloudformation: `Resources:
  Developers:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: developers
      InstanceArn: arn:aws:sso:::instance/ssoins-1
      ManagedPolicies:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
    ],
    accepted: [
      {
        title: "read access",
        terraform: `resource "aws_ssoadmin_managed_policy_attachment" "staff" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`,
        cloudformation: `Resources:
  Staff:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: staff
      InstanceArn: arn:aws:sso:::instance/ssoins-1
      ManagedPolicies:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
`,
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_274", "checkov:CKV2_AWS_56"],
  *declaration(declaration) {
    const { kind, fields } = declaration;
    const isSet = kind === "permission-set" || (kind === "attachment" && fields.permissionSets !== undefined);
    if (isSet) yield* adminPolicyHits(declaration, "everyone who is assigned this permission set", lesserPolicy);
  },
});
