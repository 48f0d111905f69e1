// Roleward's own ESLint rules, as a plugin.
import { noAnswerAsBoolean } from "./no-answer-as-boolean.mjs";
import { noCrossing } from "./no-crossing.mjs";

export const roleward = {
  meta: { name: "roleward" },
  rules: { "no-answer-as-boolean": noAnswerAsBoolean, "no-crossing": noCrossing },
};
