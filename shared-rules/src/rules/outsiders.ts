// Whether a resource policy lets in people and programs that nobody chose. Not a rule.
import { conditionHolds } from "../access/conditions";
import { coversResources, notAllows } from "../access/denies";
import { contextOf, type RequestContext } from "../access/request";
import { names } from "../access/statements";
import { patternCovers, patternsIntersect } from "../model/pattern";
import type { Condition, Policy, Statement } from "../model/policy";
import { isLimited, namesCallers } from "../model/scope";
import { literal, type Value } from "../model/value";

/** Resources whose policies only limit what passes through them: the network that they stand in decides who gets there. */
const passages = new Set([
  "aws_vpc_endpoint",
  "aws_vpc_endpoint_policy",
  "AWS::EC2::VPCEndpoint",
  "aws_vpclattice_auth_policy",
  "AWS::VpcLattice::AuthPolicy",
]);

/** Whether an Allow of this policy gives to others what stands behind it. */
export function givesToOthers(policy: Policy, statement: Statement): boolean {
  if (policy.kind !== "resource" || statement.effect !== "Allow" || passages.has(policy.hostType)) return false;
  return !isAboutSessions(statement);
}

/** Nothing of STS has a policy but roles: what only speaks of STS is a trust policy, whatever file it stands in. */
function isAboutSessions({ actions }: Statement): boolean {
  return actions.items.length > 0 && actions.items.every((item) => /^sts:/i.test(literal(item) ?? ""));
}

/** The items of a statement's Principal that mean everyone. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
export function everyoneIn({ principals }: Statement): Value[] {
  return principals.entries
    .filter(({ type }) => type === "*" || type === "AWS")
    .flatMap(({ values }) => values.items.filter((item) => literal(item) === "*"));
}

/**
 * Items of a statement's Principal that name a role or user of every account: AWS refuses them, as only a whole `*` is a wildcard there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function anyAccountsIn({ principals }: Statement): Value[] {
  return principals.entries
    .filter(({ type }) => type === "AWS")
    .flatMap(({ values }) => values.items.filter((item) => /^arn:[^:]*:(?:iam|sts)::\*/.test(literal(item) ?? "")));
}

/** Whether a Principal of everyone means it: no condition says who is meant, and no Deny of the policy takes everyone else away. */
export function isOpenToAll(policy: Policy, statement: Statement): boolean {
  return isLimited(statement) === "no" && !notAllows(policy).some((deny) => shutsOut(deny, statement));
}

/**
 * Someone of a foreign account, in a foreign organisation, on the internet. What a caller may choose (a header, a tag, MFA, TLS) is not told, or
 * is as a Deny lets it through.
 */
const outsider = { kind: "role", name: "arn:aws:iam::999999999999:role/outsider", account: "999999999999" } as const;
const told = contextOf({
  "aws:PrincipalArn": outsider.name,
  "aws:PrincipalAccount": outsider.account,
  "aws:PrincipalOrgID": "o-outsider00",
  "aws:PrincipalOrgPaths": ["o-outsider00/r-out0/"],
  "aws:PrincipalIsAWSService": "false",
  "aws:PrincipalServiceName": [],
  "aws:PrincipalServiceNamesList": [],
  "aws:ViaAWSService": "false",
  "aws:SourceArn": [],
  "aws:SourceAccount": [],
  "aws:SourceOrgID": [],
  "aws:SourceOrgPaths": [],
  "aws:SourceOwner": [],
  "aws:SourceIp": "198.18.0.1",
  "aws:SourceVpc": [],
  "aws:SourceVpce": [],
  "aws:SourceVpcArn": [],
  "aws:VpceAccount": [],
  "aws:VpceOrgID": [],
  "aws:VpceOrgPaths": [],
  "aws:VpcSourceIp": [],
  "aws:userid": "AROAOUTSIDER0EXAMPLE0:outsider",
  "aws:MultiFactorAuthPresent": "true",
  "aws:SecureTransport": "true",
  "kms:CallerAccount": outsider.account,
  "lambda:SourceFunctionArn": [],
  "s3:AccessPointNetworkOrigin": "Internet",
  "s3:DataAccessPointAccount": [],
  "s3:DataAccessPointArn": [],
});

const asks: RequestContext = {
  get: (key) => (key.startsWith("aws:principaltag/") ? "absent" : told.get(key)),
};

/** Whether a Deny keeps outsiders from all that the statement allows. What cannot be read of who is meant is taken to keep them out. */
function shutsOut(deny: Statement, statement: Statement): boolean {
  if (names(deny, outsider).directly === "no") return false;
  if (!coversActions(deny, statement) || coversResources(deny, statement) === "no") return false;
  return deny.conditions.tests.every(catches);
}

/** Whether a test of a Deny holds for outsiders whatever they do. */
function catches(test: Condition): boolean {
  const holds = conditionHolds(test, asks);
  return holds === "yes" || (holds === "unknown" && (test.key === undefined || namesCallers(test.key)));
}

function coversActions(deny: Statement, { actions }: Statement): boolean {
  const denied = deny.actions.items.map(literal);
  const spared = deny.notActions.items.map(literal);
  return actions.items.every((item) => {
    const allowed = literal(item);
    if (allowed === undefined || denied.includes(undefined) || spared.includes(undefined)) return true;
    return deny.notActions.key
      ? !spared.some((pattern) => patternsIntersect(pattern ?? "*", allowed))
      : denied.some((pattern) => patternCovers(pattern ?? "*", allowed));
  });
}
