// Functions that read and write other formats, and files. Files come through the environment; nothing is read from a disk here.
// https://developer.hashicorp.com/terraform/language/functions
import { wholeDocument } from "../../model/source";
import type { Text, Value } from "../../model/value";
import { parseJson, type Hole } from "../../syntax/json";
import { parseYaml } from "../../syntax/yaml";
import { takes, texts, type TerraformFunction } from "./arguments";
import { usedAt, encoded, type Site } from "./scope";
import { isEncoded, isUnknown, partsOf, textOfValue } from "./values";

/**
 * The tree in a JSON text, of which some may not be known; all of it stands where the text does, and is written there.
 * @returns undefined where it is no JSON
 */
export function treeOfJson(text: Text, uri: string): Value | undefined {
  const holes: Hole[] = [];
  let json = "";
  for (const part of text.parts) {
    if (typeof part !== "string") holes.push({ start: json.length, end: json.length + 1, part });
    json += typeof part === "string" ? part : "_";
  }
  const { root, broken } = parseJson(wholeDocument("json", json), holes);
  if (!root || (broken && holes.length === 0)) return undefined;
  return writtenAt(usedAt(root, text.token, undefined), text.written ?? { uri, span: text.token });
}

/** Every node of a text is written where the text is. */
function writtenAt(value: Value, written: NonNullable<Value["written"]>): Value {
  if (value.kind === "list") return { ...value, written, items: value.items.map((item) => writtenAt(item, written)) };
  if (value.kind !== "dict") return { ...value, written };
  const entries = value.entries.map((entry) => ({
    ...entry,
    key: { ...entry.key, written },
    value: writtenAt(entry.value, written),
  }));
  return { ...value, written, entries };
}

function jsondecode([value]: readonly Value[], site: Site): Value {
  if (!value || isUnknown(value)) return site.unknown();
  if ((value.kind === "list" || value.kind === "dict") && isEncoded(value)) return encoded(value, false);
  const parts = partsOf(value);
  if (!parts) return site.fail("the argument is no text");
  const { span, scope } = site;
  if (!site.run.spend(sizeOf(parts))) return site.tooLarge();
  const written = value.written && { written: value.written };
  const tree = treeOfJson({ kind: "text", parts, span, token: span, ...written }, scope.uri ?? "");
  return tree ?? (parts.length === 1 ? site.fail("it is no JSON") : site.unknown());
}

function yamldecode([value]: readonly Value[], site: Site): Value {
  const text = value ? textOfValue(value) : "wrong";
  if (text === "wrong") return site.fail("the argument is no text");
  if (text === "unknown") return site.unknown();
  if (!site.run.spend(sizeOf([text.known]))) return site.tooLarge();
  const { root, broken } = parseYaml(wholeDocument("yaml", text.known));
  if (broken) return site.fail("it is no YAML");
  if (!root) return site.scalar(null);
  const written = value?.written ?? { uri: site.scope.uri ?? "", span: site.span };
  return writtenAt(usedAt(root, site.span, undefined, site.run), written);
}

/** Reading a character costs a tenth of a step. */
function sizeOf(parts: readonly unknown[]): number {
  let length = 0;
  for (const part of parts) length += typeof part === "string" ? part.length : 1;
  return length / 10;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Half of a character that takes two: it has no UTF-8. */
const loneSurrogate = /[\ud800-\udfff]/u;

function bytesOf(text: string): number[] | undefined {
  if (loneSurrogate.test(text)) return undefined;
  const bytes: number[] = [];
  for (const [whole, hex] of encodeURIComponent(text).matchAll(/%(..)|[^%]/g))
    bytes.push(hex === undefined ? whole.charCodeAt(0) : parseInt(hex, 16));
  return bytes;
}

function base64(bytes: readonly number[]): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.slice(index, index + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    text += second === undefined ? "=" : alphabet.charAt((bits >> 6) & 63);
    text += third === undefined ? "=" : alphabet.charAt(bits & 63);
  }
  return text;
}

/** The text in base64; undefined where it is none, or encodes no UTF-8. */
function fromBase64(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  let escaped = "";
  let bits = 0;
  let count = 0;
  for (const char of text.replace(/=+$/, "")) {
    bits = (bits << 6) | alphabet.indexOf(char);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    escaped += `%${((bits >> count) & 255).toString(16).padStart(2, "0")}`;
    bits &= (1 << count) - 1;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

/** Why the text of a file is not known. */
export function notHere(path: string): string {
  return `${path.replace(/^(?:\.\/)+/, "")} is not among these files`;
}

export const encodingFunctions: Readonly<Record<string, TerraformFunction>> = {
  jsonencode: takes(1, 1, (_, site) => site.unknown()),
  jsondecode: takes(1, 1, jsondecode),
  yamldecode: takes(1, 1, yamldecode),
  file: texts(1, 1, ([path = ""], site) => {
    const { environment } = site.scope;
    const text = environment.readFile?.(path);
    if (text === undefined) return site.unknown(environment.readFile && notHere(path));
    const uri = environment.fileUri?.(path);
    const value = site.text(text);
    const whole = { start: 0, end: text.length };
    return uri === undefined ? value : { ...value, written: { uri, span: whole, readAs: "text" } };
  }),
  urlencode: texts(1, 1, ([text = ""], site) => {
    if (loneSurrogate.test(text)) return site.unknown();
    const escaped = encodeURIComponent(text).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    return site.text(escaped.replaceAll("%20", "+"));
  }),
  base64encode: texts(1, 1, ([text = ""], site) => {
    if (!site.run.spend(sizeOf([text]))) return site.tooLarge();
    const bytes = bytesOf(text);
    return bytes ? site.text(base64(bytes)) : site.unknown();
  }),
  base64decode: texts(1, 1, ([text = ""], site) => {
    if (!site.run.spend(sizeOf([text]))) return site.tooLarge();
    const decoded = fromBase64(text);
    return decoded === undefined ? site.fail("it is no text in base64") : site.text(decoded);
  }),
};
