// How `terraform fmt` would set a text: by the program itself where it is installed, and by a small model of its rules. Not the code under test.
// https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The first of `terraform` and `tofu` that runs here. */
export function formatter(): string | undefined {
  return ["terraform", "tofu"].find((name) => spawnSync(name, ["version"], { timeout: 20_000 }).status === 0);
}

/** Texts as the program sets them, all in one run; undefined for those that it cannot read. */
export function formattedBy(program: string, texts: readonly string[]): (string | undefined)[] {
  const folder = mkdtempSync(path.join(tmpdir(), "roleward-fmt-"));
  try {
    const files = texts.map((_, index) => path.join(folder, `${index}.tf`));
    files.forEach((file, index) => writeFileSync(file, texts[index] ?? ""));
    const { stderr } = spawnSync(program, ["fmt", "-no-color", folder], { encoding: "utf8" });
    const failed = new Set([...stderr.matchAll(/\b(\d+)\.tf\b/g)].map(([, name]) => Number(name)));
    return files.map((file, index) => (failed.has(index) ? undefined : readFileSync(file, "utf8")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Token {
  readonly text: string;
  readonly spaces: number;
}

interface Line {
  lead: Token[];
  assign: Token[];
  comment: Token[];
  readonly end: string;
}

const token =
  /(?<blank>[ \t]+)|(?<heredoc><<-?(?<mark>[\w-]+)\r?\n(?:[^]*?\n)??[ \t]*\k<mark>(?=\r?\n|$))|(?<line>(?:#|\/\/)[^\r\n]*)|\/\*[^]*?\*\/|"(?:\\.|\$\{(?:[^{}"]|"[^"]*"|\{[^{}]*\})*\}|[^"\\\n])*"|==|=>|!=|<=|>=|\r?\n|[\p{ID_Continue}.-]+|./guy;

/** A text with the indentation and the columns that fmt gives it; spaces within expressions stay. */
export function modelOfFormat(text: string): string {
  const lines = linesOf(text);
  indent(lines);
  align(
    lines,
    ({ assign }) => assign[0] && assign,
    ({ lead }) => lead,
  );
  align(
    lines,
    ({ comment }) => comment[0] && comment,
    ({ lead, assign }) => [...lead, ...assign],
  );
  return lines.map(({ lead, assign, comment, end }) => spelt([...lead, ...assign, ...comment]) + end).join("");
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let tokens: Token[] = [];
  let spaces = 0;
  for (const match of text.matchAll(token)) {
    const [own] = match;
    if (match.groups?.["blank"] !== undefined) spaces = own.length;
    else if (/^\r?\n$/.test(own)) {
      lines.push(lineOf(tokens, own));
      tokens = [];
      spaces = 0;
    } else {
      tokens.push({ text: own, spaces });
      spaces = 0;
    }
  }
  return [...lines, lineOf(tokens, "")];
}

function lineOf(tokens: readonly Token[], end: string): Line {
  const isComment = tokens.length > 1 && /^(?:#|\/\/)/.test(tokens.at(-1)?.text ?? "");
  const comment = isComment ? tokens.slice(-1) : [];
  const rest = isComment ? tokens.slice(0, -1) : [...tokens];
  const sign = rest.findIndex(({ text }, index) => index > 0 && text === "=");
  if (sign < 0 || net(rest.slice(sign)) !== 0) return { lead: rest, assign: [], comment, end };
  return { lead: rest.slice(0, sign), assign: rest.slice(sign), comment, end };
}

function net(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { text }) => sum + (/^[{[(]$/.test(text) ? 1 : /^[}\])]$/.test(text) ? -1 : 0), 0);
}

function indent(lines: readonly Line[]): void {
  const open: number[] = [];
  for (const line of lines) {
    const [first, ...rest] = line.lead;
    if (!first) continue;
    const change = net([...line.lead, ...line.assign]);
    for (let closed = -change; closed > 0 && open.length > 0;) {
      const last = open.pop() ?? 0;
      if (closed < last) open.push(last - closed);
      closed -= last;
    }
    line.lead = [{ ...first, spaces: 2 * open.length }, ...rest];
    if (change > 0) open.push(change);
  }
}

function align(
  lines: readonly Line[],
  cell: (line: Line) => Token[] | undefined,
  before: (line: Line) => Token[],
): void {
  for (let from = 0; from < lines.length; from++) {
    let to = from;
    for (let line = lines[to]; line && cell(line); line = lines[to]) to++;
    const chain = lines.slice(from, to);
    const widths = chain.map((line) => [...spelt(before(line))].length);
    const widest = Math.max(0, ...widths);
    chain.forEach((line, index) => {
      const cells = cell(line);
      const [first] = cells ?? [];
      if (cells && first) cells[0] = { ...first, spaces: widest - (widths[index] ?? 0) + 1 };
    });
    from = Math.max(from, to - 1);
  }
}

function spelt(tokens: readonly Token[]): string {
  return tokens.map(({ text, spaces }) => " ".repeat(spaces) + text).join("");
}
