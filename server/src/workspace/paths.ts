// File paths and file URIs, and which files may hold IAM by their name. It reads no file.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { settingsFileName } from "../../../shared-rules/src/index";

/** The file URI of an absolute path. */
export function toUri(file: string): string {
  return pathToFileURL(file).href;
}

/** The absolute path of a file URI; undefined for any other scheme and for a URI that names no path. */
export function toPath(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** Editors spell one file's URI in several ways; this is one spelling for all of them. Other schemes stay as they are. */
export function uriKey(uri: string): string {
  const file = toPath(uri);
  return file === undefined ? uri : toUri(file);
}

/** Extensions of files that may hold IAM. `.tf.json` is a `.json`. */
export const candidateExtensions = ["json", "jsonc", "yaml", "yml", "template", "tf", "tofu"] as const;

/** A template of a policy has both extensions, or Terraform's own. */
const candidate = new RegExp(`\\.(?:${candidateExtensions.join("|")}|json\\.tpl|json\\.tmpl|tftpl|tfvars)$`, "i");

/** IAM's credential report, as AWS's console ("status_reports_….csv") and people name it. */
const credentialReport = /(?:(?:^|[\\/])status_reports[^\\/]*|credential[^\\/]?report[^\\/]*)\.csv$/i;

/** Extensions of reports about an account; only those of the names that {@link isCandidate} knows are read. */
export const reportExtensions = ["csv"] as const;

/** Extensions of files that hold no IAM by themselves and decide what other files say: variables, templates, Terragrunt's calls. */
export const contextExtensions = ["tfvars", "tftpl", "tpl", "hcl"] as const;

/** Extensions of scripts that may hand policy files to the AWS CLI. */
export const scriptExtensions = ["sh", "bash", "zsh", "ps1", "mk"] as const;

const script = new RegExp(`\\.(?:${scriptExtensions.join("|")})$`, "i");
const buildFile = /(?:^|[\\/])(?:(?:GNU)?[Mm]akefile|[Jj]ustfile|buildspec\.ya?ml|\.gitlab-ci\.ya?ml)$/;
const workflow = /(?:^|[\\/])\.github[\\/](?:workflows[\\/][^\\/]+|actions[\\/].*)\.ya?ml$/;

/** Whether a file, by its path, holds commands rather than IAM. */
export function isScript(file: string): boolean {
  return script.test(file) || buildFile.test(file) || workflow.test(file);
}

/** Whether a path is one that people give their settings files: `.roleward.json`. */
export function isSettingsFile(file: string): boolean {
  return path.basename(file) === settingsFileName;
}

/** Whether a file may hold IAM, going by its name. What it does hold, the core's detectFormat says. */
export function isCandidate(name: string): boolean {
  return (candidate.test(name) || credentialReport.test(name) || isTerragruntFile(name)) && !isSettingsFile(name);
}

/** Whether the file calls a module by Terragrunt. https://terragrunt.gruntwork.io/docs/reference/hcl/ */
function isTerragruntFile(name: string): boolean {
  return /(?:^|[\\/])terragrunt\.hcl$/.test(name);
}

/** Whether the file may call modules: Terraform's own files, https://developer.hashicorp.com/terraform/language/files, and Terragrunt's. */
export function isModuleFile(name: string): boolean {
  return /\.(?:tf|tofu|tf\.json|tofu\.json)$/.test(name) || isTerragruntFile(name);
}

/** Whether Terraform reads variables from the file by itself. https://developer.hashicorp.com/terraform/language/values/variables */
export function isVariablesFile(name: string): boolean {
  return /(?:(?:^|[\\/])terraform|\.auto)\.tfvars(?:\.json)?$/.test(name);
}

/** Whether the file is one of those that Terraform reads in a folder. */
export function isTerraformFile(name: string): boolean {
  return isModuleFile(name) || isVariablesFile(name);
}

/** Whether `file` is `folder` or lies in it. Both are absolute. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (!relative.startsWith(`..${path.sep}`) && relative !== ".." && !path.isAbsolute(relative));
}

/** The innermost folder that holds all of these; "." for none. */
export function commonFolder(folders: readonly string[]): string {
  const [first = ".", ...others] = folders;
  let common = first;
  for (const other of others) while (!isWithin(common, other)) common = path.dirname(common);
  return common;
}

/** `file` relative to `folder`, with slashes on every system. */
export function relativePath(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join("/");
}

/** Folders that lie in none of the others: a nested workspace folder is part of the outer one's scan. */
export function outermost(folders: readonly string[]): string[] {
  return folders.filter((folder) => !folders.some((other) => other !== folder && isWithin(other, folder)));
}
