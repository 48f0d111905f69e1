// Policy variables in values and resources: what `${aws:username}` stands for in a request. It compares nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import type { Value } from "../model/value";
import type { RequestContext } from "./request";

/** A piece of a value: text whose `*` and `?` may be wildcards, text that means just itself, or something that is not known. */
export type Piece = { readonly text: string; readonly plain: boolean } | "hole";

const variable = /\$\{([^{}]*)\}/g;

/**
 * The pieces of a value under a request's context; undefined where a variable's key is absent, so that nothing matches. Scalars are their
 * JSON text.
 * @param substitutes whether variables mean anything here: in policies of version 2012-10-17, in String and ARN conditions and resources.
 */
export function piecesOf(value: Value, context: RequestContext, substitutes: boolean): Piece[] | undefined {
  if (value.kind === "scalar") return [{ text: String(value.value), plain: true }];
  if (value.kind !== "text") return ["hole"];
  const pieces: Piece[] = [];
  for (const part of value.parts) {
    if (typeof part !== "string") {
      pieces.push("hole");
      continue;
    }
    let from = 0;
    for (const match of substitutes ? part.matchAll(variable) : []) {
      pieces.push({ text: part.slice(from, match.index), plain: false });
      from = match.index + match[0].length;
      const piece = pieceOf(match[1] ?? "", context);
      if (piece === undefined) return undefined;
      pieces.push(piece);
    }
    pieces.push({ text: part.slice(from), plain: false });
  }
  return pieces;
}

/** `${aws:username}`, `${aws:username, 'nobody'}`, and the characters `${*}`, `${?}`, `${$}`. */
function pieceOf(inner: string, context: RequestContext): Piece | undefined {
  if (inner === "*" || inner === "?" || inner === "$") return { text: inner, plain: true };
  const [key = "", ...rest] = inner.split(",");
  const fallback = /^\s*'(.*)'\s*$/.exec(rest.join(","))?.[1];
  const found = context.get(key.trim().toLowerCase());
  if (found === undefined) return "hole";
  const value = found === "absent" || found.length !== 1 ? undefined : found[0];
  if (value !== undefined) return { text: value, plain: true };
  return fallback === undefined ? undefined : { text: fallback, plain: true };
}
