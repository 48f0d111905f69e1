// Terraform's functions by name, and the calling of them. What a function does stands in the files it is taken from.
// https://developer.hashicorp.com/terraform/language/functions
import type { Value } from "../../model/value";
import type { TerraformFunction } from "./arguments";
import { collectionFunctions } from "./functions-collections";
import { encodingFunctions } from "./functions-encoding";
import { listFunctions } from "./functions-lists";
import { numberFunctions } from "./functions-numbers";
import { setFunctions } from "./functions-sets";
import { textFunctions } from "./functions-texts";
import type { Site } from "./scope";

const functions = new Map<string, TerraformFunction>(
  [textFunctions, numberFunctions, listFunctions, collectionFunctions, setFunctions, encodingFunctions].flatMap(
    (table) => Object.entries(table),
  ),
);

/** The names of all functions that can be evaluated, beside those whose arguments are not simply values. */
export const functionNames: readonly string[] = [
  "can",
  "templatefile",
  "templatestring",
  "try",
  ...functions.keys(),
].sort();

/** The value of a call: Unknown where an argument is and the answer hangs on it, and where the function is none of ours. */
export function callFunction(name: string, values: readonly Value[], site: Site): Value {
  const found = functions.get(name);
  if (!found) return site.unknown(`${name} is not evaluated`);
  if (values.length < found.least || values.length > found.most) return site.fail(`${name} takes other arguments`);
  return found.run(values, site);
}
