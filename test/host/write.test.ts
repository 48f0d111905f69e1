// Declarations written into templates: the text before, the edit, the text after, to the byte.
import assert from "node:assert/strict";
import type { Edit } from "../../shared-rules/src/edit";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import { add, addTags, after, declaration, declined, fence, json, setBoundary, yaml } from "./writing";

describe("writeEdits: declarations of a YAML template", () => {
  const users = `# Our users
Resources:
  Alice: # the first
    Type: AWS::IAM::User
    Properties:
      UserName: alice # as in the directory

  Bob:
    Type: AWS::IAM::User

Outputs:
  Name:
    Value: !Ref Bob
`;
  const edited = (text: string, edits: (document: Document) => readonly Edit[]): string => {
    const document = yaml(text);
    return after(document, ...edits(document));
  };

  it("attaches a boundary that it adds, with the template's tags and blank lines", () => {
    assert.equal(
      edited(users, (document) => [
        setBoundary(document, "Alice", "starter-boundary"),
        {
          kind: "add-declarations",
          after: declaration(document, "Alice"),
          declarations: [{ ...fence(), comment: "What users may do at most" }],
        },
      ]),
      users.replace(
        "      UserName: alice # as in the directory\n",
        `      UserName: alice # as in the directory
      PermissionsBoundary: !Ref StarterBoundary

  # What users may do at most
  StarterBoundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: fence
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - "*"
            Resource: "*"
`,
      ),
    );
  });

  it("adds the properties where there are none, all fields at once", () => {
    assert.equal(
      edited(users, (document) => [
        setBoundary(document, "Bob", "Alice"),
        addTags(document, "Bob", { Owner: "me", Purpose: "CI" }),
      ]),
      users.replace(
        "  Bob:\n    Type: AWS::IAM::User\n",
        `  Bob:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !GetAtt Alice.Arn
      Tags:
        - Key: Owner
          Value: me
        - Key: Purpose
          Value: CI
`,
      ),
    );
  });

  it("adds tags to those that are there", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      Tags:\n      - Key: a\n        Value: b # kept\n      Path: /\n";
    assert.equal(
      edited(text, (document) => [addTags(document, "A", { Owner: "me" })]),
      text.replace("# kept\n", "# kept\n      - Key: Owner\n        Value: me\n"),
    );
    const flow = "Resources:\n  A: {Type: AWS::IAM::User, Properties: {Tags: [{Key: a, Value: b}]}}\n";
    assert.equal(
      edited(flow, (document) => [addTags(document, "A", { Owner: "me" })]),
      flow.replace("Value: b}", "Value: b}, {Key: Owner, Value: me}"),
    );
  });

  it("writes the tags of a SAM function as a mapping", () => {
    const text =
      "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Tags:\n        a: b\n      Policies: {Statement: []}\n";
    assert.equal(
      edited(text, (document) => [addTags(document, "F", { Owner: "me" })]),
      text.replace("a: b\n", "a: b\n        Owner: me\n"),
    );
  });

  it("writes long references in a template that writes them", () => {
    const text =
      "Resources:\r\n  A:\r\n    Type: AWS::IAM::User\r\n    Properties:\r\n      UserName:\r\n        Ref: Name\r\n";
    assert.equal(
      edited(text, (document) => [
        setBoundary(document, "A", "fence"),
        add({ ...fence("fence"), cloudformation: { type: "AWS::IAM::ManagedPolicy", properties: {} } }),
      ]),
      text + "      PermissionsBoundary:\r\n        Ref: Fence\r\n  Fence:\r\n    Type: AWS::IAM::ManagedPolicy\r\n",
    );
  });

  it("names what it adds as no other thing is named", () => {
    const text = "Parameters:\n  Fence: {Type: String}\nResources:\n  Fence2:\n    Type: AWS::IAM::User\n";
    assert.match(
      edited(text, (document) => [setBoundary(document, "Fence2", "fence"), add(fence("fence"))]),
      /PermissionsBoundary: !Ref Fence3\n {2}Fence3:\n/,
    );
  });

  it("takes a resource out with its comment and the blank line before it", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n\n  # Bob's\n  # key\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: bob\n\n  C:\n    Type: AWS::IAM::User\n";
    const removed = (address: string) =>
      edited(text, (document) => [{ kind: "remove-declaration", declaration: declaration(document, address) }]);
    assert.equal(removed("Key"), "Resources:\n  A:\n    Type: AWS::IAM::User\n\n  C:\n    Type: AWS::IAM::User\n");
    assert.equal(removed("C"), text.replace("\n  C:\n    Type: AWS::IAM::User\n", ""));
  });

  it("takes a password out", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: x\n      Path: /\n";
    assert.equal(
      edited(text, (document) => [
        { kind: "remove-declaration", declaration: declaration(document, "A.LoginProfile") },
      ]),
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      Path: /\n",
    );
  });

  it("declines what would break the template, or what it cannot be sure of", () => {
    const document = yaml(users);
    const remove = (address: string, template = document): Edit => ({
      kind: "remove-declaration",
      declaration: declaration(template, address),
    });
    assert.match(declined(document, remove("Bob")), /still referred to by Outputs\.Name/);
    assert.match(declined(document, setBoundary(document, "Alice", "Nobody")), /no name/);
    const only = yaml("Resources:\n  A:\n    Type: AWS::IAM::User\n");
    assert.match(declined(only, remove("A", only)), /only resource/);
    const group = yaml("Resources:\n  G:\n    Type: AWS::IAM::Group\n    Properties:\n      Path: /\n");
    assert.match(declined(group, setBoundary(group, "G", "G")), /no permissions boundary/);
    const computed = yaml("Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      Tags: !Ref Tags\n");
    assert.match(declined(computed, addTags(computed, "U", { a: "b" })), /expression/);
    const depends = yaml(
      "Resources:\n  U:\n    Type: AWS::IAM::User\n  V:\n    Type: AWS::IAM::User\n    DependsOn: [U]\n",
    );
    assert.match(declined(depends, remove("U", depends)), /referred to by V/);
    const both = after(depends, remove("V", depends));
    assert.equal(both, "Resources:\n  U:\n    Type: AWS::IAM::User\n");
  });

  it("writes a policy beside the template", () => {
    const document = yaml(users);
    const policy = { Version: "2012-10-17" as const, Statement: [] };
    const files = writeEdits(document, [{ kind: "new-file", name: "deny", policy }]);
    assert.deepEqual(files, [{ uri: "file:///deny.json", create: `${JSON.stringify(policy, undefined, 2)}\n` }]);
  });
});

