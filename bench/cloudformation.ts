// Generated CloudFormation resources, as data: IAM between resources of other kinds. How they are written, print.ts and JSON know.
import { account, mapStrings, policyOf, region, trustOf, type Chance, type Data, type DataObject } from "./vocabulary";

/** A value with the account and the region as CloudFormation substitutes them. */
function asCloudFormation(data: Data): Data {
  return mapStrings(data, (text) =>
    text.includes(account) || text.includes(region)
      ? { "Fn::Sub": text.replaceAll(account, "${AWS::AccountId}").replaceAll(region, "${AWS::Region}") }
      : text,
  );
}

/** One or two resources by logical id. */
export function cloudFormationResources(name: string, chance: Chance): DataObject {
  const id = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return chance.oneOf(chance.happens(0.4) ? iamResources : otherResources)(id, name, chance);
}

type ResourcesOf = (id: string, name: string, chance: Chance) => DataObject;

const inline = (name: string, chance: Chance): Data => [
  { PolicyName: name, PolicyDocument: asCloudFormation(policyOf(name, chance)) },
];

const iamResources: readonly [ResourcesOf, ...ResourcesOf[]] = [
  (id, name, chance) => ({
    [`${id}Policy`]: {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: { Description: `What ${name} needs`, PolicyDocument: asCloudFormation(policyOf(name, chance)) },
    },
  }),
  (id, name, chance) => ({
    [`${id}Role`]: {
      Type: "AWS::IAM::Role",
      Properties: { RoleName: name, AssumeRolePolicyDocument: trustOf("lambda"), Policies: inline(name, chance) },
    },
  }),
  (id, name, chance) => ({
    [`${id}User`]: {
      Type: "AWS::IAM::User",
      Properties: { UserName: name, Path: "/services/", Policies: inline(name, chance) },
    },
  }),
];

const otherResources: readonly [ResourcesOf, ...ResourcesOf[]] = [
  (id, name) => ({
    [`${id}Bucket`]: {
      Type: "AWS::S3::Bucket",
      DeletionPolicy: "Retain",
      Properties: {
        BucketName: { "Fn::Sub": `${name}-\${Stage}` },
        VersioningConfiguration: { Status: "Enabled" },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true },
      },
    },
  }),
  (id, name, chance) => ({
    [`${id}Function`]: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: name,
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Timeout: chance.between(3, 60),
        Role: { "Fn::GetAtt": [`${id}Role`, "Arn"] },
        Code: { S3Bucket: { Ref: "Artifacts" }, S3Key: `${name}.zip` },
        Environment: { Variables: { STAGE: { Ref: "Stage" }, LOG_LEVEL: "info" } },
      },
    },
  }),
  (id, name, chance) => ({
    [`${id}Alarm`]: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        AlarmDescription: `Errors of ${name}`,
        Namespace: "AWS/Lambda",
        MetricName: "Errors",
        Dimensions: [{ Name: "FunctionName", Value: name }],
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: chance.between(1, 20),
        ComparisonOperator: "GreaterThanThreshold",
      },
    },
  }),
  (id, name) => ({
    [`${id}Table`]: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      },
    },
  }),
];
