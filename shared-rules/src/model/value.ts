// The located value tree every syntax parses into. It knows places and what could not be read; it knows no format and no IAM.

/** A half-open range of UTF-16 code units in one document's text, as LSP, jsonc-parser, yaml and web-tree-sitter count. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Every question about code that may be unfinished or computed has three answers. Never use one as a boolean. */
export type Answer = "yes" | "no" | "unknown";

/** Where a value is written that is used elsewhere: through a local, a variable, a parameter. */
export interface Origin {
  readonly uri: string;
  readonly span: Span;
  /** The file is no document of the module: what reads it whole, as text (`file`) or as a template (`templatefile`). */
  readonly readAs?: "text" | "template";
}

/** A string, perhaps only partly known (`"arn:aws:s3:::${var.bucket}/*"`). `span` is its content, `token` includes quotes. */
export interface Text {
  readonly kind: "text";
  readonly parts: readonly TextPart[];
  readonly span: Span;
  readonly token: Span;
  /** Only where the value does not stand literally in the document: its spans are then those of its use. */
  readonly written?: Origin;
}

export type TextPart = string | Reference | Unknown;

export interface Scalar {
  readonly kind: "scalar";
  readonly value: number | boolean | null;
  readonly span: Span;
  readonly written?: Origin;
}

/** `open`: an expression or an unfinished edit may add more items, so "no X is present" can never be answered "yes". */
export interface List {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly open: boolean;
  /** Any of the items may be absent: they are those of both branches of a conditional, say. */
  readonly maybe?: boolean;
  /** The values that it is one of, where its items are theirs together; `items` are those they are of, so that a changed copy has none. */
  readonly oneOf?: { readonly values: readonly Value[]; readonly items: readonly Value[] };
  readonly span: Span;
  readonly written?: Origin;
}

/** `open`: see {@link List}. Keys keep their spelling; looking one up compares exactly unless the shape says otherwise. */
export interface Dict {
  readonly kind: "dict";
  readonly entries: readonly Entry[];
  readonly open: boolean;
  readonly span: Span;
  readonly written?: Origin;
}

export interface Entry {
  readonly key: Text;
  readonly value: Value;
  /** From the key's first character to the value's last. */
  readonly span: Span;
}

/** Another declaration's attribute: `aws_iam_user.a.name`, `!Ref Alice` (attribute ""), `!GetAtt Alice.Arn`. */
export interface Reference {
  readonly kind: "reference";
  readonly target: string;
  readonly attribute: string;
  readonly source: string;
  readonly span: Span;
  /** See {@link Unknown}. */
  readonly sample?: string;
  readonly written?: Origin;
}

/** Something that cannot be read. `source` is the expression's own text, for messages. */
export interface Unknown {
  readonly kind: "unknown";
  readonly source: string;
  readonly span: Span;
  /** Why, where the source does not tell: "local.a refers to itself". */
  readonly because?: string;
  /** Values that it may have, as both branches of a conditional. It may have others, too. */
  readonly candidates?: readonly Value[];
  /** It is surely one of its candidates. */
  readonly complete?: boolean;
  /** One text that it may be, where it surely is of that kind and has no wildcard: an account's number, a partition, a region. */
  readonly sample?: string;
  /** The name of the Systems Manager parameter that it is read from: "/aws/service/ami-amazon-linux-latest/…". */
  readonly stored?: string;
  readonly written?: Origin;
}

/**
 * An HCL block. `entries` are its attributes; `span` runs from the type to the closing brace, `body` is between the braces.
 * `open`: an unfinished edit may add more. A `dynamic` block is one of `blocks`: what it may add is for the block's reader to say.
 */
export interface Block {
  readonly kind: "block";
  readonly type: string;
  readonly labels: readonly Text[];
  readonly entries: readonly Entry[];
  readonly blocks: readonly Block[];
  readonly open: boolean;
  readonly span: Span;
  readonly body: Span;
  readonly typeSpan: Span;
}

export type Value = Text | Scalar | List | Dict | Reference | Unknown;

/** What may hold named entries. */
export type Container = Dict | Block;

