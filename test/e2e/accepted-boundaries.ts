// Fixes of permissions boundaries as a person accepts them. Only data; ui-fixes.ts presses the keys.

import type { AcceptedFix } from "./accepted-fixes";

export const boundaryFixes: readonly AcceptedFix[] = [
  {
    family: "add-boundary",
    to: { rule: "boundary-missing" },
    title: "Attach a permissions boundary, and write a starter one that allows iam and sqs",
    files: {
      "worker.yaml": `
 Resources:
   Worker:
     Type: AWS::IAM::Role
     Properties:
       AssumeRolePolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Effect: Allow
             Principal:
               Service: ec2.amazonaws.com
             Action: sts:AssumeRole
       Policies:
         - PolicyName: work
           PolicyDocument:
             Version: "2012-10-17"
             Statement:
               - Effect: Allow
                 Action: sqs:ReceiveMessage
                 Resource: arn:aws:sqs:*:111122223333:orders
               - Effect: Allow
                 Action: iam:AttachRolePolicy
                 Resource: arn:aws:iam::111122223333:role/team/*
+      PermissionsBoundary: !Ref PermissionsBoundary
+  # The most that Worker may do: what its policies use now, and neither make IAM users nor shed this.
+  PermissionsBoundary:
+    Type: AWS::IAM::ManagedPolicy
+    Properties:
+      ManagedPolicyName: permissions-boundary
+      PolicyDocument:
+        Version: "2012-10-17"
+        Statement:
+          - Sid: CeilingForIdentityPolicies
+            Effect: Allow
+            Action:
+              - iam:AttachRolePolicy
+              - sqs:*
+            Resource: "*"
+          - Sid: DenyUsersAndCredentials
+            Effect: Deny
+            Action:
+              - iam:CreateUser
+              - iam:CreateAccessKey
+              - iam:UpdateAccessKey
+              - iam:CreateLoginProfile
+              - iam:UpdateLoginProfile
+              - iam:CreateServiceSpecificCredential
+              - iam:ResetServiceSpecificCredential
+              - iam:UploadSSHPublicKey
+              - iam:UploadSigningCertificate
+            Resource: "*"
+          - Sid: DenyBoundaryRemoval
+            Effect: Deny
+            Action:
+              - iam:DeleteRolePermissionsBoundary
+              - iam:DeleteUserPermissionsBoundary
+            Resource: "*"
+          - Sid: DenyBoundaryEdit
+            Effect: Deny
+            Action:
+              - iam:CreatePolicyVersion
+              - iam:DeletePolicy
+              - iam:DeletePolicyVersion
+              - iam:SetDefaultPolicyVersion
+            Resource: arn:aws:iam::*:policy/permissions-boundary
+          - Sid: DenyPrincipalsWithoutThisBoundary
+            Effect: Deny
+            Action:
+              - iam:AttachRolePolicy
+              - iam:AttachUserPolicy
+              - iam:CreateRole
+              - iam:DeleteRolePolicy
+              - iam:DetachRolePolicy
+              - iam:PutRolePermissionsBoundary
+              - iam:PutRolePolicy
+              - iam:PutUserPermissionsBoundary
+              - iam:PutUserPolicy
+              - iam:UpdateAssumeRolePolicy
+            Resource: "*"
+            Condition:
+              ArnNotLike:
+                iam:PermissionsBoundary: arn:aws:iam::*:policy/permissions-boundary
`,
    },
  },
  {
    family: "replace-boundary",
    to: { rule: "boundary-wide" },
    title: "Deny IAM users, credentials and ways out of the boundary, as the starter boundary does",
    files: {
      "unbound.yaml": `
 Resources:
   Ceiling:
     Type: AWS::IAM::ManagedPolicy
     Properties:
       ManagedPolicyName: team-ceiling
       PolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Sid: Everything
             Effect: Allow
             Action: "*"
             Resource: "*"
+          - Sid: DenyUsersAndCredentials
+            Effect: Deny
+            Action:
+              - iam:CreateUser
+              - iam:CreateAccessKey
+              - iam:UpdateAccessKey
+              - iam:CreateLoginProfile
+              - iam:UpdateLoginProfile
+              - iam:CreateServiceSpecificCredential
+              - iam:ResetServiceSpecificCredential
+              - iam:UploadSSHPublicKey
+              - iam:UploadSigningCertificate
+            Resource: "*"
+          - Sid: DenyBoundaryRemoval
+            Effect: Deny
+            Action:
+              - iam:DeleteRolePermissionsBoundary
+              - iam:DeleteUserPermissionsBoundary
+            Resource: "*"
+          - Sid: DenyBoundaryEdit
+            Effect: Deny
+            Action:
+              - iam:CreatePolicyVersion
+              - iam:DeletePolicy
+              - iam:DeletePolicyVersion
+              - iam:SetDefaultPolicyVersion
+            Resource: arn:aws:iam::*:policy/team-ceiling
+          - Sid: DenyPrincipalsWithoutThisBoundary
+            Effect: Deny
+            Action:
+              - iam:AttachRolePolicy
+              - iam:AttachUserPolicy
+              - iam:CreateRole
+              - iam:DeleteRolePolicy
+              - iam:DetachRolePolicy
+              - iam:PutRolePermissionsBoundary
+              - iam:PutRolePolicy
+              - iam:PutUserPermissionsBoundary
+              - iam:PutUserPolicy
+              - iam:UpdateAssumeRolePolicy
+            Resource: "*"
+            Condition:
+              ArnNotLike:
+                iam:PermissionsBoundary: arn:aws:iam::*:policy/team-ceiling
   Builder:
     Type: AWS::IAM::Role
     Properties:
       PermissionsBoundary: !Ref Ceiling
       AssumeRolePolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Effect: Allow
             Principal: { Service: codebuild.amazonaws.com }
             Action: sts:AssumeRole
`,
    },
  },
  {
    family: "deny-boundary-edit",
    to: { rule: "boundary-self-edit" },
    title: "Deny changes to the boundary itself, in aws_iam_policy.boundary",
    files: {
      "boundary.tf": `
 resource "aws_iam_policy" "boundary" {
   name = "app-boundary"
   policy = jsonencode({
     Version = "2012-10-17"
     Statement = [
       { Effect = "Allow", Action = ["s3:*", "iam:*Policy*"], Resource = "*" },
+      {
+        Sid    = "DenyBoundaryEdit"
+        Effect = "Deny"
+        Action = [
+          "iam:CreatePolicyVersion",
+          "iam:DeletePolicy",
+          "iam:DeletePolicyVersion",
+          "iam:SetDefaultPolicyVersion",
+        ]
+        Resource = "arn:aws:iam::*:policy/app-boundary"
+      },
     ]
   })
 }
 
 resource "aws_iam_role" "app" {
   name                 = "app"
   permissions_boundary = aws_iam_policy.boundary.arn
 }
 
 resource "aws_iam_role_policy" "app" {
   role = aws_iam_role.app.name
   policy = jsonencode({
     Version = "2012-10-17"
     Statement = [
       { Effect = "Allow", Action = "iam:*PolicyVersion", Resource = "*" },
     ]
   })
 }
`,
    },
  },
];
