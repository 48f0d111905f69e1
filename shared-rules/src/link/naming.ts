// Which declarations a value names: by reference, by their written name, by an expression that both are made of. It links nothing.
import { blockAddress } from "../model/address";
import type { Declaration } from "../model/policy";
import { literal, type TextPart, type Value } from "../model/value";

/** Who is named: surely, or perhaps. */
export interface Named {
  readonly surely: readonly Declaration[];
  /** Where it cannot be told: those that it may name. */
  readonly perhaps: readonly Declaration[];
}

const nobody: Named = { surely: [], perhaps: [] };

/** Declarations of one kind, to be found by what names them. */
export class Naming {
  /** By address; instances under the address of their block too. */
  readonly #byAddress = new Map<string, Declaration[]>();
  readonly #byBlock = new Map<string, Declaration[]>();
  readonly #byName = new Map<string, Declaration[]>();
  /** By a name that is not all known, as it is written. */
  readonly #byExpression = new Map<string, Declaration[]>();
  readonly #unreadable: Declaration[] = [];
  readonly #all: readonly Declaration[];

  constructor(declarations: readonly Declaration[]) {
    this.#all = declarations;
    for (const declaration of declarations) {
      push(this.#byAddress, declaration.address, declaration);
      push(this.#byBlock, declaration.instanceOf ?? blockAddress(declaration.address), declaration);
      const { name } = declaration.fields;
      const written = literal(name);
      if (written !== undefined) push(this.#byName, written, declaration);
      else if (name) {
        this.#unreadable.push(declaration);
        const expression = expressionOf(name);
        if (expression !== undefined) push(this.#byExpression, expression, declaration);
      }
    }
  }

  /** @param value an address, a name, or an expression that gives one */
  find(value: Value): Named {
    const reference = referenceIn(value);
    if (reference) return this.#referred(reference.target, reference.source);
    const name = literal(value);
    if (name !== undefined) return this.named(name, value);
    const expression = expressionOf(value);
    const same = expression === undefined ? undefined : this.#byExpression.get(expression);
    if (same) return { surely: same, perhaps: [] };
    const mayMean = ({ fields }: Declaration): boolean =>
      fields.name ? mayBeSame(value, fields.name) : value.kind === "unknown";
    return { surely: [], perhaps: this.#all.filter(mayMean) };
  }

  /** All of them: what a list may name that cannot be read to its end. */
  get everyone(): readonly Declaration[] {
    return this.#all;
  }

  /** @param value where the name stands */
  named(name: string, value: Value): Named {
    const surely = this.#byName.get(name);
    if (surely) return { surely, perhaps: [] };
    const perhaps = this.#unreadable.filter(({ fields }) => fields.name && mayBeSame(value, fields.name));
    return perhaps.length > 0 ? { surely: [], perhaps } : nobody;
  }

  /** A block's address stands for all its instances, unless one of them is picked by a key that is not known. */
  #referred(target: string, source: string): Named {
    const exact = this.#byAddress.get(target);
    if (exact) return { surely: exact, perhaps: [] };
    const instances = this.#byBlock.get(target);
    if (instances) {
      const picked = /\[(?!\*\])/.test(source) && instances.length > 1;
      return picked ? { surely: [], perhaps: instances } : { surely: instances, perhaps: [] };
    }
    const block = blockAddress(target);
    // Where its instances are not told apart, the block stands for each of them.
    return block === target ? nobody : { surely: this.#byAddress.get(block) ?? [], perhaps: [] };
  }
}

/** By the first of the declarations. */
const namings = new WeakMap<Declaration, Naming>();

/** The same for the same declarations: most keystrokes change none. */
export function namingOf(declarations: readonly Declaration[]): Naming {
  const [first] = declarations;
  const known = first && namings.get(first);
  if (known?.everyone.length === declarations.length && known.everyone.every((one, at) => one === declarations[at]))
    return known;
  const naming = new Naming(declarations);
  if (first) namings.set(first, naming);
  return naming;
}

/** The reference that a value is, be it the whole value or the whole text. */
export function referenceIn(value: Value): { readonly target: string; readonly source: string } | undefined {
  if (value.kind === "reference") return value;
  if (value.kind !== "text" || value.parts.length !== 1) return undefined;
  const [part] = value.parts;
  return typeof part === "object" && part.kind === "reference" ? part : undefined;
}

/** What changes from one use to the next though it is written alike. */
const changing = /\b(?:each|count|self)\.|\b(?:uuid|timestamp|plantimestamp)\(/;

/** A name's expression where it gives the same wherever it is written. */
function expressionOf(value: Value): string | undefined {
  const parts: readonly TextPart[] = value.kind === "text" ? value.parts : value.kind === "unknown" ? [value] : [];
  if (parts.length === 0) return undefined;
  const written = parts.map((part) => (typeof part === "string" ? part : `\0${part.source.trim()}\0`)).join("");
  return changing.test(written) ? undefined : written;
}

/** Whether two names, of which one at least is not all known, may be the same by their beginnings and ends. */
function mayBeSame(one: Value, other: Value): boolean {
  const [first, second] = [affixesOf(one), affixesOf(other)];
  return (
    (first.start.startsWith(second.start) || second.start.startsWith(first.start)) &&
    (first.end.endsWith(second.end) || second.end.endsWith(first.end))
  );
}

function affixesOf(value: Value): { start: string; end: string } {
  if (value.kind !== "text") return { start: "", end: "" };
  const [first] = value.parts;
  const last = value.parts.at(-1);
  return { start: typeof first === "string" ? first : "", end: typeof last === "string" ? last : "" };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
