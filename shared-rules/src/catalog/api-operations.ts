// API operations that are no IAM actions, with the actions that they ask for, and names that people use for a service's prefix. Each stands
// in AWS's documentation of the service; a test holds every name against the catalogue.

/**
 * Operation to the actions that allow it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const operations: readonly (readonly [service: string, actions: string, ...operations: string[]])[] = [
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
  ["s3", "ListBucket", "HeadBucket", "ListObjects", "ListObjectsV2"],
  ["s3", "GetObject", "HeadObject", "SelectObjectContent"],
  ["s3", "GetObject PutObject", "CopyObject", "UploadPartCopy"],
  ["s3", "PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "PostObject"],
  ["s3", "ListAllMyBuckets", "ListBuckets"],
  ["s3", "DeleteObject", "DeleteObjects"],
  ["s3", "ListBucketVersions", "ListObjectVersions"],
  ["s3", "ListBucketMultipartUploads", "ListMultipartUploads"],
  ["s3", "ListMultipartUploadParts", "ListParts"],
  ["s3", "GetEncryptionConfiguration", "GetBucketEncryption"],
  ["s3", "PutEncryptionConfiguration", "PutBucketEncryption", "DeleteBucketEncryption"],
  ["s3", "GetLifecycleConfiguration", "GetBucketLifecycle", "GetBucketLifecycleConfiguration"],
  [
    "s3",
    "PutLifecycleConfiguration",
    "PutBucketLifecycle",
    "PutBucketLifecycleConfiguration",
    "DeleteBucketLifecycle",
    "DeleteBucketLifecycleConfiguration",
  ],
  ["s3", "GetReplicationConfiguration", "GetBucketReplication"],
  ["s3", "PutReplicationConfiguration", "PutBucketReplication", "DeleteBucketReplication"],
  ["s3", "GetAccelerateConfiguration", "GetBucketAccelerateConfiguration"],
  ["s3", "PutAccelerateConfiguration", "PutBucketAccelerateConfiguration"],
  ["s3", "PutBucketCORS", "DeleteBucketCors"],
  ["s3", "PutBucketTagging", "DeleteBucketTagging"],
  ["s3", "GetBucketNotification", "GetBucketNotificationConfiguration"],
  ["s3", "PutBucketNotification", "PutBucketNotificationConfiguration"],
  ["s3", "GetBucketPublicAccessBlock", "GetPublicAccessBlock"],
  [
    "s3",
    "PutBucketPublicAccessBlock",
    "PutPublicAccessBlock",
    "DeletePublicAccessBlock",
    "DeleteBucketPublicAccessBlock",
  ],
  ["s3", "GetInventoryConfiguration", "GetBucketInventoryConfiguration", "ListBucketInventoryConfigurations"],
  ["s3", "PutInventoryConfiguration", "PutBucketInventoryConfiguration", "DeleteBucketInventoryConfiguration"],
  ["s3", "GetMetricsConfiguration", "GetBucketMetricsConfiguration", "ListBucketMetricsConfigurations"],
  ["s3", "PutMetricsConfiguration", "PutBucketMetricsConfiguration", "DeleteBucketMetricsConfiguration"],
  ["s3", "GetAnalyticsConfiguration", "GetBucketAnalyticsConfiguration", "ListBucketAnalyticsConfigurations"],
  ["s3", "PutAnalyticsConfiguration", "PutBucketAnalyticsConfiguration", "DeleteBucketAnalyticsConfiguration"],
  ["s3", "GetBucketObjectLockConfiguration", "GetObjectLockConfiguration"],
  ["s3", "PutBucketObjectLockConfiguration", "PutObjectLockConfiguration"],
  ["lambda", "InvokeFunction", "Invoke", "InvokeWithResponseStream"],
  ["dynamodb", "GetItem", "TransactGetItems"],
  ["dynamodb", "PutItem UpdateItem DeleteItem ConditionCheckItem", "TransactWriteItems"],
  [
    "dynamodb",
    "PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
  ],
  ["sqs", "SendMessage", "SendMessageBatch"],
  ["sqs", "DeleteMessage", "DeleteMessageBatch"],
  ["sqs", "ChangeMessageVisibility", "ChangeMessageVisibilityBatch"],
  ["sns", "Publish", "PublishBatch"],
  ["kms", "ReEncryptFrom ReEncryptTo", "ReEncrypt"],
  ["bedrock", "InvokeModel", "Converse"],
  ["bedrock", "InvokeModelWithResponseStream", "ConverseStream"],
  ["ecr", "GetAuthorizationToken", "GetLogin", "GetLoginPassword"],
];

const actionsOf = new Map(
  operations.flatMap(([service, actions, ...names]) =>
    names.map((name) => [
      `${service}:${name}`.toLowerCase(),
      { name: `${service}:${name}`, actions: actions.split(" ").map((action) => `${service}:${action}`) },
    ]),
  ),
);

/** The actions that an API operation asks for, "s3:HeadBucket" in any letter case; undefined where the name is not such an operation's. */
export function actionsOfOperation(name: string): readonly string[] | undefined {
  return actionsOf.get(name.toLowerCase())?.actions;
}

/** All operations of the table, for tests. */
export const apiOperations = [...actionsOf.values()];

/** Names of services as people, consoles and command lines use them, to their prefixes in policies. */
const prefixes: Readonly<Record<string, string>> = {
  "api-gateway": "apigateway",
  apigatewayv2: "apigateway",
  asg: "autoscaling",
  "aws-config": "config",
  awsconfig: "config",
  cfn: "cloudformation",
  "cloudwatch-logs": "logs",
  cloudwatchlogs: "logs",
  cognito: "cognito-idp",
  ddb: "dynamodb",
  docdb: "rds",
  documentdb: "rds",
  efs: "elasticfilesystem",
  elb: "elasticloadbalancing",
  elbv2: "elasticloadbalancing",
  emr: "elasticmapreduce",
  eventbridge: "events",
  msk: "kafka",
  neptune: "rds",
  organization: "organizations",
  "secrets-manager": "secretsmanager",
  sfn: "states",
  "step-functions": "states",
  stepfunctions: "states",
};

/** The prefix of the service that people call so; undefined where it is no such name. */
export function prefixCalled(name: string): string | undefined {
  return Object.hasOwn(prefixes, name.toLowerCase()) ? prefixes[name.toLowerCase()] : undefined;
}

/** All such names, for tests. */
export const servicesByOtherNames: readonly (readonly [name: string, prefix: string])[] = Object.entries(prefixes);
