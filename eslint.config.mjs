// ESLint: what the compiler cannot see. Formatting is Prettier's.
import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { roleward } from "./scripts/eslint/index.mjs";

export default tseslint.config(
  { ignores: ["dist/", "out/", ".vscode-test/", "examples/", "test/fixtures/", "test/e2e/workspace/", "**/*.d.mts"] },
  // A rule that is wrong somewhere is wrong in this file; no comment switches it off.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    plugins: { roleward },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "roleward/no-answer-as-boolean": "error",
      "roleward/no-crossing": "error",
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, destructuredArrayIgnorePattern: "^_" },
      ],
      // Terminals, and texts that only look like text, are made of them.
      "no-control-regex": "off",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // Numbers read well in a message; objects do not.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => call()` and `return call();` say what they do, whatever call returns.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Older editors send what LSP has deprecated, and are read on purpose.
      "@typescript-eslint/no-deprecated": "off",
      // [...text] takes a text apart into characters, and is meant to.
      "@typescript-eslint/no-misused-spread": ["error", { allow: [{ from: "lib", name: "string" }] }],
      // Enums name character codes here, which are numbers and compared as such.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      // Objects here are closures; their methods do without `this` and may be handed on.
      "@typescript-eslint/unbound-method": "off",
      // VS Code takes whatever has the right methods.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [js.configs.recommended],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
);
