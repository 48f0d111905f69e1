// `roleward explain`: the rules' pages in the terminal.
import { createColors } from "picocolors";
import { nearestRuleId, ruleById, rulePage } from "../../../shared-rules/src/index";
import { colorWanted } from "./color";

/** Prints a rule's page. Returns the exit code. */
export function explain(id: string): number {
  const page = ruleById(id) && rulePage(id);
  if (page === undefined) {
    const nearest = nearestRuleId(id);
    const hint = nearest === undefined ? "`roleward rules` lists them all." : `Did you mean ${nearest}?`;
    process.stderr.write(`roleward: there is no rule ${id}. ${hint}\n`);
    return 2;
  }
  process.stdout.write(`${colorWanted(process.stdout) ? renderMarkdown(page) : page.trimEnd()}\n`);
  return 0;
}

/** Markdown as far as rule pages use it, for a terminal with colours. */
export function renderMarkdown(markdown: string): string {
  const colors = createColors(true);
  let inCode = false;
  const lines: string[] = [];
  for (const line of markdown.trimEnd().split("\n")) {
    if (/^\s*```/.test(line)) inCode = !inCode;
    else if (inCode) lines.push(colors.dim(`    ${line}`));
    else if (/^#{1,6} /.test(line)) lines.push(colors.bold(inline(line.replace(/^#+ /, ""))));
    else lines.push(inline(line.replace(/^(\s*)[-*] /, "$1• ")));
  }
  return lines.join("\n");

  function inline(text: string): string {
    return text
      .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, url: string) =>
        label === url ? colors.underline(url) : `${label} (${colors.underline(url)})`,
      )
      .replace(/<(https?:[^>]+)>/g, (_, url: string) => colors.underline(url))
      .replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => colors.bold(strong))
      .replace(/`([^`]+)`/g, (_, code: string) => colors.cyan(code));
  }
}
