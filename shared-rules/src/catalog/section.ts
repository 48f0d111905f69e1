// Reads one service's lines of the catalogue text, when that service is first asked for. scripts/catalog.mjs writes them
// and describes the format. Not a validator: a line or number it cannot read is left out.
import { compilePattern } from "../model/pattern";
import type { AccessLevel, ActionInfo } from "./action";

export interface Section {
  /** Sorted by name. */
  readonly actions: readonly ActionInfo[];
  /** By whole name in lower case. */
  readonly byName: ReadonlyMap<string, ActionInfo>;
  /** ARN formats by resource type in lower case. */
  readonly arns: ReadonlyMap<string, string>;
  readonly keys: KeyTypes;
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  L: "List",
  R: "Read",
  W: "Write",
  P: "Permissions management",
  T: "Tagging",
};

/** `text` holds the lines of service `prefix`; its references count from the first of `sharedKeys`. */
export function parseSection(prefix: string, text: string, sharedKeys: readonly string[]): Section {
  const keys = new KeyTypes();
  const references = new References(sharedKeys);
  const arns = new Map<string, string>();
  const actions: ActionInfo[] = [];
  const byName = new Map<string, ActionInfo>();

  for (const line of text.split("\n")) {
    if (line.startsWith("?")) {
      const [key = "", type = ""] = line.slice(1).split("\t");
      keys.add(`${prefix}:${key}`, type);
      references.keys.push(`${prefix}:${key}`);
    } else if (line.startsWith(":")) {
      const [name = "", arn = "", keyRefs = ""] = line.slice(1).split("\t");
      arns.set(name.toLowerCase(), arn);
      references.types.push({ name, conditionKeys: references.keysOf(keyRefs) });
    } else {
      const nameEnd = line.indexOf("\t");
      const accessLevel = LEVELS[line[nameEnd + 1] ?? ""];
      if (nameEnd < 1 || accessLevel === undefined) continue;
      const action = new LazyAction(`${prefix}:${line.slice(0, nameEnd)}`, prefix, accessLevel, line, references);
      actions.push(action);
      byName.set(action.name.toLowerCase(), action);
    }
  }
  return { actions, byName, arns, keys };
}

type Meaning = Pick<ActionInfo, "resourceTypes" | "conditionKeys">;

/** What the numbers of one service's lines refer to. */
class References {
  readonly keys: string[];
  readonly types: { readonly name: string; readonly conditionKeys: readonly string[] }[] = [];
  // Neighbouring actions mostly have the same references, and so can share what these mean.
  private readonly meanings = new Map<string, Meaning>();

  constructor(sharedKeys: readonly string[]) {
    this.keys = [...sharedKeys];
  }

  meaning(typeRefs: string, keyRefs: string): Meaning {
    const id = `${typeRefs} ${keyRefs}`;
    const known = this.meanings.get(id);
    if (known) return known;
    const taken = numbers(typeRefs).flatMap(({ index, required }) => {
      const type = this.types[index];
      return type ? [{ name: type.name, required, conditionKeys: type.conditionKeys }] : [];
    });
    const conditionKeys = new Set(this.keysOf(keyRefs));
    for (const type of taken) for (const key of type.conditionKeys) conditionKeys.add(key);
    const meaning = {
      resourceTypes: taken.map(({ name, required }) => ({ name, required })),
      conditionKeys: [...conditionKeys].sort(),
    };
    this.meanings.set(id, meaning);
    return meaning;
  }

  keysOf(keyRefs: string): string[] {
    return numbers(keyRefs).flatMap(({ index }) => this.keys[index] ?? []);
  }
}

/** Reads the rest of its line when asked: expanding "*" makes 22,000 of these, and mostly their names are enough. */
class LazyAction implements ActionInfo {
  readonly #line: string;
  readonly #references: References;
  #meaning: Meaning | undefined;

  constructor(
    readonly name: string,
    readonly service: string,
    readonly accessLevel: AccessLevel,
    line: string,
    references: References,
  ) {
    this.#line = line;
    this.#references = references;
  }

  get description(): string {
    return this.#line.split("\t")[4] || wordsOf(this.name.slice(this.service.length + 1));
  }

  get resourceTypes(): ActionInfo["resourceTypes"] {
    return this.#read().resourceTypes;
  }

  get conditionKeys(): ActionInfo["conditionKeys"] {
    return this.#read().conditionKeys;
  }

  #read(): Meaning {
    if (this.#meaning) return this.#meaning;
    const [, , typeRefs = "", keyRefs = ""] = this.#line.split("\t");
    return (this.#meaning = this.#references.meaning(typeRefs, keyRefs));
  }
}

/** What stands for anything in a key's form: aws:ResourceTag/${TagKey}, s3:ExistingObjectTag/<key>, secretsmanager:ResourceTag/tag-key. */
const placeholder = /\$\{[^}]*\}|<[^>]*>|(?<=\/)tag-key$/g;

/** Condition keys and their types; a key such as aws:ResourceTag/Owner is known by its form, aws:ResourceTag/${TagKey}. */
export class KeyTypes {
  private readonly known = new Map<string, KnownKey>();
  private readonly forms: (KnownKey & { readonly matches: (key: string) => boolean })[] = [];

  add(name: string, type: string): void {
    this.known.set(name.toLowerCase(), { name, type });
    const pattern = name.replace(placeholder, "?*");
    if (pattern === name) return;
    const form = compilePattern(pattern);
    this.forms.push({ matches: (candidate) => form.matches(candidate), name, type });
  }

  /** The key as AWS's data writes it, with its type. */
  find(key: string): KnownKey | undefined {
    return this.known.get(key.toLowerCase()) ?? this.forms.find((form) => form.matches(key));
  }

  /** Every key that is no form. */
  names(): string[] {
    return [...this.known.values()].map(({ name }) => name).filter((name) => name.replace(placeholder, "") === name);
  }
}

/** A condition key in AWS's own spelling, or the form it has. */
export interface KnownKey {
  readonly name: string;
  readonly type: string;
}

/** "0,1a!" -> 0, and 46 required. What is no number is left out. */
function numbers(references: string): { index: number; required: boolean }[] {
  if (references === "") return [];
  return references.split(",").flatMap((reference) => {
    const index = parseInt(reference, 36);
    return Number.isNaN(index) ? [] : [{ index, required: reference.endsWith("!") }];
  });
}

/** "CreateSAMLProvider" -> "create SAML provider", for an action whose description says no more. */
function wordsOf(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+|[0-9]+/g) ?? [name];
  return words.map((word) => (/^[A-Z]{2,}/.test(word) ? word : word.toLowerCase())).join(" ");
}
