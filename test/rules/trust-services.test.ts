// The rules about services and identity providers that a role trusts, and about trust policies that fit none of them.
import { trustConfusedDeputy } from "../../shared-rules/src/rules/trust-confused-deputy";
import { trustMismatch } from "../../shared-rules/src/rules/trust-mismatch";
import { trustRolesAnywhere } from "../../shared-rules/src/rules/trust-roles-anywhere";
import { trustSamlAudience } from "../../shared-rules/src/rules/trust-saml-audience";
import { checkRule } from "../support/check-rule";

const kind = "trust" as const;
const inRoles = ["CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode", "Terraform policy document"];
const assume = (Principal: unknown, Action: unknown = "sts:AssumeRole", rest: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...rest,
});
const when = (Condition: object) => ({ Condition });
const accept = (...args: Parameters<typeof assume>) => ({ statement: assume(...args), kind });
const service = (name: string) => ({ Service: `${name}.amazonaws.com` });
const oidc = { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" };
const saml = { Federated: "arn:aws:iam::123456789012:saml-provider/idp" };
const [withWebIdentity, withSaml] = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

checkRule(trustConfusedDeputy, {
  flags: [
    {
      statement: assume(service("scheduler")),
      kind,
      at: "scheduler.amazonaws.com",
      severity: "medium",
      message:
        "scheduler.amazonaws.com works for every AWS customer, and nothing says for whom it may use this role: no aws:SourceArn or aws:SourceAccount.",
    },
    { statement: assume(service("states.eu-west-1")), kind, at: "states.eu-west-1.amazonaws.com" },
    {
      statement: assume({ Service: ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"] }),
      kind,
      at: "ecs-tasks.amazonaws.com",
    },
    {
      statement: assume(
        service("pipes"),
        "sts:AssumeRole",
        when({ StringNotEquals: { "aws:SourceAccount": "123456789012" } }),
      ),
      kind,
      at: "pipes.amazonaws.com",
    },
  ],
  accepts: [
    accept(service("scheduler"), "sts:AssumeRole", when({ StringEquals: { "AWS:SourceAccount": "123456789012" } })),
    accept(
      service("scheduler"),
      "sts:AssumeRole",
      when({ StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } }),
    ),
    accept(
      service("scheduler"),
      "sts:AssumeRole",
      when({ ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:123456789012:*" } }),
    ),
    accept(service("scheduler"), "sts:AssumeRole", when({ StringEquals: { "aws:SourceOrgID": "o-exampleorgid" } })),
    accept(service("lambda")),
    accept(service("ec2")),
    accept({ AWS: "arn:aws:iam::123456789012:root" }),
    {
      statement: [
        assume(service("scheduler")),
        { ...assume("*", "sts:AssumeRole", when({ StringNotEquals: { "aws:SourceAccount": "1" } })), Effect: "Deny" },
      ],
      kind,
    },
  ],
});

describe("trust-confused-deputy's services", () => {
  const sending = [
    ...["appstream", "autoscaling", "bedrock", "bedrock-agentcore", "codebuild", "codedeploy", "config", "dlm", "dms"],
    ...["ecs-tasks", "eks-fargate-pods", "events", "monitoring.rds", "personalize", "pipes", "sagemaker"],
    ...["scheduler", "ssm", "states", "transfer", "vpc-flow-logs"],
  ];
  checkRule(trustConfusedDeputy, {
    flags: sending.map((name) => ({
      statement: assume(service(name)),
      kind,
      at: `${name}.amazonaws.com`,
      formats: ["CloudFormation JSON"],
    })),
    accepts: ["lambda", "ec2", "ecs", "eks", "apigateway", "glue", "backup", "firehose", "rds"].map((name) =>
      accept(service(name)),
    ),
  });
});

const tasks = `{ Service = "ecs-tasks.amazonaws.com" }`;
const taskRole = (name: string, policy: string): string =>
  `resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = ${tasks} }] })
}
resource "aws_iam_role_policy_attachment" "${name}" {
  role       = aws_iam_role.${name}.name
  policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/${policy}"
}
`;
const execution = "service-role/AmazonECSTaskExecutionRolePolicy";
const shared = (roles: string): string =>
  `data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
${roles}`;
const sharing = (name: string): string =>
  taskRole(name, execution).replace(/jsonencode\(.*\)/, "data.aws_iam_policy_document.tasks.json");

checkRule(trustConfusedDeputy, {
  native: [
    {
      title: "says nothing of the role that starts tasks",
      uri: "/w/main.tf",
      text: taskRole("start", execution),
      at: [],
    },
    {
      title: "tells the role that tasks have",
      uri: "/w/main.tf",
      text: taskRole("app", "AmazonSQSReadOnlyAccess"),
      at: ["ecs-tasks.amazonaws.com"],
    },
    {
      title: "says nothing where all that share the policy start tasks",
      uri: "/w/main.tf",
      text: shared(sharing("a") + sharing("b")),
      at: [],
    },
    {
      title: "tells a policy that a task's role shares",
      uri: "/w/main.tf",
      text: shared(sharing("a") + sharing("b").replace(execution, "AmazonSQSReadOnlyAccess")),
      at: ["ecs-tasks.amazonaws.com"],
    },
    {
      title: "says nothing of it in a template",
      uri: "/w/template.yaml",
      text: `Resources:
  Start:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: ecs-tasks.amazonaws.com } }]
      ManagedPolicyArns: [!Sub "arn:\${AWS::Partition}:iam::aws:policy/${execution}"]
`,
      at: [],
    },
  ],
});

const three = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
const ofAnchor = when({
  ArnEquals: { "aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:123456789012:trust-anchor/1" },
});

checkRule(trustRolesAnywhere, {
  flags: [
    {
      statement: assume(service("rolesanywhere"), three),
      kind,
      at: "rolesanywhere.amazonaws.com",
      severity: "medium",
      message:
        "Every certificate that any trust anchor of the account accepts may assume this role: neither trust anchor nor certificate is asked for.",
    },
    {
      statement: assume(service("rolesanywhere"), ["sts:AssumeRole"], ofAnchor),
      kind,
      at: "sts:AssumeRole",
      message: "IAM Roles Anywhere cannot assume this role: it needs sts:TagSession and sts:SetSourceIdentity, too.",
    },
  ],
  accepts: [
    accept(service("rolesanywhere"), three, ofAnchor),
    accept(service("rolesanywhere"), three, when({ StringEquals: { "aws:PrincipalTag/x509Issuer/CN": "ca" } })),
    accept(service("rolesanywhere"), "sts:*", ofAnchor),
    accept(service("ec2")),
    {
      statement: [
        assume(service("rolesanywhere"), "sts:AssumeRole", ofAnchor),
        assume(service("rolesanywhere"), ["sts:TagSession", "sts:SetSourceIdentity"], ofAnchor),
      ],
      kind,
    },
  ],
});

const audience = "https://signin.aws.amazon.com/saml";

checkRule(trustSamlAudience, {
  flags: [
    {
      statement: assume(saml, withSaml),
      kind,
      at: saml.Federated,
      severity: "medium",
      message:
        "Any assertion of this SAML provider is enough, also one that was made for another application: SAML:aud is not asked for.",
      fixed: { "add-condition": assume(saml, withSaml, when({ StringEquals: { "SAML:aud": audience } })) },
    },
    { statement: assume(saml, withSaml, when({ StringLike: { "SAML:aud": "*" } })), kind, at: "*" },
    { statement: assume(saml, withSaml, when({ StringEquals: { "SAML:iss": "idp" } })), kind, at: saml.Federated },
  ],
  accepts: [
    accept(saml, withSaml, when({ StringEquals: { "saml:aud": audience } })),
    accept(saml, withSaml, when({ StringLike: { "SAML:aud": "https://*.signin.aws.amazon.com/saml" } })),
    accept(oidc, withWebIdentity),
    accept(saml, "sts:AssumeRole"),
  ],
  native: [
    {
      title: "a provider of the module",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_saml_provider" "idp" {\n  name = "idp"\n}\n\nresource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithSAML", Principal = { Federated = aws_iam_saml_provider.idp.arn } }] })\n}\n',
      at: ["aws_iam_saml_provider.idp.arn"],
    },
  ],
});

