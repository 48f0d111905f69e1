// What programs usually do with a service, and which actions a word in a name suggests: decisions, kept as data. It reads no policy.

/**
 * By service: what AWS's own policy templates for functions grant to work with its data, less what manages the resources themselves.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const usualActions: Readonly<Record<string, readonly string[]>> = {
  cloudwatch: ["PutMetricData"],
  dynamodb: [
    ...["BatchGetItem", "BatchWriteItem", "ConditionCheckItem", "DeleteItem", "DescribeTable", "GetItem"],
    ...["PutItem", "Query", "Scan", "UpdateItem"],
  ],
  events: ["PutEvents"],
  firehose: ["PutRecord", "PutRecordBatch"],
  kinesis: [
    ...["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards", "PutRecord"],
    "PutRecords",
  ],
  kms: ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"],
  lambda: ["InvokeFunction"],
  logs: ["CreateLogGroup", "CreateLogStream", "PutLogEvents"],
  s3: ["AbortMultipartUpload", "DeleteObject", "GetBucketLocation", "GetObject", "ListBucket", "PutObject"],
  secretsmanager: ["DescribeSecret", "GetSecretValue"],
  ses: ["SendEmail", "SendRawEmail"],
  sns: ["Publish"],
  sqs: [
    ...["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage"],
    "SendMessage",
  ],
  ssm: ["GetParameter", "GetParameters", "GetParametersByPath"],
  states: ["StartExecution"],
};

/** Services that run programs, with what they run, for titles. */
export const programs: Readonly<Record<string, string>> = {
  "lambda.amazonaws.com": "a function",
  "ecs-tasks.amazonaws.com": "a task",
  "tasks.apprunner.amazonaws.com": "a service",
  "pods.eks.amazonaws.com": "a pod",
};

/** Verbs of actions that words of a name suggest. What suggests reading is the fix read-only's. */
export const suggestedVerbs: readonly { readonly words: RegExp; readonly verbs: RegExp }[] = [
  { words: /^(?:put|upload|uploads|uploader|ingest)$/, verbs: /^(?:Put|BatchWrite|AbortMultipart)/ },
  { words: /^(?:write|writer|writes|store)$/, verbs: /^(?:Put|Write|Update|BatchWrite|AbortMultipart)/ },
  {
    words: /^(?:publish|publisher|publishes|send|sender|sends|producer|produce|enqueue|notify)$/,
    verbs: /^(?:Publish|Send|PutRecord|PutEvents)/,
  },
  {
    words: /^(?:consume|consumer|consumes|receive|receiver|poll|poller|dequeue)$/,
    verbs:
      /^(?:Receive|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl|GetRecords|GetShardIterator|DescribeStream|ListShards)/,
  },
  { words: /^(?:invoke|invoker|invokes|call|execute|trigger|start|starter)$/, verbs: /^(?:Invoke|Start)/ },
  {
    words: /^(?:decrypt|encrypt|encryption|decryption)$/,
    verbs: /^(?:Decrypt|Encrypt|GenerateDataKey|ReEncrypt|DescribeKey)/,
  },
  { words: /^(?:delete|deletes|cleanup|cleaner|purge)$/, verbs: /^(?:Delete|BatchDelete|List|Describe)/ },
];

/** By service principal: what it does with resources of others when it delivers to them, as its guide grants it. */
export const deliveredBy: Readonly<Record<string, readonly string[]>> = {
  "cloudfront.amazonaws.com": ["s3:GetObject"],
  "cloudtrail.amazonaws.com": ["s3:GetBucketAcl", "s3:PutObject", "sns:Publish"],
  "config.amazonaws.com": ["s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject", "sns:Publish"],
  "delivery.logs.amazonaws.com": ["s3:GetBucketAcl", "s3:PutObject"],
  "events.amazonaws.com": ["sns:Publish", "sqs:SendMessage", "lambda:InvokeFunction"],
  "logging.s3.amazonaws.com": ["s3:PutObject"],
  "logdelivery.elasticloadbalancing.amazonaws.com": ["s3:PutObject"],
  "s3.amazonaws.com": ["lambda:InvokeFunction", "sns:Publish", "sqs:SendMessage"],
  "sns.amazonaws.com": ["lambda:InvokeFunction", "sqs:SendMessage"],
  "cloudwatch.amazonaws.com": ["sns:Publish", "lambda:InvokeFunction"],
};
