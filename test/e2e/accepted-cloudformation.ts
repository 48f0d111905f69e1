// Fixes as a person accepts them in CloudFormation, YAML and JSON. Only data; ui-fixes.ts presses the keys.

import type { AcceptedFix } from "./accepted-fixes";

export const cloudformationFixes: readonly AcceptedFix[] = [
  {
    family: "narrow",
    to: { rule: "wildcard-service" },
    title: "Allow only the 2 actions of sqs that its other statements name",
    files: {
      "orders.yaml": `
 Resources:
   Archiver:
     Type: AWS::IAM::ManagedPolicy
     Properties:
       PolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Effect: Allow
-            Action: sqs:* # narrow it down
+            Action: # narrow it down
+              - sqs:DeleteMessage
+              - sqs:ReceiveMessage
             Resource: arn:aws:sqs:eu-west-1:111122223333:orders
           - Effect: Allow
             Action:
               - sqs:ReceiveMessage
               - sqs:DeleteMessage
             Resource: arn:aws:sqs:eu-west-1:111122223333:returns
`,
    },
  },
  {
    family: "require-boundary",
    to: { rule: "boundary-delegation" },
    title: "Require a permissions boundary for iam:CreateRole",
    files: {
      "role-maker.yaml": `
 Resources:
   RoleMaker:
     Type: AWS::IAM::ManagedPolicy
     Properties:
       PolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Sid: TeamRoles
             Effect: Allow
             Action:
-              - iam:CreateRole # the teams' own
               - iam:GetRole
             Resource: arn:aws:iam::111122223333:role/team/*
+          - Effect: Allow
+            Action:
+              - iam:CreateRole # the teams' own
+            Resource: arn:aws:iam::111122223333:role/team/*
+            Condition:
+              ArnLike:
+                iam:PermissionsBoundary: arn:aws:iam::*:policy/permissions-boundary
`,
    },
  },
  {
    family: "require-external-id",
    to: { rule: "trust-account" },
    title: "Ask for the external id that the other account gives",
    typed: ["shop-7f3a"],
    files: {
      "vendor.yaml": `
 Resources:
   Monitoring:
     Type: AWS::IAM::Role
     Properties:
       AssumeRolePolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Effect: Allow
             Principal: { AWS: "arn:aws:iam::444455556666:root" }
             Action: sts:AssumeRole
+            Condition:
+              StringEquals:
+                sts:ExternalId: shop-7f3a
`,
    },
  },
  {
    family: "require-source",
    to: { rule: "trust-confused-deputy" },
    title: "Ask that the service works for this account (aws:SourceAccount)",
    files: {
      "delivery.yaml": `
 Resources:
   FlowLogs:
     Type: AWS::IAM::Role
     Properties:
       AssumeRolePolicyDocument:
         Version: "2012-10-17"
         Statement:
           - Effect: Allow
             Principal:
               Service: vpc-flow-logs.amazonaws.com
             Action: sts:AssumeRole
+            Condition:
+              StringEquals:
+                aws:SourceAccount: !Ref AWS::AccountId
`,
    },
  },
  {
    family: "insert-scp",
    to: { rule: "user-declared" },
    title: "Insert an SCP: deny creating IAM users and access keys",
    typed: ["ou-ab12-34567890"],
    files: {
      "uploader.yaml": `
 Resources:
   Uploader:
     Type: AWS::IAM::User
     Properties:
       UserName: uploader
+  # Nobody in the member accounts can create IAM users or access keys, their administrators and root
+  # included, but for roles named break-glass-*.
+  DenyIamUserCreation:
+    Type: AWS::Organizations::Policy
+    Properties:
+      Name: deny-iam-user-creation
+      Type: SERVICE_CONTROL_POLICY
+      TargetIds:
+        - ou-ab12-34567890
+      Content:
+        Version: "2012-10-17"
+        Statement:
+          - Sid: DenyIamUserCreation
+            Effect: Deny
+            Action:
+              - iam:CreateUser
+              - iam:CreateAccessKey
+            Resource: "*"
+            Condition:
+              ArnNotLike:
+                aws:PrincipalArn: arn:*:iam::*:role/break-glass-*
`,
    },
  },
  {
    family: "insert-mfa-deny",
    to: { rule: "user-mfa-unenforced" },
    title: "Deny the group Staff everything but enrolling MFA while MFA is absent",
    files: {
      "people.yaml": `
 Parameters:
   Password:
     Type: String
     NoEcho: true
 Resources:
   Ann:
     Type: AWS::IAM::User
     Properties:
       UserName: ann
       Groups:
         - !Ref Staff
       LoginProfile:
         Password: !Ref Password
   Staff:
     Type: AWS::IAM::Group
     Properties:
       ManagedPolicyArns:
         - arn:aws:iam::aws:policy/ReadOnlyAccess
+  RequireMfa:
+    Type: AWS::IAM::Policy
+    Properties:
+      PolicyName: require-mfa
+      Groups:
+        - !Ref Staff
+      PolicyDocument:
+        Version: "2012-10-17"
+        Statement:
+          - Sid: DenyAllButEnrolmentWithoutMfa
+            Effect: Deny
+            NotAction:
+              - iam:CreateVirtualMFADevice
+              - iam:EnableMFADevice
+              - iam:GetMFADevice
+              - iam:GetUser
+              - iam:ListMFADevices
+              - iam:ListVirtualMFADevices
+              - iam:ResyncMFADevice
+              - sts:GetSessionToken
+            Resource: "*"
+            Condition:
+              BoolIfExists:
+                aws:MultiFactorAuthPresent: "false"
`,
    },
  },
  {
    family: "store-secret",
    to: { rule: "key-secret-exposed" },
    title: "Keep the secret in AWS Secrets Manager, not in the output",
    files: {
      "key-output.yaml": `
 Resources:
   MailKey:
     Type: AWS::IAM::AccessKey
     Properties:
       UserName: mail
+  MailKeySecret:
+    Type: AWS::SecretsManager::Secret
+    Properties:
+      SecretString: !GetAtt MailKey.SecretAccessKey
 Outputs:
   KeyId:
     Value: !Ref MailKey
-  Secret:
-    Value: !GetAtt MailKey.SecretAccessKey
`,
    },
  },
  {
    family: "generate-secret",
    to: { rule: "console-password-literal" },
    title: "Have AWS Secrets Manager make the password",
    files: {
      "console.json": `
 {
   "Resources": {
     "Auditor": {
       "Type": "AWS::IAM::User",
       "Properties": {
         "UserName": "auditor",
         "LoginProfile": {
-          "Password": "CorrectHorse7!",
+          "Password": {
+            "Fn::Sub": "{{resolve:secretsmanager:\${AuditorPassword}:SecretString:password}}"
+          },
           "PasswordResetRequired": true
         }
       }
+    },
+    "AuditorPassword": {
+      "Type": "AWS::SecretsManager::Secret",
+      "Properties": {
+        "GenerateSecretString": {
+          "SecretStringTemplate": "{\\"username\\":\\"auditor\\"}",
+          "GenerateStringKey": "password",
+          "PasswordLength": 20
+        }
+      }
     }
   }
 }
`,
    },
  },
  {
    family: "move-to-group",
    to: { rule: "user-no-group" },
    title: "Put bob into the group Operators",
    files: {
      "direct.json": `
 {
   "Resources": {
     "Operators": {
       "Type": "AWS::IAM::Group"
     },
     "Bob": {
       "Type": "AWS::IAM::User",
       "Properties": {
         "UserName": "bob",
-        "Tags": [{ "Key": "Owner", "Value": "operations" }]
+        "Tags": [{ "Key": "Owner", "Value": "operations" }],
+        "Groups": [{ "Ref": "Operators" }]
       }
     }
   }
 }
`,
    },
  },
  {
    family: "role-instead",
    to: { rule: "user-declared" },
    title: "Replace the user by a role for CircleCI",
    typed: ["d1f5a3c2", "8b7e6f90"],
    previewed: true,
    files: {
      "publisher.yaml": `
 Resources:
   Publisher:
-    Type: AWS::IAM::User
+    Type: AWS::IAM::Role
     Properties:
-      UserName: publisher
+      RoleName: publisher
+      AssumeRolePolicyDocument:
+        Version: "2012-10-17"
+        Statement:
+          - Effect: Allow
+            Principal:
+              Federated: !Ref CircleCI
+            Action: sts:AssumeRoleWithWebIdentity
+            Condition:
+              StringEquals:
+                oidc.circleci.com/org/d1f5a3c2:aud: d1f5a3c2
+              StringLike:
+                oidc.circleci.com/org/d1f5a3c2:sub: org/d1f5a3c2/project/8b7e6f90/user/*
       Policies:
         - PolicyName: publish
           PolicyDocument:
             Version: "2012-10-17"
             Statement:
               - Effect: Allow
                 Action: ecr:PutImage
                 Resource: arn:aws:ecr:eu-west-1:111122223333:repository/app
+  CircleCI:
+    Type: AWS::IAM::OIDCProvider
+    Properties:
+      Url: https://oidc.circleci.com/org/d1f5a3c2
+      ClientIdList:
+        - d1f5a3c2
`,
    },
  },
];
