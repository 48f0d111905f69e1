// What tests of writing share: documents read, edits made and applied. It checks nothing by itself but that edits were not declined.
import assert from "node:assert/strict";
import type { Edit, FileEdit, NewDeclaration } from "../../shared-rules/src/edit";
import { isDeclined } from "../../shared-rules/src/edit";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import { readPolicyFile } from "../../shared-rules/src/host/policy-file";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import type { Declaration, Policy, Statement } from "../../shared-rules/src/model/policy";
import type { TextEdit } from "../../shared-rules/src/model/source";

export const yaml = (text: string): Document => readCloudFormation({ uri: "file:///t.yaml", text });
export const json = (text: string): Document => readCloudFormation({ uri: "file:///t.json", text });
export const policyFile = (text: string): Document => readPolicyFile({ uri: "file:///p.json", text });

export function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .reverse()
    .reduce((now, { span, text: put }) => now.slice(0, span.start) + put + now.slice(span.end), text);
}

/** The document's text after the edits. */
export function after(document: Document, ...edits: readonly Edit[]): string {
  const files = writeEdits(document, edits);
  assert.ok(!isDeclined(files), isDeclined(files) ? files.declined : "");
  const own = files.filter((file): file is FileEdit & { edits: readonly TextEdit[] } => "edits" in file);
  assert.ok(own.every((file) => file.uri === document.uri) && own.length < 2);
  return applied(document.text, own[0]?.edits ?? []);
}

export function declined(document: Document, ...edits: readonly Edit[]): string {
  const files = writeEdits(document, edits);
  assert.ok(isDeclined(files), JSON.stringify(files));
  return files.declined;
}

export function declaration(document: Document, address: string): Declaration {
  const found = document.declarations.find((one) => one.address === address);
  assert.ok(found);
  return found;
}

export function first(document: Document, index = 0): { policy: Policy; statement: Statement } {
  const policy = document.policies[index];
  const [statement] = policy?.statements ?? [];
  assert.ok(policy && statement);
  return { policy, statement };
}

export const fence = (name = "starter-boundary"): NewDeclaration => ({
  name,
  cloudformation: {
    type: "AWS::IAM::ManagedPolicy",
    properties: {
      ManagedPolicyName: "fence",
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["*"], Resource: "*" }] },
    },
  },
  terraform: { type: "aws_iam_policy", attributes: {} },
});

export const setBoundary = (document: Document, address: string, reference: string): Edit => ({
  kind: "set-field",
  declaration: declaration(document, address),
  field: "boundary",
  value: { reference, attribute: "arn" },
});
export const addTags = (document: Document, address: string, value: Record<string, string>): Edit => ({
  kind: "set-field",
  declaration: declaration(document, address),
  field: "tags",
  value,
});
export const add = (...declarations: readonly NewDeclaration[]): Edit => ({
  kind: "add-declarations",
  after: undefined,
  declarations,
});
