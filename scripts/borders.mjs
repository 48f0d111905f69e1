// Which part of Roleward may import which: the one table that ESLint and test/laws/borders.test.ts both read. It reads no
// source itself. ARCHITECTURE.md says why the borders run where they do.
import path from "node:path";

/**
 * A layer is the files that its patterns match: `a/b` is the file `a/b.ts` and everything under `a/b/`, `a/b*` everything whose
 * path starts so. Where several layers match a file, the longest pattern decides. Files of one layer import each other
 * freely, unless it is `apart`. `packages` are npm packages with all their entry points; `node:` is all of Node's modules.
 */
export const layers = [
  // The core, from the bottom up.
  { name: "model", files: ["shared-rules/src/model"], may: [] },
  { name: "edit", files: ["shared-rules/src/edit"], may: ["model"] },
  { name: "syntax", files: ["shared-rules/src/syntax"], may: ["edit", "model"] },
  {
    name: "syntax of JSON",
    files: ["shared-rules/src/syntax/json*", "shared-rules/src/syntax/embedded"],
    may: ["edit", "model", "syntax"],
    packages: ["jsonc-parser"],
  },
  {
    name: "syntax of YAML",
    files: ["shared-rules/src/syntax/yaml*"],
    may: ["edit", "model", "syntax"],
    packages: ["yaml"],
  },
  {
    name: "syntax of HCL",
    files: ["shared-rules/src/syntax/hcl*"],
    may: ["edit", "model", "syntax"],
    packages: ["web-tree-sitter"],
  },
  { name: "shape", files: ["shared-rules/src/shape"], may: ["edit", "model", "syntax"] },
  {
    name: "link",
    files: ["shared-rules/src/link"],
    may: ["model", "syntax of JSON", "syntax of YAML", "syntax of HCL"],
  },
  {
    name: "host",
    files: ["shared-rules/src/host"],
    may: ["edit", "link", "model", "shape", "syntax", "syntax of JSON", "syntax of YAML", "syntax of HCL"],
  },
  { name: "catalog", files: ["shared-rules/src/catalog"], may: ["model"] },
  { name: "access", files: ["shared-rules/src/access"], may: ["model"], packages: ["ipaddr.js"] },
  { name: "snippets", files: ["shared-rules/src/snippets"], may: ["edit", "model"] },
  { name: "schema", files: ["shared-rules/src/config/schema"], may: ["catalog"] },
  {
    name: "rule",
    files: ["shared-rules/src/rule", "shared-rules/src/options", "shared-rules/src/fix-order"],
    may: ["catalog", "edit", "link", "model", "schema"],
  },
  {
    name: "config",
    files: ["shared-rules/src/config"],
    may: ["catalog", "list of rules", "model", "rule", "schema"],
    packages: ["jsonc-parser"],
  },
  {
    name: "fix",
    files: ["shared-rules/src/fix"],
    may: ["access", "catalog", "edit", "link", "model", "rule", "snippets"],
  },
  {
    name: "words of rules",
    files: [
      "arns",
      "condition-grammar",
      "credentials",
      "escalation",
      "escalation-ways",
      "faults",
      "grammar",
      "grants",
      "mentions",
      "outsiders",
      "oidc",
      "organisation",
      "privileged",
      "subject",
      "trust",
      "wildcards",
    ].map((name) => `shared-rules/src/rules/${name}`),
    may: ["access", "catalog", "model", "rule"],
  },
  {
    name: "rules",
    files: ["shared-rules/src/rules"],
    may: ["access", "catalog", "fix", "model", "rule", "snippets", "words of rules"],
    apart: true,
  },
  { name: "list of rules", files: ["shared-rules/src/rules/index"], may: ["catalog", "rule", "rules"] },
  {
    name: "analyze",
    files: ["analyze", "facts", "findings", "instances", "quiet"].map((name) => `shared-rules/src/${name}`),
    may: ["model", "rule"],
  },
  { name: "suppress", files: ["shared-rules/src/suppress"], may: ["model", "rule"] },
  {
    name: "hover",
    files: ["shared-rules/src/hover*"],
    may: ["catalog", "link", "model", "words of rules"],
  },
  { name: "controls", files: ["shared-rules/src/controls"], may: [] },
  { name: "docs", files: ["shared-rules/src/docs"], may: ["controls", "list of rules", "rule"] },
  {
    name: "engine",
    files: ["shared-rules/src/engine"],
    may: [
      ...["analyze", "catalog", "edit", "fix", "hover", "host", "link", "list of rules", "model", "rule", "snippets"],
      ...["suppress", "syntax of JSON", "syntax of YAML", "syntax of HCL"],
    ],
  },
  {
    name: "core",
    files: ["shared-rules/src/index"],
    may: [
      "catalog",
      "config",
      "controls",
      "docs",
      "edit",
      "engine",
      "host",
      "link",
      "list of rules",
      "model",
      "rule",
      "snippets",
    ],
  },

  // The shells. They know the core by its one door.
  { name: "workspace", files: ["server/src/workspace"], may: ["core"], packages: ["node:", "ignore", "picomatch"] },
  {
    name: "language server",
    files: ["server/src/lsp"],
    may: ["core", "workspace"],
    packages: ["node:", "vscode-languageserver", "vscode-languageserver-textdocument"],
  },
  {
    name: "language server's start",
    files: ["server/src/lsp/main", "server/src/lsp/stdio"],
    may: ["language server", "workspace"],
    packages: ["vscode-languageserver"],
  },
  {
    name: "command line",
    files: ["server/src/cli"],
    may: ["core", "workspace"],
    packages: ["node:", "diff", "picocolors", "sarif"],
  },
  {
    name: "command line's start",
    files: ["server/src/cli/main"],
    may: ["command line", "core", "language server's start", "workspace"],
    packages: ["node:", "commander"],
  },
  { name: "client", files: ["client/src"], may: [], packages: ["node:", "vscode", "vscode-languageclient"] },
];

/** The folders that the table governs. */
export const governed = ["shared-rules/src", "server/src", "client/src"];

/**
 * What is wrong with an import, as a sentence, or undefined where the table allows it.
 * @param {string} file the importing file, relative to the project, with `/`
 * @param {string} specifier what stands in the import
 */
export function crossing(file, specifier) {
  if (!governed.some((folder) => file.startsWith(`${folder}/`))) return undefined;
  const from = layerOf(file);
  if (!from) return `${file} belongs to no layer; say in scripts/borders.mjs what it may import.`;
  if (!specifier.startsWith(".")) {
    if ((from.packages ?? []).some((name) => isOfPackage(specifier, name))) return undefined;
    return `${from.name} must not import the package ${specifier}.`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const to = layerOf(target);
  if (!to) return `${from.name} must not import ${target}, which belongs to no layer.`;
  if (from === to) return from.apart ? `Files of ${from.name} must not import each other (${target}).` : undefined;
  return from.may.includes(to.name) ? undefined : `${from.name} must not import ${to.name} (${target}).`;
}

/**
 * The layer of a file or import target, or undefined.
 * @param {string} file relative to the project; its extension may be missing
 */
export function layerOf(file) {
  const bare = file.replace(/\.ts$/, "");
  let best;
  for (const layer of layers)
    for (const pattern of layer.files)
      if (matches(bare, pattern) && (!best || pattern.length > best.length)) best = { layer, length: pattern.length };
  return best?.layer;
}

function matches(file, pattern) {
  if (pattern.endsWith("*")) return file.startsWith(pattern.slice(0, -1));
  return file === pattern || file.startsWith(`${pattern}/`);
}

function isOfPackage(specifier, name) {
  return name.endsWith(":") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
}
