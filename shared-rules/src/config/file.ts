// The text of a `.roleward.json`: what it sets, and what is wrong with it and where. Finding the file, and matching its globs, is the
// shell's work.
import { createScanner, findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Node, ParseError } from "jsonc-parser";
import type { Span } from "../model/value";
import type { Ignore } from "../rule";
import { rules } from "../rules/index";
import { held, isRecord, type Path, type Schema, type SchemaProblem } from "./schema";
import { globSchema, settingsAt, type Given } from "./settings";

export const settingsFileName = ".roleward.json";

/** Exceptions for the files that match a glob. */
export interface FileIgnore extends Ignore {
  readonly file: string;
}

export interface SettingsProblem {
  readonly span: Span;
  readonly message: string;
  /** No fault of the file: an exception that has ended. */
  readonly isExpired?: boolean;
}

/** What a settings file says. Globs are relative to the file's folder. */
export interface SettingsFile {
  readonly given: Given;
  readonly ignore: readonly FileIgnore[];
  /** Where each of them stands. */
  readonly ignorePlaces: readonly Span[];
  /** Settings for the files that match one of the globs; of several, the later are the stronger. */
  readonly overrides: readonly (Given & { readonly files: readonly string[] })[];
  readonly problems: readonly SettingsProblem[];
}

const ignoreSchema: Schema = {
  type: "array",
  items: {
    type: "object",
    required: ["file", "rule", "reason"],
    isWhole: true,
    properties: {
      file: { ...globSchema, description: "A file, or a glob of files, relative to this file's folder." },
      rule: {
        type: "string",
        enum: rules.map(({ id }) => id).sort(),
        noun: "rule",
        description: "The rule whose finding is accepted.",
      },
      reason: { type: "string", minLength: 1, description: "Why it is accepted." },
      until: { type: "string", format: "date", description: "The last day on which it holds: 2027-01-31." },
      sid: { type: "string", minLength: 1, description: "Only in the statement of this Sid." },
      address: {
        type: "string",
        minLength: 1,
        description: "Only at this Terraform address or CloudFormation logical id.",
      },
    },
  },
  markdownDescription: "Findings that are accepted, for files that have no place for a `roleward-ignore` comment.",
};

/** What a `.roleward.json` may hold. */
export const fileSchema: Schema & { readonly type: "object" } = {
  type: "object",
  properties: {
    $schema: { type: "string", description: "Where the schema of this file is." },
    ...settingsAt("file"),
    ignore: ignoreSchema,
    overrides: {
      type: "array",
      items: {
        type: "object",
        required: ["files"],
        properties: {
          files: {
            type: "array",
            items: globSchema,
            minItems: 1,
            description: "Globs of files and folders, relative to this file's folder.",
          },
          ...settingsAt("override"),
        },
      },
      description: "Settings for some files only. Of several that match a file, the later are the stronger.",
    },
  },
};

/** Nobody writes settings that are nested deeper; a parser that recurses must not meet them. */
const mostDepth = 20;

/**
 * Reads a settings file. Comments and trailing commas are allowed. What is wrong is left out, and the rest counts.
 * @param now milliseconds since 1970, to tell exceptions that have ended
 */
export function readSettingsFile(text: string, now?: number): SettingsFile {
  const deep = tooDeepAt(text);
  if (deep) return { ...nothing, problems: [{ span: deep, message: "This is nested too deep for settings." }] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  // What the parser says after the first is what comes of it.
  const problems = errors.slice(0, 1).map(({ error, offset, length }): SettingsProblem => {
    const end = Math.min(Math.max(offset + length, offset + 1), text.length);
    return { span: { start: Math.min(offset, end), end }, message: syntaxMessage(printParseErrorCode(error)) };
  });
  if (!root) return { ...nothing, problems };
  const found: SchemaProblem[] = [];
  const value = held(getNodeValue(root), fileSchema, found);
  problems.push(...found.map((problem) => ({ span: spanOf(root, problem), message: problem.message })));
  if (!isRecord(value)) return { ...nothing, problems };
  // The schema has been held against it.
  const {
    ignore = [],
    overrides = [],
    ...given
  } = value as Given & Partial<Pick<SettingsFile, "ignore" | "overrides">>;
  problems.push(...expired(root, now));
  const bad = new Set(found.map(({ path }) => (path[0] === "ignore" ? path[1] : undefined)));
  const ignorePlaces = (nodeAt(root, ["ignore"])?.children ?? []).filter((_, at) => !bad.has(at)).map(spanOfNode);
  return { given, ignore, ignorePlaces, overrides, problems: problems.sort((a, b) => a.span.start - b.span.start) };
}

const nothing: Omit<SettingsFile, "problems"> = { given: {}, ignore: [], ignorePlaces: [], overrides: [] };

function expired(root: Node, now: number | undefined): SettingsProblem[] {
  if (now === undefined) return [];
  return (nodeAt(root, ["ignore"])?.children ?? []).flatMap((item) => {
    const until = item.type === "object" ? findNodeAtLocation(item, ["until"]) : undefined;
    if (!until || !isPast(until.value, now)) return [];
    const message = `This ignore ended on ${String(until.value)}. Settle the finding or agree on a new day.`;
    return [{ span: spanOfNode(until), message, isExpired: true }];
  });
}

/** The day named still counts, wherever on earth one is. */
function isPast(until: unknown, now: number): boolean {
  return typeof until === "string" && now > Date.parse(`${until}T23:59:59Z`) + 12 * 3_600_000;
}

/** The value that is wrong, or the name; of an object that lacks something, only its first character. */
function spanOf(root: Node, { path, isName, message }: SchemaProblem): Span {
  const node = nodeAt(root, path);
  const name = node?.parent?.type === "property" ? node.parent.children?.[0] : undefined;
  if (isName && name) return spanOfNode(name);
  if (!node) return { start: 0, end: 0 };
  const span = spanOfNode(node);
  return message.startsWith("It lacks") ? { start: span.start, end: span.start + 1 } : span;
}

/** jsonc-parser takes the first of two entries of one name for the place, and the last for the value. */
function nodeAt(root: Node, path: Path): Node | undefined {
  let at: Node | undefined = root;
  for (const step of path)
    at =
      typeof step === "number"
        ? at?.children?.[step]
        : at?.children?.findLast((entry) => entry.children?.[0]?.value === step)?.children?.[1];
  return at;
}

function spanOfNode({ offset, length }: Node): Span {
  return { start: offset, end: offset + length };
}

const syntaxMessages: Readonly<Record<string, string>> = {
  InvalidSymbol: "This is no JSON value.",
  PropertyNameExpected: "A name in double quotes is missing here.",
  ValueExpected: "A value is missing here.",
  ColonExpected: "A colon is missing here.",
  CommaExpected: "A comma is missing here.",
  CloseBraceExpected: "A closing brace is missing here.",
  CloseBracketExpected: "A closing bracket is missing here.",
  EndOfFileExpected: "Nothing more may stand here.",
  UnexpectedEndOfString: "A closing quote is missing here.",
};

function syntaxMessage(code: string): string {
  return syntaxMessages[code] ?? "This is not valid JSON.";
}

/** The first bracket that is nested too deep. */
function tooDeepAt(text: string): Span | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== endOfText; token = scanner.scan()) {
    if (token === openBrace || token === openBracket) depth++;
    if (token === closeBrace || token === closeBracket) depth--;
    if (depth > mostDepth) return { start: scanner.getTokenOffset(), end: scanner.getPosition() };
  }
  return undefined;
}

// jsonc-parser exports its token kinds as a const enum, which isolated modules cannot use.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const endOfText = 17;
