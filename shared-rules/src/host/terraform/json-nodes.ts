// Blocks of Terraform's JSON syntax as the nodes that HCL's own syntax has, so that both are evaluated alike. It evaluates nothing.
// https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions
import type { Source } from "../../model/source";
import type { Dict, Entry, Text, Value } from "../../model/value";
import { literal } from "../../model/value";
import type { AttributeNode, BlockNode, Expression, HclParser, Label, Range } from "../../syntax/hcl";
import { parseJson } from "../../syntax/json";
import { objectsOf } from "./json-cut";
import { expressionOf, literalTemplate, templateOf } from "./json-strings";

/** Objects under these names, and lists of objects, are blocks wherever they stand in ours. */
const blockTypes = new Set([
  "statement",
  "condition",
  "principals",
  "not_principals",
  "inline_policy",
  "default_tags",
  "ignore_tags",
  "assume_role",
  "details",
  "lifecycle",
  "launch_template",
  "metadata_options",
  "vpc_options",
  "customer_managed_policy_reference",
  "permissions_boundary",
]);

/** Whether a property of a block holds blocks. */
export function isBlockEntry(entry: Entry, name: string): boolean {
  if (!blockTypes.has(name)) return false;
  const { value } = entry;
  return value.kind === "dict" || (value.kind === "list" && value.items.some(({ kind }) => kind === "dict"));
}

/** A block's text from its last label on, and its body in it. */
export interface BlockText {
  readonly text: string;
  readonly body: Range;
  readonly word: string;
}

/** What a block's text holds; its header stands elsewhere. */
export type BlockBody = Pick<BlockNode, "attributes" | "blocks" | "body" | "open">;

/** How a property's strings are meant. */
type Meaning = "template" | "literal" | "reference";

/** Reads a block's body, with offsets of its text. Never throws. */
export function readBody({ text, body, word }: BlockText, parser: HclParser): BlockBody & { broken: boolean } {
  const source: Source = {
    syntax: "json",
    text: text.slice(body.start, body.end),
    toDocument: (offset) => offset + body.start,
    fromDocument: (offset) => offset - body.start,
    encode: (inserted) => inserted,
  };
  const { root, broken } = parseJson(source);
  if (root?.kind !== "dict") return { attributes: [], blocks: [], body, open: true, broken: true };
  return { ...new Reader(text, parser).body(root, word), broken };
}

class Reader {
  constructor(
    private readonly text: string,
    private readonly parser: HclParser,
  ) {}

  body(dict: Dict, within: string): BlockBody {
    const attributes: AttributeNode[] = [];
    const blocks: BlockNode[] = [];
    for (const entry of dict.entries) {
      const name = literal(entry.key) ?? "";
      // A comment.
      if (name === "//") continue;
      if (name === "dynamic") {
        for (const dynamics of objectsOf(entry.value))
          for (const dynamic of dynamics.entries)
            for (const body of objectsOf(dynamic.value))
              blocks.push(this.block("dynamic", entry.key, [labelOf(dynamic.key)], body, entry.key.token.start));
      } else if (isBlockEntry(entry, name) || (within === "dynamic" && name === "content")) {
        const isList = entry.value.kind === "list";
        for (const body of objectsOf(entry.value))
          blocks.push(this.block(name, entry.key, [], body, isList ? body.span.start : entry.key.token.start));
      } else attributes.push(this.attribute(entry, name, meaningOf(within, name)));
    }
    const { start, end } = dict.span;
    return { attributes, blocks, body: { start: start + 1, end: Math.max(start + 1, end - 1) }, open: dict.open };
  }

  private block(type: string, word: Text, labels: readonly Label[], dict: Dict, start: number): BlockNode {
    return { type, labels, ...this.body(dict, type), start, end: dict.span.end, word: word.span };
  }

  private attribute({ key, value, span }: Entry, name: string, meaning: Meaning): AttributeNode {
    const { start, end } = key.token;
    return {
      name,
      nameEnd: end,
      quoted: true,
      value: this.expression(value, meaning),
      start,
      end: Math.max(span.end, end),
    };
  }

  private expression(value: Value, meaning: Meaning): Expression {
    const { start, end } = value.span;
    switch (value.kind) {
      case "text":
        return this.string(value, meaning);
      case "scalar":
        return { kind: "literal", value: value.value, start, end };
      case "list":
        return {
          kind: "tuple",
          items: value.items.map((item) => this.expression(item, meaning)),
          open: value.open,
          start,
          end,
        };
      case "dict": {
        const items = value.entries.map((entry) => ({
          key: this.string(entry.key, meaning === "literal" ? "literal" : "template"),
          value: this.expression(entry.value, meaning),
          start: entry.span.start,
          end: entry.span.end,
        }));
        return { kind: "object", items, open: value.open, start, end };
      }
      default:
        return { kind: "broken", start, end };
    }
  }

  private string({ span, token }: Text, meaning: Meaning): Expression {
    const string = { text: this.text, token, content: span };
    if (meaning === "literal") return literalTemplate(string);
    const isTemplate = meaning === "template" || this.text.slice(span.start, span.end).includes("${");
    return (isTemplate ? undefined : expressionOf(string, this.parser)) ?? templateOf(string, this.parser);
  }
}

function labelOf({ token, span, ...text }: Text): Label {
  return { ...rangeOf(token), content: rangeOf(span), text: literal({ ...text, token, span }) ?? "" };
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

/** Where Terraform takes no templates: names of other objects, types, and what it needs to know before it evaluates. */
function meaningOf(block: string, name: string): Meaning {
  switch (block) {
    case "variable":
      return name === "type" ? "reference" : "literal";
    case "module":
      if (name === "source" || name === "version") return "literal";
      return name === "providers" || name === "depends_on" ? "reference" : "template";
    case "provider":
      return name === "alias" || name === "version" ? "literal" : "template";
    case "dynamic":
      return name === "iterator" ? "reference" : "template";
    case "resource":
    case "data":
      return name === "provider" || name === "depends_on" ? "reference" : "template";
    case "lifecycle":
      return "reference";
    case "output":
      return name === "depends_on" ? "reference" : "template";
    default:
      return "template";
  }
}
