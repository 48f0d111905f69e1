// Quoted YAML scalars of several lines, joined to one line for a parser that wants their lines indented. It reads no values.

/** A quoted scalar that begins in a block's line and does not end there. Its repetitions are bounded, so that no line takes long. */
const openQuote =
  /^[ \t]{0,200}(?:- {1,20}){0,9}(?:[^\s#"'{[&*!|>%@`-][^\r\n#"']{0,300}?:[ \t]{1,20})?(?:![\w:]{1,60}[ \t]{1,20})?(?:(')(?:[^'\r\n]|'')*|"(?:[^"\\\r\n]|\\[^\r\n])*)\r?\n/gm;
const restOfSingle = /(?:[^']|'')*'(?!')/y;
const restOfDouble = /(?:[^"\\]|\\[\s\S])*"/y;

/** The beginning of a quoted JSON text. */
export const quotedJson = /:[ \t]{1,20}(?:![\w:]{1,60}[ \t]{1,20})?["'][ \t]{0,20}[{[]/;

/**
 * The text with blanks for the line breaks in quoted scalars, offsets unchanged; undefined where there are none. CloudFormation's reader,
 * like most, takes a scalar whose later lines are indented no deeper than its key; by the specification it is an error.
 * https://yaml.org/spec/1.2.2/#731-double-quoted-style
 */
export function joinedQuotes(text: string): string | undefined {
  let joined = "";
  let from = 0;
  for (const match of text.matchAll(openQuote)) {
    if (match.index < from) continue;
    const rest = match[1] === undefined ? restOfDouble : restOfSingle;
    rest.lastIndex = match.index + match[0].length;
    if (!rest.test(text)) continue;
    joined += text.slice(from, match.index) + text.slice(match.index, rest.lastIndex).replace(/[\r\n]/g, " ");
    from = rest.lastIndex;
  }
  return from === 0 ? undefined : joined + text.slice(from);
}
