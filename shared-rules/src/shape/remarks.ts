// Comments behind the items of a list, which say something of their item: they go where it goes. It knows no policy grammar.
import { isDeclined, type Declined } from "../edit";
import type { Data, RawData } from "../model/data";
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

/** Items as they are to be written elsewhere, each with the comment behind it: `written` spells those that have none. */
export function withRemarks(
  policy: Policy,
  items: readonly Value[],
  written: (item: Value) => Data,
): Data[] | Declined {
  const all: Data[] = [];
  for (const item of items) {
    const remarked = withRemark(policy, item);
    if (remarked && isDeclined(remarked)) return remarked;
    all.push(remarked ?? written(item));
  }
  return all;
}

/**
 * An item with the comment behind it, as it is written, where it has its line to itself and so the comment goes with the line; undefined
 * where it has none. Declines where the comment cannot be written elsewhere.
 */
function withRemark(policy: Policy, item: Value): RawData | Declined | undefined {
  const { before, own, after } = lineOf(policy, item);
  if (!/^\s*(?:-\s+)*$/.test(before) || !/^\s*,?\s*(?:#|\/\/|\/\*)/.test(after)) return undefined;
  const remark = after.replace(/^\s*,/, "").trimEnd();
  const isWhole = !own.includes("\n") && /^\s*(?:#|\/\/|\/\*.*\*\/$)/.test(remark);
  const isYaml = policy.source.syntax === "yaml";
  if (!isWhole || (isYaml && !before.includes("-")))
    return { declined: `A comment stands behind ${wording(item)}; put it on a line of its own first.` };
  return isYaml ? { raw: own + remark } : { raw: own, remark };
}
