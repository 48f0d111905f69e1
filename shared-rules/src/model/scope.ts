// Which conditions narrow who or what a statement is for. It judges keys and operators, not whole statements.
import type { Condition, Statement } from "./policy";
import { any, demands, hasUnreadableConditions } from "./questions";
import type { Answer } from "./value";

/**
 * Global keys that bind a request to known principals, resources or callers. Others, such as aws:RequestedRegion, aws:SecureTransport or
 * aws:UserAgent, say how or where a request is made and leave open for whom.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const scopingKeys = new Set(
  [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceVpcArn",
    "aws:VpcSourceIp",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:ViaAWSService",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:userid",
    "aws:username",
    "aws:Ec2InstanceSourceVpc",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "lambda:SourceFunctionArn",
  ].map((key) => key.toLowerCase()),
);

const scopingPrefixes = ["aws:resourcetag/", "aws:principaltag/", "aws:requesttag/"];

/** Service keys that, like the global ones, only say how a request is made. */
const transportKeys =
  /^(s3:(tlsversion|signatureversion|signatureage|authtype|x-amz-content-sha256)|[a-z0-9-]+:(region|requestedregion))$/;

/**
 * Whether a test limits the statement to known principals, resources or callers. A service's own keys (iam:PassedToService, kms:ViaService,
 * dynamodb:LeadingKeys, token keys of an OIDC provider) do: they name what the action is about.
 */
export function isScoping(test: Condition): Answer {
  if (test.key === undefined) return "unknown";
  const key = test.key.toLowerCase();
  const named = key.startsWith("aws:")
    ? scopingKeys.has(key) || scopingPrefixes.some((prefix) => key.startsWith(prefix))
    : !transportKeys.test(key);
  return named ? demands(test) : "no";
}

/** Whether any condition of the statement scopes it; "unknown" where conditions cannot be read. */
export function isScoped(statement: Statement): Answer {
  const answer = any(statement.conditions.tests.map(isScoping));
  return answer === "no" && hasUnreadableConditions(statement) ? "unknown" : answer;
}
