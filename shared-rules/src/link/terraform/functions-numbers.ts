// Functions of numbers alone. They read no collections.
// https://developer.hashicorp.com/terraform/language/functions
import { numbers, takes, type TerraformFunction } from "./arguments";
import { numberOfValue, textOfValue } from "./values";

function ofOne(of: (value: number) => number): TerraformFunction {
  return numbers(1, 1, ([value = 0], site) => site.scalar(of(value)));
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A whole number in a base; undefined where it is none. */
function parsed(text: string, base: number): number | undefined {
  const [, sign, rest = ""] = /^([-+]?)([0-9A-Za-z]{1,60})$/.exec(text) ?? [];
  let value = 0;
  for (const char of rest.toLowerCase()) {
    const digit = digits.indexOf(char);
    if (digit < 0 || digit >= base) return undefined;
    value = value * base + digit;
  }
  if (rest === "") return undefined;
  return sign === "-" ? -value : value;
}

export const numberFunctions: Readonly<Record<string, TerraformFunction>> = {
  abs: ofOne(Math.abs),
  ceil: ofOne(Math.ceil),
  floor: ofOne(Math.floor),
  signum: ofOne(Math.sign),
  pow: numbers(2, 2, ([base = 0, exponent = 0], site) => {
    const value = base ** exponent;
    return Number.isSafeInteger(value) ? site.scalar(value) : site.unknown();
  }),
  parseint: takes(2, 2, ([value, second], site) => {
    const text = value ? textOfValue(value) : "wrong";
    const base = second ? numberOfValue(second) : "wrong";
    if (text === "wrong" || base === "wrong") return site.fail("it is no whole number");
    if (text === "unknown" || base === "unknown") return site.unknown();
    if (base.known < 2 || base.known > 36) return base.known > 36 ? site.unknown() : site.fail("there is no such base");
    const number = parsed(text.known, base.known);
    if (number === undefined) return site.fail("it is no whole number");
    return Number.isSafeInteger(number) ? site.scalar(number) : site.unknown();
  }),
};
