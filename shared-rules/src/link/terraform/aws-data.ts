// What AWS's data sources are known to give: which attributes are words without a wildcard, and where AWS keeps its managed policies.
// It reads no block.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/caller_identity
import { samples } from "../../model/sample";

const sampled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_caller_identity: { account_id: samples.account, id: samples.account },
  aws_partition: { partition: samples.partition, id: samples.partition, dns_suffix: samples.suffix },
  aws_region: { name: samples.region, id: samples.region, region: samples.region },
};

/** A text that the attribute might be, where it surely is one without a wildcard; undefined where nothing is known of it. */
export function sampleOf(dataSource: string, attribute: string): string | undefined {
  return sampled[dataSource]?.[attribute];
}

/** AWS managed policies that people look up by name, by the path that AWS keeps them under. */
const managed: Readonly<Record<string, readonly string[]>> = {
  "": [
    "AdministratorAccess",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSClusterPolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
  ],
  "job-function/": [
    "Billing",
    "DatabaseAdministrator",
    "DataScientist",
    "NetworkAdministrator",
    "SupportUser",
    "SystemAdministrator",
    "ViewOnlyAccess",
  ],
  "service-role/": [
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonEC2RoleforSSM",
    "AWS_ConfigRole",
  ],
};

const paths = new Map(Object.entries(managed).flatMap(([path, names]) => names.map((name) => [name, path])));

/**
 * The ARN of the AWS managed policy of this name; undefined where its path is not known.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function managedArnOf(name: string): string | undefined {
  const path = paths.get(name);
  return path === undefined ? undefined : `arn:aws:iam::aws:policy/${path}${name}`;
}
