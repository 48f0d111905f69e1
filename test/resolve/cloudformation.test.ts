// What CloudFormation's functions are read as: one table of expressions and their values, or why they are unknown.
import assert from "node:assert/strict";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import type { Value } from "../../shared-rules/src/model/value";
import { words } from "../host/reading";

const preamble = `Transform: AWS::LanguageExtensions
Parameters:
  Plain: {Type: String}
  Stage: {Type: String, Default: dev}
  Chosen: {Type: String, Default: a, AllowedValues: [a, b]}
  Choice: {Type: String, AllowedValues: [a, b]}
  Only: {Type: String, AllowedValues: [one]}
  Names: {Type: CommaDelimitedList, Default: 'x, y,z'}
  NoNames: {Type: CommaDelimitedList}
  Empty: {Type: String, Default: ''}
  EmptyList: {Type: CommaDelimitedList, Default: ''}
  Count: {Type: Number, Default: 2}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Open: {Type: String, NoEcho: false, Default: seen}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
  Images: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /a/b}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: 's-1,s-2'}
  Numbers: {Type: 'List<Number>', Default: '1,2'}
  Flag: {Type: String, Default: true}
  Key: {Type: 'AWS::EC2::KeyPair::KeyName', Default: k}
  Untyped: {Default: u}
  Broken:
Mappings:
  Env:
    dev: {Arn: 'arn:dev', List: [p, q], Number: 1}
    prod: {Arn: 'arn:prod', List: [r]}
  Region:
    eu-west-1: {Same: s, Differs: d1, List: [l]}
    us-east-1: {Same: s, Differs: d2, List: [l]}
  Loop: {a: {b: !FindInMap [Loop, a, b]}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition IsProd]
  Always: !Equals [a, a]
  Never: !Equals [a, b]
  All: !And [!Condition Always, !Not [!Condition Never]]
  Some: !Or [!Condition IsProd, !Condition Always]
  None: !Or [!Condition Never, !Equals [1, 2]]
  Mixed: !And [!Condition Always, !Condition IsProd]
  IsOne: !Equals [!Ref Only, one]
  InRegion: !Equals [!Ref AWS::Region, eu-west-1]
  Chicken: !Not [!Condition Egg]
  Egg: {Condition: Chicken}
  Self: !Or [!Condition Self, !Condition Never]
`;

/** A value in words, with why it is unknown and what it may be. */
function say(value: Value | undefined): string {
  if (value?.kind === "unknown") {
    const maybe = value.candidates ? ` maybe ${value.candidates.map(words).join(" or ")}` : "";
    return `<${value.source}${value.because === undefined ? "" : ` because ${value.because}`}${maybe}>`;
  }
  if (value?.kind === "list") return `[${value.items.map(say).join(", ")}${value.open ? ", …" : ""}]`;
  if (value?.kind === "dict")
    return `{${value.entries.map((entry) => `${words(entry.key)}: ${say(entry.value)}`).join(", ")}${value.open ? ", …" : ""}}`;
  return words(value);
}

/** A document with an expression for a Resource. */
function read(expression: string): {
  value: Value | undefined;
  values: readonly Value[];
  text: string;
  broken: boolean;
} {
  const text = `${preamble}Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: a:A\n            Resource: ${expression}\n`;
  const document = readCloudFormation({ uri: "t.yaml", text });
  // One policy for each way that its conditions may go together.
  const values = document.policies
    .map((policy) => policy.statements[0]?.resources.value)
    .filter((one) => one !== undefined);
  return { value: values[0], values, text, broken: document.broken };
}

