// The HCL grammar of tree-sitter, loaded from bytes, and the parser of one block at a time. It keeps no trees.
// https://github.com/tree-sitter-grammars/tree-sitter-hcl
import { Language, Parser, type Tree } from "web-tree-sitter";
import type { BlockNode, Expression } from "./ast";
import { mend } from "./tree-mend";
import { Mended } from "./tree-mended";
import { TreeReader } from "./tree-read";

export interface HclParser {
  /** A top-level block's text, from its type to its closing brace, as nodes. @returns undefined where the text does not begin with a block. Never throws. */
  block(text: string): BlockNode | undefined;
  /** An expression that stands by itself. Never throws. */
  expression(text: string): Expression;
}

/**
 * What only a mended text is read well with: long stretches of blanks, for which the grammar's time grows with their square,
 * and `$$${`, where the grammar does not see that the escape `$${` stands at its end.
 */
const misleading = /\s{500}|[$%](?:\$\$|%%)\{/;

/** A number that begins where no name goes on. */
const exponent = /(?<![\w.]|\w-)\d+[eE][-+]?\d+(?!\w)/g;

/** The grammar knows exponents only after a decimal point: `1e5` becomes a number of the same length. Its value is read from the original. */
function withoutExponents(text: string): string {
  return /\d[eE]/.test(text) ? text.replace(exponent, (digits) => "0".repeat(digits.length)) : text;
}

/** So many expressions are remembered. */
const maxKnown = 2000;

/** The wasm runtime of web-tree-sitter exists once in a process, and two that start at the same time get in each other's way. */
let started: Promise<void> | undefined;

/** Loads the parser from the bytes of web-tree-sitter.wasm and tree-sitter-terraform.wasm. Rejects where they are no such thing. */
export async function loadHcl(runtime: Uint8Array, grammar: Uint8Array): Promise<HclParser> {
  started ??= Parser.init({ wasmBinary: runtime });
  await started;
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return createParser(parser);
}

function createParser(parser: Parser): HclParser {
  function withTree<T>(text: string, read: (tree: Tree) => T): T | undefined {
    const tree = parser.parse(text);
    if (!tree) return undefined;
    const result = tree.rootNode.hasError ? undefined : read(tree);
    tree.delete();
    return result;
  }

  function readWith<T>(mended: Mended, read: (reader: TreeReader) => T): { value: T; misread: boolean } | undefined {
    return withTree(mended.text, (tree) => {
      const cursor = tree.walk();
      const reader = new TreeReader(cursor, mended);
      const value = read(reader);
      cursor.delete();
      return { value, misread: reader.misread };
    });
  }

  /** `unfinished`: the same text, to be mended where it cannot be read as a whole. */
  function parse<T>(whole: Mended, unfinished: Mended, read: (reader: TreeReader) => T): T | undefined {
    const result = misleading.test(whole.text) ? undefined : readWith(whole, read);
    if (result && !result.misread) return result.value;
    const parses = (part: string): boolean => withTree(part, () => true) ?? false;
    const isRead = (part: string): boolean => readWith(new Mended(part), (reader) => reader.all())?.misread === false;
    return mend(unfinished, result?.misread ? isRead : parses) ? readWith(unfinished, read)?.value : undefined;
  }

  const expressions = new Map<string, Expression>();

  function expression(text: string): Expression {
    // The grammar has no expression by itself; within a call, line breaks mean as little as within an interpolation.
    const readable = withoutExponents(text);
    const whole = new Mended(text, `x=f(${readable}\n)`, 4);
    const unfinished = new Mended(text, `x=f(${readable}`, 4);
    const value = parse(whole, unfinished, (reader) => reader.onlyArgument());
    return value ?? { kind: "broken", start: 0, end: text.length };
  }

  return {
    block(text) {
      const readable = withoutExponents(text);
      return parse(new Mended(text, readable), new Mended(text, readable), (reader) => reader.file());
    },
    // Strings in JSON syntax hold the same few references over and over.
    expression(text) {
      const known = expressions.get(text) ?? expression(text);
      if (expressions.size >= maxKnown) expressions.clear();
      expressions.set(text, known);
      return known;
    },
  };
}
