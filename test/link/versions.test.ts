// Policy files and templates that are typed in: what is known of statements that did not change is kept, and tells the same as a first reading.
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultConfig, type Document, type Finding } from "../../shared-rules/src/index";
import { corpusFiles } from "../support/corpus";
import { engine } from "../support/engine";

/** Rules that judge one statement by others, by what is declared beside it, or by what stands elsewhere in the text. */
const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Staff", "Effect": "Allow", "Action": ["iam:CreateUser", "iam:AttachUserPolicy", "s3:Get*"], "Resource": "*" },
    { "Sid": "Functions", "Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*" },
    { "Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/*" },
    { "Sid": "NoUsers", "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*" },
    {
      "Sid": "Mfa",
      "Effect": "Deny",
      "NotAction": "sts:*",
      "Resource": "*",
      "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } }
    },
    { "Sid": "Delete", "Effect": "Allow", "Action": "iam:DeleteUser", "Resource": "arn:aws:iam::123456789012:user/x" },
    { "Sid": "Delete", "Effect": "Allow", "Action": "iam:DeleteUser", "Resource": "arn:aws:iam::123456789012:user/x" }
  ]
}
`;

const yaml = `Parameters:
  Wide:
    Type: String
    Default: "*"
  Stage:
    Type: String
    Default: prod
Resources:
  Staff:
    Type: AWS::IAM::User
    Properties:
      UserName: !Sub "staff-\${Stage}"
      Tags: &tags
        - { Key: Owner, Value: team }
        - { Key: Purpose, Value: "uploads" }
        - { Key: ExpiresOn, Value: "2027-01-01" }
  StaffPolicy:
    Type: AWS::IAM::UserPolicy
    Properties:
      UserName: !Ref Staff
      PolicyName: staff
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - &grant
            Effect: Allow
            Action: [iam:CreateAccessKey, s3:GetObject]
            Resource: !Ref Wide
          - Effect: Deny
            Action: iam:CreateAccessKey
            Resource: "*"
  Other:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Users: [!Ref Staff]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - *grant
          - Effect: Allow
            Action: "iam:*"
            Resource: !Sub "arn:aws:iam::\${AWS::AccountId}:role/\${Stage}"
  Role:
    Type: AWS::IAM::Role
    Properties:
      Tags: *tags
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !GetAtt Staff.Arn }
            Action: sts:AssumeRole
`;

const serverless = `service: shop
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: ["dynamodb:*", "iam:PassRole"]
          Resource: "\${self:custom.table}"
        - Effect: Deny
          Action: iam:PassRole
          Resource: "*"
custom:
  table: "*"
functions:
  list:
    handler: list.handler
`;

const texts: Readonly<Record<string, string>> = {
  "file:///w/policy.json": policy,
  "file:///w/template.yaml": yaml,
  "file:///w/serverless.yml": serverless,
};

function told(document: Document): string[] {
  const { findings, facts } = engine.judge(document, defaultConfig);
  const whole = (finding: Finding): unknown => ({ ...finding, fixes: finding.fixes.map(({ title }) => title) });
  return [...findings.map(whole), ...facts()].map((one) => JSON.stringify(one, undefined, 1));
}

/** One file in an editor. */
class Typed {
  #document: Document;

  constructor(
    readonly uri: string,
    public text: string,
  ) {
    this.#document = engine.read({ uri, text });
    told(this.#document);
  }

  type(text: string): void {
    this.#document = engine.read({ uri: this.uri, text }, this.#document);
    this.text = text;
    const first = engine.read({ uri: this.uri, text });
    assert.deepEqual(told(this.#document), told(first), `${this.uri}\n${text}`);
  }

  replace(from: string | RegExp, to: string | ((text: string) => string)): void {
    const changed = this.text.replace(from, typeof to === "string" ? () => to : to);
    assert.notEqual(changed, this.text, String(from));
    this.type(changed);
  }
}

const pieces = ["x", '"', "\n", "*", "Deny", "{", "}", ",", "- ", "  ", "&a ", "*a", "iam:CreateUser", "aws:"];

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.constantFrom(0, 0, 0, 1, 2, 60),
  piece: fc.constantFrom(...pieces),
});

/** Types anywhere, and takes half of it back, as people do. */
function typeAnywhere(uri: string, text: string, numRuns: number): void {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const typed = new Typed(uri, text);
      for (const [index, { at, removed, piece }] of changes.entries()) {
        const { text: before } = typed;
        const place = Math.floor(at * before.length);
        typed.type(before.slice(0, place) + piece + before.slice(place + removed));
        if (index % 2 === 0) typed.type(before);
      }
    }),
    { numRuns },
  );
}

describe("versions of a policy file or template", () => {
  before(() => engine.ready());

  it("are told of as if they were new, whatever is typed", function () {
    this.timeout(120_000);
    for (const [uri, text] of Object.entries(texts))
      typeAnywhere(uri, text, Number(process.env["ROLEWARD_RUNS"] ?? 25));
  });

  it("are told of as if they were new in real files", function () {
    this.timeout(240_000);
    for (const { path, text } of corpusFiles(/\.(?:json|ya?ml)$/, 12))
      if (text.length < 30_000) typeAnywhere(`file:///w/${path}`, text, Number(process.env["ROLEWARD_RUNS"] ?? 2));
  });

  it("keep what rests on a Deny of the policy only while that stands", () => {
    const typed = new Typed("file:///w/policy.json", policy);
    const grants = (): number => told(engine.read(typed)).filter((one) => one.includes('"user-create-grant"')).length;
    typed.replace('"Sid": "Staff"', '"Sid": "People"');
    assert.equal(grants(), 0);
    typed.replace('"Effect": "Deny", "Action": "iam:CreateUser"', '"Effect": "Deny", "Action": "iam:DeleteUser"');
    assert.equal(grants(), 1);
    typed.replace('"Effect": "Deny", "Action": "iam:DeleteUser"', '"Effect": "Deny", "Action": "iam:CreateUser"');
    assert.equal(grants(), 0);
  });

  it("keep what rests on several statements only while all of them stand", () => {
    const typed = new Typed("file:///w/policy.json", policy);
    typed.replace('"lambda:CreateFunction", ', "");
    typed.replace('"lambda:InvokeFunction"', '"lambda:CreateFunction", "lambda:InvokeFunction"');
    typed.replace(/ {4}\{ "Sid": "Pass".*\n/, "");
    typed.replace(/ {4}\{ "Sid": "Functions".*\n/, (line: string) => line + line);
  });

  it("see values that stand elsewhere change", () => {
    const typed = new Typed("file:///w/template.yaml", yaml);
    typed.replace('Default: "*"', 'Default: "arn:aws:s3:::reports/*"');
    typed.replace("Default: prod", 'Default: "*"');
    typed.replace("Action: [iam:CreateAccessKey, s3:GetObject]", "Action: [s3:GetObject]");
    typed.replace("Parameters:", "# Of the whole shop.\nParameters:");
    typed.replace("Resources:\n  Staff:", "Resources:\n  Person:");
    typed.replace("{ Key: Owner, Value: team }", "{ Key: Team, Value: team }");
  });
});
