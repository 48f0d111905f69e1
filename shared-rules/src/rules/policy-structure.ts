// The rule policy-structure: a policy that AWS refuses, or reads otherwise than it is written.
import { correctFault } from "../fix/correct";
import type { Policy } from "../model/policy";
import { defineRule, type Hit } from "../rule";
import type { Fault } from "./faults";
import { documentFaults, statementFaults } from "./grammar";

export const policyStructure = defineRule({
  id: "policy-structure",
  title: "A policy that AWS refuses",
  severity: "high",
  fixes: ["correct"],
  docs: {
    why: "AWS refuses such a policy when it is deployed, with a message that rarely tells where the fault is; until then nobody has the access, or the guard, that it describes.",
    fine: "Names of elements and the values of Effect are case-sensitive, names of actions and condition keys are not. Without a Version, IAM takes that of 2008, which knows no policy variables: told as medium where a policy uses them.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ],
    controls: [],
    flagged: [
      {
        title: "an operator with a slip",
        statement: {
          Effect: "Deny",
          Action: "s3:DeleteBucket",
          Resource: "*",
          Condition: { StringNotEqual: { "aws:PrincipalOrgID": "o-exampleorgid" } },
        },
      },
      {
        title: "an ARN without an empty field",
        statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3::reports/*" },
      },
      {
        title: "a wildcard within a principal",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:role/deploy-*" },
          Action: "sts:AssumeRole",
        },
      },
      {
        title: "names in the wrong case",
        json: '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "allow",\n      "Actions": "s3:GetObject",\n      "resource": "*"\n    }\n  ]\n}\n',
      },
      {
        title: "a variable that is none",
        json: '{\n  "Version": "2008-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "iam:ChangePassword",\n      "Resource": "arn:aws:iam::*:user/${aws:username}"\n    }\n  ]\n}\n',
      },
    ],
    accepted: [
      {
        title: "text and lists, numbers and booleans",
        statement: {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: ["arn:aws:s3:::reports/*"],
          Condition: { Bool: { "aws:SecureTransport": "true" }, NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } },
        },
      },
      {
        title: "a policy without a version that needs none",
        json: '{\n  "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*" }\n}\n',
      },
    ],
  },
  equivalents: [
    "cfn-lint:E3510",
    "cfn-lint:E3512",
    "cfn-lint:W2511",
    "cfn-lint:E3513",
    "cfn-lint:E3514",
    "cfn-lint:E3530",
    "parliament:MALFORMED",
    "parliament:UNKNOWN_OPERATOR",
    "parliament:DUPLICATE_SID",
    "parliament:INVALID_ARN",
    "parliament:INVALID_VERSION",
    "parliament:NO_VERSION",
    "parliament:OLD_VERSION",
  ],
  *policy(policy) {
    for (const fault of documentFaults(policy)) yield hitOf(fault, policy);
  },
  *statement(statement, policy) {
    for (const fault of statementFaults(policy, statement)) yield hitOf(fault, policy);
  },
});

function hitOf(fault: Fault, policy: Policy): Hit {
  const { span, message, severity } = fault;
  return {
    span,
    message,
    ...(severity && { severity }),
    fixes: () => correctFault(policy, fault),
  };
}
