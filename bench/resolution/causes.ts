// Why something cannot be known, in few words that group well. It evaluates nothing.
import type { Format } from "../../shared-rules/src/model/document";

/** Of an expression that stands for something unknown. `because` is what the reader says of it itself. */
export function causeOf(expression: string, format: Format, because?: string): string {
  const source = expression.replace(/\s+/g, " ").trim();
  if (because !== undefined && /refers to itself/.test(because)) return "refers to itself";
  if (format.startsWith("terraform")) return terraformCause(source);
  if (format === "serverless" && /\$\{(?:self|opt|sls|param|env|file|cf|ssm)\b/.test(source))
    return "Serverless Framework variable";
  if (format === "policy-json") return "placeholder in a JSON file";
  return templateCause(source);
}

/** The first that an expression holds is its cause; what is evaluated anyway comes last. */
const terraformCauses: readonly (readonly [RegExp, string])[] = [
  [
    /\bdata\.aws_(?:caller_identity|partition|region|organizations_organization|default_tags)\b/,
    "account, region or partition",
  ],
  [/\bdata\.aws_iam_policy_document\b/, "policy document of another module"],
  [/\bdata\.(?:template_file|aws_iam_policy)\b/, "data source that holds a policy"],
  [/\bmodule\.[\w-]+/, "module output"],
  [/\bdata\.\w+/, "data source"],
  [/\b(?:templatefile|file|filebase64|fileexists)\(/, "file that is not read"],
  [/\bvar\.\w+/, "variable without value"],
  [/\b(?:each|count)\b\.?/, "instance that is not known"],
  [/\b(?:path|terraform)\.\w+/, "path or workspace"],
  [/\blocal\.\w+/, "local that is not known"],
  [/\b[a-z][a-z0-9]*_[a-z0-9_]+\.[\w-]+/, "resource attribute"],
];

function terraformCause(source: string): string {
  for (const [pattern, cause] of terraformCauses) if (pattern.test(source)) return cause;
  const call = /^\W*([a-z]\w*)\(/.exec(source)?.[1];
  return call === undefined ? "other expression" : `function not evaluated: ${call}`;
}

const templateCauses: readonly (readonly [RegExp, string])[] = [
  [/ImportValue/, "import of another stack's output"],
  [/Transform|Include/, "transform"],
  [/\{\{resolve:/, "dynamic reference"],
  [/AWS::(?:AccountId|Region|Partition|StackName|StackId|URLSuffix|NotificationARNs)/, "account, region or partition"],
  [/Ref\b|\$\{\w+\}|Sub\b/, "CloudFormation parameter"],
  [/GetAtt|\$\{\w+\.\w+/, "resource attribute"],
  [/(?:Fn::|!)(\w+)/, "function not evaluated"],
];

function templateCause(source: string): string {
  for (const [pattern, cause] of templateCauses) {
    const match = pattern.exec(source);
    if (match) return match[1] === undefined ? cause : `${cause}: ${match[1]}`;
  }
  return "other expression";
}
