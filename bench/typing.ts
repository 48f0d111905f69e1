// Typing in a generated file as a person does, and how long the diagnostics take to follow.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { generate, type GeneratedFile, type GeneratedFormat } from "./generate";
import { Server, type Keystroke, type ServerOptions } from "./server";

export interface Typing {
  readonly format: GeneratedFormat;
  readonly lines: number;
  /** Files of the same Terraform module that lie beside it. */
  readonly beside: number;
}

/** At each place two characters are typed, of which the second breaks what is quoted, and taken away again. */
const keys = ["x", '"', "", ""] as const;

/** Places typed at before the measured ones, and those. */
const warmUp = 4;
const measured = 15;

/** Opens the file in a server of its own, warms it up and types. */
export async function typeIn(typing: Typing, folder: string, options: ServerOptions = {}): Promise<Keystroke[]> {
  const server = await Server.start({ ...options, folder });
  try {
    const file = place(typing, folder);
    const document = await server.open(file.path, file.languageId, file.text);
    const keystrokes: Keystroke[] = [];
    for (const [index, spot] of spotsIn(file.text, warmUp + measured).entries()) {
      let { character } = spot;
      for (const key of keys) {
        const keystroke = await server.type(document, { line: spot.line, character }, key);
        character += key === "" ? -1 : 1;
        if (index >= warmUp) keystrokes.push(keystroke);
      }
    }
    return keystrokes;
  } finally {
    await server.stop();
  }
}

/** The file in a folder of its own, on disk, with those beside it. */
export function place({ format, lines, beside }: Typing, folder: string): GeneratedFile & { readonly path: string } {
  const file = generate(format, lines);
  const home = path.join(folder, `${format}-${lines}-${beside}`);
  mkdirSync(home, { recursive: true });
  for (let index = 0; index < beside; index++) {
    const sibling = generate(format, 100, index + 2);
    writeFileSync(path.join(home, sibling.name), sibling.text);
  }
  const at = path.join(home, file.name);
  writeFileSync(at, file.text);
  return { ...file, path: at };
}

/** Places behind the names of IAM actions, spread over the text, in a mixed order. */
function spotsIn(text: string, count: number): { readonly line: number; readonly character: number }[] {
  const document = TextDocument.create("", "", 0, text);
  const actions = [...text.matchAll(/\b[a-z0-9]+:[A-Z][A-Za-z]+/g)].map((match) => match.index + match[0].length);
  // 7 shares no factor with the usual counts, so that neighbours in time are not neighbours in the text.
  return Array.from({ length: count }, (_, index) => {
    const at = actions[Math.floor((((index * 7) % count) / count) * actions.length)];
    if (at === undefined) throw new Error("The generated file names no action.");
    return document.positionAt(at);
  });
}