checkRule(trustMismatch, {
  flags: [
    {
      statement: assume({ Federated: "*" }),
      kind,
      at: "sts:AssumeRole",
      severity: "high",
      message:
        "sts:AssumeRole does not work for identity providers: their users need sts:AssumeRoleWithWebIdentity or sts:AssumeRoleWithSAML, so nobody can assume this role.",
    },
    {
      statement: assume(oidc, ["sts:AssumeRole", "sts:TagSession"]),
      kind,
      at: "sts:AssumeRole",
      severity: "high",
      message:
        "sts:AssumeRole does not work for an OIDC provider: its users need sts:AssumeRoleWithWebIdentity, so nobody can assume this role.",
    },
    {
      statement: assume(saml),
      kind,
      at: "sts:AssumeRole",
      message:
        "sts:AssumeRole does not work for a SAML provider: its users need sts:AssumeRoleWithSAML, so nobody can assume this role.",
    },
    {
      statement: assume(saml, withWebIdentity),
      kind,
      at: withWebIdentity,
      message:
        "sts:AssumeRoleWithWebIdentity is for OIDC providers, and this statement trusts none: nobody can assume this role with it.",
    },
    {
      statement: assume(service("lambda"), withWebIdentity),
      kind,
      at: withWebIdentity,
      message:
        "sts:AssumeRoleWithWebIdentity is for OIDC providers, and this statement trusts none: accounts and services need sts:AssumeRole.",
    },
    { statement: assume({ AWS: "123456789012" }, withSaml), kind, at: withSaml },
    {
      statement: assume(service("lambda"), "sts:AssumeRole", { Resource: "*" }),
      kind,
      at: "Resource",
      message: "A trust policy takes no Resource: it is about the role it stands in. AWS refuses it.",
      formats: ["CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      statement: assume(service("lambda"), ["s3:GetObject", "sts:AssumeRole"]),
      kind,
      at: "s3:GetObject",
      message: "A trust policy allows actions of STS only: AWS refuses s3:GetObject here.",
      formats: inRoles,
    },
    {
      statement: {
        Effect: "Allow",
        NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/a" },
        Action: "sts:AssumeRole",
      },
      kind,
      at: "NotPrincipal",
      message: "A trust policy says whom it trusts: Allow for all but some trusts the rest of the world.",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
  ],
  accepts: [
    accept({ Federated: "*" }, ["sts:AssumeRole", withWebIdentity]),
    accept({ Federated: "*" }, ["sts:AssumeRole", withSaml]),
    accept({ Federated: "*" }, "sts:*"),
    accept({ AWS: "*", Federated: "*" }),
    accept(oidc, [withWebIdentity, "sts:TagSession"]),
    accept(oidc, ["sts:AssumeRole", withWebIdentity]),
    accept(oidc, "sts:AssumeRole*"),
    accept(saml, [withSaml, "sts:TagSession"]),
    accept({ ...service("lambda"), ...oidc }, ["sts:AssumeRole", withWebIdentity]),
    accept({ Federated: "cognito-identity.amazonaws.com" }, withWebIdentity),
    accept("*", withWebIdentity),
    accept(service("lambda"), ["sts:AssumeRole", "sts:TagSession", "sts:SetContext"]),
  ],
  native: [
    {
      title: "a provider of the template",
      uri: "/w/template.yaml",
      text: "Resources:\n  GitHub:\n    Type: AWS::IAM::OIDCProvider\n    Properties:\n      Url: https://token.actions.githubusercontent.com\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          Effect: Allow\n          Action: sts:AssumeRole\n          Principal:\n            Federated: !Ref GitHub\n",
      at: ["sts:AssumeRole"],
    },
    {
      title: "a provider that cannot be told",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Federated = var.provider_arn } }] })\n}\n',
      at: [],
    },
  ],
});
