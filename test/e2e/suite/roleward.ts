// The extension under test, as VS Code knows it.

import * as vscode from "vscode";
import type { Roleward } from "../../../client/src/extension";

export function roleward(): vscode.Extension<Roleward> {
  const extension = vscode.extensions.getExtension<Roleward>("roleward.roleward");
  if (extension === undefined) throw new Error("the extension is not installed");
  return extension;
}
