// Which conditions narrow who or what a statement is for. It judges keys and operators, not whole statements.
import type { Condition, Statement } from "./policy";
import { any, demands, hasUnreadableConditions, parseOperator } from "./questions";
import { sampled, type Answer, type Value } from "./value";

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

/**
 * Keys that bind a request to callers whom an outsider cannot be one of. Tags, names, times and what a caller says of himself
 * (aws:Referer, aws:PrincipalTag, aws:username) do not: everyone may have them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const callerKeys = new Set(
  [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceVpcArn",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
    "aws:FederatedProvider",
    "aws:userid",
    "elasticfilesystem:AccessedViaMountTarget",
    "elasticfilesystem:AccessPointArn",
    "kms:CallerAccount",
    "kms:ViaService",
    "lambda:SourceFunctionArn",
    "s3:AccessPointNetworkOrigin",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "sns:Endpoint",
  ].map((key) => key.toLowerCase()),
);

/** Services all of whose other keys say what or how is asked, and not who asks. */
const openServices = /^(aws|glacier|s3|sns):/;

/** Whether a key tells who may call at all. */
export function namesCallers(key: string): boolean {
  return callerKeys.has(key.toLowerCase());
}

/**
 * Whether a test keeps out everyone but callers that its author chose. Unlike {@link isScoping} it asks only who calls: what is limited to one
 * resource, one tag or one way of calling is still open to everyone.
 */
export function limitsCallers(test: Condition): Answer {
  if (test.key === undefined || test.operator === undefined) return "unknown";
  const { base } = parseOperator(test.operator);
  // That a key is there says nothing of its value: each organisation and each network has one.
  if (base.toLowerCase() === "null") return "no";
  if (!namesCallers(test.key)) return openServices.test(test.key.toLowerCase()) ? "no" : "unknown";
  return test.values.items.some((item) => isAnyCaller(base.toLowerCase(), item)) ? "no" : demands(test);
}

/** Whether a value of a caller's key is every caller's. */
function isAnyCaller(operator: string, item: Value): boolean {
  const known = item.kind === "scalar" ? String(item.value) : sampled(item);
  if (known === undefined) return false;
  if (operator === "bool") return known.toLowerCase() === "false";
  if (operator === "ipaddress") return isWideRange(known);
  return (operator === "stringlike" || operator.startsWith("arn")) && isAnyAccountsArn(known);
}

/** More of the internet than any one has, as AWS counts it for buckets: wider than /8 of IPv4 or /32 of IPv6. */
function isWideRange(range: string): boolean {
  const [address = "", bits] = range.split("/");
  return Number(bits) < (address.includes(":") ? 32 : 8);
}

/** Whether a pattern of ARNs leaves the account open; buckets have none in theirs and are told by name. */
function isAnyAccountsArn(pattern: string): boolean {
  const [arn, , service, , account, ...resource] = pattern.split(":");
  if (arn !== "arn" || (account !== "*" && account !== "" && account !== undefined)) return false;
  if (service !== "s3") return account !== "";
  return resource.length === 0 || resource.join(":") === "*";
}

/** Whether any condition of the statement limits its callers; "unknown" where conditions cannot be read. */
export function isLimited(statement: Statement): Answer {
  const answer = any(statement.conditions.tests.map(limitsCallers));
  return answer === "no" && hasUnreadableConditions(statement) ? "unknown" : answer;
}
