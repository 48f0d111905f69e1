// What fixes make of whole documents: Denies for users and boundaries, and lesser policies of AWS. It tests no rule's findings.
import { boundarySelfEdit } from "../../shared-rules/src/rules/boundary-self-edit";
import { boundaryWide } from "../../shared-rules/src/rules/boundary-wide";
import { managedAdmin } from "../../shared-rules/src/rules/managed-admin";
import { permissionSetAdmin } from "../../shared-rules/src/rules/permission-set-admin";
import { userMfaUnenforced } from "../../shared-rules/src/rules/user-mfa-unenforced";
import { userNetworkUnlimited } from "../../shared-rules/src/rules/user-network-unlimited";
import { checkRule } from "../support/check-rule";

checkRule(userMfaUnenforced, {
  native: [
    {
      title: "gives the group a policy that denies",
      uri: "/w/main.tf",
      text: `resource "aws_iam_group" "staff" {
  name = "staff"
}

resource "aws_iam_group_policy_attachment" "staff" {
  group      = aws_iam_group.staff.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_group_membership" "alice" {
  user   = aws_iam_user.alice.name
  groups = [aws_iam_group.staff.name]
}

resource "aws_iam_user_login_profile" "alice" {
  user = aws_iam_user.alice.name
}
`,
      at: ["alice"],
      fixed: {
        "insert-mfa-deny": `resource "aws_iam_group" "staff" {
  name = "staff"
}

resource "aws_iam_group_policy" "require_mfa" {
  name  = "require-mfa"
  group = aws_iam_group.staff.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "DenyAllButEnrolmentWithoutMfa"
        Effect = "Deny"
        NotAction = [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:GetMFADevice",
          "iam:GetUser",
          "iam:ListMFADevices",
          "iam:ListVirtualMFADevices",
          "iam:ResyncMFADevice",
          "sts:GetSessionToken",
        ]
        Resource = "*"
        Condition = {
          BoolIfExists = {
            "aws:MultiFactorAuthPresent" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_iam_group_policy_attachment" "staff" {
  group      = aws_iam_group.staff.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_group_membership" "alice" {
  user   = aws_iam_user.alice.name
  groups = [aws_iam_group.staff.name]
}

resource "aws_iam_user_login_profile" "alice" {
  user = aws_iam_user.alice.name
}
`,
      },
    },
    {
      title: "gives the user one, and says that nothing lets it enrol",
      uri: "/w/template.yaml",
      text: `Parameters:
  Password:
    Type: String
    NoEcho: true
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      UserName: alice
      LoginProfile:
        Password: !Ref Password
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::reports/*
`,
      at: ["Alice"],
      fixed: {
        "Deny the user alice everything but enrolling MFA while MFA is absent; nothing lets them enrol yet": `Parameters:
  Password:
    Type: String
    NoEcho: true
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      UserName: alice
      LoginProfile:
        Password: !Ref Password
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::reports/*
  RequireMfa:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: require-mfa
      Users:
        - !Ref Alice
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: DenyAllButEnrolmentWithoutMfa
            Effect: Deny
            NotAction:
              - iam:CreateVirtualMFADevice
              - iam:EnableMFADevice
              - iam:GetMFADevice
              - iam:GetUser
              - iam:ListMFADevices
              - iam:ListVirtualMFADevices
              - iam:ResyncMFADevice
              - sts:GetSessionToken
            Resource: "*"
            Condition:
              BoolIfExists:
                aws:MultiFactorAuthPresent: "false"
`,
      },
    },
  ],
});

