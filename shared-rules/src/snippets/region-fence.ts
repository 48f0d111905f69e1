// The service control policy that fences in regions, and what has no region of its own. No format is known here.
import { placeholder } from "../model/data";
import { exceptBreakGlass, fillBreakGlass, neverBound, organizations, policyOf, type Snippet } from "./snippet";

/**
 * What runs in one region for all, or must be managed there: AWS's example, without services that are gone, with those that Control Tower's
 * control of the same purpose has besides and that have one region for all.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html#example-scp-deny-region
 * https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
 */
const withoutRegion = [
  ...["account:*", "acm:*", "artifact:*", "aws-marketplace:*", "billing:*", "billingconductor:*", "budgets:*", "ce:*"],
  ...["chatbot:*", "chime:*", "cloudfront:*", "cloudtrail:LookupEvents", "config:*", "consoleapp:*"],
  ...["consolidatedbilling:*", "cur:*", "directconnect:*", "ec2:DescribeRegions", "ec2:DescribeTransitGateways"],
  ...["ec2:DescribeVpnGateways", "ecr-public:*", "fms:*", "freetier:*", "globalaccelerator:*", "health:*", "iam:*"],
  ...["invoicing:*", "kms:*", "networkmanager:*", "notifications:*", "notifications-contacts:*", "organizations:*"],
  ...["payments:*", "pricing:*", "route53:*", "route53-recovery-cluster:*", "route53-recovery-control-config:*"],
  ...["route53-recovery-readiness:*", "route53domains:*", "s3:*MultiRegionAccessPoint*", "s3:GetAccountPublic*"],
  ...["s3:GetBucketLocation", "s3:ListAllMyBuckets", "s3:PutAccountPublic*", "savingsplans:*", "shield:*", "sts:*"],
  ...["support:*", "supportapp:*", "supportplans:*", "sustainability:*", "tax:*", "trustedadvisor:*", "waf:*"],
  ...["waf-regional:*", "wafv2:*", "wellarchitected:*"],
];

/** Those of AWS's example, where nobody has said which regions are used. */
const exampleRegions = ["eu-central-1", "eu-west-1"].map(placeholder);

/** The fence around the regions of the setting `allowedRegions`; around some to be replaced where there are none. */
export function fenceRegions(allowedRegions: readonly string[]): Snippet {
  const isSaid = allowedRegions.length > 0;
  return {
    id: "scp-fence-regions",
    kind: "scp",
    title: "Deny the use of other regions",
    purpose: isSaid
      ? `Nobody in the member accounts can use another region than ${allowedRegions.join(", ")}, as the setting allowedRegions has it.`
      : "Nobody in the member accounts can use another region than those that you name.",
    breaks:
      "What is served from one region only and is not in the list, models of Bedrock that are called across regions, and AWS Control Tower, which has a control of its own for this.",
    leaves: `Services that have no region or one for all, such as IAM, STS, Organizations, CloudFront, Route 53 and Support; roles named break-glass-*; ${neverBound}.`,
    fill: `${isSaid ? "" : "The regions that you use, or the setting allowedRegions. "}${fillBreakGlass}`,
    references: [
      `${organizations}/orgs_manage_policies_scps_examples_general.html#example-scp-deny-region`,
      "https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html",
    ],
    name: "fence-regions",
    policy: policyOf({
      Sid: "DenyOtherRegions",
      Effect: "Deny",
      NotAction: withoutRegion,
      Resource: "*",
      Condition: {
        StringNotEquals: { "aws:RequestedRegion": isSaid ? allowedRegions : exampleRegions },
        ...exceptBreakGlass,
      },
    }),
  };
}
