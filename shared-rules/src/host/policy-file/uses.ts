// What shell scripts do with policy files: `aws iam create-role --assume-role-policy-document file://trust.json` says the kind of one.
// It runs nothing, expands nothing and reads no policy that stands in the command itself.
import type { Owner, PolicyKind } from "../../model/policy";
import type { Span } from "../../model/value";

/** A file that a command takes for a policy. */
export interface PolicyUse {
  /** As the script writes it after `file://`; a variable in front of the first slash is left out (`$DIR/a.json` is `a.json`). */
  readonly path: string;
  readonly kind: PolicyKind;
  /** Whose policy it becomes. `address` is "" where a variable names it. */
  readonly owner: Owner;
  readonly span: Span;
}

interface Argument {
  readonly option: string;
  readonly kind: PolicyKind;
  readonly owner: Owner["kind"];
  /** The option that names the owner. */
  readonly name?: string;
}

const trust: Argument = { option: "assume-role-policy-document", kind: "trust", owner: "role", name: "role-name" };
const managed: Argument = { option: "policy-document", kind: "identity", owner: "policy", name: "policy-name" };

function inline(owner: "user" | "role" | "group"): Argument {
  return { option: "policy-document", kind: "identity", owner, name: `${owner}-name` };
}

function resource(option: string): Argument {
  return { option, kind: "resource", owner: "resource" };
}

/** https://docs.aws.amazon.com/cli/latest/reference/ */
const commands: Readonly<Record<string, Argument>> = {
  "iam create-policy": managed,
  "iam create-policy-version": { ...managed, name: "policy-arn" },
  "iam put-user-policy": inline("user"),
  "iam put-role-policy": inline("role"),
  "iam put-group-policy": inline("group"),
  "iam create-role": trust,
  "iam update-assume-role-policy": { ...trust, option: "policy-document" },
  "sso-admin put-inline-policy-to-permission-set": {
    option: "inline-policy",
    kind: "permission-set",
    owner: "permission-set",
  },
  "organizations create-policy": { option: "content", kind: "unknown", owner: "organization-policy", name: "name" },
  "organizations put-resource-policy": resource("content"),
  "s3api put-bucket-policy": resource("policy"),
  "s3control put-access-point-policy": resource("policy"),
  "kms create-key": resource("policy"),
  "kms put-key-policy": resource("policy"),
  "efs put-file-system-policy": resource("policy"),
  "backup put-backup-vault-access-policy": resource("policy"),
  "codeartifact put-domain-permissions-policy": resource("policy-document"),
  "codeartifact put-repository-permissions-policy": resource("policy-document"),
  "dynamodb put-resource-policy": resource("policy"),
  "ec2 create-vpc-endpoint": resource("policy-document"),
  "ec2 modify-vpc-endpoint": resource("policy-document"),
  "ecr put-registry-policy": resource("policy-text"),
  "ecr set-repository-policy": resource("policy-text"),
  "events put-permission": resource("policy"),
  "glue put-resource-policy": resource("policy-in-json"),
  "logs put-resource-policy": resource("policy-document"),
  "secretsmanager put-resource-policy": resource("resource-policy"),
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
const organizationKinds: Readonly<Record<string, PolicyKind>> = {
  SERVICE_CONTROL_POLICY: "scp",
  RESOURCE_CONTROL_POLICY: "rcp",
};

/** Longer commands hold their policies themselves. */
const MOST_LENGTH = 8192;

/** The policy files that the commands of a script use, in order. Any text with commands of the AWS CLI in it will do: a Makefile, a workflow. */
export function policyUses(scriptText: string): PolicyUse[] {
  const uses: PolicyUse[] = [];
  let end = 0;
  for (const { index } of scriptText.matchAll(/(?<![\w./-])aws(?:\.exe)?[ \t]/g)) {
    // Within a command that was read, the word is an argument.
    if (index < end || isComment(scriptText, index)) continue;
    const words = wordsOf(scriptText, index);
    end = words.at(-1)?.span.end ?? end;
    const use = useOf(words);
    if (use) uses.push(use);
  }
  return uses;
}

function useOf(words: readonly Word[]): PolicyUse | undefined {
  for (const [index, { text }] of words.entries()) {
    const command = `${text} ${words[index + 1]?.text ?? ""}`;
    const argument = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!argument) continue;
    const file = optionOf(words, argument.option);
    const path = file && /^fileb?:\/\/(.+)$/s.exec(file.text)?.[1];
    const known = path === undefined ? undefined : knownPath(path);
    const kind = kindOf(argument, words);
    if (!file || known === undefined || kind === undefined) return undefined;
    return { path: known, kind, owner: ownerOf(argument, words), span: file.span };
  }
  return undefined;
}

/** Organisations have policies of other grammars, too. */
function kindOf({ kind }: Argument, words: readonly Word[]): PolicyKind | undefined {
  return kind === "unknown" ? organizationKinds[optionOf(words, "type")?.text ?? ""] : kind;
}

function ownerOf({ name, owner: kind }: Argument, words: readonly Word[]): Owner {
  const given = name === undefined ? undefined : optionOf(words, name)?.text;
  const last = given?.slice(given.lastIndexOf("/") + 1) ?? "";
  return { kind, address: last === "" || /[$`]/.test(last) ? "" : `${kind}/${last}` };
}

/** A path without the folder that a variable or a command in front names; undefined where more of it is to be filled in. */
function knownPath(path: string): string | undefined {
  const rest = path.replace(/^(?:\$\{[^{}]*\}|\$\([^()]*\)|`[^`]*`|\$\w+)[/\\]/, "");
  return /[$`*?]/.test(rest) ? undefined : rest;
}

function optionOf(words: readonly Word[], name: string): Word | undefined {
  const option = `--${name}`;
  for (const [index, word] of words.entries()) {
    if (word.text === option) return words[index + 1];
    if (word.text.startsWith(`${option}=`)) return { ...word, text: word.text.slice(option.length + 1) };
  }
  return undefined;
}

interface Word {
  /** Without quotes. */
  readonly text: string;
  readonly span: Span;
}

/** A continued line, a command's end, or a word: quoted parts, `$(…)` and escapes included. */
const token =
  /[ \t]+|[\\`^]\r?\n|(?<end>[\r\n;|&()<>])|(?<word>(?:"(?:[^"\\]|\\[^])*"|'[^']*'|\$\([^()\r\n]*\)|\\[^\r\n]|[^\s;|&()<>])+)/y;

function wordsOf(script: string, start: number): Word[] {
  const words: Word[] = [];
  const text = script.slice(start, start + MOST_LENGTH);
  token.lastIndex = 0;
  for (let match = token.exec(text); match && match.groups?.["end"] === undefined; match = token.exec(text)) {
    const word = match.groups?.["word"];
    if (word === undefined) continue;
    const at = start + match.index;
    words.push({ text: unquoted(word), span: { start: at, end: at + word.length } });
  }
  return words;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:[^"\\]|\\[^])*)"|'([^']*)'/g,
    (_, double?: string, single?: string) => double ?? single ?? "",
  );
}

function isComment(script: string, index: number): boolean {
  const line = script.lastIndexOf("\n", index - 1) + 1;
  return /(?:^|\s)#/.test(script.slice(Math.max(line, index - MOST_LENGTH), index));
}
