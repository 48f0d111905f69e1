// What people may set of a rule beside its severity: each option with what it takes, and its value in a Config. It checks nothing that people
// write; config/ holds that against the schemas made here.
import type { Described, Schema } from "./config/schema";
import type { Config } from "./rule";

/** Something that can be set, of type T. */
export interface Option<T> {
  readonly schema: Schema;
  readonly default: T;
  /** Another value than the default, as people may want it: for documentation and completion. */
  readonly example: T;
  /** What it does: a full sentence. */
  readonly description: string;
  /** Whether a value that was set is of the type. */
  readonly takes: (value: unknown) => value is T;
}

/** The options of a rule as who does not know their types sees them. */
export interface RuleOptions {
  readonly rule: string;
  readonly table: Readonly<Record<string, Option<unknown>>>;
}

/** The options of a rule, V their values by name. */
interface OptionsOf<V> extends RuleOptions {
  readonly table: { readonly [K in keyof V]: Option<V[K]> };
  /** What holds in the settings: what was set, or the default. */
  get<K extends keyof V & string>(config: Pick<Config, "options">, name: K): V[K];
}

/** Declares the options of a rule: `options.get(config, "maxAgeDays")` is a number where the table says so. */
export function defineOptions<V extends Record<string, unknown>>(
  rule: string,
  table: { readonly [K in keyof V]: Option<V[K]> },
): OptionsOf<V> {
  return {
    rule,
    table,
    get(config, name) {
      const option = table[name];
      const given = config.options[rule]?.[name];
      return option.takes(given) ? given : option.default;
    },
  };
}

/** What every option says of itself. */
type About<T> = Pick<Option<T>, "default" | "example" | "description">;

function described<T>({ default: own, example, description }: About<T>): Described {
  return { default: own, examples: [example], description };
}

/** A number without a fraction. */
export function wholeNumber(about: About<number> & { minimum: number; maximum?: number }): Option<number> {
  const { minimum, maximum } = about;
  return {
    ...about,
    schema: { type: "integer", minimum, ...(maximum !== undefined && { maximum }), ...described(about) },
    takes: (value) => typeof value === "number",
  };
}

/** A pattern that a text must match, and what is said of one that does not. */
interface Form {
  readonly pattern: string;
  readonly patternErrorMessage: string;
}

/** A text of a form. */
export function text({ pattern, patternErrorMessage, ...about }: About<string> & Form): Option<string> {
  return {
    ...about,
    schema: { type: "string", pattern, patternErrorMessage, ...described(about) },
    takes: (value) => typeof value === "string",
  };
}

/** Texts of a form, each once. */
export function texts({
  pattern,
  patternErrorMessage,
  ...about
}: About<readonly string[]> & Form): Option<readonly string[]> {
  return {
    ...about,
    schema: {
      type: "array",
      items: { type: "string", pattern, patternErrorMessage },
      uniqueItems: true,
      ...described(about),
    },
    takes: (value): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === "string"),
  };
}

/** At least one of the names, each once. */
export function someOf<T extends string>(names: readonly T[], about: About<readonly T[]>): Option<readonly T[]> {
  return {
    ...about,
    schema: {
      type: "array",
      items: { type: "string", enum: names },
      uniqueItems: true,
      minItems: 1,
      ...described(about),
    },
    takes: (value): value is readonly T[] =>
      Array.isArray(value) && value.every((one) => names.some((name) => name === one)),
  };
}
