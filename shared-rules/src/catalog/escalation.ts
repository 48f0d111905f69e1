// The published ways to become administrator with permissions that do not say so: which actions each takes, what else it needs, and how it
// goes. Each was read against AWS's documentation; what does not stand, or holds another one, was left out. A test holds every name against the
// catalogue. How rules judge them stands in the rules.

/** One action of a path. */
export interface Step {
  readonly action: string;
  /**
   * The resources it must reach for the path to be open: all of a kind, since a single named one may be harmless; undefined where one that
   * the holder makes itself is enough.
   */
  readonly on?: string;
}

export interface EscalationPath {
  /** Every one of these is needed. The first is the one to take away. */
  readonly steps: readonly Step[];
  /** What its holder does, after "Its holder": a sentence without its full stop. */
  readonly how: string;
  /** What must be there already, after "It needs"; undefined where nothing must be. */
  readonly needs?: string;
  /** The service that gets the role, where a role is passed. */
  readonly service?: string;
}

const iam = "arn:aws:iam::*";
const users = `${iam}:user/*`;
const groups = `${iam}:group/*`;
const roles = `${iam}:role/*`;
const policies = `${iam}:policy/*`;

/** One action that is enough. `reach` in the form of {@link Step.on}. */
function alone(action: string, on: string, how: string, needs?: string): EscalationPath {
  return { steps: [{ action, on }], how, ...(needs !== undefined && { needs }) };
}

/** A role handed to a service, which then does what its holder says. */
function passed(service: string, actions: readonly string[], how: string, needs?: string): EscalationPath {
  return {
    steps: [{ action: "iam:PassRole", on: roles }, ...actions.map((action) => ({ action }))],
    service: `${service}.amazonaws.com`,
    how,
    ...(needs !== undefined && { needs }),
  };
}

/** Several actions on what is there already. */
function onExisting(
  steps: readonly (readonly [action: string, on?: string])[],
  how: string,
  needs: string,
): EscalationPath {
  return { steps: steps.map(([action, on]) => ({ action, ...(on !== undefined && { on }) })), how, needs };
}

/** Access to IAM itself. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html */
const byIam: readonly EscalationPath[] = [
  alone("iam:AttachUserPolicy", users, "attaches AdministratorAccess to itself or to a user whose keys it has"),
  alone("iam:AttachRolePolicy", roles, "attaches AdministratorAccess to a role that it works as or may assume"),
  alone("iam:AttachGroupPolicy", groups, "attaches AdministratorAccess to a group that it is in"),
  alone("iam:PutUserPolicy", users, "writes itself a policy that allows everything"),
  alone(
    "iam:PutRolePolicy",
    roles,
    "writes a policy that allows everything into a role that it works as or may assume",
  ),
  alone("iam:PutGroupPolicy", groups, "writes a policy that allows everything into a group that it is in"),
  alone("iam:AddUserToGroup", groups, "puts itself into a group of administrators"),
  alone("iam:CreatePolicyVersion", policies, "gives a policy that it has a new default version that allows everything"),
  alone("iam:SetDefaultPolicyVersion", policies, "puts an older, wider version of a policy that it has back in force"),
  alone("iam:CreateAccessKey", users, "makes an access key for an administrator and works as that user"),
  alone("iam:CreateLoginProfile", users, "gives an administrator a console password and signs in as that user"),
  alone("iam:UpdateLoginProfile", users, "replaces an administrator's console password and signs in as that user"),
  alone("iam:UpdateAssumeRolePolicy", roles, "makes an administrator's role trust it, and assumes that role"),
  alone(
    "sso:PutInlinePolicyToPermissionSet",
    "arn:aws:sso:::permissionSet/*",
    "writes a policy that allows everything into a permission set that it is assigned",
    "a permission set that is assigned to it, provisioned anew",
  ),
  alone(
    "sso:AttachManagedPolicyToPermissionSet",
    "arn:aws:sso:::permissionSet/*",
    "attaches AdministratorAccess to a permission set that it is assigned",
    "a permission set that is assigned to it, provisioned anew",
  ),
  {
    steps: [
      { action: "sso:CreateAccountAssignment" },
      { action: "sso:CreatePermissionSet" },
      { action: "sso:AttachManagedPolicyToPermissionSet" },
    ],
    how: "makes a permission set with AdministratorAccess and assigns it to itself",
  },
];

