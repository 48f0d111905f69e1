// Typing in one file of a large Terraform module while others that depend on it are open: what it takes until all are judged anew.
import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { writeModule, type ModuleFile } from "./module";
import { Server, type Keystroke, type ServerOptions } from "./server";

const files = 100;
const lines = 10_000;
const warmUp = 12;
const measured = 20;

/** Where is typed: in a document that other files use, or in a local that all files use. */
export const relinkPlaces = {
  document: { file: "service-40.tf", behind: "s3:PutObject", beside: ["service-39.tf", "service-41.tf"] },
  local: { file: "shared.tf", behind: "sqs:GetQueueUrl", beside: ["service-39.tf", "service-41.tf"] },
} as const;

/** Types and takes away characters; a keystroke is over when the file and both others have new diagnostics. */
export async function typeInModule(
  place: keyof typeof relinkPlaces,
  folder: string,
  options: Omit<ServerOptions, "folder"> = {},
): Promise<Keystroke[]> {
  const module = writeModule(path.join(folder, "module"), files, lines);
  const { file, behind, beside } = relinkPlaces[place];
  const server = await Server.start({ folder, ...options });
  try {
    const others = [];
    for (const name of beside) others.push(await open(server, fileOf(module, name)));
    const edited = fileOf(module, file);
    const document = await open(server, edited);
    const text = TextDocument.create("", "", 0, edited.text);
    const start = text.positionAt(edited.text.indexOf(behind) + behind.length);
    const keystrokes: Keystroke[] = [];
    for (let round = 0; round < warmUp + measured; round++) {
      const after = { line: start.line, character: start.character + 1 };
      const pressed = [await server.type(document, start, "x", others), await server.type(document, after, "", others)];
      if (round >= warmUp) keystrokes.push(...pressed);
    }
    return keystrokes;
  } finally {
    await server.stop();
  }
}

function fileOf(module: readonly ModuleFile[], name: string): ModuleFile {
  const file = module.find((one) => path.basename(one.path) === name);
  if (!file) throw new Error(`The generated module has no ${name}.`);
  return file;
}

function open(server: Server, { path: file, text }: ModuleFile): Promise<{ uri: string; version: number }> {
  return server.open(file, "terraform", text);
}
