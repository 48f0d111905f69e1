// Fixes of declarations and of the document around them, in AWS's terms.
import type { Edit, PolicyData } from "../edit";
import { declaredBoundary } from "../link/boundary";
import type { Declaration, Policy } from "../model/policy";
import { literal } from "../model/value";
import type { Context, Fix } from "../rule";
import { boundaryFor, boundaryName, denyUserCreation, type Snippet } from "../snippets/index";
import { declareSnippet } from "./insert";
import { servicesOf, servicesOutside, usedActions, type Used } from "./used-actions";

/** Attaches the module's boundary, or a starter boundary that is written with it and allows what the principal uses. */
export function addBoundary(declaration: Declaration, context: Context): Fix {
  const declared = declaredBoundary(context.module);
  const principal = context.module.graph.principal(declaration.address);
  const used = principal && usedActions(principal, context);
  const base = { id: "add-boundary", safety: "review", outcome: "removes" } as const;
  const attach = (reference: string): Edit => ({
    kind: "set-field",
    declaration,
    field: "boundary",
    value: { reference, attribute: "arn" },
  });
  if (declared) {
    const outside = !used || used === "*" ? [] : servicesOutside(contentOf(declared, context), used);
    const without = outside.length > 0 ? `, which allows nothing of ${someOf(outside)}` : "";
    return {
      ...base,
      title: `Attach the permissions boundary ${declared.address}${without}`,
      edits: () => [attach(declared.address)],
    };
  }
  const name = literal(declaration.fields.name) ?? declaration.address;
  const { policy, allows, purpose } = starterFor(used, name);
  return {
    ...base,
    title: `Attach a permissions boundary, and write a starter one that allows ${allows}`,
    edits: () => [
      attach(boundaryName),
      {
        kind: "add-declarations",
        after: declaration,
        declarations: declareSnippet({ kind: "boundary", name: boundaryName, purpose, policy }),
      },
    ],
  };
}

/** A starter boundary around what is used, and what it allows in words. */
function starterFor(used: Used, name: string): { policy: PolicyData; allows: string; purpose: string } {
  const isNone = used?.length === 0;
  const narrow = used && used !== "*" && !isNone ? boundaryFor(used) : undefined;
  if (used && used !== "*" && narrow && sizeOf(narrow) <= largest)
    return {
      policy: narrow,
      allows: someOf(servicesOf(used)),
      purpose: `The most that ${name} may do: what its policies use now, and neither make IAM users nor shed this.`,
    };
  const reason = used ? "" : ", as not all of its policies are known";
  return {
    policy: boundaryFor("*"),
    allows: `every service${isNone ? ", as its policies use none" : reason}`,
    purpose: `The most that ${name} may do${reason ? ". Not all of its policies are known here" : ""}: narrow the first statement to the services that it needs.`,
  };
}

/** A managed policy's quota; white space is not counted. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const largest = 6144;

function sizeOf(policy: PolicyData): number {
  return JSON.stringify(policy).length;
}

function contentOf({ address }: Declaration, { module }: Context): Policy[] {
  return module.documents.flatMap(({ policies }) => policies.filter((policy) => policy.address === address));
}

/** "s3, sqs and 4 more services" */
function someOf(services: readonly string[]): string {
  const most = 4;
  if (services.length > most)
    return `${services.slice(0, most - 1).join(", ")} and ${services.length - most + 1} more services`;
  const last = services.at(-1) ?? "";
  return services.length > 1 ? `${services.slice(0, -1).join(", ")} and ${last}` : last;
}

/** Writes an organisation policy into the document, or beside a bare policy file. */
export function insertScp(snippet: Snippet = denyUserCreation): Fix {
  return {
    id: "insert-scp",
    title: `Insert an SCP: ${snippet.title.charAt(0).toLowerCase()}${snippet.title.slice(1)}`,
    safety: "review",
    outcome: "guards",
    edits: () => [{ kind: "add-declarations", after: undefined, declarations: declareSnippet(snippet) }],
  };
}
