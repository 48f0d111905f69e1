// Actions that AWS's data has under "Permissions management" though nobody gets access by them, and why: decisions, kept as data. What
// makes an action sensitive stands in sensitive.ts.
import { compilePattern } from "../model/pattern";
import type { AccessLevel, ActionInfo } from "./action";

interface Mislabelled {
  /** Names, or patterns as policies have them. Only what AWS has under "Permissions management" is meant. */
  readonly actions: readonly string[];
  /** What they do instead. */
  readonly level: "Read" | "Write";
  /** Completes "is no permissions management: it ...". */
  readonly because: string;
}

/** Held against the catalogue by a test. https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html */
export const mislabelledActions: readonly Mislabelled[] = [
  {
    actions: ["*:BatchGet*", "*:Describe*", "*:Get*", "*:List*", "*:Validate*"],
    level: "Read",
    because: "only tells what there is",
  },
  {
    actions: ["*:AllowVendedLogDeliveryForResource"],
    level: "Write",
    because: "has a resource's logs delivered, and lets nobody do more with it",
  },
  {
    actions: ["cloudformation:SetStackPolicy"],
    level: "Write",
    because: "keeps a stack's resources from being replaced by mistake, whoever updates it",
  },
  {
    actions: ["apigateway:SetWebACL", "appsync:SetWebACL", "waf:*WebACL", "waf-regional:*WebACL"],
    level: "Write",
    because: "filters web requests by what they hold, not by who sends them",
  },
  {
    actions: ["iam:DeleteAccountPasswordPolicy"],
    level: "Write",
    because: "says how long passwords have to be",
  },
  {
    actions: ["glacier:SetDataRetrievalPolicy", "xray:PutEncryptionConfig", "ses:ApplyTrackingConfigurationOverrides"],
    level: "Write",
    because: "is a setting of the service: what retrievals may cost, which key encrypts, what is tracked",
  },
  {
    actions: ["ec2:*ApplianceToNatGateway", "ec2:*ApplianceFromNatGateway", "ec2:*PlacementGroup"],
    level: "Write",
    because: "says where machines and traffic run",
  },
  {
    actions: [
      "backup:SearchRecoveryPoint",
      "bedrock-agentcore:AuthorizeAction",
      "bedrock-agentcore:InvokeGateway",
      "bedrock-agentcore:InvokeWebSearch",
      "bedrock-agentcore:PartiallyAuthorizeActions",
      "bedrock-agentcore:SynchronizeGatewayTargets",
      "glue:DeregisterDataPreview",
      "glue:ManagedConnector",
      "glue:RequestLogParsing",
      "glue:RunDataPreviewStatement",
      "glue:SendRecipeAction",
      "glue:StartNotebook",
      "glue:TerminateNotebook",
      "glue:TestConnection",
      "glue:UseGlueStudio",
      "iotfleetwise:GenerateCommandPayload",
      "managedblockchain:Invoke",
      "managedblockchain:POST",
      "opensearch:ViewLoginPage",
      "ssm-contacts:AssociateContact",
    ],
    level: "Write",
    because: "uses the service with the caller's own permissions",
  },
  {
    actions: [
      "apigateway:RejectAccessAssociation",
      "datazone:RevokeSubscription",
      "ec2:CancelImageLaunchPermission",
      "ec2:ResetSnapshotAttribute",
      "kms:RetireGrant",
      "kms:RevokeGrant",
      "lakeformation:*Revoke*",
      "redshift:DeauthorizeDataShare",
      "redshift:RejectDataShare",
      "redshift:Revoke*",
    ],
    level: "Write",
    because: "only takes away what was granted; no Deny is lost by it, as may be with a policy",
  },
];

const compiled = mislabelledActions.flatMap(({ actions, level }) =>
  actions.map((pattern) => ({ level, pattern: compilePattern(pattern) })),
);
const known = new WeakMap<ActionInfo, AccessLevel>();

/** AWS's access level of an action, or what it does where that is not true of it. */
export function levelOf(action: ActionInfo): AccessLevel {
  if (action.accessLevel !== "Permissions management") return action.accessLevel;
  let level = known.get(action);
  if (!level) {
    level = compiled.find(({ pattern }) => pattern.matches(action.name))?.level ?? action.accessLevel;
    known.set(action, level);
  }
  return level;
}
