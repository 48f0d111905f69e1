// The fix role-instead for each workload, in CloudFormation: the text after it, to the byte, and what the rules say of it.
import { checkRoles } from "../support/roles";

const template = `Resources:
  Sync:
    Type: AWS::IAM::User
    Properties:
      UserName: sync
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
`;

/** What becomes of {@link template}, by the fix's title. */
const cloudformation: Readonly<Record<string, string>> = {
  "Replace the user by a role for EC2": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ec2.amazonaws.com
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  InstanceProfile:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles:
        - !Ref Sync
`,
  "Replace the user by a role for Lambda": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
`,
  "Replace the user by a role for an ECS task": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ecs-tasks.amazonaws.com
            Action: sts:AssumeRole
            Condition:
              ArnLike:
                aws:SourceArn: !Sub "arn:aws:ecs:*:\${AWS::AccountId}:*"
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
`,
  "Replace the user by a role for an EKS pod (Pod Identity)": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: pods.eks.amazonaws.com
            Action:
              - sts:AssumeRole
              - sts:TagSession
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  PodIdentity:
    Type: AWS::EKS::PodIdentityAssociation
    Properties:
      ClusterName: <CLUSTER>
      Namespace: <NAMESPACE>
      ServiceAccount: <SERVICE-ACCOUNT>
      RoleArn: !GetAtt Sync.Arn
`,
  "Replace the user by a role for an EKS service account (IRSA)": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref EKS
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>:aud: sts.amazonaws.com
                oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>:sub: system:serviceaccount:<NAMESPACE>:<SERVICE-ACCOUNT>
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  EKS:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>
      ClientIdList:
        - sts.amazonaws.com
`,
  "Replace the user by a role for GitHub Actions": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref GitHubActions
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                token.actions.githubusercontent.com:aud: sts.amazonaws.com
                token.actions.githubusercontent.com:sub: repo:<OWNER>/<REPOSITORY>:ref:refs/heads/main
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  GitHubActions:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://token.actions.githubusercontent.com
      ClientIdList:
        - sts.amazonaws.com
`,
  "Replace the user by a role for GitLab CI": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref GitLab
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                gitlab.com:aud: https://gitlab.com
                gitlab.com:sub: project_path:<GROUP>/<PROJECT>:ref_type:branch:ref:main
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  GitLab:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://gitlab.com
      ClientIdList:
        - https://gitlab.com
`,
  "Replace the user by a role for Bitbucket Pipelines": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref Bitbucket
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                api.bitbucket.org/2.0/workspaces/<WORKSPACE>/pipelines-config/identity/oidc:aud: ari:cloud:bitbucket::workspace/<WORKSPACE-UUID>
              StringLike:
                api.bitbucket.org/2.0/workspaces/<WORKSPACE>/pipelines-config/identity/oidc:sub: "{<REPOSITORY-UUID>}:*"
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  Bitbucket:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://api.bitbucket.org/2.0/workspaces/<WORKSPACE>/pipelines-config/identity/oidc
      ClientIdList:
        - ari:cloud:bitbucket::workspace/<WORKSPACE-UUID>
`,
  "Replace the user by a role for CircleCI": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref CircleCI
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                oidc.circleci.com/org/<ORGANIZATION-ID>:aud: <ORGANIZATION-ID>
              StringLike:
                oidc.circleci.com/org/<ORGANIZATION-ID>:sub: org/<ORGANIZATION-ID>/project/<PROJECT-ID>/user/*
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  CircleCI:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://oidc.circleci.com/org/<ORGANIZATION-ID>
      ClientIdList:
        - <ORGANIZATION-ID>
`,
  "Replace the user by a role for HCP Terraform": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref HCPTerraform
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                app.terraform.io:aud: aws.workload.identity
              StringLike:
                app.terraform.io:sub: organization:<ORGANIZATION>:project:<PROJECT>:workspace:<WORKSPACE>:run_phase:*
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  HCPTerraform:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://app.terraform.io
      ClientIdList:
        - aws.workload.identity
`,
  "Replace the user by a role for a server outside of AWS (IAM Roles Anywhere)": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: rolesanywhere.amazonaws.com
            Action:
              - sts:AssumeRole
              - sts:TagSession
              - sts:SetSourceIdentity
            Condition:
              ArnEquals:
                aws:SourceArn: !GetAtt TrustAnchor.TrustAnchorArn
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  TrustAnchor:
    Type: AWS::RolesAnywhere::TrustAnchor
    Properties:
      Name: servers
      Enabled: true
      Source:
        SourceType: CERTIFICATE_BUNDLE
        SourceData:
          X509CertificateData: <CA-CERTIFICATE>
  Servers:
    Type: AWS::RolesAnywhere::Profile
    Properties:
      Name: servers
      Enabled: true
      RoleArns:
        - !GetAtt Sync.Arn
`,
  "Replace the user by a role for a hybrid node of Systems Manager": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ssm.amazonaws.com
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
        - arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore
  # CloudFormation has no resource for activations: run aws ssm create-activation with this role.
`,
  "Replace the user by a role for a third party, with an external ID": `Resources:
  Sync:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sync
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: arn:aws:iam::<THEIR-ACCOUNT-ID>:root
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: <EXTERNAL-ID>
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
`,
  "Replace the user by a permission set for people, through IAM Identity Center": `Resources:
  Sync:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: !Ref IdentityCenterInstanceArn
      Name: sync
      ManagedPolicies:
        - arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess
  Assignment:
    Type: AWS::SSO::Assignment
    Properties:
      InstanceArn: !Ref IdentityCenterInstanceArn
      PermissionSetArn: !GetAtt Sync.PermissionSetArn
      PrincipalType: GROUP
      PrincipalId: <GROUP-ID>
      TargetType: AWS_ACCOUNT
      TargetId: !Ref AWS::AccountId
Parameters:
  IdentityCenterInstanceArn:
    Type: String
    Description: ARN of the IAM Identity Center instance
`,
};

describe("role-instead in CloudFormation", () => checkRoles("/w/t.yaml", template, cloudformation));
