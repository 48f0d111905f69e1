// The part of JSON Schema that settings need, and what of a value holds against it. It knows no setting.
import { nearestOf } from "../catalog/nearest";

export interface Described {
  /** For JSON editors; VS Code reads Markdown there. */
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** What VS Code's settings and JSON editors understand; `noun`, `isWhole` and `either` are ours. */
export type Schema = Described &
  (
    | {
        readonly type: "string";
        readonly enum?: readonly string[];
        readonly enumDescriptions?: readonly string[];
        /** What the values of `enum` are names of: "rule". */
        readonly noun?: string;
        readonly pattern?: string;
        readonly patternErrorMessage?: string;
        readonly format?: "regex" | "date";
        readonly minLength?: number;
      }
    | { readonly type: "boolean" }
    | { readonly type: "number"; readonly exclusiveMinimum: number }
    | { readonly type: "integer"; readonly minimum: number; readonly maximum?: number }
    /** Said in one word, or at length. */
    | {
        readonly type: "either";
        readonly word: Schema & { readonly type: "string" };
        readonly whole: Schema & { readonly type: "object" };
      }
    | {
        readonly type: "array";
        readonly items: Schema;
        readonly uniqueItems?: boolean;
        readonly minItems?: number;
      }
    | {
        readonly type: "object";
        readonly properties?: Readonly<Record<string, Schema>>;
        /** Of names that are not among `properties`; absent: there are none. */
        readonly additionalProperties?: Schema;
        readonly required?: readonly string[];
        /** What the names are: "rule". */
        readonly noun?: string;
        /** All of it holds or nothing: without the part that is wrong it would say more than it was meant to. */
        readonly isWhole?: boolean;
      }
  );

export type Path = readonly (string | number)[];

/** What is wrong with a value, and where in it. */
export interface SchemaProblem {
  readonly path: Path;
  /** The name at the path is wrong, not the value under it. */
  readonly isName?: boolean;
  /** A full sentence. */
  readonly message: string;
}

/**
 * The value without what does not hold: a bad item or entry is left out, and so is an object that lacks what it must have.
 * @returns undefined where nothing of it holds.
 */
export function held(value: unknown, schema: Schema, problems: SchemaProblem[], path: Path = []): unknown {
  const bad = (message: string): undefined => void problems.push({ path, message });
  switch (schema.type) {
    case "boolean":
      return typeof value === "boolean" ? value : bad(`${shown(value)} is neither true nor false.`);
    case "number":
      return typeof value === "number" && Number.isFinite(value) && value > schema.exclusiveMinimum
        ? value
        : bad(`${shown(value)} is not a number above ${schema.exclusiveMinimum}.`);
    case "integer": {
      const { minimum, maximum = Infinity } = schema;
      if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return value;
      const bounds = maximum === Infinity ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
      return bad(`${shown(value)} is not a whole number ${bounds}.`);
    }
    case "either":
      if (typeof value !== "string" && !isRecord(value))
        return bad(`${shown(value)} is neither a text in quotes nor an object.`);
      return held(value, typeof value === "string" ? schema.word : schema.whole, problems, path);
    case "string": {
      const problem = stringProblem(value, schema);
      return problem === undefined ? value : bad(problem);
    }
    case "array": {
      if (!Array.isArray(value)) return bad(`${shown(value)} is not a list.`);
      const items = value.flatMap((item: unknown, index) => {
        if (schema.uniqueItems && value.indexOf(item) < index) {
          problems.push({ path: [...path, index], message: `${shown(item)} stands here twice.` });
          return [];
        }
        const one = held(item, schema.items, problems, [...path, index]);
        return one === undefined ? [] : [one];
      });
      // A list of nothing but mistakes is not meant to be empty.
      if (items.length === 0 && value.length > 0) return undefined;
      return items.length >= (schema.minItems ?? 0) ? items : bad("The list is empty.");
    }
    case "object":
      return isRecord(value) ? heldObject(value, schema, problems, path) : bad(`${shown(value)} is not an object.`);
  }
}

function heldObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema & { type: "object" },
  problems: SchemaProblem[],
  path: Path,
): Readonly<Record<string, unknown>> | undefined {
  const properties = schema.properties ?? {};
  const before = problems.length;
  const taken = Object.entries(value).flatMap(([name, entry]): [string, unknown][] => {
    const known = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
    if (!known) {
      const message = `There is no ${schema.noun ?? "setting"} ${name}.${didYouMean(name, Object.keys(properties))}`;
      problems.push({ path: [...path, name], isName: true, message });
      return [];
    }
    const one = held(entry, known, problems, [...path, name]);
    return one === undefined ? [] : [[name, one]];
  });
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) problems.push({ path, message: `It lacks ${missing.join(", ")}.` });
  if (schema.isWhole && problems.length > before) return undefined;
  const hasAll = (schema.required ?? []).every((name) => taken.some(([other]) => other === name));
  return hasAll ? Object.fromEntries(taken) : undefined;
}

function stringProblem(value: unknown, schema: Schema & { type: "string" }): string | undefined {
  if (typeof value !== "string") {
    const wanted = schema.enum && schema.noun === undefined ? `one of ${schema.enum.join(", ")}` : "a text in quotes";
    return `${shown(value)} is not ${wanted}.`;
  }
  if (schema.enum && !schema.enum.includes(value)) {
    const hint = didYouMean(value, schema.enum);
    if (schema.noun !== undefined) return `There is no ${schema.noun} ${value}.${hint}`;
    return `${shown(value)} is none of ${schema.enum.join(", ")}.${hint}`;
  }
  if (value.length < (schema.minLength ?? 0)) return "The text is empty.";
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    return `${shown(value)} does not fit. ${schema.patternErrorMessage ?? `It must match ${schema.pattern}.`}`;
  if (schema.format === "regex" && !isRegularExpression(value)) return `${shown(value)} is not a regular expression.`;
  if (schema.format === "date" && !isDay(value)) return `${shown(value)} is not a day such as 2027-01-31.`;
  return undefined;
}

/** " Did you mean mfa-missing?", or nothing: the first name that holds what is given, else the nearest. */
export function didYouMean(given: string, names: readonly string[]): string {
  const wanted = given.toLowerCase();
  const holds = wanted.length > 3 ? names.find((name) => name.toLowerCase().includes(wanted)) : undefined;
  const nearest = holds ?? nearestOf(wanted, names);
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

const longestShown = 60;

function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "A list" : "An object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

/** Whether the calendar has the day: 2026-02-30 is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
