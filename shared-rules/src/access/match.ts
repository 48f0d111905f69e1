// Whether pieces of a policy's value match a request's value, with three answers. It reads no operators and no policies.
import { compilePattern, hasWildcard, patternCovers, patternsIntersect } from "../model/pattern";
import type { Answer } from "../model/value";
import type { Piece } from "./variables";

/** How text is compared. */
export interface Comparison {
  /** `*` and `?` of the policy are wildcards. */
  readonly wildcards: boolean;
  readonly caseSensitive: boolean;
}

/**
 * Whether pieces match a text. A text with wildcards of its own stands for all that it matches: "yes" where all of these match, "no" where
 * none does.
 */
export function matches(pieces: readonly Piece[], text: string, { wildcards, caseSensitive }: Comparison): Answer {
  const isExact = pieces.every((piece) => piece !== "hole" && (!wildcards || !piece.plain || !hasWildcard(piece.text)));
  if (isExact) {
    const whole = pieces.map((piece) => (piece === "hole" ? "" : piece.text)).join("");
    if (!wildcards) {
      const same = caseSensitive ? whole === text : whole.toLowerCase() === text.toLowerCase();
      return same ? "yes" : "no";
    }
    if (!hasWildcard(text)) return compilePattern(whole, caseSensitive).matches(text) ? "yes" : "no";
    if (patternCovers(whole, text, caseSensitive)) return "yes";
    return patternsIntersect(whole, text, caseSensitive) ? "unknown" : "no";
  }
  // What is not known may be anything; where even so nothing matches, the answer is no. A literal wildcard character counts as one here.
  const widest = pieces
    .map((piece) => (piece === "hole" ? "*" : wildcards ? piece.text : escaped(piece.text)))
    .join("");
  return patternsIntersect(widest, text, caseSensitive) ? "unknown" : "no";
}

/** Wildcard characters that mean themselves: read as "one character", which they are. */
function escaped(text: string): string {
  return text.replaceAll("*", "?");
}

/**
 * Whether an ARN pattern matches an ARN: field by field, so that a wildcard does not run over a colon of the first five. `*` alone is every ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 * @param shorter what a pattern of fewer fields is: plain text with wildcards in a Resource, nothing that ever matches in an ARN condition.
 */
export function matchesArn(pieces: readonly Piece[], arn: string, shorter: "text" | "nothing"): Answer {
  const comparison = { wildcards: true, caseSensitive: true };
  const [only, second] = pieces;
  if (!second && only !== "hole" && only?.text === "*") return "yes";
  const patterns = fieldsOf(pieces);
  const fields = arn.split(":");
  if (patterns.length < 6 || fields.length < 6) {
    if (shorter === "nothing" && !pieces.includes("hole")) return "no";
    return matches(pieces, arn, comparison);
  }
  let result: Answer = "yes";
  for (const [index, pattern] of patterns.entries()) {
    const field = index === 5 ? fields.slice(5).join(":") : (fields[index] ?? "");
    const answer = matches(pattern, field, comparison);
    if (answer === "no") return "no";
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

/** The pieces of an ARN's six fields; fewer where a hole may hold colons or there are not so many. */
function fieldsOf(pieces: readonly Piece[]): Piece[][] {
  const fields: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece === "hole") {
      fields.at(-1)?.push(piece);
      continue;
    }
    const [first = "", ...rest] = piece.text.split(":");
    const add = (text: string): void => {
      if (text !== "") fields.at(-1)?.push({ text, plain: piece.plain });
    };
    add(first);
    for (const [index, text] of rest.entries()) {
      if (fields.length === 6) {
        add(`:${rest.slice(index).join(":")}`);
        break;
      }
      fields.push([]);
      add(text);
    }
  }
  return fields;
}
