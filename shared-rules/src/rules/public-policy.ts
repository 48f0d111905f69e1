// The rule public-policy: a resource policy lets in everyone.
import { nameAccount, namePermitted, namePrincipal, requireSource } from "../fix/principals";
import { refersTo } from "../model/address";
import type { Declaration, Policy, Statement } from "../model/policy";
import { isOpen, literal, type Value } from "../model/value";
import { wording } from "../model/questions";
import { defineRule, type Context } from "../rule";
import { listing } from "./grants";
import { anyAccountsIn, everyoneIn, givesToOthers, isOpenToAll } from "./outsiders";

export const publicPolicy = defineRule({
  id: "public-policy",
  title: "A resource policy open to everyone",
  severity: "high",
  fixes: ["name-principal", "require-source"],
  docs: {
    why: 'Principal "*" in a resource policy lets in everyone with an AWS account, and for buckets, queues and topics everyone on the internet.',
    fine: "A condition on the caller's organisation, account, network or address, or on the source's ARN or account, says who is meant; so does a Deny for everyone else. Conditions on TLS, headers or tags do not, nor do Null, Not… and …IfExists. What only lists is no less open: names tell much, and are what every other call starts with. An API without a policy is as open as one for everyone, so there the finding is for information; so it is where the bucket's public access block, or its account's in the same module, keeps all but the own account out. The policies of VPC endpoints are for everyone by design.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
      "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
    ],
    controls: ["aws-iam-09"],
    flagged: [
      {
        title: "everyone may read",
        kind: "resource",
        statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" },
      },
      {
        title: "everyone who uses TLS",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: { AWS: ["*"] },
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: "arn:aws:s3:::reports/*",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        },
      },
      {
        title: "everyone may send to a queue",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: "*",
          Action: "sqs:SendMessage",
          Resource: "arn:aws:sqs:eu-west-1:123456789012:orders",
        },
      },
      {
        title: "every address",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
          Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
        },
      },
      {
        title: "a function that everyone may invoke",
        terraform:
          'resource "aws_lambda_permission" "any" {\n  action        = "lambda:InvokeFunction"\n  function_name = "report"\n  principal     = "*"\n}\n',
        cloudformation:
          "Resources:\n  Any:\n    Type: AWS::Lambda::Permission\n    Properties:\n      Action: lambda:InvokeFunction\n      FunctionName: report\n      Principal: '*'\n",
      },
    ],
    accepted: [
      {
        title: "the own organisation",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } },
        },
      },
      {
        title: "everyone else is denied",
        kind: "resource",
        statements: [
          { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" },
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: "arn:aws:s3:::reports/*",
            Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
          },
        ],
      },
      {
        title: "a function of one source",
        terraform:
          'resource "aws_lambda_permission" "schedule" {\n  action        = "lambda:InvokeFunction"\n  function_name = "report"\n  principal     = "events.amazonaws.com"\n  source_arn    = "arn:aws:events:eu-west-1:123456789012:rule/daily"\n}\n',
        cloudformation:
          "Resources:\n  Schedule:\n    Type: AWS::Lambda::Permission\n    Properties:\n      Action: lambda:InvokeFunction\n      FunctionName: report\n      Principal: '*'\n      PrincipalOrgID: o-exampleorgid\n",
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_32",
    "checkov:CKV_AWS_33",
    "checkov:CKV_AWS_70",
    "checkov:CKV_AWS_167",
    "checkov:CKV_AWS_168",
    "checkov:CKV_AWS_169",
    "checkov:CKV_AWS_301",
    "checkov:CKV_AWS_283",
    "checkov:CKV_AWS_387",
    "trivy:AVD-AWS-0032",
    "tfsec:aws-ecr-no-public-access",
    "cfn_nag:F13",
    "cfn_nag:F16",
    "cfn_nag:F18",
    "cfn_nag:F21",
    "cfn_nag:F76",
    "prowler:awslambda_function_not_publicly_accessible",
    "prowler:ecr_repositories_not_publicly_accessible",
    "prowler:sns_topics_not_publicly_accessible",
    "prowler:sqs_queues_not_publicly_accessible",
    "prowler:efs_not_publicly_accessible",
    "prowler:eventbridge_bus_exposed",
    "prowler:glacier_vaults_policy_public_access",
    "prowler:kms_key_not_publicly_accessible",
    "prowler:opensearch_service_domains_not_publicly_accessible",
    "prowler:secretsmanager_not_publicly_accessible",
  ],
  *statement(statement, policy, context) {
    if (!givesToOthers(policy, statement)) return;
    const everyone = everyoneIn(statement);
    const anyAccounts = anyAccountsIn(statement);
    // Stryker disable next-line all: only saves asking whom a statement for nobody else keeps out
    if (everyone.length + anyAccounts.length === 0) return;
    if (!isOpenToAll(policy, statement) || isWithinNetwork(policy, context)) return;
    const kept = keptIn(policy, statement, context);
    for (const item of everyone)
      yield {
        span: item.span,
        severity: kept === undefined ? "high" : "low",
        message: kept ?? `Principal "*" lets everyone use ${whatIn(statement)}: ${reasonIn(statement)}.`,
        fixes: () => [...requireSource(policy, statement, context), ...namePrincipal(policy, statement, item, context)],
      };
    for (const item of anyAccounts)
      yield {
        span: item.span,
        severity: "medium",
        message: `${wording(item)} means whoever has that name in any account; AWS refuses it, as only a whole "*" is a wildcard here.`,
        fixes: () => nameAccount(policy, statement, item, context),
      };
  },
  *declaration(declaration) {
    const { kind, fields, open } = declaration;
    const { principal, action, limit, urlAuthorization } = fields;
    if (kind !== "resource" || literal(principal) !== "*" || !principal || limit || open) return;
    const isUrl = literal(urlAuthorization) === "NONE";
    yield {
      span: principal.span,
      severity: isUrl ? "low" : "high",
      message: isUrl
        ? `Principal "*" and no authorization let everyone call this function by its URL: the function itself has to ask who calls.`
        : `Principal "*" lets everyone use ${(action && literal(action)) ?? "it"}: no source, account or organisation says who is meant.`,
      fixes: () => (isUrl ? [] : [namePermitted(declaration)]),
    };
  },
});

