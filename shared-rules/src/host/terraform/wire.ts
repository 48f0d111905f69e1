// What runs with a user's key, given the role in its place: in a .tf document. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { emptyEnvironment, evaluateBlock, type Scope } from "../../link/evaluate";
import { refersTo } from "../../model/address";
import { MovingPlace } from "../../model/place";
import type { Document } from "../../model/document";
import type { Source, TextEdit } from "../../model/source";
import type { Block, Dict, List, Value } from "../../model/value";
import { entryOf, literal, valueOf } from "../../model/value";
import { createHclWriter, type BlockNode, type HclWriter } from "../../syntax/hcl";
import { createJsonWriter } from "../../syntax/json-write";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { keyLines, keyNames } from "../key-lines";
import { contentsOf } from "./contents";
import { runnerPlaces, type RunnerPlaces } from "./wire-places";
import { terraformState } from "./state";

type WireRole = Edit & { kind: "wire-role" };

interface Found {
  readonly block: Block;
  readonly node: BlockNode;
  readonly scope: Scope;
  readonly places: RunnerPlaces;
}

/** Names the role, or its instance profile, as that of what had the key. */
export function nameRole({ runner, role }: WireRole, document: Document, hcl: HclWriter): TextEdit[] | Declined {
  const found = blockOf(runner, document);
  if (!found?.places.role) return { declined: `The resource ${runner} is not written as a block of this file.` };
  const { block, places } = found;
  const { name, within } = found.places.role;
  const isThere = within === undefined ? entryOf(block, name) : block.blocks.some(({ type }) => type === within);
  if (isThere)
    return {
      declined: `The resource ${runner} has its own ${within ?? name} already; give that role the policies of the user.`,
    };
  if (within !== undefined) return hcl.addBlock(block, { type: within, attributes: { [name]: role } });
  const after = places.after.flatMap((one) => entryOf(block, one) ?? []).at(0);
  return hcl.addEntries(block, { [name]: role }, after);
}

/** Takes out what hands over the keys: variables of containers, lines of scripts. What is written otherwise stays, and still names them. */
export function takeKeysOut({ runner, keys }: WireRole, document: Document): TextEdit[] | Declined {
  const found = blockOf(runner, document);
  if (!found) return [];
  const { block, node, scope, places } = found;
  const isKey = (target: string): boolean => keys.some(({ address }) => refersTo(target, address));
  const containers = node.attributes.find(({ name }) => name === places.containers);
  const contents = containers ? contentsOf(containers.value, scope, document.source) : [];
  const variables = collect(contents, ({ value, source }) =>
    collect(dictsIn(value), (container) => takeVariables(container, isKey, writerOf(source, document))),
  );
  if (isDeclined(variables)) return variables;
  const isKeyExpression = (expression: string): boolean =>
    isKey(expression.replace(/\.(?:id|secret)$/, "")) && /\.(?:id|secret)$/.test(expression);
  const lines = (places.scripts ?? []).flatMap((name) => {
    const script = entryOf(block, name);
    const isHeredoc = script && document.text.slice(script.span.start, script.span.end).includes("<<");
    return isHeredoc ? keyLines(document.text, script.span, isKeyExpression) : [];
  });
  return [...variables, ...lines.map((span): TextEdit => ({ span, text: "" }))];
}

/** A resource's block, which is none of those that are read for what they declare. */
function blockOf(address: string, document: Document): Found | undefined {
  const hcl = document.format === "terraform" ? terraformState(document)?.hcl : undefined;
  const slice = hcl?.slices.find(({ type, labels }) => type === "resource" && labels.join(".") === address);
  const places = slice && runnerPlaces(slice.labels[0] ?? "");
  if (!hcl || !slice?.closed || !places) return undefined;
  const text = document.text.slice(slice.start, slice.end);
  const node = hcl.parser.block(text);
  const scope: Scope = { text, place: new MovingPlace(slice.start), environment: emptyEnvironment };
  return node && { block: evaluateBlock(node, scope), node, scope, places };
}

function writerOf(source: Source, document: Document): Writer {
  return source === document.source
    ? createHclWriter(source, () => undefined)
    : createJsonWriter(source, () => undefined);
}

function dictsIn(value: Value | undefined): Dict[] {
  return (value?.kind === "list" ? value.items : [value]).filter((one) => one?.kind === "dict");
}

function takeVariables(container: Dict, isKey: (target: string) => boolean, writer: Writer): TextEdit[] | Declined {
  const environment = entryOf(container, "environment");
  if (environment?.value.kind !== "list") return [];
  const { items }: List = environment.value;
  const own = items.filter((item) => {
    if (item.kind !== "dict" || !keyNames.has(literal(valueOf(item, "name")) ?? "")) return false;
    const value = valueOf(item, "value");
    const part = value?.kind === "text" && value.parts.length === 1 ? value.parts[0] : value;
    return typeof part === "object" && part.kind === "reference" && isKey(part.target);
  });
  if (own.length === 0) return [];
  return own.length < items.length || environment.value.open
    ? writer.removeItems(environment.value, own)
    : writer.removeEntry(container, environment);
}
