// What AWS SAM's policy templates grant: data. A template that is not here is read as unknown, by its name.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html

/** A statement that allows actions on resources; `${Name}` stands for a parameter of the template or of AWS. */
export interface SamStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator, key and value. */
  readonly condition?: readonly [operator: string, key: string, value: string];
}

/** Actions of one service, by their names without it. */
function allow(service: string, names: string, ...resources: readonly string[]): SamStatement {
  return { actions: names.split(" ").map((name) => `${service}:${name}`), resources };
}

/** An ARN in the function's own account and region. */
function arn(service: string, resource: string): string {
  return `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
}

const bucket = "arn:${AWS::Partition}:s3:::${BucketName}";
const table = arn("dynamodb", "table/${TableName}");
const stream = arn("kinesis", "stream/${StreamName}");
const cluster = arn("elasticmapreduce", "cluster/${ClusterId}");
const collection = arn("rekognition", "collection/${CollectionId}");
const identity = arn("ses", "identity/${IdentityName}");
const machine = arn("states", "stateMachine:${StateMachineName}");

const templates: Readonly<Record<string, readonly SamStatement[]>> = {
  AMIDescribePolicy: [allow("ec2", "DescribeImages", arn("ec2", "image/*"))],
  AWSSecretsManagerGetSecretValuePolicy: [allow("secretsmanager", "GetSecretValue", "${SecretArn}")],
  AWSSecretsManagerRotationPolicy: [
    {
      ...allow(
        "secretsmanager",
        "DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage",
        arn("secretsmanager", "secret:*"),
      ),
      condition: [
        "StringEquals",
        "secretsmanager:resource/AllowRotationLambdaArn",
        arn("lambda", "function:${FunctionName}"),
      ],
    },
    allow("secretsmanager", "GetRandomPassword", "*"),
  ],
  AcmGetCertificatePolicy: [allow("acm", "GetCertificate", "${CertificateArn}")],
  AthenaQueryPolicy: [
    allow(
      "athena",
      "ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables GetTable",
      "*",
    ),
    allow(
      "athena",
      "StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup",
      arn("athena", "workgroup/${WorkGroupName}"),
    ),
  ],
  CloudFormationDescribeStacksPolicy: [allow("cloudformation", "DescribeStacks", arn("cloudformation", "stack/*"))],
  CloudWatchDashboardPolicy: [allow("cloudwatch", "GetDashboard ListDashboards PutDashboard ListMetrics", "*")],
  CloudWatchDescribeAlarmHistoryPolicy: [allow("cloudwatch", "DescribeAlarmHistory", "*")],
  CloudWatchPutMetricPolicy: [allow("cloudwatch", "PutMetricData", "*")],
  CodePipelineLambdaExecutionPolicy: [allow("codepipeline", "PutJobSuccessResult PutJobFailureResult", "*")],
  CodePipelineReadOnlyPolicy: [allow("codepipeline", "ListPipelineExecutions", arn("codepipeline", "${PipelineName}"))],
  ComprehendBasicAccessPolicy: [
    allow(
      "comprehend",
      "BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment",
      "*",
    ),
  ],
  CostExplorerReadOnlyPolicy: [
    allow(
      "ce",
      "GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization GetTags",
      "*",
    ),
  ],
  DynamoDBBackupFullAccessPolicy: [
    allow("dynamodb", "CreateBackup DescribeContinuousBackups", table),
    allow("dynamodb", "DeleteBackup DescribeBackup ListBackups", `${table}/backup/*`),
  ],
  DynamoDBCrudPolicy: [
    allow(
      "dynamodb",
      "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem",
      table,
      `${table}/index/*`,
    ),
  ],
  DynamoDBReadPolicy: [allow("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable", table, `${table}/index/*`)],
  DynamoDBReconfigurePolicy: [allow("dynamodb", "UpdateTable", table)],
  DynamoDBRestoreFromBackupPolicy: [
    allow("dynamodb", "RestoreTableFromBackup", `${table}/backup/*`),
    allow("dynamodb", "PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem", table),
  ],
  DynamoDBStreamReadPolicy: [
    allow("dynamodb", "DescribeStream GetRecords GetShardIterator", `${table}/stream/\${StreamName}`),
    allow("dynamodb", "ListStreams", `${table}/stream/*`),
  ],
  DynamoDBWritePolicy: [allow("dynamodb", "PutItem UpdateItem BatchWriteItem", table, `${table}/index/*`)],
  EC2CopyImagePolicy: [allow("ec2", "CopyImage", arn("ec2", "image/${ImageId}"))],
  EC2DescribePolicy: [allow("ec2", "DescribeRegions DescribeInstances", "*")],
  EFSWriteAccessPolicy: [
    {
      ...allow("elasticfilesystem", "ClientMount ClientWrite", arn("elasticfilesystem", "file-system/${FileSystem}")),
      condition: [
        "StringEquals",
        "elasticfilesystem:AccessPointArn",
        arn("elasticfilesystem", "access-point/${AccessPoint}"),
      ],
    },
  ],
  EKSDescribePolicy: [allow("eks", "DescribeCluster ListClusters", "*")],
  EcsRunTaskPolicy: [allow("ecs", "RunTask", arn("ecs", "task-definition/${TaskDefinition}:*"))],
  ElasticMapReduceAddJobFlowStepsPolicy: [allow("elasticmapreduce", "AddJobFlowSteps", cluster)],
  ElasticMapReduceCancelStepsPolicy: [allow("elasticmapreduce", "CancelSteps", cluster)],
  ElasticMapReduceSetTerminationProtectionPolicy: [allow("elasticmapreduce", "SetTerminationProtection", cluster)],
  ElasticMapReduceTerminateJobFlowsPolicy: [allow("elasticmapreduce", "TerminateJobFlows", cluster)],
  ElasticsearchHttpPostPolicy: [allow("es", "ESHttpPost ESHttpPut", arn("es", "domain/${DomainName}/*"))],
  EventBridgePutEventsPolicy: [allow("events", "PutEvents", arn("events", "event-bus/${EventBusName}"))],
  FilterLogEventsPolicy: [allow("logs", "FilterLogEvents", arn("logs", "log-group:${LogGroupName}:log-stream:*"))],
  FirehoseCrudPolicy: [
    allow(
      "firehose",
      "CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination",
      arn("firehose", "deliverystream/${DeliveryStreamName}"),
    ),
  ],
  FirehoseWritePolicy: [
    allow("firehose", "PutRecord PutRecordBatch", arn("firehose", "deliverystream/${DeliveryStreamName}")),
  ],
  KMSDecryptPolicy: [allow("kms", "Decrypt", arn("kms", "key/${KeyId}"))],
  KMSEncryptPolicy: [allow("kms", "Encrypt", arn("kms", "key/${KeyId}"))],
  KinesisCrudPolicy: [
    allow(
      "kinesis",
      "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream",
      stream,
    ),
  ],
  KinesisStreamReadPolicy: [
    allow("kinesis", "ListStreams DescribeLimits", arn("kinesis", "stream/*")),
    allow("kinesis", "DescribeStream DescribeStreamSummary GetRecords GetShardIterator", stream),
  ],
  LambdaInvokePolicy: [allow("lambda", "InvokeFunction", arn("lambda", "function:${FunctionName}*"))],
  MobileAnalyticsWriteOnlyAccessPolicy: [allow("mobileanalytics", "PutEvents", "*")],
  OrganizationsListAccountsPolicy: [allow("organizations", "ListAccounts", "*")],
  PinpointEndpointAccessPolicy: [
    allow(
      "mobiletargeting",
      "GetEndpoint UpdateEndpoint UpdateEndpointsBatch",
      arn("mobiletargeting", "apps/${PinpointApplicationId}/endpoints/*"),
    ),
  ],
  PollyFullAccessPolicy: [
    allow("polly", "GetLexicon DeleteLexicon", arn("polly", "lexicon/${LexiconName}")),
    allow("polly", "DescribeVoices ListLexicons PutLexicon SynthesizeSpeech", arn("polly", "lexicon/*")),
  ],
  RekognitionDetectOnlyPolicy: [
    allow("rekognition", "DetectFaces DetectLabels DetectModerationLabels DetectText", "*"),
  ],
  RekognitionFacesManagementPolicy: [
    allow("rekognition", "IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces", collection),
  ],
  RekognitionFacesPolicy: [allow("rekognition", "CompareFaces DetectFaces", "*")],
  RekognitionLabelsPolicy: [allow("rekognition", "DetectLabels DetectModerationLabels", "*")],
  RekognitionNoDataAccessPolicy: [
    allow("rekognition", "CompareFaces DetectFaces DetectLabels DetectModerationLabels", collection),
  ],
  RekognitionReadPolicy: [allow("rekognition", "ListCollections ListFaces SearchFaces SearchFacesByImage", collection)],
  RekognitionWriteOnlyAccessPolicy: [allow("rekognition", "CreateCollection IndexFaces", collection)],
  Route53ChangeResourceRecordSetsPolicy: [
    allow("route53", "ChangeResourceRecordSets", "arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}"),
  ],
  S3CrudPolicy: [
    allow(
      "s3",
      "GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject",
      bucket,
      `${bucket}/*`,
    ),
  ],
  S3FullAccessPolicy: [
    allow(
      "s3",
      "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging",
      `${bucket}/*`,
    ),
    allow("s3", "ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration", bucket),
  ],
  S3ReadPolicy: [
    allow(
      "s3",
      "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration",
      bucket,
      `${bucket}/*`,
    ),
  ],
  S3WritePolicy: [allow("s3", "PutObject PutObjectAcl PutLifecycleConfiguration", bucket, `${bucket}/*`)],
  SESBulkTemplatedCrudPolicy: [
    allow(
      "ses",
      "GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity",
      identity,
    ),
  ],
  SESCrudPolicy: [
    allow("ses", "GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity", identity),
  ],
  SESEmailTemplateCrudPolicy: [
    allow("ses", "CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate", "*"),
  ],
  SESSendBouncePolicy: [allow("ses", "SendBounce", identity)],
  SNSCrudPolicy: [
    allow(
      "sns",
      "ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish",
      arn("sns", "${TopicName}*"),
    ),
  ],
  SNSPublishMessagePolicy: [allow("sns", "Publish", arn("sns", "${TopicName}"))],
  SQSPollerPolicy: [
    allow(
      "sqs",
      "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage",
      arn("sqs", "${QueueName}"),
    ),
  ],
  SQSSendMessagePolicy: [allow("sqs", "SendMessage*", arn("sqs", "${QueueName}"))],
  SSMParameterReadPolicy: [
    allow("ssm", "DescribeParameters", "*"),
    allow("ssm", "GetParameters GetParameter GetParametersByPath", arn("ssm", "parameter/${ParameterName}")),
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    allow("ssm", "DescribeParameters", "*"),
    allow("ssm", "GetParameters GetParameter GetParametersByPath", arn("ssm", "parameter${ParameterName}")),
  ],
  SageMakerCreateEndpointConfigPolicy: [
    allow("sagemaker", "CreateEndpointConfig", arn("sagemaker", "endpoint-config/${EndpointConfigName}")),
  ],
  SageMakerCreateEndpointPolicy: [allow("sagemaker", "CreateEndpoint", arn("sagemaker", "endpoint/${EndpointName}"))],
  ServerlessRepoReadWriteAccessPolicy: [
    allow(
      "serverlessrepo",
      "CreateApplication CreateApplicationVersion GetApplication ListApplications ListApplicationVersions",
      arn("serverlessrepo", "applications/*"),
    ),
  ],
  StepFunctionsCallbackPolicy: [allow("states", "SendTaskFailure SendTaskHeartbeat SendTaskSuccess", machine)],
  StepFunctionsExecutionPolicy: [allow("states", "StartExecution", machine)],
  TextractDetectAnalyzePolicy: [
    allow("textract", "DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument", "*"),
  ],
  TextractGetResultPolicy: [allow("textract", "GetDocumentTextDetection GetDocumentAnalysis", "*")],
  TextractPolicy: [allow("textract", "*", "*")],
  VPCAccessPolicy: [
    allow("ec2", "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface", "*"),
  ],
};

/** The statements of a policy template, or undefined where it is not known. */
export function samPolicyTemplate(name: string): readonly SamStatement[] | undefined {
  return Object.hasOwn(templates, name) ? templates[name] : undefined;
}

/** The names of those that are known. */
export const samPolicyTemplates: readonly string[] = Object.keys(templates);
