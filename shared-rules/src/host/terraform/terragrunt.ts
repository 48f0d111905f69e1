// A terragrunt.hcl as what it is to Terraform: a call of a module, with inputs. It follows no includes and no dependencies.
// https://terragrunt.gruntwork.io/docs/reference/hcl/
import {
  definitionsIn,
  evaluate,
  moduleEnvironment,
  newBudget,
  writtenIn,
  type Environment,
} from "../../link/evaluate";
import type { Document } from "../../model/document";
import { wholeDocument } from "../../model/source";
import type { Span, Value } from "../../model/value";
import { literal } from "../../model/value";
import type { AttributeNode, BlockNode, HclParser } from "../../syntax/hcl";
import { foreign } from "./calls";

interface TerragruntState {
  /** The file as the body of a block, which is how the grammar reads attributes that stand beside blocks. */
  readonly body: BlockNode | undefined;
  readonly wrapped: string;
}

const opening = "t {\n";
const place = { start: -opening.length };

/** Reads a terragrunt.hcl. It declares nothing itself. Never throws. */
export function readTerragrunt({ uri, text }: { uri: string; text: string }, parser: HclParser): Document {
  const wrapped = `${opening}${text.replace(/^\uFEFF/, " ")}\n}`;
  const state: TerragruntState = { body: parser.block(wrapped), wrapped };
  return {
    uri,
    text,
    format: "terragrunt",
    source: wholeDocument("hcl", text),
    declarations: [],
    policies: [],
    unread: [],
    broken: state.body?.open ?? true,
    comments: [],
    state,
  };
}

/** What a terragrunt.hcl gives a module. */
export interface TerragruntCall {
  readonly uri: string;
  /** The local source as written; undefined where it is the folder's own module. */
  readonly source: string | undefined;
  readonly values: ReadonlyMap<string, Value>;
  /** Includes, or inputs that cannot be read, may give more. */
  readonly open: boolean;
  /** Of `inputs`, or of the source. */
  readonly span: Span;
  /** The same signature: the same values. */
  readonly signature: string;
}

/** The calls that the documents of a folder make. One whose source is elsewhere, or is not known, calls nothing here. */
export function terragruntCalls(documents: readonly Document[], parser: HclParser): TerragruntCall[] {
  return documents.flatMap(({ format, state, text, uri }) => {
    if (format !== "terragrunt" || !isTerragrunt(state) || !state.body) return [];
    const { body, wrapped } = state;
    const source = attributeOf(
      body.blocks.find(({ type }) => type === "terraform"),
      "source",
    );
    const path = source && localPath(source);
    const inputs = attributeOf(body, "inputs");
    const at = inputs ?? source;
    // A file that only others include.
    if (!at || (source && path === undefined)) return [];
    const environment = environmentOf(body, wrapped, uri, parser);
    const scope = { text: wrapped, place, uri, environment, budget: newBudget() };
    const given = inputs && evaluate(inputs.value, scope);
    const values = new Map<string, Value>();
    for (const { key, value } of given?.kind === "dict" ? given.entries : []) {
      const name = literal(key);
      if (name !== undefined) values.set(name, writtenIn(foreign(value), uri));
    }
    const includes = body.blocks.some(({ type }) => type === "include");
    return [
      {
        uri,
        source: path,
        values,
        open: includes || body.open || (given !== undefined && (given.kind !== "dict" || given.open)),
        span: { start: at.start - opening.length, end: at.nameEnd - opening.length },
        signature: `${uri}\n${text}`,
      },
    ];
  });
}

function environmentOf(body: BlockNode, text: string, uri: string, parser: HclParser): Environment {
  const locals = body.blocks.filter(({ type }) => type === "locals");
  const definitions = definitionsIn(locals.map((node) => ({ place, text, node, uri })));
  return moduleEnvironment(definitions, { parse: (source) => parser.expression(source), budget: newBudget() });
}

function attributeOf(node: BlockNode | undefined, name: string): AttributeNode | undefined {
  return node?.attributes.find((attribute) => attribute.name === name);
}

/** `../modules//iam`: the two slashes only say what is copied. */
function localPath({ value }: AttributeNode): string | undefined {
  const [part, ...rest] = value.kind === "template" ? value.parts : [];
  const isLocal = part?.kind === "string" && rest.length === 0 && /^\.{1,2}(?:\/|$)/.test(part.text);
  return isLocal ? part.text.replace(/\/+$/, "") : undefined;
}

function isTerragrunt(state: unknown): state is TerragruntState {
  return typeof state === "object" && state !== null && "body" in state && "wrapped" in state;
}
