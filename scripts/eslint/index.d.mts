// Types of index.mjs, which ESLint loads as it stands.
import type { Rule } from "eslint";

export const roleward: {
  readonly meta: { readonly name: string };
  readonly rules: Record<"no-answer-as-boolean" | "no-crossing", Rule.RuleModule>;
};
