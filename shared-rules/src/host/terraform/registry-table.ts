// Which module of the Terraform registry a `source` names, and what is known of it. It reads no module.
// https://developer.hashicorp.com/terraform/language/modules/sources
import { iamModules } from "./registry-iam";
import { cloudpossePolicy, cloudposseRole, cloudposseSystemUser, cloudposseUser, lambda } from "./registry-others";
import { resourceModules } from "./registry-resources";
import type { ModuleShape } from "./registry-shape";

/** By the registry's name, without the provider, and the folder in it. */
const knownModules: ReadonlyMap<string, ModuleShape> = new Map([
  ...Object.entries(iamModules).map(
    ([folder, shape]) => [`terraform-aws-modules/iam//modules/${folder}`, shape] as const,
  ),
  ["terraform-aws-modules/lambda", lambda],
  ...Object.entries(resourceModules).map(([name, shape]) => [`terraform-aws-modules/${name}`, shape] as const),
  ["cloudposse/iam-user", cloudposseUser],
  ["cloudposse/iam-system-user", cloudposseSystemUser],
  ["cloudposse/iam-role", cloudposseRole],
  ["cloudposse/iam-policy", cloudpossePolicy],
]);

const inRegistry = /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?([\w-]+\/[\w-]+)\/aws(?:\/\/(.+))?$/;
const inGit = /\bgithub\.com[/:]([\w-]+)\/terraform-aws-([\w-]+?)(?:\.git)?(?:\/\/([^?]+))?(?:\?.*)?$/;

/** The module that a `source` names, in the registry or in its repository; undefined for one that is not in the table. */
export function knownModule(source: string): ModuleShape | undefined {
  const [, name, folder] = inRegistry.exec(source) ?? [];
  const [, owner, repository, gitFolder] = inGit.exec(source) ?? [];
  const module = name ?? (owner !== undefined && repository !== undefined ? `${owner}/${repository}` : undefined);
  const within = (folder ?? gitFolder)?.replace(/\/+$/, "");
  return module === undefined ? undefined : knownModules.get(within === undefined ? module : `${module}//${within}`);
}
