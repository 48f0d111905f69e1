// ESLint rule: imports keep to the borders between layers. Where those run, scripts/borders.mjs says.
import path from "node:path";
import { crossing } from "../borders.mjs";

/** @type {import("eslint").Rule.RuleModule} */
export const noCrossing = {
  meta: {
    type: "problem",
    docs: { description: "Disallow imports that cross a border between layers" },
    messages: { crossed: "{{sentence}}" },
    schema: [],
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join("/");
    const check = (source) => {
      if (typeof source?.value !== "string") return;
      const sentence = crossing(file, source.value);
      if (sentence !== undefined) context.report({ node: source, messageId: "crossed", data: { sentence } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
    };
  },
};
