// Lines of a script that do nothing but hand an access key to what runs after them. It knows no format.
import type { Span } from "../model/value";

/** The names under which every SDK looks for a key before it looks for a role. */
export const keyNames: ReadonlySet<string> = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_ACCESS_KEY",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SECRET_KEY",
]);

const assigned = /(?:export[ \t]+)?(AWS_\w+)=["']?\$\{([^{}\s]+)\}["']?/.source;
/** What shells and sessions read when they start. Without a line the file says less, and nothing waits for it. */
const profile =
  /["']?(?:\/etc\/(?:environment|profile(?:\.d\/[\w.-]+)?)|(?:~|\$HOME|\/root|\/home\/[\w-]+)\/\.\w*(?:rc|profile))["']?/
    .source;
const line = new RegExp(
  `^[ \\t]*(?:${assigned}|echo[ \\t]+["']?${assigned}["']?[ \\t]*>>[ \\t]*${profile})[ \\t]*;?[ \\t]*$`,
);

/**
 * The lines, with their breaks, that give a variable of {@link keyNames} a key and do nothing else.
 * @param isKey whether an expression, as it stands between `${` and `}`, is one of the keys
 */
export function keyLines(text: string, { start, end }: Span, isKey: (expression: string) => boolean): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf("\n", start) + 1; at > 0 && at < end;) {
    const feed = text.indexOf("\n", at);
    const next = feed < 0 ? text.length : feed + 1;
    const [, name = "", expression = "", echoed = "", echoedExpression = ""] =
      line.exec(text.slice(at, next).trimEnd()) ?? [];
    if (keyNames.has(name || echoed) && isKey(expression || echoedExpression)) found.push({ start: at, end: next });
    at = next;
  }
  return found;
}
