// Users of a template turned into roles and permission sets: the text before and after, to the byte.
import assert from "node:assert/strict";
import type { Edit } from "../../shared-rules/src/edit";
import type { Document } from "../../shared-rules/src/model/document";
import { add, after, declaration, declined, fence, json, yaml } from "./writing";

describe("writeEdits: a user becomes something else", () => {
  const trust = {
    Version: "2012-10-17" as const,
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const template = `Description: A pipeline
Resources:
  Deployer:
    Type: AWS::IAM::User
    Properties:
      UserName: deployer # by the pipeline
      LoginProfile:
        Password: secret
      Tags:
        - Key: Owner
          Value: me
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: rights
      Users: [!Ref Deployer]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Deployer
`;
  const moves = (document: Document, to: "role" | "permission-set"): Edit[] => {
    const user = declaration(document, "Deployer");
    return [
      to === "role"
        ? { kind: "convert-user", declaration: user, to, trust }
        : { kind: "convert-user", declaration: user, to },
      { kind: "retarget", declaration: declaration(document, "Rights"), user, to },
      { kind: "remove-declaration", declaration: declaration(document, "Deployer.LoginProfile") },
      { kind: "remove-declaration", declaration: declaration(document, "Key") },
    ];
  };

  it("a role, with its policies, without its key and password", () => {
    const document = yaml(template);
    assert.equal(
      after(
        document,
        ...moves(document, "role"),
        add({
          ...fence("profile"),
          cloudformation: {
            type: "AWS::IAM::InstanceProfile",
            properties: { Roles: [{ reference: "Deployer", attribute: "name" }] },
          },
        }),
      ),
      `Description: A pipeline
Resources:
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deployer # by the pipeline
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ec2.amazonaws.com
            Action: sts:AssumeRole
      Tags:
        - Key: Owner
          Value: me
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: rights
      Roles: [!Ref Deployer]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles:
        - !Ref Deployer
`,
    );
  });

  it("a permission set, with its policies in one", () => {
    const document = yaml(template.replace(" # by the pipeline", ""));
    assert.equal(
      after(document, ...moves(document, "permission-set")),
      `Description: A pipeline
Parameters:
  IdentityCenterInstanceArn:
    Type: String
    Description: ARN of the IAM Identity Center instance
Resources:
  Deployer:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: !Ref IdentityCenterInstanceArn
      Name: deployer
      InlinePolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
      Tags:
        - Key: Owner
          Value: me
`,
    );
  });

  it("declines where something would be lost", () => {
    const commented = yaml(template);
    assert.match(declined(commented, ...moves(commented, "permission-set")), /comments/);
    const bounded = yaml(template.replace(" # by the pipeline", "\n      PermissionsBoundary: !Ref Fence"));
    assert.match(declined(bounded, ...moves(bounded, "permission-set")), /boundary/);
  });

  it("a role, where the user has no properties", () => {
    const document = json('{"Resources": {"U": {"Type": "AWS::IAM::User"}}}');
    assert.equal(
      after(document, {
        kind: "convert-user",
        declaration: declaration(document, "U"),
        to: "role",
        trust: { ...trust, Statement: [] },
      }),
      '{"Resources": {"U": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}}}',
    );
  });
});