/** A role handed to a service. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
const byPassing: readonly EscalationPath[] = [
  passed("ec2", ["ec2:RunInstances"], "starts an instance with the role and takes its credentials from it"),
  passed("ec2", ["ec2:RequestSpotInstances"], "starts a spot instance with the role and takes its credentials from it"),
  passed(
    "ec2",
    ["autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"],
    "has Auto Scaling start an instance with the role and takes its credentials from it",
    "an account that may still make launch configurations",
  ),
  passed(
    "ec2",
    ["autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup"],
    "has an Auto Scaling group start instances with the role and takes its credentials from one",
    "an Auto Scaling group, and an account that may still make launch configurations",
  ),
  passed("lambda", ["lambda:CreateFunction", "lambda:InvokeFunction"], "runs its own code in a function with the role"),
  passed(
    "lambda",
    ["lambda:CreateFunction", "lambda:AddPermission"],
    "makes a function with the role and lets another account or service run it",
  ),
  passed(
    "lambda",
    ["lambda:CreateFunction", "lambda:CreateEventSourceMapping"],
    "makes a function with the role and has events run it",
    "a stream or queue to read from",
  ),
  passed(
    "ecs-tasks",
    ["ecs:RegisterTaskDefinition", "ecs:RunTask"],
    "runs its own container with the role",
    "a cluster",
  ),
  passed(
    "ecs-tasks",
    ["ecs:RegisterTaskDefinition", "ecs:CreateService"],
    "runs its own container with the role",
    "a cluster",
  ),
  passed(
    "ecs-tasks",
    ["ecs:RegisterTaskDefinition", "ecs:StartTask"],
    "runs its own container with the role",
    "a cluster with container instances",
  ),
  passed(
    "ecs-tasks",
    ["ecs:RunTask"],
    "runs a task with another role and command than its definition says",
    "a cluster and a task definition",
  ),
  passed(
    "ecs-tasks",
    ["ecs:StartTask"],
    "runs a task with another role and command than its definition says",
    "a container instance and a task definition",
  ),
  passed(
    "cloudformation",
    ["cloudformation:CreateStack"],
    "has CloudFormation make whatever the role may make, such as an administrator",
  ),
  passed(
    "cloudformation",
    ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
    "has CloudFormation make whatever the role may make, in many accounts",
  ),
  passed(
    "cloudformation",
    ["cloudformation:UpdateStackSet"],
    "has a stack set make whatever the role may make",
    "a stack set",
  ),
  passed("codebuild", ["codebuild:CreateProject", "codebuild:StartBuild"], "runs its own build commands with the role"),
  passed(
    "codebuild",
    ["codebuild:CreateProject", "codebuild:StartBuildBatch"],
    "runs its own build commands with the role",
  ),
  passed("glue", ["glue:CreateDevEndpoint"], "opens a shell in a development endpoint with the role"),
  passed("glue", ["glue:CreateJob", "glue:StartJobRun"], "runs its own script in a job with the role"),
  passed("glue", ["glue:CreateJob", "glue:CreateTrigger"], "has a trigger run its own script in a job with the role"),
  passed(
    "glue",
    ["glue:UpdateJob", "glue:StartJobRun"],
    "gives a job its own script and the role, and runs it",
    "a job",
  ),
  passed(
    "glue",
    ["glue:UpdateJob", "glue:CreateTrigger"],
    "gives a job its own script and the role, and has a trigger run it",
    "a job",
  ),
  passed("glue", ["glue:CreateSession", "glue:RunStatement"], "runs its own statements in a session with the role"),
  passed("sagemaker", ["sagemaker:CreateNotebookInstance"], "works in a notebook that has the role"),
  passed("sagemaker", ["sagemaker:CreateTrainingJob"], "runs its own container as a training job with the role"),
  passed("sagemaker", ["sagemaker:CreateProcessingJob"], "runs its own container as a processing job with the role"),
  passed(
    "states",
    ["states:CreateStateMachine", "states:StartExecution"],
    "runs a state machine that calls AWS with the role",
  ),
  passed("scheduler", ["scheduler:CreateSchedule"], "has a schedule call AWS with the role"),
  passed(
    "ssm",
    ["ssm:CreateDocument", "ssm:StartAutomationExecution"],
    "runs an automation that calls AWS with the role",
  ),
  passed("apprunner", ["apprunner:CreateService"], "runs its own container with the role"),
  passed(
    "ecs-tasks",
    ["batch:RegisterJobDefinition", "batch:SubmitJob"],
    "runs its own container as a job with the role",
    "a job queue",
  ),
  passed("elasticmapreduce", ["elasticmapreduce:RunJobFlow"], "starts a cluster whose instances have the role"),
  passed(
    "emr-serverless",
    ["emr-serverless:CreateApplication", "emr-serverless:StartJobRun"],
    "runs its own job with the role",
  ),
  passed(
    "datapipeline",
    ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"],
    "runs its own commands on instances with the role",
  ),
  passed(
    "kinesisanalytics",
    ["kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"],
    "runs its own application with the role",
  ),
  passed(
    "imagebuilder",
    [
      "imagebuilder:CreateComponent",
      "imagebuilder:CreateImageRecipe",
      "imagebuilder:CreateInfrastructureConfiguration",
      "imagebuilder:CreateImage",
    ],
    "runs its own build commands on an instance with the role",
  ),
  passed(
    "gamelift",
    ["gamelift:CreateBuild", "gamelift:RequestUploadCredentials", "gamelift:CreateFleet"],
    "runs its own server on instances with the role",
  ),
  passed("omics", ["omics:CreateWorkflow", "omics:StartRun", "s3:GetObject"], "runs its own workflow with the role"),
  passed("braket", ["braket:CreateJob"], "runs its own script in a job with the role"),
  passed(
    "bedrock-agentcore",
    [
      "bedrock-agentcore:CreateAgentRuntime",
      "bedrock-agentcore:CreateAgentRuntimeEndpoint",
      "bedrock-agentcore:CreateWorkloadIdentity",
      "bedrock-agentcore:InvokeAgentRuntimeCommand",
    ],
    "runs commands in an agent runtime with the role",
  ),
  passed(
    "bedrock-agentcore",
    [
      "bedrock-agentcore:CreateBrowser",
      "bedrock-agentcore:StartBrowserSession",
      "bedrock-agentcore:ConnectBrowserAutomationStream",
    ],
    "reads the role's credentials in a browser session",
  ),
  passed(
    "bedrock-agentcore",
    [
      "bedrock-agentcore:CreateCodeInterpreter",
      "bedrock-agentcore:StartCodeInterpreterSession",
      "bedrock-agentcore:InvokeCodeInterpreter",
    ],
    "runs its own code in an interpreter with the role",
  ),
  passed(
    "cognito-identity",
    ["cognito-identity:SetIdentityPoolRoles"],
    "has an identity pool hand the role out to those who sign in",
    "an identity pool, and a role that trusts it",
  ),
];

/** Something that has a strong role already is made to do what its holder says. */
const byTakingOver: readonly EscalationPath[] = [
  alone(
    "lambda:UpdateFunctionCode",
    "arn:aws:lambda:*:*:function:*",
    "replaces a function's code by its own",
    "a function with a stronger role",
  ),
  alone(
    "lambda:UpdateFunctionConfiguration",
    "arn:aws:lambda:*:*:function:*",
    "puts a layer with its own code under a function",
    "a function with a stronger role",
  ),
  alone(
    "cloudformation:UpdateStack",
    "arn:aws:cloudformation:*:*:stack/*",
    "has a stack's service role make whatever that role may make",
    "a stack with a service role",
  ),
  alone(
    "codebuild:StartBuild",
    "arn:aws:codebuild:*:*:project/*",
    "starts a build with its own commands",
    "a project with a stronger role",
  ),
  alone(
    "codebuild:StartBuildBatch",
    "arn:aws:codebuild:*:*:project/*",
    "starts a batch of builds with its own commands",
    "a project with a stronger role",
  ),
  alone(
    "glue:UpdateDevEndpoint",
    "arn:aws:glue:*:*:devEndpoint/*",
    "puts its own SSH key on a development endpoint",
    "an endpoint with a stronger role",
  ),
  alone(
    "apprunner:UpdateService",
    "arn:aws:apprunner:*:*:service/*",
    "has a service run its own container",
    "a service with a stronger role",
  ),
  alone(
    "batch:SubmitJob",
    "arn:aws:batch:*:*:job-definition/*",
    "runs its own command in a job",
    "a job definition with a stronger role",
  ),
  alone(
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "arn:aws:sagemaker:*:*:notebook-instance/*",
    "opens somebody else's notebook",
    "a notebook with a stronger role",
  ),
  alone(
    "ssm:StartSession",
    "arn:aws:ec2:*:*:instance/*",
    "opens a shell on an instance and works with its role",
    "a managed instance with a stronger role",
  ),
  alone(
    "ssm:SendCommand",
    "arn:aws:ec2:*:*:instance/*",
    "runs commands on an instance and works with its role",
    "a managed instance with a stronger role",
  ),
  alone(
    "ec2-instance-connect:SendSSHPublicKey",
    "arn:aws:ec2:*:*:instance/*",
    "signs in to an instance by SSH and works with its role",
    "an instance with a stronger role that it can reach",
  ),
  alone(
    "bedrock-agentcore:InvokeAgentRuntimeCommand",
    "arn:aws:bedrock-agentcore:*:*:runtime/*",
    "runs commands in an agent runtime and works with its role",
    "a runtime with a stronger role",
  ),
  onExisting(
    [["ecs:ExecuteCommand", "arn:aws:ecs:*:*:task/*"], ["ecs:DescribeTasks"]],
    "opens a shell in a running container and works with its role",
    "a task with a stronger role that takes commands",
  ),
  onExisting(
    [
      ["cloudformation:CreateChangeSet", "arn:aws:cloudformation:*:*:stack/*"],
      ["cloudformation:ExecuteChangeSet", "arn:aws:cloudformation:*:*:stack/*"],
    ],
    "has a stack's service role make whatever that role may make",
    "a stack with a service role",
  ),
  onExisting(
    [
      ["ec2:ModifyInstanceAttribute", "arn:aws:ec2:*:*:instance/*"],
      ["ec2:StopInstances", "arn:aws:ec2:*:*:instance/*"],
      ["ec2:StartInstances", "arn:aws:ec2:*:*:instance/*"],
    ],
    "writes a start-up script for an instance, which runs with its role",
    "an instance with a stronger role",
  ),
  onExisting(
    [
      ["ec2:CreateLaunchTemplateVersion", "arn:aws:ec2:*:*:launch-template/*"],
      ["ec2:ModifyLaunchTemplate", "arn:aws:ec2:*:*:launch-template/*"],
    ],
    "has new instances of a launch template run its script with their role",
    "a launch template in use, with a stronger role",
  ),
  onExisting(
    [
      ["states:UpdateStateMachine", "arn:aws:states:*:*:stateMachine:*"],
      ["states:StartExecution", "arn:aws:states:*:*:stateMachine:*"],
    ],
    "has a state machine call AWS with its role",
    "a state machine with a stronger role",
  ),
  onExisting(
    [
      ["codedeploy:CreateDeployment", "arn:aws:codedeploy:*:*:deploymentgroup:*"],
      ["codedeploy:RegisterApplicationRevision"],
      ["codedeploy:GetDeploymentConfig"],
    ],
    "has instances run the scripts of its own revision with their role",
    "a deployment group whose instances have a stronger role",
  ),
  onExisting(
    [
      ["sagemaker:UpdateNotebookInstance", "arn:aws:sagemaker:*:*:notebook-instance/*"],
      ["sagemaker:CreateNotebookInstanceLifecycleConfig"],
      ["sagemaker:StopNotebookInstance", "arn:aws:sagemaker:*:*:notebook-instance/*"],
      ["sagemaker:StartNotebookInstance", "arn:aws:sagemaker:*:*:notebook-instance/*"],
    ],
    "has a notebook run its script at start with the notebook's role",
    "a notebook with a stronger role",
  ),
  onExisting(
    [
      ["bedrock-agentcore:InvokeCodeInterpreter", "arn:aws:bedrock-agentcore:*:*:code-interpreter-custom/*"],
      ["bedrock-agentcore:StartCodeInterpreterSession"],
    ],
    "runs its own code in an interpreter with its role",
    "an interpreter with a stronger role",
  ),
  onExisting(
    [
      ["bedrock-agentcore:ConnectBrowserAutomationStream", "arn:aws:bedrock-agentcore:*:*:browser-custom/*"],
      ["bedrock-agentcore:StartBrowserSession"],
    ],
    "reads the credentials of a browser's role",
    "a browser with a stronger role",
  ),
];

/**
 * Left out of what is published: `iam:*` and `iam:Put*` (wildcards, which hold several of these), sts:AssumeRole alone (a role's trust policy decides), the removal of
 * boundaries (the rule boundary-removal-grant), sets that hold a smaller one of this table, codestar:CreateProject (the service has ended), and
 * datapipeline:CreatePipeline without the actions that start a pipeline.
 */
export const escalationPaths: readonly EscalationPath[] = [...byIam, ...byPassing, ...byTakingOver];

/** Names of all actions of the paths. */
export const escalationActions: ReadonlySet<string> = new Set(
  escalationPaths.flatMap(({ steps }) => steps.map(({ action }) => action)),
);