const tables: Readonly<Record<string, readonly (readonly [expression: string, value: string])[]>> = {
  "Ref of a parameter": [
    ["!Ref Plain", "<!Ref Plain because the parameter Plain has no default>"],
    ["{Ref: Stage}", "dev"],
    ["!Ref Chosen", "a"],
    ["!Ref Choice", "<!Ref Choice because the parameter Choice has no default maybe a or b>"],
    ["!Ref Only", "one"],
    ["!Ref Names", "[x, y, z]"],
    ["!Ref NoNames", "<!Ref NoNames because the parameter NoNames has no default>"],
    ["!Ref Empty", "<!Ref Empty because the parameter Empty is empty by default>"],
    ["!Ref EmptyList", "<!Ref EmptyList because the parameter EmptyList is empty by default>"],
    ["!Ref Count", "2"],
    ["!Ref Secret", "<!Ref Secret because the parameter Secret is a secret>"],
    ["!Ref Open", "seen"],
    ["!Ref Image", "<!Ref Image because the parameter Image is read from Systems Manager>"],
    ["!Ref Images", "<!Ref Images because the parameter Images is read from Systems Manager>"],
    ["!Ref Subnets", "<!Ref Subnets because the parameter Subnets is a list of AWS::EC2::Subnet::Id>"],
    ["!Ref Numbers", "<!Ref Numbers because the parameter Numbers is a list of Number>"],
    ["!Ref Flag", "true"],
    ["!Ref Key", "k"],
    ["!Ref Untyped", "u"],
    ["[!Ref Stage, b]", "[dev, b]"],
  ],
  "Ref of other names": [
    ["!Ref Bucket", "->Bucket"],
    ["{Ref: Bucket}", "->Bucket"],
    ["!Ref AWS::Region", "<AWS::Region>"],
    ["!Ref 'AWS::AccountId'", "<AWS::AccountId>"],
    ["!Ref AWS::StackName", "<AWS::StackName>"],
    ["!Ref ''", "<!Ref ''>"],
    ["!Ref [a, b]", "<!Ref [a, b]>"],
  ],
  GetAtt: [
    ["!GetAtt Bucket.Arn", "->Bucket.Arn"],
    ["!GetAtt [Bucket, Arn]", "->Bucket.Arn"],
    ["!GetAtt Nested.Outputs.Arn", "->Nested.Outputs.Arn"],
    ["!GetAtt [Nested, Outputs.Arn]", "->Nested.Outputs.Arn"],
    ["!GetAtt [!Sub '${Stage}Bucket', Arn]", "->devBucket.Arn"],
    ["!GetAtt Bucket", "<!GetAtt Bucket>"],
    ["!GetAtt .Arn", "<!GetAtt .Arn>"],
  ],
  Sub: [
    ["!Sub plain", "plain"],
    ["!Sub 'arn:${Stage}/*'", "arn:dev/*"],
    ["!Sub 'arn:${Plain}/*'", "arn:<${Plain}>/*"],
    ["!Sub 'arn:${ Stage }'", "arn:dev"],
    ["!Sub '${Bucket.Arn}/*'", "->Bucket.Arn/*"],
    ["!Sub '${Bucket}'", "->Bucket"],
    ["!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:user/*'", "arn:<AWS::Partition>:iam::<AWS::AccountId>:user/*"],
    ["!Sub 'user/${!aws:username}'", "user/${aws:username}"],
    ["!Sub ['${A}-${B}', {A: x, B: !Ref Stage}]", "x-dev"],
    ["!Sub ['${A}', {A: !GetAtt Bucket.Arn}]", "->Bucket.Arn"],
    ["!Sub ['${A}', {A: !If [IsProd, p, d]}]", "<!If [IsProd, p, d]>"],
    ["!Sub ['${A}', {A: !If [Always, p, d]}]", "p"],
    ["!Sub ['${Count}', {}]", "2"],
    ["!Sub '${Names}'", "<${Names}>"],
    ["!Sub '${}'", "<${}>"],
    ["!Sub [!Ref Stage, {}]", "<!Sub [!Ref Stage, {}]>"],
    ["{'Fn::Sub': '${Stage}'}", "dev"],
  ],
  Join: [
    ["!Join ['', [a, b]]", "ab"],
    ["!Join [':', [arn, aws, !Ref Stage]]", "arn:aws:dev"],
    ["!Join [',', !Ref Names]", "x,y,z"],
    ["!Join [',', !Ref NoNames]", "<!Join [',', !Ref NoNames]>"],
    ["!Join ['', [arn, !Ref Plain, /*]]", "arn<!Ref Plain>/*"],
    ["!Join ['', [!GetAtt B.Arn, /*]]", "->B.Arn/*"],
    ["!Join [',', [a, !If [IsProd, b, c], d]]", "a,<!If [IsProd, b, c]>,d"],
    ["!Join [',', [a, !If [IsProd, b, b], d]]", "a,b,d"],
    ["!Join [',', [a, !If [IsProd, b, !Ref AWS::NoValue], d]]", "a<!If [IsProd, b, !Ref AWS::NoValue]>,d"],
    ["!Join [',', [!If [IsProd, b, !Ref AWS::NoValue], d]]", "<!If [IsProd, b, !Ref AWS::NoValue]>d"],
    ["!Join [',', [a, !Ref AWS::NoValue, d]]", "a,d"],
    ["!Join [',', [a, !If [Never, b, !Ref AWS::NoValue]]]", "a"],
    ["!Join [!Ref Plain, [a, b]]", "<!Join [!Ref Plain, [a, b]]>"],
    ["!Join ['-', !Split ['/', a/b]]", "a-b"],
    ["!Join [',', [1, true]]", "1,true"],
    ["!Join x", "<!Join x>"],
  ],
  "Split and Select": [
    ["!Split ['/', a/b/c]", "[a, b, c]"],
    ["!Split [',', !Ref Stage]", "[dev]"],
    ["!Split ['/', !Sub 'a/${Plain}/c']", "[a, <!Split ['/', !Sub 'a/${Plain}/c']>, …]"],
    ["!Split ['', abc]", "<!Split ['', abc]>"],
    ["!Split ['/', !GetAtt B.Arn]", "<!Split ['/', !GetAtt B.Arn]>"],
    ["!Select [0, [a, b]]", "a"],
    ["!Select ['1', [a, b]]", "b"],
    ["!Select [!Ref Count, !Ref Names]", "z"],
    ["!Select [7, [a, b]]", "<!Select [7, [a, b]]>"],
    ["!Select [-1, [a, b]]", "<!Select [-1, [a, b]]>"],
    ["!Select [x, [a, b]]", "<!Select [x, [a, b]]>"],
    ["!Select [0, !Split ['/', !Sub 'a/${Plain}/c']]", "a"],
    ["!Select [2, !Split ['/', !Sub 'a/${Plain}/c']]", "<!Select [2, !Split ['/', !Sub 'a/${Plain}/c']]>"],
    ["!Select [0, [!If [IsProd, a, !Ref AWS::NoValue], b]]", "<!Select [0, [!If [IsProd, a, !Ref AWS::NoValue], b]]>"],
    ["!Select [0, [!GetAtt A.Arn, b]]", "->A.Arn"],
    ["!Select [0, !GetAZs '']", "<!Select [0, !GetAZs '']>"],
  ],
  FindInMap: [
    ["!FindInMap [Env, dev, Arn]", "arn:dev"],
    ["!FindInMap [Env, !Ref Stage, Arn]", "arn:dev"],
    ["!FindInMap [Env, dev, List]", "[p, q]"],
    ["!FindInMap [Env, dev, Number]", "1"],
    ["!FindInMap [Env, none, Arn]", "<!FindInMap [Env, none, Arn]>"],
    ["!FindInMap [None, dev, Arn]", "<!FindInMap [None, dev, Arn]>"],
    ["!FindInMap [Region, !Ref AWS::Region, Same]", "s"],
    ["!FindInMap [Region, !Ref AWS::Region, List]", "[l]"],
    [
      "!FindInMap [Region, !Ref AWS::Region, Differs]",
      "<!FindInMap [Region, !Ref AWS::Region, Differs] because the entries that may be meant differ maybe d1 or d2>",
    ],
    [
      "!FindInMap [Env, !Ref Plain, Arn]",
      "<!FindInMap [Env, !Ref Plain, Arn] because the entries that may be meant differ maybe arn:dev or arn:prod>",
    ],
    ["!FindInMap [Env, none, Arn, {DefaultValue: d}]", "d"],
    ["!FindInMap [Loop, a, b]", "<!FindInMap [Loop, a, b]>"],
    ["!FindInMap [Env]", "<!FindInMap [Env]>"],
  ],
  If: [
    ["!If [IsProd, p, d]", "[p, d, …]"],
    ["!If [Always, p, d]", "p"],
    ["!If [Never, p, d]", "d"],
    ["!If [All, p, d]", "p"],
    ["!If [Some, p, d]", "p"],
    ["!If [None, p, d]", "d"],
    ["!If [Mixed, p, d]", "[p, d, …]"],
    ["!If [IsOne, p, d]", "p"],
    ["!If [InRegion, p, d]", "[p, d, …]"],
    ["!If [Undeclared, p, d]", "[p, d, …]"],
    ["!If [Chicken, p, d]", "[p, d, …]"],
    ["!If [Self, p, d]", "[p, d, …]"],
    ["!If [IsProd, !Ref Stage, d]", "[prod, d, …]"],
    ["!If [IsProd, p, !If [IsProd, never, d]]", "p | d"],
    ["!If [IsProd, p, !If [NotProd, d, never]]", "p | d"],
    ["!If [IsProd, p, !If [InRegion, r, d]]", "[p, r, d, …]"],
    ["!If [IsProd, [p, q], !Ref AWS::NoValue]", "[p, q, …]"],
    ["[a, !If [IsProd, b, !Ref AWS::NoValue]]", "[a, b, …]"],
    ["[a, !If [Always, b, c]]", "[a, b]"],
    ["[a, !If [Never, b, !Ref AWS::NoValue]]", "[a]"],
    ["[a, !If [Always, [b, c], d]]", "[a, b, c]"],
    ["[a, !Ref AWS::NoValue]", "[a]"],
    ["!If [IsProd]", "[, …]"],
    ["!If x", "<!If x>"],
  ],
  "functions that are known elsewhere": [
    ["!ImportValue x", "<!ImportValue x because another stack exports it>"],
    ["!GetAZs ''", "<!GetAZs '' because it hangs on the region>"],
    ["!Cidr [10.0.0.0/16, 2, 8]", "<!Cidr [10.0.0.0/16, 2, 8]>"],
    ["!Base64 abc", "<!Base64 abc>"],
    ["!Transform {Name: AWS::Include}", "<!Transform {Name: AWS::Include} because a macro makes it at deployment>"],
    [
      "{'Fn::GetStackOutput': {StackName: s, OutputName: o}}",
      "<{'Fn::GetStackOutput': {StackName: s, OutputName: o}} because another stack gives it>",
    ],
    ["{'Fn::Unheard': x}", "<{'Fn::Unheard': x}>"],
  ],
  "language extensions": [
    ["{'Fn::Length': [a, b]}", "2"],
    ["{'Fn::Length': !Ref Names}", "3"],
    ["{'Fn::Length': !Ref NoNames}", "<{'Fn::Length': !Ref NoNames}>"],
    ["{'Fn::ToJsonString': {a: b}}", "{a: b}"],
    ["{'Fn::ToJsonString': x}", "<{'Fn::ToJsonString': x}>"],
    ["{'Fn::ForEach::L': [N, [a, b], {'Key${N}': !Ref N}]}", "{Keya: a, Keyb: b}"],
    ["{'Fn::ForEach::L': [N, !Ref Names, {'Key${N}': '${N}/*'}]}", "{Keyx: x/*, Keyy: y/*, Keyz: z/*}"],
    ["{'Fn::ForEach::L': [N, ['a-b'], {'Key&{N}': !Sub '${N}/${Stage}'}]}", "{Keyab: a-b/dev}"],
    [
      "{'Fn::ForEach::L': [N, !Ref NoNames, {'Key${N}': !Ref N}]}",
      "{Key<${N}>: <!Ref N because the collection of N is not known>, …}",
    ],
    [
      "{'Fn::ForEach::L': [N, [a, b], {'Fn::ForEach::M': [M, [c, d], {'${N}${M}': !Sub '${M}'}]}]}",
      "{ac: c, ad: d, bc: c, bd: d}",
    ],
    ["{'Fn::ForEach::L': [N, [a], {'x${N}': !GetAtt ['B${N}', Arn]}], y: z}", "{xa: ->Ba.Arn, y: z}"],
    ["{'Fn::ForEach::L': [N]}", "{, …}"],
  ],
};

