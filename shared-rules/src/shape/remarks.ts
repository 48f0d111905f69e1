// Comments behind the items of a list, which say something of their item: they go where it goes. It knows no policy grammar.
import type { Declined } from "../edit";
import type { Data } from "../model/data";
import type { Policy } from "../model/policy";
import { wording } from "../model/questions";
import { nodeSpan, type Value } from "../model/value";

interface Line {
  readonly before: string;
  readonly own: string;
  readonly after: string;
}

/** An item with what stands around it on its line. */
function lineOf({ source }: Policy, item: Value): Line {
  const { start, end } = nodeSpan(item);
  const [from, to] = [source.fromDocument(start), source.fromDocument(end)];
  const { text } = source;
  const feed = text.slice(to).search(/\r?\n|$/);
  return {
    before: text.slice(text.lastIndexOf("\n", from - 1) + 1, from),
    own: text.slice(from, to),
    after: text.slice(to, to + feed),
  };
}

/** Whether an item that has its line to itself has a comment behind it, which would go with the line. */
export function hasRemark(policy: Policy, item: Value): boolean {
  const { before, after } = lineOf(policy, item);
  return /^\s*(?:-\s+)*$/.test(before) && /^\s*,?\s*(?:#|\/\/|\/\*)/.test(after);
}

/** A bulleted item of YAML with the comment behind it, as it is written; undefined where it is none or has none. */
export function withRemark(policy: Policy, item: Value): Data | undefined {
  const { before, own, after } = lineOf(policy, item);
  const isBulleted = /^\s*(?:-\s+)+$/.test(before) && !own.includes("\n");
  return isBulleted && /^[ \t]+#/.test(after) ? { raw: own + after.trimEnd() } : undefined;
}

export function remarkLost(item: Value): Declined {
  return { declined: `A comment stands behind ${wording(item)}; put it on a line of its own first.` };
}
