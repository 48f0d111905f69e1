// Whether pieces of a policy's value match a request's value, with three answers. It reads no operators and no policies.
import { splitArn } from "../model/arn";
import { hasWildcard, patternCovers, patternsIntersect } from "../model/pattern";
import { all } from "../model/questions";
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
  const whole = wholeOf(pieces, wildcards);
  if (whole !== undefined) {
    if (!wildcards) {
      const same = caseSensitive ? whole === text : whole.toLowerCase() === text.toLowerCase();
      return same ? "yes" : "no";
    }
    if (patternCovers(whole, text, caseSensitive)) return "yes";
    return patternsIntersect(whole, text, caseSensitive) ? "unknown" : "no";
  }
  // What is not known may be anything; where even so nothing matches, the answer is no. A literal wildcard character counts as one here.
  const widest = pieces
    .map((piece) => (piece === "hole" ? "*" : wildcards ? piece.text : escaped(piece.text)))
    .join("");
  return patternsIntersect(widest, text, caseSensitive) ? "unknown" : "no";
}

/** The pieces as one text; undefined where one is not known, or has a character that is not meant for the wildcard it would be. */
function wholeOf(pieces: readonly Piece[], wildcards: boolean): string | undefined {
  let whole = "";
  for (const piece of pieces) {
    if (piece === "hole" || (wildcards && piece.plain && hasWildcard(piece.text))) return undefined;
    whole += piece.text;
  }
  return whole;
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
  if (isStar(pieces)) return "yes";
  const patterns = fieldsOf(pieces);
  const fields = splitArn(arn);
  if (patterns.length < 6 || fields.length < 6) {
    if (shorter === "nothing" && !pieces.includes("hole")) return "no";
    return matches(pieces, arn, comparison);
  }
  return all(patterns.map((pattern, index) => matches(pattern, fields[index] ?? "", comparison)));
}

function isStar([only, second]: readonly Piece[]): boolean {
  return typeof only === "object" && !only.plain && only.text === "*" && second === undefined;
}

/** The pieces of an ARN's six fields; fewer where a hole may hold colons or there are not so many. */
function fieldsOf(pieces: readonly Piece[]): Piece[][] {
  let field: Piece[] = [];
  const fields = [field];
  for (const piece of pieces) {
    if (piece === "hole") {
      field.push(piece);
      continue;
    }
    for (const [index, text] of splitArn(piece.text, 7 - fields.length).entries()) {
      if (index > 0) fields.push((field = []));
      field.push({ text, plain: piece.plain });
    }
  }
  return fields;
}