/** The entry of that name, the last one where it stands twice (as JSON and YAML readers take it), else undefined. */
export function entryOf(container: Container, name: string): Entry | undefined {
  for (let index = container.entries.length - 1; index >= 0; index--) {
    const entry = container.entries[index];
    if (entry && literal(entry.key) === name) return entry;
  }
  return undefined;
}

/** The value under that name, or undefined. */
export function valueOf(container: Container, name: string): Value | undefined {
  return entryOf(container, name)?.value;
}

/** The whole text where every part of it is known, else undefined. */
export function literal(value: Value | undefined): string | undefined {
  if (value?.kind !== "text") return undefined;
  if (value.parts.length === 0) return "";
  if (value.parts.length === 1) return typeof value.parts[0] === "string" ? value.parts[0] : undefined;
  let whole = "";
  for (const part of value.parts) {
    if (typeof part !== "string") return undefined;
    whole += part;
  }
  return whole;
}

/**
 * The whole text with a sample for each part of which only the kind is known: it has the wildcards that the real one has, and no others.
 * Undefined where a part may be anything.
 */
export function sampled(value: Value | undefined): string | undefined {
  if (value?.kind !== "text") return undefined;
  let whole = "";
  for (const part of value.parts) {
    const text = typeof part === "string" ? part : part.sample;
    if (text === undefined) return undefined;
    whole += text;
  }
  return whole;
}

/** The expression that keeps a value from being known, or undefined where all of its own text is known. */
export function unknownPart(value: Value): Unknown | Reference | undefined {
  if (value.kind === "unknown" || value.kind === "reference") return value;
  if (value.kind !== "text") return undefined;
  for (const part of value.parts) if (typeof part !== "string") return part;
  return undefined;
}

/** A value as the list of its items: a list's own, else the one value itself (IAM takes a string for a list of one). */
export function itemsOf(value: Value | undefined): readonly Value[] {
  if (!value) return [];
  return value.kind === "list" ? value.items : [value];
}

/**
 * What a value may be, for who judges each branch of a conditional: its candidates, lists item by item, and itself where it may be something
 * else; any other value is itself.
 */
export function branchesOf(value: Value): readonly Value[] {
  if (value.kind !== "unknown" || !value.candidates) return [value];
  const branches = value.candidates.flatMap((each) => {
    if (each.kind === "scalar" && each.value === null) return [];
    return each.kind === "list" ? each.items.flatMap(branchesOf) : branchesOf(each);
  });
  if (value.complete === true) return branches;
  const { kind, source, span, written } = value;
  return [...branches, { kind, source, span, ...(written && { written }) }];
}

/** The values that a value surely is one of, in the order of the branches that give them; undefined where it is not so simple. */
export function choicesOf(value: Value | undefined): readonly Value[] | undefined {
  if (value?.kind === "unknown") return value.complete === true ? value.candidates : undefined;
  return value?.kind === "list" && value.oneOf?.items === value.items ? value.oneOf.values : undefined;
}

/** The items of a value and those of every branch of it, with what is unknown among them. */
export function allItemsOf(value: Value | undefined): readonly Value[] {
  const items = itemsOf(value).flatMap(branchesOf);
  const others = value?.kind === "list" ? (choicesOf(value) ?? []).filter(({ kind }) => kind === "unknown") : [];
  return [...items, ...others.flatMap(branchesOf)];
}

/** Whether a value, or an item of it, is one of several that it may be. */
export function hasBranches(value: Value): boolean {
  if (value.kind === "unknown") return value.candidates !== undefined;
  return value.kind === "list" && (value.maybe === true || value.items.some(hasBranches));
}

/** Whether more items may be there than {@link itemsOf} shows. */
export function isOpen(value: Value | undefined): boolean {
  if (!value) return false;
  if (value.kind === "list" || value.kind === "dict") return value.open;
  return value.kind === "unknown" || value.kind === "reference";
}

/** The range to underline or replace for the whole node: a text's token with its quotes, else its span. */
export function nodeSpan(value: Value): Span {
  return value.kind === "text" ? value.token : value.span;
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** A known text. */
export function textOf(text: string, span: Span, token: Span = span): Text {
  return { kind: "text", parts: text === "" ? [] : [text], span, token };
}