describe("CloudFormation: what expressions are read as", () => {
  for (const [title, rows] of Object.entries(tables))
    describe(title, () => {
      for (const [expression, expected] of rows)
        it(`${expression} is ${expected}`, () => {
          const { values, broken } = read(expression);
          assert.equal(values.map(say).join(" | "), expected);
          assert.equal(broken, false);
        });
    });

  it("has a hundred rows at least", () => assert.ok(Object.values(tables).flat().length >= 100));
});

describe("CloudFormation: where values are written", () => {
  const places: readonly (readonly [expression: string, used: string, written: string | undefined])[] = [
    ["!Ref Stage", "!Ref Stage", "dev"],
    ["!Ref Names", "!Ref Names", "x, y,z"],
    ["!FindInMap [Env, dev, Arn]", "!FindInMap [Env, dev, Arn]", "arn:dev"],
    ["!If [Always, !Ref Stage, d]", "!Ref Stage", "dev"],
    ["!Select [1, !Ref Names]", "!Select [1, !Ref Names]", "y"],
    ["!Split ['/', !FindInMap [Env, dev, Arn]]", "!Split ['/', !FindInMap [Env, dev, Arn]]", undefined],
    ["!Sub 'x${Stage}'", "x${Stage}", undefined],
    ["plain", "plain", undefined],
  ];
  for (const [expression, used, written] of places)
    it(`${expression} stands at ${used} and is written at ${written ?? "the same place"}`, () => {
      const { value, text } = read(expression);
      assert.ok(value);
      assert.equal(text.slice(value.span.start, value.span.end), used);
      const { written: origin } = value;
      assert.equal(origin && text.slice(origin.span.start, origin.span.end), written);
      if (origin) assert.equal(origin.uri, "t.yaml");
    });

  it("each item of a list knows its own place", () => {
    const { value, text } = read("!Ref Names");
    assert.ok(value?.kind === "list");
    assert.deepEqual(
      value.items.map(({ span, written }) => [
        text.slice(span.start, span.end),
        written && text.slice(written.span.start, written.span.end),
      ]),
      [
        ["!Ref Names", "x"],
        ["!Ref Names", "y"],
        ["!Ref Names", "z"],
      ],
    );
  });
});
