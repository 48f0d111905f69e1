// Which of our formats a document is, told by its name and a few byte tests. It parses nothing.
import type { Format } from "../model/document";
import { looksLikeCredentialReport } from "./credential-report";
import { looksLikePlan } from "./terraform-plan/modules";

/** Larger documents are not read; they are named as skipped. In UTF-16 code units of text or bytes of a file, whichever the caller has. */
export const maxFileSize = 2 * 1024 * 1024;

/** Extensions under which templates and policies of either syntax are kept. */
const ambiguous = new Set([
  "",
  "template",
  "cfn",
  "cform",
  "cf",
  "stack",
  "policy",
  "iam",
  "scp",
  "rcp",
  "tpl",
  "tftpl",
]);

const jsonLanguages = new Set(["json", "jsonc", "json5", "cloudformation-json"]);
const yamlLanguages = new Set(["yaml", "cloudformation", "cloudformation-yaml"]);
const terraformLanguages = new Set(["terraform", "opentofu"]);

/**
 * The format of a document, "none" where nothing of ours can be in it.
 * @param uri a URI or path; its extension counts more than `languageId`, the editor's opinion.
 */
export function detectFormat(uri: string, text: string, languageId?: string): Format {
  const name = uri.slice(uri.lastIndexOf("/") + 1).toLowerCase();
  if (name.endsWith(".tf") || name.endsWith(".tofu")) return "terraform";
  if (name.endsWith(".tf.json") || name.endsWith(".tofu.json")) return "terraform-json";
  if (name === "terragrunt.hcl") return "terragrunt";
  if (name.endsWith(".tfvars") || name.endsWith(".tfvars.json")) return "terraform-vars";
  if (looksLikeCredentialReport(text)) return "credential-report";
  const extension = name.slice(name.lastIndexOf(".") + 1 || name.length);
  if (extension === "json" || extension === "jsonc") return jsonFormat(text);
  if (extension === "yaml" || extension === "yml") return yamlFormat(text);
  if (languageId !== undefined) {
    if (terraformLanguages.has(languageId)) return "terraform";
    if (jsonLanguages.has(languageId)) return jsonFormat(text);
    if (yamlLanguages.has(languageId)) return firstSignificant(text) === "{" ? jsonFormat(text) : yamlFormat(text);
  }
  if (firstSignificant(text) === "{") return jsonFormat(text);
  return ambiguous.has(extension) ? yamlFormat(text) : "none";
}

/** A policy's key as JSON has it, in a JSON string, or URL-encoded in one. */
const statementKey = /(?:"|%22)[Ss]tatement(?:\\*"\s*:|%22)/;

/** CDK's tree.json beside its templates: it repeats their policies for a viewer. */
const constructTree = /^\s*\{\s*"version"\s*:\s*"tree-0/;

function jsonFormat(text: string): Format {
  if (constructTree.test(text)) return "none";
  if (looksLikePlan(text)) return "terraform-plan";
  if (/"(?:User|Group|Role)DetailList"\s*:/.test(text)) return "account-dump";
  if (text.includes('"AWSTemplateFormatVersion"')) return "cloudformation-json";
  if (text.includes('"Resources"') && text.includes('"AWS::')) return "cloudformation-json";
  return statementKey.test(text) ? "policy-json" : "none";
}

/** The blanks before the first line that is neither a comment nor a marker. */
const firstMargin = /^(?:[ \t]*(?:#[^\n]*|---[^\n]*)?\n)*( {1,40})\S/;

/**
 * A template's `Resources` stands at the left margin; a Serverless Framework file has it deeper, or not at all, and has a service and its provider.
 * A flow-style template, JSON in a .yaml file, has its key in quotes.
 */
function yamlFormat(text: string): Format {
  if (/^service[ \t]*:/m.test(text) && /^provider[ \t]*:/m.test(text))
    return /iam|policy|AWS::/i.test(text) ? "serverless" : "none";
  if (!text.includes("Resources")) return "none";
  const marked = text.includes("AWS::") || text.includes("AWSTemplateFormatVersion") || text.includes("Transform");
  if (!marked) return "none";
  if (/^(?:\{?[ \t]*["']Resources["']|Resources)[ \t]*:/m.test(text)) return "cloudformation-yaml";
  // The whole template may be indented.
  const margin = firstMargin.exec(text)?.[1];
  return margin && new RegExp(`^${margin}Resources[ \\t]*:`, "m").test(text) ? "cloudformation-yaml" : "none";
}

/** The first character that is no white space, byte order mark or JSON comment. */
function firstSignificant(text: string): string {
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s\uFEFF]/.test(text.charAt(at))) at++;
    if (text.startsWith("//", at)) at = ending(text, "\n", at);
    else if (text.startsWith("/*", at)) at = ending(text, "*/", at);
    else return text.charAt(at);
  }
}

function ending(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
