// Serverless Framework variables in texts: what is one, as an unknown part. It resolves none.
// https://www.serverless.com/framework/docs/guides/variables
import type { Dict, Text, TextPart, Value } from "../../model/value";

/** Sources of variables. IAM's own `${aws:username}` and CloudFormation's `${AWS::Region}` are none. */
const source =
  /^(?:self|opt|env|file|ssm|cf|sls|param|output|git|terraform|vault|strToBool|doppler)(?:\([^()]*\))?(?:\.[\w-]+)*\s*(?::(?!:)|\(|$|,)/;
const awsSource = /^aws:(?:accountId|region)\b/;

/** A tree with the variables in its texts as unknown parts; parts without any are the same objects. */
export function withVariables(value: Value): Value {
  switch (value.kind) {
    case "text":
      return withVariablesIn(value);
    case "list": {
      const items = value.items.map(withVariables);
      return items.some((item, index) => item !== value.items[index]) ? { ...value, items } : value;
    }
    case "dict":
      return withVariablesInDict(value);
    default:
      return value;
  }
}

function withVariablesInDict(dict: Dict): Dict {
  const entries = dict.entries.map((entry) => {
    const key = withVariablesIn(entry.key);
    const value = withVariables(entry.value);
    return key === entry.key && value === entry.value ? entry : { key, value, span: entry.span };
  });
  return entries.some((entry, index) => entry !== dict.entries[index]) ? { ...dict, entries } : dict;
}

function withVariablesIn(text: Text): Text {
  if (!text.parts.some((part) => typeof part === "string" && part.includes("${"))) return text;
  const [only] = text.parts;
  const length = typeof only === "string" && text.parts.length === 1 ? only.length : -1;
  // Places inside count only where the text is written character for character.
  const exact = length === text.span.end - text.span.start;
  let changed = false;
  const parts: TextPart[] = [];
  for (const part of text.parts) {
    if (typeof part !== "string") {
      parts.push(part);
      continue;
    }
    let from = 0;
    for (let at = part.indexOf("${"); at >= 0; at = part.indexOf("${", at)) {
      const end = closing(part, at);
      if (end < 0) break;
      const inside = part.slice(at + 2, end - 1).trim();
      if (!source.test(inside) && !awsSource.test(inside)) {
        at += 2;
        continue;
      }
      if (at > from) parts.push(part.slice(from, at));
      const span = exact ? { start: text.span.start + at, end: text.span.start + end } : text.span;
      parts.push({
        kind: "unknown",
        source: part.slice(at, end),
        span,
        because: "the Serverless Framework fills it in",
      });
      changed = true;
      from = end;
      at = end;
    }
    if (from < part.length) parts.push(part.slice(from));
  }
  return changed ? { ...text, parts } : text;
}

/** Past the brace that closes the one at `at`; variables nest. -1 where none does. */
function closing(text: string, at: number): number {
  let depth = 0;
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index];
    if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return index + 1;
  }
  return -1;
}
