// URL-encoded text and how its offsets map to what it stands in, as IAM's API returns policies. It parses nothing.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
import type { Source } from "../model/source";

/** The text that `outer` is the URL-encoding of (RFC 3986: a plus sign is a plus sign). What is no escape stands for itself. */
export function percentSource(outer: Source): Source {
  const { text, starts } = decode(outer.text);
  return {
    syntax: outer.syntax,
    text,
    toDocument: (offset) => outer.toDocument(starts[Math.min(Math.max(offset, 0), text.length)] ?? 0),
    fromDocument: (offset) => firstAtLeast(starts, outer.fromDocument(offset)),
    encode: (inserted, at) => outer.encode(percentEncode(inserted), at),
  };
}

/** As AWS encodes: all but letters, digits and `-_.~`. Half a surrogate pair has no encoding and becomes U+FFFD. */
function percentEncode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const percent = 37;

/** `starts[i]` is where the decoded text's unit `i` begins in `raw`; the last is where `raw` ends. */
function decode(raw: string): { text: string; starts: Uint32Array } {
  // Decoding never makes a text longer.
  const starts = new Uint32Array(raw.length + 1);
  const pieces: string[] = [];
  let length = 0;
  let from = 0;
  for (let at = 0; at < raw.length;) {
    const escape = raw.charCodeAt(at) === percent ? escapeAt(raw, at) : undefined;
    if (!escape) {
      starts[length++] = at++;
      continue;
    }
    if (at > from) pieces.push(raw.slice(from, at));
    const character = String.fromCodePoint(escape.codePoint);
    pieces.push(character);
    for (let unit = 0; unit < character.length; unit++) starts[length++] = at;
    at = escape.end;
    from = at;
  }
  if (from < raw.length) pieces.push(raw.slice(from));
  starts[length] = raw.length;
  return { text: pieces.join(""), starts: starts.slice(0, length + 1) };
}

/** The character that one or more `%XX` spell in UTF-8, or undefined. */
function escapeAt(raw: string, at: number): { codePoint: number; end: number } | undefined {
  const first = byteAt(raw, at);
  if (first === undefined) return undefined;
  if (first < 0x80) return { codePoint: first, end: at + 3 };
  const more = first >= 0xf0 && first < 0xf8 ? 3 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xc2 ? 1 : 0;
  if (more === 0 || first >= 0xf8) return undefined;
  let codePoint = first & (0x3f >> more);
  for (let index = 1; index <= more; index++) {
    const next = byteAt(raw, at + 3 * index);
    if (next === undefined || next >> 6 !== 0b10) return undefined;
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  return codePoint > 0x10ffff ? undefined : { codePoint, end: at + 3 * (more + 1) };
}

function byteAt(raw: string, at: number): number | undefined {
  if (raw.charCodeAt(at) !== percent) return undefined;
  const high = hexDigit(raw.charCodeAt(at + 1));
  const low = hexDigit(raw.charCodeAt(at + 2));
  return high === undefined || low === undefined ? undefined : high * 16 + low;
}

function hexDigit(code: number): number | undefined {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : undefined;
}

/** The first index whose start is at or after `wanted`. */
function firstAtLeast(starts: Uint32Array, wanted: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