checkRule(userNetworkUnlimited, {
  native: [
    {
      title: "denies in the policy that only this user has",
      uri: "/w/main.tf",
      text: `resource "aws_iam_user" "sync" {
  name = "sync"
}

resource "aws_iam_access_key" "sync" {
  user = aws_iam_user.sync.name
}

data "aws_iam_policy_document" "sync" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::inbox/*"]
  }
}

resource "aws_iam_user_policy" "sync" {
  user   = aws_iam_user.sync.name
  policy = data.aws_iam_policy_document.sync.json
}
`,
      at: ["sync"],
      fixed: {
        "limit-source-ip": `resource "aws_iam_user" "sync" {
  name = "sync"
}

resource "aws_iam_access_key" "sync" {
  user = aws_iam_user.sync.name
}

data "aws_iam_policy_document" "sync" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::inbox/*"]
  }

  statement {
    sid       = "DenyOtherNetworks"
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]

    condition {
      test     = "NotIpAddress"
      variable = "aws:SourceIp"
      values   = ["203.0.113.0/24"]
    }

    condition {
      test     = "Bool"
      variable = "aws:ViaAWSService"
      values   = ["false"]
    }
  }
}

resource "aws_iam_user_policy" "sync" {
  user   = aws_iam_user.sync.name
  policy = data.aws_iam_policy_document.sync.json
}
`,
      },
    },
    {
      title: "makes a list of a single statement",
      uri: "/w/template.yaml",
      text: `Resources:
  Sync:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: sync
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              Effect: Allow
              Action: s3:GetObject
              Resource: !Sub arn:\${AWS::Partition}:s3:::inbox/*
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Sync
`,
      at: ["Sync"],
      fixed: {
        "limit-source-ip": `Resources:
  Sync:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: sync
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub "arn:\${AWS::Partition}:s3:::inbox/*"
              - Sid: DenyOtherNetworks
                Effect: Deny
                Action: "*"
                Resource: "*"
                Condition:
                  NotIpAddress:
                    aws:SourceIp: 203.0.113.0/24
                  Bool:
                    aws:ViaAWSService: "false"
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Sync
`,
      },
    },
  ],
});

checkRule(boundarySelfEdit, {
  native: [
    {
      title: "denies the edit by the boundary's own ARN, which it cannot refer to",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "boundary" {
  name = "boundary"
  path = "/platform/"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:*", "iam:*Policy*"]
        Resource = "*"
      },
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
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreatePolicyVersion", Resource = "*" }]
  })
}
`,
      at: ["app"],
      fixed: {
        "Deny changes to the boundary itself, in aws_iam_policy.boundary": `resource "aws_iam_policy" "boundary" {
  name = "boundary"
  path = "/platform/"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:*", "iam:*Policy*"]
        Resource = "*"
      },
      {
        Sid    = "DenyBoundaryEdit"
        Effect = "Deny"
        Action = [
          "iam:CreatePolicyVersion",
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:SetDefaultPolicyVersion",
        ]
        Resource = "arn:aws:iam::*:policy/platform/boundary"
      },
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
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreatePolicyVersion", Resource = "*" }]
  })
}
`,
      },
    },
    {
      title: "denies the edit of every policy where the boundary has no name",
      uri: "/w/template.yaml",
      text: `Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:*", "iam:*"] # the ceiling
            Resource: "*"
  App:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Boundary
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: app
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:CreatePolicyVersion
                Resource: "*"
