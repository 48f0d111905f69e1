// What a document may look up beyond its own folder, and what of that it names. Finding and reading files is the shell's work.
import type { Document } from "../model/document";

/** The settings file that holds for a file, or where one would stand. */
export interface SettingsPlace {
  readonly uri: string;
  /** Undefined where there is none yet. */
  readonly text: string | undefined;
  /** The glob of the file and no other. */
  readonly file: string;
}

/** The workspace as the shell has it loaded. All answers are immediate; what is not loaded is not there. */
export interface Workspace {
  /** The Terraform documents of a folder, variable files too, in path order; undefined where there are none. A folder is a URI without a slash at its end. */
  folder(uri: string): readonly Document[] | undefined;
  /** The text of a file. */
  text(uri: string): string | undefined;
  /** Folders with a `module` block whose source is this folder. */
  callers(folder: string): readonly string[];
  /** Files that name this one: Terraform that reads it, a template that nests it, a script that hands it to the AWS CLI. Sorted. */
  namedBy(uri: string): readonly string[];
  /** The document of a file, read as it stands. */
  document(uri: string): Document | undefined;
  /** Where settings for a file stand; undefined where the shell writes none. */
  settings?(uri: string): SettingsPlace | undefined;
}

/** Nothing beyond the document itself. */
export const emptyWorkspace: Workspace = {
  folder: () => undefined,
  text: () => undefined,
  callers: () => [],
  namedBy: () => [],
  document: () => undefined,
};

/** What a Terraform text names outside of its folder, relative to it, as written. */
export interface TextReferences {
  /** Local module sources: "./modules/user", "../network". */
  readonly folders: readonly string[];
  /** Files that file(), templatefile() and the like read: "policies/app.json". */
  readonly files: readonly string[];
  /** Folders of files that are read by a computed name, "policies" of `file("policies/${each.key}.json")`; "" is the text's own. */
  readonly filesIn: readonly string[];
}

const moduleSource = /\bsource"?\s*[=:]\s*"(\.{1,2}\/[^"$\n]*|\.{1,2})"/g;
const readFile = /\b(?:templatefile|filebase64|file)\(\s*\\?"((?:\$\{path\.(?:module|root|cwd)\}\/)?[^"$\\\n]+)\\?"/g;

const readIn =
  /\b(?:templatefile|file)\(\s*\\?"(?:\$\{path\.(?:module|root|cwd)\}\/)?((?:[^"$\\\n/]+\/)*)[^"$\\\n/]*\$\{(?!path\.)[^"/\n]*\\?"/g;

/** The references of a Terraform text, each once. A plain text search: it also finds what stands in a comment. */
export function referencesIn(text: string): TextReferences {
  return {
    folders: found(text, moduleSource).map((path) => path.replace(/\/+$/, "")),
    files: found(text, readFile).map((path) => path.replace(/^\$\{path\.(?:module|root|cwd)\}\//, "")),
    filesIn: found(text, readIn).map((path) => path.replace(/\/$/, "")),
  };
}

const nestedTemplate =
  /\b(?:TemplateURL|Location)["']?\s*:\s*["']?(?!\w+:)([^\s"'#,{}!$]+\.(?:ya?ml|json|template))(?![\w.])/g;

/** The local templates that a template nests, relative to it, as written. A plain text search, as {@link referencesIn}. */
export function nestedIn(text: string): string[] {
  return /TemplateURL|Location/.test(text) ? found(text, nestedTemplate) : [];
}

function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap((match) => match[1] ?? []))];
}

/** A relative path from a folder, both without a slash at the end; undefined where it leads above the root. */
export function resolvePath(folder: string, relative: string): string | undefined {
  const segments = folder.split("/");
  for (const segment of relative.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") {
      if (segments.length <= 1) return undefined;
      segments.pop();
    } else segments.push(encodeSegment(segment, folder));
  }
  return segments.join("/");
}

/** Folders are URIs in editors and may be plain paths in tests; a URI's segments are percent-encoded. */
function encodeSegment(segment: string, folder: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(folder) ? encodeURIComponent(segment) : segment;
}

/** The folder of a document's URI, without a slash at the end. */
export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf("/")));
}

/** Whether two URIs are two spellings of one file's. */
export function isSameFile(uri: string, other: string): boolean {
  return uri === other || decoded(uri) === decoded(other);
}

/** Whether a relative path, whatever it is relative to, may lead to a file. */
export function endsInPath(uri: string, path: string): boolean {
  const tail = path.replaceAll("\\", "/").replace(/^(?:\.{0,2}\/)+/, "");
  return tail !== "" && decoded(uri).endsWith(`/${tail}`);
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
