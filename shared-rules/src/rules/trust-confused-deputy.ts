// The rule trust-confused-deputy: a service that works for every AWS customer may use the role for any of them.
import { requireSourceAccount } from "../fix/principals";
import type { Condition, Policy } from "../model/policy";
import { parseOperator, pickedOnce, speaksOf } from "../model/questions";
import { isScoped } from "../model/scope";
import { literal } from "../model/value";
import { defineOptions, texts } from "../options";
import { defineRule, type Context } from "../rule";
import { lets, patternOf, trustedBy } from "./trust";

const docs = "https://docs.aws.amazon.com/";

/**
 * Services that send aws:SourceArn or aws:SourceAccount when they assume a role, with the page of their guide that shows one of the two in
 * that role's trust policy. A service that is not here may not send them: the role would not work with such a condition. RDS is not: its
 * guide shows them for a database's role, and none for a proxy's, which is the same service.
 */
const deputies: Readonly<Record<string, string>> = {
  "appstream.amazonaws.com": "appstream2/latest/developerguide/example-fleet-machine.html",
  "autoscaling.amazonaws.com": "autoscaling/ec2/userguide/cross-service-confused-deputy-prevention.html",
  "bedrock.amazonaws.com": "bedrock/latest/userguide/cross-service-confused-deputy-prevention.html",
  "bedrock-agentcore.amazonaws.com": "bedrock-agentcore/latest/devguide/runtime-permissions.html",
  "codebuild.amazonaws.com": "codebuild/latest/userguide/setting-up-service-role.html",
  "codedeploy.amazonaws.com": "codedeploy/latest/userguide/security_confused_deputy.html",
  "config.amazonaws.com": "config/latest/developerguide/iamrole-permissions.html",
  "dlm.amazonaws.com": "ebs/latest/userguide/service-role.html",
  "dms.amazonaws.com": "dms/latest/userguide/cross-service-confused-deputy-prevention.html",
  "ecs-tasks.amazonaws.com": "AmazonECS/latest/developerguide/task-iam-roles.html",
  "eks-fargate-pods.amazonaws.com": "eks/latest/userguide/pod-execution-role.html",
  "events.amazonaws.com": "eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html",
  "monitoring.rds.amazonaws.com": "AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
  "personalize.amazonaws.com": "personalize/latest/dg/cross-service-confused-deputy-prevention.html",
  "pipes.amazonaws.com": "eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html",
  "sagemaker.amazonaws.com": "sagemaker/latest/dg/security-confused-deputy-prevention.html",
  "scheduler.amazonaws.com": "scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html",
  "ssm.amazonaws.com": "systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html",
  "states.amazonaws.com": "step-functions/latest/dg/procedure-create-iam-role.html",
  "transfer.amazonaws.com": "transfer/latest/userguide/confused-deputy.html",
  "vpc-flow-logs.amazonaws.com": "vpc/latest/userguide/flow-logs-iam-role.html",
};

const options = defineOptions("trust-confused-deputy", {
  ignoreServices: texts({
    default: [],
    example: ["ssm.amazonaws.com"],
    pattern: "^[a-z0-9.-]+\\.amazonaws\\.com$",
    patternErrorMessage: "Write a service as roles trust it, such as scheduler.amazonaws.com.",
    description: "Services that roles may trust without saying for whom they work.",
  }),
});

export const trustConfusedDeputy = defineRule({
  id: "trust-confused-deputy",
  title: "A service may use the role for other customers",
  severity: "medium",
  fixes: ["require-source"],
  options,
  equivalents: [
    "prowler:iam_role_cross_service_confused_deputy_prevention",
    "prowler:iam_role_service_trust_restricts_source_to_account",
  ],
  docs: {
    why: "The service works for every AWS customer: without aws:SourceArn or aws:SourceAccount, one of them may get it to use your role for what is theirs.",
    fine: "aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths says for whom. Only services are meant whose guide shows it: EC2 and Lambda, for example, send none of these keys when they assume a role, and the guide shows none for the role with which ECS itself starts a task.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn",
      ...new Set(Object.values(deputies).map((page) => docs + page)),
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "schedules of anyone",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" },
      },
    ],
    accepted: [
      {
        title: "schedules of the own account",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      },
      {
        title: "a service that does not say for whom it works",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      },
    ],
  },
  *statement(statement, policy, context) {
    if (!lets(policy, statement) || speaksOf(statement, "sts:AssumeRole") !== "yes") return;
    if (isScoped(statement) !== "no") return;
    if (statement.conditions.tests.some(saysForWhom) || othersDenied(policy)) return;
    const trusted = trustedBy(statement);
    // A condition would lock out whoever sends none of the keys.
    const allSend = trusted.every(
      ({ type, value }) => type === "Service" && Object.hasOwn(deputies, serviceOf(literal(value) ?? "")),
    );
    for (const { type, value } of trusted) {
      const service = type === "Service" ? serviceOf(literal(value) ?? "") : "";
      if (!Object.hasOwn(deputies, service)) continue;
      if (service === "ecs-tasks.amazonaws.com" && startsTasks(policy, context)) continue;
      if (options.get(context.config, "ignoreServices").includes(service)) continue;
      yield {
        span: value.span,
        message: `${service} works for every AWS customer, and nothing says for whom it may use this role: no aws:SourceArn or aws:SourceAccount.`,
        fixes: () => (allSend ? [requireSourceAccount(policy, statement, context)] : []),
      };
    }
  },
});

/** A service principal without its Region: `states.eu-west-1.amazonaws.com`. */
function serviceOf(principal: string): string {
  return principal.replace(/\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?$/, ".amazonaws.com").replace(/\.cn$/, "");
}

/**
 * Whether all roles with this trust policy are for ECS itself, to pull images and write logs.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
function startsTasks({ owner, address, usedBy }: Policy, { module }: Context): boolean {
  const roles = usedBy?.map((user) => user.address) ?? [owner.address || address];
  return roles.every((role) =>
    module.graph
      .principal(role)
      ?.policies.some(({ arn }) => arn && patternOf(arn).text.endsWith("/AmazonECSTaskExecutionRolePolicy")),
  );
}

const sources = /^aws:source(arn|account|orgid|orgpaths)$/i;

/** These services always send the keys, so that IfExists is no way around them. */
function saysForWhom({ key, operator }: Condition): boolean {
  const { base, negated } = parseOperator(operator ?? "");
  return sources.test(key ?? "") && !negated && !/^null$/i.test(base);
}

const sourceDenies = pickedOnce(
  ({ effect, conditions }) =>
    effect !== "Allow" &&
    conditions.tests.some(({ key, operator }) => sources.test(key ?? "") && parseOperator(operator ?? "").negated),
);

/** Whether a Deny takes the role away where the service works for somebody else. */
function othersDenied(policy: Policy): boolean {
  return sourceDenies(policy).some((deny) => speaksOf(deny, "sts:AssumeRole") !== "no");
}
