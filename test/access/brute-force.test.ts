// The evaluator against the definition of AWS's evaluation written down as plainly as possible, on generated policies and requests.
import assert from "node:assert/strict";
import fc from "fast-check";
import { isAllowed } from "../../shared-rules/src/access/decide";
import { contextOf } from "../../shared-rules/src/access/request";
import { policyOf, type StatementJson } from "./policies";

type Context = Record<string, string[]>;
type Test = { readonly operator: string; readonly key: string; readonly values: readonly string[] };

const action = fc.constantFrom("s3:Get", "s3:Put", "iam:Get");
const actionPattern = fc.constantFrom("*", "s3:*", "s3:Get", "S3:PUT", "iam:G?t", "*:Get");
const resource = fc.constantFrom("arn:aws:s3:::a", "arn:aws:s3:::a/b", "arn:aws:s3:::c");
const resourcePattern = fc.constantFrom(
  "*",
  "arn:aws:s3:::a",
  "arn:aws:s3:::a*",
  "arn:aws:s3:::?",
  "arn:aws:s3:::${k:one}",
);
const key = fc.constantFrom("k:one", "k:two");
const value = fc.constantFrom("a", "b", "c", "A", "a*", "${k:two}");
const operators = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"];
const operator = fc.constantFrom(
  ...operators,
  ...operators.map((name) => `${name}IfExists`),
  ...operators.map((name) => `ForAllValues:${name}`),
  ...operators.map((name) => `ForAnyValue:${name}`),
);
const test: fc.Arbitrary<Test> = fc.oneof(
  fc.record({ operator, key, values: fc.array(value, { minLength: 1, maxLength: 2 }) }),
  fc.record({ operator: fc.constant("Null"), key, values: fc.constantFrom(["true"], ["false"]) }),
);
const statement = fc.record({
  effect: fc.constantFrom("Allow", "Allow", "Deny"),
  not: fc.record({ action: fc.boolean(), resource: fc.boolean() }),
  actions: fc.array(actionPattern, { minLength: 1, maxLength: 2 }),
  resources: fc.array(resourcePattern, { minLength: 1, maxLength: 2 }),
  tests: fc.uniqueArray(test, { maxLength: 2, selector: ({ operator: name, key: of }) => `${name} ${of}` }),
});
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;
const policy = fc.array(statement, { minLength: 1, maxLength: 3 });
/** One value, or none: several values mean something only with a set operator. */
const context: fc.Arbitrary<Context> = fc.record({
  "k:one": fc.array(fc.constantFrom("a", "b", "A"), { maxLength: 1 }),
  "k:two": fc.array(fc.constantFrom("a", "c"), { maxLength: 1 }),
});

function json({ effect, not, actions, resources, tests }: Statement): StatementJson {
  const condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator: name, key: of, values } of tests) (condition[name] ??= {})[of] = values;
  return {
    Effect: effect,
    [not.action ? "NotAction" : "Action"]: actions,
    [not.resource ? "NotResource" : "Resource"]: resources,
    ...(tests.length > 0 && { Condition: condition }),
  };
}

const like = (pattern: string, text: string, flags = ""): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\/]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    `s${flags}`,
  ).test(text);

/** A value with its variables replaced; undefined where one is absent. */
function substituted(written: string, given: Context): string | undefined {
  const match = /^(.*)\$\{(.*)\}$/.exec(written);
  if (!match) return written;
  const found = given[match[2] ?? ""]?.[0];
  return found === undefined ? undefined : `${match[1] ?? ""}${found}`;
}

function holds({ operator: name, key: of, values }: Test, given: Context): boolean {
  const present = given[of] ?? [];
  if (name === "Null") return (values[0] === "true") === (present.length === 0);
  const base = name.replace(/^For\w+:/, "").replace(/IfExists$/, "");
  const negated = base.includes("Not");
  if (present.length === 0) {
    if (name.endsWith("IfExists") || name.startsWith("ForAllValues")) return true;
    return name.startsWith("ForAnyValue") ? false : negated;
  }
  const equal = (one: string): boolean =>
    values.some((written) => {
      const wanted = substituted(written, given);
      if (wanted === undefined) return false;
      if (base.endsWith("Like")) return like(wanted, one);
      return base.endsWith("IgnoreCase") ? wanted.toLowerCase() === one.toLowerCase() : wanted === one;
    });
  return present.every((one) => equal(one) !== negated);
}

function about(one: Statement, asked: { action: string; resource: string }, given: Context): boolean {
  const byAction = one.actions.some((pattern) => like(pattern, asked.action, "i"));
  const byResource = one.resources.some((written) => {
    const pattern = substituted(written, given);
    return pattern !== undefined && like(pattern, asked.resource);
  });
  return (
    byAction !== one.not.action && byResource !== one.not.resource && one.tests.every((each) => holds(each, given))
  );
}

function defined(
  asked: { action: string; resource: string },
  given: Context,
  identity: readonly Statement[],
  boundary: readonly Statement[] | null,
): boolean {
  const applying = (of: readonly Statement[]) => of.filter((one) => about(one, asked, given));
  const all = [...applying(identity), ...applying(boundary ?? [])];
  if (all.some(({ effect }) => effect === "Deny")) return false;
  const allows = (of: readonly Statement[]): boolean => applying(of).some(({ effect }) => effect === "Allow");
  return allows(identity) && (boundary === null || allows(boundary));
}

describe("the evaluator by brute force", () => {
  const setting = fc.record({
    asked: fc.record({ action, resource }),
    context,
    identity: policy,
    boundary: fc.option(policy),
  });

  it("agrees with the definition wherever the request is wholly known", () => {
    fc.assert(
      fc.property(setting, ({ asked, context: given, identity, boundary }) => {
        const answer = isAllowed(
          { ...asked, context: contextOf(given, true) },
          {
            identity: [policyOf(identity.map(json))],
            ...(boundary && { boundary: policyOf(boundary.map(json), "boundary") }),
          },
        );
        assert.equal(answer, defined(asked, given, identity, boundary) ? "yes" : "no");
      }),
      { numRuns: 2_000 },
    );
  });

  it("is only sure of what holds whatever the rest of the request is", () => {
    fc.assert(
      fc.property(setting, context, ({ asked, context: given, identity, boundary }, other) => {
        const permissions = {
          identity: [policyOf(identity.map(json))],
          ...(boundary && { boundary: policyOf(boundary.map(json), "boundary") }),
        };
        const partly = isAllowed({ ...asked, context: contextOf({ "k:one": given["k:one"] ?? [] }) }, permissions);
        const completed = { ...other, "k:one": given["k:one"] ?? [] };
        const expected = defined(asked, completed, identity, boundary) ? "yes" : "no";
        if (partly !== "unknown") assert.equal(partly, expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
