// Whether a document speaks of something outside of its policies: in a module's input, an event pattern, a resource of any type. Rules
// that say "nothing here does it" ask this, so that what is written in a way nobody reads counts, too. It finds nothing itself.
import type { Document } from "../model/document";
import { contains, type Span } from "../model/value";

/** Of the first place that matches. @param pattern without the flag `g` */
export function mentionOf({ text, policies, unread }: Document, pattern: RegExp): Span | undefined {
  if (!pattern.test(text)) return undefined;
  const granted = [...policies, ...unread].map(({ span }) => span);
  for (const { index: start, 0: found } of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
    const span = { start, end: start + found.length };
    if (!granted.some((policy) => contains(policy, span))) return span;
  }
  return undefined;
}
