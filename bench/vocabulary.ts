// What generated files are made of: chance that repeats, names, and IAM statements as teams write them. It knows no file format.

export type Data = string | number | boolean | readonly Data[] | DataObject;
export interface DataObject {
  readonly [key: string]: Data;
}

/** Chance that repeats: one seed, one sequence (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from `least` to `most`, both possible. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  oneOf<T>(items: readonly [T, ...T[]]): T {
    return items[this.between(0, items.length - 1)] ?? items[0];
  }

  /** True `share` of the time. */
  happens(share: number): boolean {
    return this.next() < share;
  }

  /** `count` different items, or all where there are fewer, in their own order. */
  some<T>(items: readonly T[], count: number): T[] {
    const taken = new Set<T>();
    const wanted = Math.min(count, items.length);
    while (taken.size < wanted) taken.add(items[this.between(0, items.length - 1)] as T);
    return items.filter((item) => taken.has(item));
  }
}

const teams = ["billing", "checkout", "catalog", "search", "identity", "shipping", "reports", "media"] as const;
const things = ["api", "worker", "ingest", "exports", "events", "archive", "gateway", "nightly"] as const;

/** "checkout-worker-12"; the number makes it unique. */
export function serviceName(chance: Chance, index: number): string {
  return `${chance.oneOf(teams)}-${chance.oneOf(things)}-${index}`;
}

/** Places in a value that each format says in its own way. */
export const account = "{account}";
export const region = "{region}";

type StatementOf = (name: string, chance: Chance) => DataObject;

const s3Read = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:ListBucket"] as const;
const s3Write = ["s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject", "s3:AbortMultipartUpload"] as const;
const dynamo = ["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"] as const;
const lookUps = ["ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeSecurityGroups", "ecs:ListClusters"] as const;
const people = [
  "iam:CreateUser",
  "iam:CreateLoginProfile",
  "iam:AddUserToGroup",
  "iam:ListUsers",
  "iam:GetUser",
] as const;

/** Statements nobody should worry about. */
const sound: readonly [StatementOf, ...StatementOf[]] = [
  (name, chance) => ({
    Sid: "Objects",
    Effect: "Allow",
    Action: chance.some([...s3Read, ...s3Write], chance.between(2, 6)),
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  }),
  (name, chance) => ({
    Sid: "Table",
    Effect: "Allow",
    Action: chance.some(dynamo, chance.between(2, 5)).map((action) => `dynamodb:${action}`),
    Resource: `arn:aws:dynamodb:${region}:${account}:table/${name}`,
  }),
  (name) => ({
    Sid: "Logs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `arn:aws:logs:${region}:${account}:log-group:/services/${name}:*`,
  }),
  (name) => ({
    Sid: "Key",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: `arn:aws:kms:${region}:${account}:key/0b7f1c2e-5a55-4f0e-9d0e-7c1f6f7d1a11`,
    Condition: { StringEquals: { "kms:EncryptionContext:service": name } },
  }),
  (name) => ({
    Sid: "Parameters",
    Effect: "Allow",
    Action: ["ssm:GetParameter", "ssm:GetParametersByPath"],
    Resource: `arn:aws:ssm:${region}:${account}:parameter/${name}/*`,
  }),
  (_, chance) => ({ Sid: "LookUps", Effect: "Allow", Action: chance.some(lookUps, 3), Resource: "*" }),
  (name) => ({
    Sid: "PassToTasks",
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: `arn:aws:iam::${account}:role/${name}`,
    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  }),
  (name) => ({
    Sid: "Queue",
    Effect: "Allow",
    Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    Resource: `arn:aws:sqs:${region}:${account}:${name}`,
  }),
  () => ({
    Sid: "DenyWithoutMfa",
    Effect: "Deny",
    NotAction: ["iam:ChangePassword", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"],
    Resource: "*",
    Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  }),
];

/** Statements that Roleward has something to say about. */
const risky: readonly [StatementOf, ...StatementOf[]] = [
  () => ({ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }),
  (_, chance) => ({
    Sid: "People",
    Effect: "Allow",
    Action: chance.some(people, 3),
    Resource: `arn:aws:iam::${account}:user/*`,
  }),
  () => ({ Sid: "Release", Effect: "Allow", Action: ["ecs:UpdateService", "iam:PassRole"], Resource: "*" }),
  (_, chance) => ({
    Sid: "Service",
    Effect: "Allow",
    Action: `${chance.oneOf(["s3", "ec2", "dynamodb", "iam"])}:*`,
    Resource: "*",
  }),
  () => ({ Sid: "Secrets", Effect: "Allow", Action: ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource: "*" }),
  () => ({ Sid: "AllButIam", Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }),
];

/** One statement of an identity policy; about every sixth is risky. */
export function statementOf(name: string, chance: Chance): DataObject {
  return chance.oneOf(chance.happens(1 / 6) ? risky : sound)(name, chance);
}

/** Two statements of one policy must not share their Sid. */
export function numbered(statement: DataObject, index: number): DataObject {
  const sid = statement["Sid"];
  return typeof sid === "string" ? { ...statement, Sid: `${sid}${index}` } : statement;
}

/** A policy document of one to four statements. */
export function policyOf(name: string, chance: Chance): DataObject {
  const statements = Array.from({ length: chance.between(1, 4) }, () => statementOf(name, chance));
  return {
    Version: "2012-10-17",
    Statement: statements.map(numbered),
  };
}

/** The trust policy of a role for a service. */
export function trustOf(service: string): DataObject {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  };
}

/** A value with each string given to `say`. */
export function mapStrings(data: Data, say: (text: string) => Data): Data {
  if (typeof data === "string") return say(data);
  if (typeof data !== "object") return data;
  if (isList(data)) return data.map((item) => mapStrings(item, say));
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapStrings(value, say)]));
}

export function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}
