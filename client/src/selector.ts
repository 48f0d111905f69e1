// Which documents are sent to the language server. Not which of them hold IAM: only the server knows that.

// Roleward contributes no `terraform` language of its own. VS Code lets the last extension that claims `.tf` win, so a
// claim here would take `.tf` from the OpenTofu extension (which calls it `opentofu`) or from whichever other one the
// person chose. File patterns serve every case instead: HashiCorp's extension, OpenTofu's, or neither (plain text).
// For the same reason the package is activated by `workspaceContains` for `.tf` and `.tofu`, beside the languages.
const languages = ["json", "jsonc", "yaml", "terraform", "opentofu", "cloudformation"];
// A table is a credential report only by its name.
const patterns = [
  "**/*.{json,jsonc,yaml,yml,template,tf,tofu,tfvars}",
  "**/{status_reports*,*[cC]redential*[rR]eport*}.csv",
];

/** Valid both as VS Code's and as LSP's document selector. Only files on disk, and new ones that are not saved yet. */
export const documentSelector: { scheme: string; language?: string; pattern?: string }[] = [
  ...languages.flatMap((language) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ]),
  ...patterns.map((pattern) => ({ scheme: "file", pattern })),
];