describe("writeEdits: declarations of a JSON template", () => {
  const users = `{
  "Resources": {
    "Alice": {
      "Type": "AWS::IAM::User",
      "Properties": { "UserName": "alice" }
    },
    "Bob": { "Type": "AWS::IAM::User" }
  }
}
`;

  it("attaches a boundary that it adds", () => {
    const document = json(users);
    const declaration = { ...fence(), cloudformation: { type: "AWS::IAM::ManagedPolicy", properties: { Path: "/" } } };
    assert.equal(
      after(document, setBoundary(document, "Alice", "starter-boundary"), add(declaration)),
      `{
  "Resources": {
    "Alice": {
      "Type": "AWS::IAM::User",
      "Properties": { "UserName": "alice", "PermissionsBoundary": { "Ref": "StarterBoundary" } }
    },
    "Bob": { "Type": "AWS::IAM::User" },
    "StarterBoundary": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {
        "Path": "/"
      }
    }
  }
}
`,
    );
  });

  it("adds properties and takes a resource out", () => {
    const document = json(users);
    assert.equal(
      after(document, addTags(document, "Bob", { Owner: "me" }), {
        kind: "remove-declaration",
        declaration: declaration(document, "Alice"),
      }),
      `{
  "Resources": {
    "Bob": { "Type": "AWS::IAM::User", "Properties": { "Tags": [{ "Key": "Owner", "Value": "me" }] } }
  }
}
`,
    );
  });
});
