// Fixes of each family as a person accepts them: what is gone to, chosen and typed, and all of the text before and after.

import { boundaryFixes } from "./accepted-boundaries";
import { cloudformationFixes } from "./accepted-cloudformation";
import { policyFixes } from "./accepted-policies";
import { terraformFixes } from "./accepted-terraform";
import { workspaceFixes } from "./accepted-workspace";

export interface AcceptedFix {
  /** RULES.md's name of the family. */
  readonly family: string;
  /** What is gone to: the first problem of this rule, or words, as VS Code goes to no advice. */
  readonly to: { readonly rule: string } | { readonly words: string };
  readonly title: string;
  /** What is typed over the places to fill in, each with a Tab after it; places of one name are one. */
  readonly typed?: readonly string[];
  /** Whether VS Code shows the edit first and waits for a yes. */
  readonly previewed?: true;
  /** By name, which no other family has; the first is the one that is opened. Lines as in a diff: kept, "-" taken out, "+" put in. */
  readonly files: Readonly<Record<string, string>>;
}

/** The first is told of the first user of the workspace, so its file has to be the first. */
export const acceptedFixes: readonly AcceptedFix[] = [
  ...workspaceFixes,
  ...policyFixes,
  ...cloudformationFixes,
  ...boundaryFixes,
  ...terraformFixes,
];

/** Texts of a fix's files by name, without the lines that begin with one of the two signs. */
export function textsOf({ files }: AcceptedFix, without: "+" | "-"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, diff]) => {
      const lines = diff.split("\n").filter((line) => line !== "" && !line.startsWith(without));
      return [name, lines.map((line) => `${line.slice(1)}\n`).join("")];
    }),
  );
}
