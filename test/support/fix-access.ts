// What policies allow before and after a fix, asked of the evaluator for a fixed set of requests. It makes no policies.
import { isAllowed } from "../../shared-rules/src/access/decide";
import { contextOf, unknownContext, type Caller, type RequestContext } from "../../shared-rules/src/access/request";
import { neverReaches } from "../../shared-rules/src/catalog/resource-arns";
import type { Document } from "../../shared-rules/src/index";
import type { Elements, Policy, Statement } from "../../shared-rules/src/model/policy";
import { literal, type Answer } from "../../shared-rules/src/model/value";
import { catalog, engine } from "./engine";

/** A request that is answered otherwise after a fix. */
export interface Difference {
  readonly request: string;
  readonly before: Answer;
  readonly after: Answer;
}

export interface Compared {
  readonly differences: readonly Difference[];
  /** Policies that were not there before, and allow something. */
  readonly added: readonly Policy[];
}

/** The differences between the policies of a document and those of its next version. */
export function compareAccess(before: Document, after: Document): Compared {
  const now = byKey(after.policies);
  const was = byKey(before.policies);
  const differences: Difference[] = [];
  const added: Policy[] = [];
  for (const [key, policy] of now) {
    const old = was.get(key);
    if (!old) {
      if (policy.statements.some(({ effect }) => effect !== "Deny")) added.push(policy);
    } else if (textOf(before, old) !== textOf(after, policy)) differences.push(...compare(old, policy));
  }
  return { differences, added };
}

function textOf({ text }: Document, { span, inherited = [] }: Policy): string {
  return `${text.slice(span.start, span.end)} ${inherited.length}`;
}

/** Policies by what they stand in, counted where several stand in one. */
function byKey(policies: readonly Policy[]): Map<string, Policy> {
  const found = new Map<string, Policy>();
  for (const policy of policies) {
    const base = `${policy.address} ${policy.kind} ${policy.owner.address}`;
    let key = base;
    for (let count = 1; found.has(key); count++) key = `${base} ${count}`;
    found.set(key, policy);
  }
  return found;
}

const everything = policyOf([{ Effect: "Allow", Action: "*", Resource: "*" }]);

function policyOf(statements: readonly object[]): Policy {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const [policy] = engine.read({ uri: "/policy.json", text, hint: { kind: "identity" } }).policies;
  if (!policy) throw new Error("The policy of the tests cannot be read.");
  return policy;
}

function compare(before: Policy, after: Policy): Difference[] {
  const both = [...before.statements, ...after.statements];
  const found: Difference[] = [];
  const callers = before.kind === "trust" || before.kind === "resource" ? callersOf(both) : [undefined];
  const contexts = contextsOf(both);
  for (const action of actionsOf(both))
    for (const resource of resourcesOf(both).filter((arn) => isPossible(action, arn)))
      for (const [circumstances, context] of contexts)
        for (const caller of callers) {
          const asked = { action, resource, context, ...(caller && { caller }) };
          const answers = (policy: Policy): Answer[] =>
            caller
              ? [isAllowed(asked, { identity: [everything], resource: policy, isCrossAccount: true })]
              : [isAllowed(asked, { identity: [policy] }), isAllowed(asked, { identity: [everything, policy] })];
          const now = answers(after);
          for (const [index, was] of answers(before).entries()) {
            const is = now[index] ?? "unknown";
            if (was === is || was === "unknown" || is === "unknown") continue;
            const by = caller ? ` by ${caller.kind} ${caller.name}` : "";
            found.push({ request: `${action} on ${resource}${by} ${circumstances}`, before: was, after: is });
          }
        }
  return found;
}

/** Nobody can ask for an action on what it is never about. */
function isPossible(action: string, arn: string): boolean {
  const info = catalog.action(action);
  return info === undefined || !neverReaches(info, [arn], catalog);
}

const mostActions = 40;
const mostOfPattern = 6;
const mostResources = 8;

function actionsOf(statements: readonly Statement[]): string[] {
  const found = new Set(["s3:GetObject", "ec2:DescribeInstances", "iam:CreateUser", "sts:AssumeRole"]);
  for (const pattern of literalsOf(statements.flatMap(({ actions, notActions }) => [actions, notActions])))
    if (!/[*?]/.test(pattern)) found.add(pattern);
    else for (const { name } of spread(catalog.expand(pattern), mostOfPattern)) found.add(name);
  return spread([...found], mostActions);
}

function resourcesOf(statements: readonly Statement[]): string[] {
  const named = literalsOf(statements.flatMap(({ resources, notResources }) => [resources, notResources]));
  const concrete = named.map((pattern) => pattern.replaceAll("*", "anything").replaceAll("?", "x"));
  return [
    "arn:aws:s3:::another-one/of-somebody-else",
    "arn:aws:iam::999999999999:role/another-one",
    ...spread([...new Set(concrete.filter((arn) => arn.startsWith("arn:")))], mostResources),
  ];
}

/** A multi-factor session, a member of an organisation, one who satisfies every test that is written, and who has nothing of it. */
function contextsOf(statements: readonly Statement[]): [string, RequestContext][] {
  const tests = statements.flatMap(({ conditions }) => conditions.tests);
  const written: Record<string, string> = {};
  for (const { key, values } of tests) {
    const [value] = literalsOf([values]);
    if (key !== undefined && value !== undefined) written[key.toLowerCase()] ??= value.replaceAll("*", "x");
  }
  const mfa = { "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "60" };
  const plain = { "aws:securetransport": "true", "aws:requestedregion": "eu-central-1" };
  return [
    ["with nothing in its context", contextOf({}, true)],
    ["with MFA", contextOf({ ...plain, ...mfa }, true)],
    ["from an organisation", contextOf({ ...plain, "aws:principalorgid": "o-anotherorg1" }, true)],
    ["with what the policy tests", contextOf({ ...plain, ...written }, true)],
    ["with what the policy tests and MFA", contextOf({ ...plain, ...written, ...mfa }, true)],
    ["in any context", unknownContext],
  ];
}

const other = "999999999999";

function callersOf(statements: readonly Statement[]): (Caller | undefined)[] {
  const callers = new Map<string, Caller>();
  const add = (caller: Caller): void => void callers.set(`${caller.kind} ${caller.name}`, caller);
  add({ kind: "anonymous", name: "", account: "" });
  add({ kind: "role", name: `arn:aws:iam::${other}:role/another-one`, account: other });
  add({ kind: "service", name: "another.amazonaws.com", account: "" });
  for (const { principals, notPrincipals } of statements)
    for (const { type, values } of [...principals.entries, ...notPrincipals.entries])
      for (const name of literalsOf([values])) {
        if (type === "Service") add({ kind: "service", name, account: "" });
        const account = /^(?:arn:[^:]+:iam::)?(\d{12})\b/.exec(name)?.[1];
        if (type !== "AWS" || account === undefined) continue;
        add({ kind: "role", name: `arn:aws:iam::${account}:role/any-of-the-account`, account });
        if (/:(?:role|user)\//.test(name)) add({ kind: name.includes(":user/") ? "user" : "role", name, account });
      }
  // Whoever it is: what a policy says beside its principals.
  return [...callers.values(), undefined];
}

function literalsOf(elements: readonly Elements[]): string[] {
  return elements.flatMap(({ items }) => items.flatMap((item) => literal(item) ?? []));
}

/** At most so many of a list, evenly chosen. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]).flatMap(
    (one) => one ?? [],
  );
}