`,
      at: ["App"],
      fixed: {
        "Deny changes to all managed policies, as the name of Boundary is not known": `Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:*", "iam:*"] # the ceiling
            Resource: "*"
          - Sid: DenyBoundaryEdit
            Effect: Deny
            Action:
              - iam:CreatePolicyVersion
              - iam:DeletePolicy
              - iam:DeletePolicyVersion
              - iam:SetDefaultPolicyVersion
            Resource: arn:aws:iam::*:policy/*
  App:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Boundary
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: app
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:CreatePolicyVersion
                Resource: "*"
`,
      },
    },
  ],
});

checkRule(boundaryWide, {
  native: [
    {
      title: "denies the ways out",
      uri: "/w/main.tf",
      text: `data "aws_iam_policy_document" "boundary" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "team-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

resource "aws_iam_role" "app" {
  permissions_boundary = aws_iam_policy.boundary.arn
}
`,
      at: ["*"],
      fixed: {
        "replace-boundary": `data "aws_iam_policy_document" "boundary" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }

  statement {
    sid    = "DenyUsersAndCredentials"
    effect = "Deny"
    actions = [
      "iam:CreateUser",
      "iam:CreateAccessKey",
      "iam:UpdateAccessKey",
      "iam:CreateLoginProfile",
      "iam:UpdateLoginProfile",
      "iam:CreateServiceSpecificCredential",
      "iam:ResetServiceSpecificCredential",
      "iam:UploadSSHPublicKey",
      "iam:UploadSigningCertificate",
    ]
    resources = ["*"]
  }

  statement {
    sid    = "DenyBoundaryRemoval"
    effect = "Deny"
    actions = [
      "iam:DeleteRolePermissionsBoundary",
      "iam:DeleteUserPermissionsBoundary",
    ]
    resources = ["*"]
  }

  statement {
    sid    = "DenyBoundaryEdit"
    effect = "Deny"
    actions = [
      "iam:CreatePolicyVersion",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:SetDefaultPolicyVersion",
    ]
    resources = ["arn:aws:iam::*:policy/team-boundary"]
  }

  statement {
    sid    = "DenyPrincipalsWithoutThisBoundary"
    effect = "Deny"
    actions = [
      "iam:AttachRolePolicy",
      "iam:AttachUserPolicy",
      "iam:CreateRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:PutUserPermissionsBoundary",
      "iam:PutUserPolicy",
      "iam:UpdateAssumeRolePolicy",
    ]
    resources = ["*"]

    condition {
      test     = "ArnNotLike"
      variable = "iam:PermissionsBoundary"
      values   = ["arn:aws:iam::*:policy/team-boundary"]
    }
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "team-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

resource "aws_iam_role" "app" {
  permissions_boundary = aws_iam_policy.boundary.arn
}
`,
      },
    },
  ],
});

checkRule(managedAdmin, {
  native: [
    {
      title: "replaces the policy's name and keeps what is around it",
      uri: "/w/main.tf",
      text: `data "aws_partition" "current" {}

resource "aws_iam_role" "developers" {
  name = "developers"
  managed_policy_arns = [
    "arn:\${data.aws_partition.current.partition}:iam::aws:policy/AdministratorAccess", # for now
  ]
}
`,
      at: ["arn:${data.aws_partition.current.partition}:iam::aws:policy/AdministratorAccess"],
      fixed: {
        "Replace AdministratorAccess by PowerUserAccess, which cannot change IAM": `data "aws_partition" "current" {}

resource "aws_iam_role" "developers" {
  name = "developers"
  managed_policy_arns = [
    "arn:\${data.aws_partition.current.partition}:iam::aws:policy/PowerUserAccess", # for now
  ]
}
`,
      },
    },
    {
      title: "replaces it in Fn::Sub, with a path",
      uri: "/w/template.yaml",
      text: `Resources:
  Billing:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/AdministratorAccess
`,
      at: ["arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"],
      fixed: {
        narrow: `Resources:
  Billing:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/job-function/Billing
`,
      },
    },
  ],
});

checkRule(permissionSetAdmin, {
  native: [
    {
      title: "replaces it in Terraform's JSON",
      uri: "/w/main.tf.json",
      text: `{
  "resource": {
    "aws_ssoadmin_managed_policy_attachment": {
      "audit": {
        "instance_arn": "arn:aws:sso:::instance/ssoins-1",
        "permission_set_arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
        "managed_policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"
      }
    }
  }
}
`,
      at: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      fixed: {
        "Replace AdministratorAccess by SecurityAudit, which only reads settings": `{
  "resource": {
    "aws_ssoadmin_managed_policy_attachment": {
      "audit": {
        "instance_arn": "arn:aws:sso:::instance/ssoins-1",
        "permission_set_arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
        "managed_policy_arn": "arn:aws:iam::aws:policy/SecurityAudit"
      }
    }
  }
}
`,
      },
    },
  ],
});
