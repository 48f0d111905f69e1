// URL-encoded text and how its offsets map to what it stands in, as IAM's API returns policies. It parses nothing.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
import type { Source } from "../model/source";

/** The text that `outer` is the URL-encoding of (RFC 3986: a plus sign is a plus sign). What is no escape stands for itself. */
export function percentSource(outer: Source): Source {
  const text = decode(outer.text);
  const starts = startsOf(outer.text, text.length);
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

type Starts = Uint16Array | Uint32Array;

/** Where each unit of the decoded text begins in `raw`, and where `raw` ends. Accounts have megabytes of policies, so it is kept small. */
function startsOf(raw: string, length: number): Starts {
  const starts = raw.length < 0x10000 ? new Uint16Array(length + 1) : new Uint32Array(length + 1);
  let unit = 0;
  for (let at = 0; at < raw.length;) {
    const end = characterEnd(raw, at);
    starts[unit++] = at;
    // Four bytes are a pair of surrogates.
    if (end - at === 12) starts[unit++] = at;
    at = end;
  }
  starts[length] = raw.length;
  return starts;
}

/** The first index whose start is at or after `wanted`. */
function firstAtLeast(starts: Starts, wanted: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return decodeLoosely(raw);
  }
}

/** Where something is no escape, or none of UTF-8, it stands for itself. */
function decodeLoosely(raw: string): string {
  let text = "";
  let from = 0;
  for (let at = 0; at < raw.length;) {
    const end = characterEnd(raw, at);
    if (end > at + 1) {
      text += raw.slice(from, at) + String.fromCodePoint(codePointAt(raw, at));
      from = end;
    }
    at = end;
  }
  return text + raw.slice(from);
}

const percent = 37;

/** The end of the unit at `at`, or of the whole character that one or more `%XX` spell there. */
function characterEnd(raw: string, at: number): number {
  if (raw.charCodeAt(at) !== percent) return at + 1;
  const first = byteAt(raw, at);
  if (first === undefined) return at + 1;
  if (first < 0x80) return at + 3;
  const code = codePointAt(raw, at);
  return code < 0 ? at + 1 : at + 3 * bytesOf(first);
}

/** How many bytes a character has that begins with this one; 0 for one that cannot begin it. */
function bytesOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The character that the escapes at `at` spell in UTF-8, or -1. */
function codePointAt(raw: string, at: number): number {
  const first = byteAt(raw, at) ?? 0xff;
  const bytes = bytesOf(first);
  if (bytes < 2) return bytes === 1 ? first : -1;
  let code = first & (0x7f >> bytes);
  for (let index = 1; index < bytes; index++) {
    const next = byteAt(raw, at + 3 * index);
    if (next === undefined || next >> 6 !== 0b10) return -1;
    code = (code << 6) | (next & 0x3f);
  }
  return bytes === 4 && (code < 0x10000 || code > 0x10ffff) ? -1 : code;
}

function byteAt(raw: string, at: number): number | undefined {
  if (raw.charCodeAt(at) !== percent) return undefined;
  const high = hexDigit(raw.charCodeAt(at + 1));
  const low = hexDigit(raw.charCodeAt(at + 2));
  return high < 0 || low < 0 ? undefined : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
