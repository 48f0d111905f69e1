// Names in a template: logical ids for what an edit adds, and how another resource's ARN or name is written. It changes nothing.
import type { Edit, NewDeclaration } from "../../edit";
import { isListData, type DataObject, type ReferenceData } from "../../model/data";
import type { Span, Value } from "../../model/value";
import { contains, literal, valueOf } from "../../model/value";

/** What `Ref` gives is the ARN, not a name. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
const refIsArn = new Set([
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::OIDCProvider",
  "AWS::IAM::SAMLProvider",
  "AWS::SNS::Topic",
  "AWS::SecretsManager::Secret",
  "AWS::StepFunctions::StateMachine",
  "AWS::Serverless::StateMachine",
]);

/** Types whose `Arn` attribute is their ARN. */
const hasArn =
  /^AWS::(IAM::(User|Role|Group|InstanceProfile)|Serverless::Function|Lambda::Function|S3::Bucket|SQS::Queue|KMS::Key|DynamoDB::Table|Events::(Rule|EventBus)|Logs::LogGroup|ECR::Repository|Kinesis::Stream|KinesisFirehose::DeliveryStream|ECS::(Cluster|Service)|CodeBuild::Project|EFS::FileSystem|OpenSearchService::Domain)$/;

/** Types that call their ARN otherwise. */
const arnAttribute: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rolesanywhere-trustanchor.html#aws-resource-rolesanywhere-trustanchor-return-values
  "AWS::RolesAnywhere::TrustAnchor": "TrustAnchorArn",
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-permissionset.html#aws-resource-sso-permissionset-return-values
  "AWS::SSO::PermissionSet": "PermissionSetArn",
};

/** The parameter that a permission set's InstanceArn refers to, and what fixes call it: see fix/workloads.ts. */
export const instanceArn = "IdentityCenterInstanceArn";
const identityCenterName = "identity-center-instance";

/** The pseudo parameter of the account that a template is deployed to. */
export const accountId = "AWS::AccountId";

/** The logical ids that a template will have once an edit is applied. */
export class Names {
  private readonly types = new Map<string, string>();
  private readonly added = new Map<string, string>();
  private readonly taken = new Set<string>();

  constructor(root: Value | undefined, edits: readonly Edit[]) {
    if (root?.kind === "dict")
      for (const { value } of root.entries)
        if (value.kind === "dict")
          for (const { key, value: own } of value.entries)
            if (!isFreed(own.span, edits)) this.taken.add(literal(key) ?? "");
    const resources = root?.kind === "dict" ? valueOf(root, "Resources") : undefined;
    if (resources?.kind === "dict")
      for (const { key, value } of resources.entries) this.types.set(literal(key) ?? "", typeOf(value));
    for (const edit of edits) {
      if (edit.kind === "convert-user")
        this.types.set(edit.declaration.address, edit.to === "role" ? "AWS::IAM::Role" : "AWS::SSO::PermissionSet");
      if (edit.kind === "add-declarations")
        for (const declaration of edit.declarations) {
          const { name, cloudformation } = declaration;
          if (!cloudformation) continue;
          const id = this.freeId(idFor(declaration));
          this.added.set(name, id);
          this.types.set(id, cloudformation.type);
        }
    }
  }

  /** The logical id of a declaration to add, by the name it has in the edit. */
  idOf(name: string): string {
    return this.added.get(name) ?? name;
  }

  /** `{ Ref }`, `{ "Fn::GetAtt" }` or, with text around it, `{ "Fn::Sub" }` of a resource here, or undefined where there is no such resource or attribute. */
  reference(data: ReferenceData): DataObject | undefined {
    const spelt = this.bare(data);
    const { before = "", after = "" } = data;
    return spelt && before + after !== "" ? { "Fn::Sub": before + hole(spelt) + after } : spelt;
  }

  private bare({ reference: name, attribute }: ReferenceData): DataObject | undefined {
    if (name === accountId) return { Ref: name };
    if (name === identityCenterName) return { Ref: instanceArn };
    const id = this.idOf(name);
    const type = this.types.get(id);
    if (type === undefined) return undefined;
    if (refIsArn.has(type)) return attribute === "name" ? undefined : { Ref: id };
    if (attribute !== "arn") return { Ref: id };
    const arn = arnAttribute[type] ?? (hasArn.test(type) ? "Arn" : undefined);
    return arn === undefined ? undefined : { "Fn::GetAtt": [id, arn] };
  }

  /** Logical ids are letters and digits, in one name space with the template's parameters. */
  private freeId(stem: string): string {
    let id = stem;
    for (let count = 2; this.taken.has(id); count++) id = `${stem}${count}`;
    this.taken.add(id);
    return id;
  }
}

/** What a new declaration is called where that is free. */
export function idFor({ name, cloudformation }: NewDeclaration): string {
  return cloudformation?.id ?? logicalId(name);
}

/** A name in any style as a logical id: "deny-iam-users" is "DenyIamUsers". */
function logicalId(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("") || "Resource";
}

/** `{ "Fn::GetAtt": ["X", "Arn"] }` within a text of Fn::Sub. */
export function hole({ Ref: name, "Fn::GetAtt": path }: DataObject): string {
  const parts = isListData(path ?? "") ? (path as readonly string[]) : [name as string];
  return `\${${parts.join(".")}}`;
}

/** Whether an edit takes out the output that stands there. */
function isFreed(span: Span, edits: readonly Edit[]): boolean {
  return edits.some(
    (edit) => edit.kind === "change-secret-use" && edit.to === "nothing" && contains(span, edit.use.span),
  );
}

function typeOf(value: Value): string {
  return value.kind === "dict" ? (literal(valueOf(value, "Type")) ?? "") : "";
}
