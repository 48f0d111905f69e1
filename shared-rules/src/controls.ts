// The controls rules serve, and their numbers in CIS AWS Foundations v3.0.0, NIST SP 800-53 r5 and ISO 27001:2022.

/** Control id to its name with the numbers of each framework. */
export const controlNames: Readonly<Record<string, string>> = {
  "aws-iam-01": "Root MFA (CIS 1.5, 1.6; NIST IA-2(1); ISO A.5.17, A.8.5)",
  "aws-iam-02": "No root access keys (CIS 1.4; NIST AC-6, IA-5; ISO A.8.2)",
  "aws-iam-03": "Identity Center for people (CIS 1.21; NIST AC-2(1), IA-2; ISO A.5.16, A.5.18)",
  "aws-iam-04": "MFA for users (CIS 1.10; NIST IA-2(1); ISO A.5.17, A.8.5)",
  "aws-iam-05": "Rotate keys within 90 days (CIS 1.14; NIST IA-5(1); ISO A.5.17, A.8.2)",
  "aws-iam-06": "Roles, not keys (CIS 1.18; NIST IA-5, AC-6; ISO A.8.2, A.8.5)",
  "aws-iam-07": "Permissions boundaries (NIST AC-6(1); ISO A.8.2)",
  "aws-iam-08": "SCP deny list (NIST AC-3, AC-6; ISO A.8.2)",
  "aws-iam-09": "Access Analyzer (CIS 1.20; NIST AC-6(7), CA-7; ISO A.8.16)",
  "aws-iam-10": "Unused credentials within 45 days (CIS 1.12, 1.13; NIST AC-2(3), AC-2(4); ISO A.5.16, A.8.2)",
  "password-policy": "Password policy (CIS 1.8, 1.9; NIST IA-5(1); ISO A.5.17)",
  "policies-through-groups": "Policies through groups or roles (CIS 1.15; NIST AC-6; ISO A.5.15)",
  "no-full-administrator": "No full administrator policies (CIS 1.16; NIST AC-6; ISO A.8.2)",
  imdsv2: "IMDSv2 (CIS 5.6; NIST AC-6; ISO A.8.9)",
};
