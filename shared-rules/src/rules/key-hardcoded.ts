// The rule key-hardcoded: an access key stands in the file, its id or its secret. It reads the text alone, whatever the format.
import { roleInsteadOfProviderKey } from "../fix/role-instead";
import type { Document } from "../model/document";
import type { Span } from "../model/value";
import { defineRule, type Hit } from "../rule";

export const keyHardcoded = defineRule({
  id: "key-hardcoded",
  title: "An access key stands in the file",
  severity: "critical",
  fixes: ["role-instead"],
  docs: {
    why: "Whoever reads the file, its history, a build log or a copy on a laptop has the key, and it works until someone deletes it in AWS; taking it out of the file does not help.",
    fine: "Use a role, or have the key read at run time from AWS Secrets Manager. An example (AWS's own AKIAIOSFODNN7EXAMPLE, an id of letters that AWS gives none) is low: a real key will stand in its place one day. A secret counts only beside its key's id or after a name such as secret_key.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds-programmatic-access.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "AWS's example key, in a provider and in an environment",
        terraform:
          'provider "aws" {\n  access_key = "AKIAIOSFODNN7EXAMPLE"\n  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\n}\n',
        cloudformation:
          "Resources:\n  Sync:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE\n          AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
      },
    ],
    accepted: [
      {
        title: "a role, and a key that is read elsewhere",
        terraform:
          'provider "aws" {\n  assume_role {\n    role_arn = "arn:aws:iam::123456789012:role/deploys"\n  }\n}\n\nprovider "aws" {\n  alias      = "old"\n  access_key = var.access_key\n  secret_key = var.secret_key\n}\n',
        cloudformation:
          "Resources:\n  Sync:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          AWS_SECRET_ACCESS_KEY: '{{resolve:secretsmanager:sync:SecretString:secretKey}}'\n",
      },
    ],
  },
  // Their own skips of CKV_SECRET_2 and _6 are about one string and leave these to be told, as they do here.
  equivalents: [
    "checkov:CKV_AWS_41",
    "checkov:CKV_AWS_45",
    "checkov:CKV_AWS_46",
    "prowler:awslambda_function_no_secrets_in_variables",
    "prowler:ec2_instance_secrets_user_data",
    "prowler:ec2_launch_template_no_secrets",
  ],
  *document(document) {
    const { text } = document;
    if (!mark.test(text)) return;
    const secrets = [...secretsIn(text)];
    const told = new Set<Span>();
    for (const id of idsIn(text)) {
      const secret = secrets.find((one) => distance(one, id) <= nearby && !told.has(one));
      if (secret) told.add(secret);
      yield hitOf(document, id, secret);
    }
    for (const secret of secrets) if (secret.isNamed && !told.has(secret)) yield hitOf(document, undefined, secret);
  },
});

/** Asked of every text at every keystroke: only where it holds are the exact questions asked. */
const mark = /A[KS]IA[A-Z0-9]{16}|secret_?(?:access_?)?key/i;

/**
 * Access keys' ids: long-term and temporary. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 * In a JSON string, a line's end before it is written with a letter.
 */
const keyId = /(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/g;

/** What AWS's ids are made of after the prefix. An id with other digits is made up. */
const base32 = /^[A-Z2-7]+$/;

/** Forty characters of base64, as all secrets are. */
const secretToken = /(?:(?<![A-Za-z0-9/+=])|(?<=\\[nrt]|[A-Za-z]=))[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/** The name of a secret at the end of what stands before it: "AWS_SECRET_ACCESS_KEY: ", `name = "secret_key", value = "`. */
const secretName = /secret_?(?:access_?)?key(?![A-Za-z])[^A-Za-z0-9]*(?:\b(?:value|default)\b[^A-Za-z0-9]*)?$/i;

/** How far a secret stands from its id, in characters. */
const nearby = 200;

const madeUp = /EXAMPLE|EXAMPL|SAMPLE|FAKE|DUMMY|MOCK|TEST|PLACEHOLDER|CHANGE|REDACTED|XXXX|YOUR|ABCDEF|(.)\1{5}/i;

interface Secret extends Span {
  /** Its name stands before it. */
  readonly isNamed: boolean;
}

function* idsIn(text: string): Generator<Span> {
  for (const { 0: id, index } of text.matchAll(keyId))
    // "ASIAPACIFICSOUTHEAST" is none.
    if (id.startsWith("AKIA") || /\d/.test(id)) yield { start: index, end: index + id.length };
}

function* secretsIn(text: string): Generator<Secret> {
  for (const { 0: token, index } of text.matchAll(secretToken)) {
    const isNamed = secretName.test(text.slice(Math.max(0, index - 80), index));
    if (isRandom(token) || (isNamed && madeUp.test(token))) yield { start: index, end: index + token.length, isNamed };
  }
}

/** Letters of both cases and digits, none of them often: neither a path nor a hash in hexadecimal. */
function isRandom(token: string): boolean {
  return /[a-z]/.test(token) && /[A-Z]/.test(token) && /\d/.test(token) && new Set(token).size >= 20;
}

function distance(a: Span, b: Span): number {
  return Math.max(a.start - b.end, b.start - a.end);
}

function hitOf(document: Document, id: Span | undefined, secret: Span | undefined): Hit {
  const { text, uri } = document;
  const name = id && text.slice(id.start, id.end);
  const shownAs = name === undefined ? "…" : `${name.slice(0, 8)}…`;
  const isExample = [name, secret && text.slice(secret.start, secret.end)].every(
    (part) => part === undefined || madeUp.test(part) || (part === name && !base32.test(part.slice(4))),
  );
  const kind = name?.startsWith("ASIA") === true ? "temporary access key" : "access key";
  const what = name === undefined ? "A secret access key" : `The ${kind} ${shownAs}${secret ? " and its secret" : ""}`;
  const verb = name !== undefined && secret ? "stand" : "stands";
  const span = id ?? secret ?? { start: 0, end: 0 };
  return {
    span,
    shownAs,
    severity: isExample ? "low" : "critical",
    message: isExample
      ? `${what} ${verb} here as an example; a real one in its place is in every copy of this file. Use a role.`
      : `${what} ${verb} in this file: whoever reads it or its history can use it. Delete the key in AWS, and use a role.`,
    fixes: () => roleInsteadOfProviderKey(document, span),
    related: id && secret ? [{ uri, span: secret, message: "its secret" }] : [],
  };
}
