// YAML anchors and what aliases of them read as: copies whose place is the alias, within a bound. It reads no tokens.
import type { Entry, Span, Value } from "../model/value";
import { literal, textOf } from "../model/value";
import { markAliased, markRepeated } from "./yaml-places";

/** Nodes that aliases may stand for in one document; further ones are Unknown. */
const maxCopies = 10_000;

/** The anchors of one document. */
export class Aliases {
  private readonly anchors = new Map<string, Value>();
  private copies = 0;

  remember(anchor: string, value: Value): void {
    this.anchors.set(anchor, value);
  }

  /** What an alias that stands at `span` reads as; undefined where no such anchor came before it. */
  valueAt(anchor: string, span: Span): Value | undefined {
    const value = this.anchors.get(anchor);
    return value && this.copy(value, span);
  }

  /** An entry as a merge key at `span` brings it in. */
  entryAt(entry: Entry, span: Span): Entry {
    const key = textOf(literal(entry.key) ?? "", span);
    markAliased(key);
    markRepeated(entry.key);
    return { key, value: this.copy(entry.value, span), span };
  }

  private copy(value: Value, span: Span): Value {
    const copy = this.copyOf(value, span);
    markAliased(copy);
    markRepeated(value);
    return copy;
  }

  private copyOf(value: Value, span: Span): Value {
    if (++this.copies > maxCopies) return { kind: "unknown", source: "*", span };
    switch (value.kind) {
      case "text":
        return { kind: "text", parts: value.parts, span, token: span };
      case "list":
        return { kind: "list", items: value.items.map((item) => this.copy(item, span)), open: value.open, span };
      case "dict": {
        const entries = value.entries.map((entry) => this.entryAt(entry, span));
        return { kind: "dict", entries, open: value.open, span };
      }
      default:
        return { ...value, span };
    }
  }
}
