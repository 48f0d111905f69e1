// Which resource types of templates and configurations have an ARN that a policy can name, and what AWS calls them. A table; it reads nothing.

/** AWS's type as its service authorization reference has it, Terraform's type, and CloudFormation's. */
type Row = readonly [aws: string, terraform: string, ...cloudformation: readonly string[]];

/** Terraform's resource and data source of a type both have `arn`; CloudFormation's types are those whose ARN `Ref` or `Fn::GetAtt` gives. */
const rows: readonly Row[] = [
  ["s3:bucket", "aws_s3_bucket", "AWS::S3::Bucket"],
  ["dynamodb:table", "aws_dynamodb_table", "AWS::DynamoDB::Table"],
  ["sqs:queue", "aws_sqs_queue", "AWS::SQS::Queue"],
  ["sns:topic", "aws_sns_topic", "AWS::SNS::Topic"],
  ["kms:key", "aws_kms_key", "AWS::KMS::Key"],
  ["lambda:function", "aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function"],
  ["logs:log-group", "aws_cloudwatch_log_group", "AWS::Logs::LogGroup"],
  ["secretsmanager:secret", "aws_secretsmanager_secret", "AWS::SecretsManager::Secret"],
  ["ssm:parameter", "aws_ssm_parameter"],
  ["states:statemachine", "aws_sfn_state_machine", "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"],
  ["iam:role", "aws_iam_role", "AWS::IAM::Role"],
  ["ecr:repository", "aws_ecr_repository", "AWS::ECR::Repository"],
  ["kinesis:stream", "aws_kinesis_stream", "AWS::Kinesis::Stream"],
  ["firehose:deliverystream", "aws_kinesis_firehose_delivery_stream", "AWS::KinesisFirehose::DeliveryStream"],
  ["events:event-bus", "aws_cloudwatch_event_bus", "AWS::Events::EventBus"],
  ["codebuild:project", "aws_codebuild_project", "AWS::CodeBuild::Project"],
  ["codepipeline:pipeline", "aws_codepipeline"],
  ["elasticfilesystem:file-system", "aws_efs_file_system", "AWS::EFS::FileSystem"],
  ["rolesanywhere:trust-anchor", "aws_rolesanywhere_trust_anchor"],
  ["events:rule", "aws_cloudwatch_event_rule", "AWS::Events::Rule"],
];

const fromTerraform = new Map(rows.map(([aws, terraform]) => [terraform, aws]));
const fromCloudFormation = new Map(rows.flatMap(([aws, , ...types]) => types.map((type) => [type, aws] as const)));

/** What AWS calls a resource of this Terraform type. */
export function awsTypeOfTerraform(type: string): string | undefined {
  return fromTerraform.get(type);
}

/** What AWS calls a resource of this CloudFormation type. */
export function awsTypeOfCloudFormation(type: string): string | undefined {
  return fromCloudFormation.get(type);
}
