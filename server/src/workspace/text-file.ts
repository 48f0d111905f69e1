// Bytes on disk as text, or why they are not, and text as bytes. It knows no format.
import { isUtf8 } from "node:buffer";
import { constants, open } from "node:fs/promises";

export type TextFile = { readonly text: string } | { readonly reason: string };

/** Reads a text file of at most `limit` bytes. Never rejects: what cannot be read comes back with its reason. */
export async function readTextFile(path: string, limit: number): Promise<TextFile> {
  try {
    // Opening a pipe that nobody writes into would wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile() && !stats.isDirectory()) return { reason: "is neither a file nor a folder" };
      if (stats.size > limit) return { reason: tooLarge(stats.size, limit) };
      return decode(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    return { reason: `cannot be read: ${errorText(error)}` };
  }
}

export type Encoding = "utf-8" | "utf-8 with BOM" | "utf-16le" | "utf-16be";

/** What a file's first bytes say of its text. */
export function encodingOf([first, second, third]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8 with BOM" : "utf-8";
}

/** Text without its byte order mark, as editors count offsets: UTF-8, or UTF-16 with a byte order mark. */
export function decode(bytes: Uint8Array): TextFile {
  const encoding = encodingOf(bytes);
  if (encoding === "utf-16le" || encoding === "utf-16be") return decodeAs(encoding, bytes);
  if (bytes.subarray(0, 8192).includes(0)) return { reason: "is a binary file" };
  if (!isUtf8(bytes)) return { reason: "is not valid UTF-8" };
  const start = encoding === "utf-8" ? 0 : 3;
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8", start) };
}

/** What {@link decode} makes a text of. */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === "utf-8") return Buffer.from(text);
  if (encoding === "utf-8 with BOM") return Buffer.from(`\ufeff${text}`);
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
}

function decodeAs(encoding: "utf-16le" | "utf-16be", bytes: Uint8Array): TextFile {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { reason: "is not valid UTF-16" };
  }
}

const larger = "is larger than the limit";

/** Why a file of `size` bytes (or characters) is left out. */
export function tooLarge(size: number, limit: number): string {
  return `${larger} (${shownSize(size)}, limit ${shownSize(limit)})`;
}

/** Whether that is the reason. */
export function isTooLarge(reason: string): boolean {
  return reason.startsWith(larger);
}

function shownSize(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** The system's own words for an error, without the path that is named beside it anyway. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  const known = typeof code === "string" ? reasons[code] : undefined;
  return known ?? error.message;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "no such file or folder",
  ELOOP: "its symbolic links form a loop",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
};