/** What there is to say where the policy is not what decides who gets in; undefined where it is. */
function keptIn(policy: Policy, statement: Statement, { module }: Context): string | undefined {
  if (isOfApi(statement))
    return `Principal "*" lets everyone call this API, as if it had no policy: only its authorizers ask who calls.`;
  const blocks = (policy.usedBy?.map(({ address }) => address) ?? [policy.address]).map((holder) =>
    blockOf(module.declaration(holder)?.fields.bucket, module),
  );
  const [first] = blocks;
  if (!first || !blocks.every((block) => block !== undefined)) return undefined;
  return blocks.every(({ restricts }) => restricts)
    ? `Principal "*" lets everyone in this account use ${whatIn(statement)}: only the ${first.whose}'s public access block keeps others out.`
    : `AWS refuses Principal "*" here as long as the ${first.whose}'s public access block is there; without it, everyone may use ${whatIn(statement)}.`;
}

/** What keeps the public out of a bucket whose policy lets it in. */
interface Block {
  readonly whose: "bucket" | "account";
  /** It keeps all but the own account out; otherwise it refuses such a policy when it is written. */
  readonly restricts: boolean;
}

/**
 * The bucket's own block of public access, or its account's: S3 applies the stricter of the two.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function blockOf(bucket: Value | undefined, { declarations }: Context["module"]): Block | undefined {
  if (!bucket) return undefined;
  const found: Block[] = declarations.flatMap((one): Block[] => {
    const { restrictsPublic, refusesPublic, restrictsAllPublic, refusesAllPublic } = one.fields;
    if (isOn(restrictsAllPublic) || isOn(refusesAllPublic))
      return [{ whose: "account", restricts: isOn(restrictsAllPublic) }];
    if ((isOn(restrictsPublic) || isOn(refusesPublic)) && isOf(one, bucket))
      return [{ whose: "bucket", restricts: isOn(restrictsPublic) }];
    return [];
  });
  return found.find(({ restricts }) => restricts) ?? found[0];
}

/** Whether a switch is on, or cannot be read and may be. */
function isOn(value: Value | undefined): boolean {
  if (value === undefined) return false;
  const said = value.kind === "scalar" ? String(value.value) : literal(value);
  return (said ?? "true").toLowerCase() === "true";
}

/** Whether a block of public access is that bucket's: it names it as the policy does, or is its own property. */
function isOf({ address, fields }: Declaration, bucket: Value): boolean {
  const target = targetOf(bucket);
  if (!fields.bucket) return target !== undefined && refersTo(target, address);
  const other = targetOf(fields.bucket);
  if (target !== undefined && other !== undefined) return refersTo(target, other);
  const name = literal(bucket);
  return name !== undefined && name === literal(fields.bucket);
}

/** The address of what a value names. */
function targetOf(value: Value): string | undefined {
  if (value.kind === "reference") return value.target;
  const [only, ...more] = value.kind === "text" ? value.parts : [];
  return typeof only === "object" && only.kind === "reference" && more.length === 0 ? only.target : undefined;
}

/** A domain inside a network is reached from there alone, whatever its policy says. */
function isWithinNetwork({ address, owner }: Policy, { module }: Context): boolean {
  const hosts = [address, owner.address].map((one) => module.declaration(one));
  return hosts.some((host: Declaration | undefined) => {
    const network = host?.fields.network;
    return network !== undefined && !(network.kind === "list" && network.items.length === 0 && !isOpen(network));
  });
}

function isOfApi({ actions }: Statement): boolean {
  return (
    !actions.open && actions.items.length > 0 && actions.items.every((item) => /^execute-api:/i.test(wording(item)))
  );
}

function whatIn({ actions, notActions }: Statement): string {
  if (notActions.key) return `all but ${listing(notActions.items.map(wording))}`;
  const names = actions.items.map(wording);
  return names.includes("*") ? "every action" : listing(names);
}

function reasonIn({ conditions }: Statement): string {
  const keys = [...new Set(conditions.tests.flatMap(({ key }) => key ?? []))];
  if (keys.length === 0) return "no condition says who is meant";
  return `${keys.length === 1 ? "its condition" : "its conditions"} on ${listing(keys)} ${keys.length === 1 ? "keeps" : "keep"} nobody out`;
}
