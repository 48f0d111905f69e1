// How the module's `data "aws_iam_policy_document"` blocks come together: what each takes over from others, what uses it, and which of
// its statements never hold because others replace them. It reads no other resource.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
import { ByAddress, instanceKeyOf } from "../../model/address";
import type { Located, Policy, PolicyKind, Statement } from "../../model/policy";
import { literal } from "../../model/value";
import { policyAttributesOf, policyDocument } from "./places";
import { isWhole, ownOf, partEntriesOf, partsOf, placeOf, type Part } from "./policy-document-parts";
import { givenEntry, type Resource } from "./resource";
import { distinct, seenFromInside, usersIn, type Use, type UsesOutside } from "./uses";

/** AWS takes no policy this long; documents made of each other twice over would grow without end. */
const mostStatements = 2_000;

interface Merged extends Located {
  readonly perhaps: boolean;
}

export class PolicyDocuments {
  readonly #byAddress = new ByAddress<Resource>();
  readonly #wholes = new ByAddress<Resource>();
  readonly #merged = new WeakMap<Resource, readonly Merged[]>();
  readonly #resources: readonly Resource[];
  #resourcesByAddress: ByAddress<Resource> | undefined;
  readonly #uses: ByAddress<Use>;
  readonly #texts: readonly string[];
  readonly #outside: UsesOutside | undefined;

  /**
   * @param documents all of the module's
   * @param uses by the address of the document that is used, each by a resource
   * @param texts of all files of the module: whatever else names a document may use it
   * @param outside what callers of the module use its documents for
   */
  constructor(
    documents: readonly Resource[],
    resources: readonly Resource[],
    uses: ByAddress<Use>,
    texts: readonly string[] | undefined,
    outside?: UsesOutside,
  ) {
    this.#uses = uses;
    this.#outside = outside;
    this.#texts = texts ?? [...new Set([...documents, ...resources].map(({ source }) => source.text))];
    this.#resources = resources;
    for (const document of documents) {
      this.#byAddress.add(nameOf(document), document);
      const { before, after } = ownOf(document);
      const targets = [...before, ...after].flatMap(({ target }) => target ?? []);
      for (const target of new Set(targets)) this.#wholes.add(target, document);
    }
  }

  /** Whether a document's statements are its own, and no other document's. */
  standsAlone(document: Resource): boolean {
    return isWhole(document) && this.#wholes.of(nameOf(document)).length === 0;
  }

  /** What uses a document, also as part of others. */
  usesOf(document: Resource): readonly Use[] {
    return this.usesAt(nameOf(document));
  }

  /** The same by a document's address, which may be one of a called module. */
  usesAt(address: string): readonly Use[] {
    const whole = new Set([address]);
    for (const each of whole) for (const other of this.#wholes.of(each)) whole.add(nameOf(other));
    const outside = [...whole].flatMap((each) => this.#outside?.of(each) ?? []);
    return [...new Set([...whole].flatMap((each) => this.#uses.of(each))), ...outside.map(seenFromInside)];
  }

  /** A document's own policies: its block's and those written in its attributes, once for each kind and owner that they serve. */
  policiesOf(document: Resource): Policy[] {
    const { policy, before, after, unread, hasFiles } = ownOf(document);
    const uses = this.usesOf(document);
    const usedBy = usersIn(uses.filter(({ isOutside }) => !isOutside));
    const usedOutside = usersIn(uses.filter(({ isOutside }) => isOutside));
    const parts = [...before, ...after].flatMap((part) => part.policy ?? []);
    const mine = new Set([policy, ...parts].flatMap(({ statements }) => statements));
    const inherited = this.#mergedOf(document).filter(({ statement }) => !mine.has(statement));
    const isFull = this.#mergedOf(document).length >= mostStatements;
    const isOpen = policy.open || unread.length > 0 || hasFiles || isFull || this.#hasOpenParts(document);
    const used = { ...(usedBy.length > 0 && { usedBy }), ...(usedOutside.length > 0 && { usedOutside }) };
    const whole = { ...policy, unread, open: isOpen, ...used, ...(inherited.length > 0 && { inherited }) };
    const all = [whole, ...parts.map((part) => ({ ...part, ...used }))].map((each) => this.#standing(each, document));
    const places = uses.length > 0 ? distinct(uses) : [unused(document, policy)];
    return places.flatMap(({ kind, owner, hostType }) => all.map((each) => ({ ...each, kind, owner, hostType })));
  }

  /** The policy with only those of its statements that any use of the document keeps. */
  #standing(policy: Policy, document: Resource): Policy {
    const { after } = ownOf(document);
    const isPart = this.#wholes.of(nameOf(document)).length > 0;
    if (after.length === 0 && !isPart && policy.shape === "terraform-block") return policy;
    const replaced = policy.statements.filter((statement) => !this.#holds(statement, document, new Map()));
    if (replaced.length === 0) return policy;
    const statements = policy.statements.filter((statement) => !replaced.includes(statement));
    return { ...policy, statements, replaced };
  }

  /** @param asked what was answered of other documents before; true while it is being found: who hangs on itself keeps it */
  #holds(statement: Statement, document: Resource, asked: Map<Resource, boolean>): boolean {
    const known = asked.get(document);
    if (known !== undefined) return known;
    asked.set(document, true);
    const holds = this.#isKept(statement, document, asked);
    asked.set(document, holds);
    return holds;
  }

  #isKept(statement: Statement, document: Resource, asked: Map<Resource, boolean>): boolean {
    if (!this.#mergedOf(document).some((each) => each.statement === statement)) return false;
    const wholes = this.#wholes.of(nameOf(document));
    if (wholes.length === 0 || this.#isUsedOtherwise(document, wholes)) return true;
    return wholes.some((whole) => this.#holds(statement, whole, asked));
  }

  /** Whether anything but other documents' attributes names it: it may be used there as it is. */
  #isUsedOtherwise(document: Resource, wholes: readonly Resource[]): boolean {
    if (this.#uses.of(nameOf(document)).length > 0) return true;
    const count = (text: string): number => namesIn(text).filter((name) => name === document.name).length;
    const attributes = new Map<string, number>();
    for (const whole of wholes)
      for (const entry of partEntriesOf(whole))
        attributes.set(`${whole.uri ?? ""} ${entry.span.start}`, count(whole.expression(entry)));
    const inParts = [...attributes.values()].reduce((sum, each) => sum + each, 0);
    return this.#texts.reduce((sum, text) => sum + count(text), 0) > inParts;
  }

  /** What a document comes to, as the provider merges it: a statement takes the place of an earlier one of its Sid, if it has one. */
  #mergedOf(document: Resource): readonly Merged[] {
    const known = this.#merged.get(document);
    if (known) return known;
    // Asked again while it is being found, it hangs on itself.
    this.#merged.set(document, []);
    const { policy, before, after } = ownOf(document);
    const merged: Merged[] = [];
    const add = (each: Merged): void => {
      const sid = literal(each.statement.sid) ?? "";
      const same = sid === "" || each.perhaps ? -1 : merged.findIndex((other) => literal(other.statement.sid) === sid);
      if (same < 0 && merged.length < mostStatements) merged.push(each);
      else if (same < 0) return;
      else merged.splice(same, 1, each);
    };
    for (const part of before) for (const each of this.#statementsOf(part)) add(each);
    for (const each of statementsIn(policy, false)) add(each);
    for (const part of after) for (const each of this.#statementsOf(part)) add(each);
    this.#merged.set(document, merged);
    return merged;
  }

  #statementsOf({ target, policy, perhaps }: Part): readonly Merged[] {
    if (policy) return statementsIn(policy, perhaps);
    if (target === undefined) return [];
    const documents = this.#byAddress.of(target);
    const isSure = !perhaps && documents.length === 1;
    const merged = documents.flatMap((document) => this.#mergedOf(document));
    const others = this.#resourcesAt(target).flatMap((resource) => this.#statementsOfResource(resource));
    return [...merged, ...others].map((each) => (isSure ? each : { ...each, perhaps: true }));
  }

  /** Few modules ask for any. */
  #resourcesAt(target: string): readonly Resource[] {
    if (!this.#resourcesByAddress) {
      this.#resourcesByAddress = new ByAddress();
      for (const resource of this.#resources) this.#resourcesByAddress.add(resource.address, resource);
    }
    return this.#resourcesByAddress.of(target);
  }

  /** `source_policy_documents = [aws_iam_policy.base.policy]` */
  #statementsOfResource(resource: Resource): readonly Merged[] {
    return policyAttributesOf(resource.type).flatMap(({ attribute, within }) => {
      const entry = within === undefined ? givenEntry(resource.block, attribute) : undefined;
      const parts = entry ? partsOf(resource.contents(resource.block, entry), resource).parts : [];
      return parts.flatMap((part) => this.#statementsOf(part));
    });
  }

  #hasOpenParts(document: Resource, seen = new Set<Resource>()): boolean {
    if (seen.has(document)) return false;
    seen.add(document);
    const { before, after } = ownOf(document);
    return [...before, ...after].some(({ target, policy }) => {
      if (policy) return policy.open;
      const documents = target === undefined ? [] : this.#byAddress.of(target);
      return (
        documents.length === 0 ||
        documents.some((part) => {
          const { policy: own, unread, hasFiles } = ownOf(part);
          return own.open || unread.length > 0 || hasFiles || this.#hasOpenParts(part, seen);
        })
      );
    });
  }
}

/** What references call a document: its address, unless that says more than its name and key. */
function nameOf({ name, address }: Resource): string {
  const key = instanceKeyOf(address);
  return `data.${policyDocument}.${name}${key === undefined ? "" : `[${key}]`}`;
}

function statementsIn(policy: Policy, perhaps: boolean): Merged[] {
  return policy.statements.map((statement) => ({
    policy,
    statement,
    perhaps: perhaps || statement.perhaps === true || isMade(policy, statement),
  }));
}

/** A dynamic block makes it, perhaps. */
function isMade({ source, shape }: Policy, { node }: Statement): boolean {
  if (shape !== "terraform-block" || node.kind !== "block") return false;
  return !source.text.startsWith(node.type, source.fromDocument(node.span.start));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\bdata\.aws_iam_policy_document\.([\w-]+)/g)].flatMap(([, name]) => name ?? []);
}

function unused(document: Resource, policy: Policy): Omit<Use, "user"> {
  return { ...placeOf(document), kind: kindByContent(policy) };
}

/** Nothing in the document uses it: principals stand in trust and resource policies only, and trust is about assuming roles. */
function kindByContent({ statements }: Policy): PolicyKind {
  const hasPrincipals = statements.some(({ principals, notPrincipals }) =>
    [principals, notPrincipals].some(({ entries, open }) => entries.length > 0 || open),
  );
  if (!hasPrincipals) return "identity";
  const actions = statements.flatMap((statement) => statement.actions.items.map((item) => literal(item) ?? ""));
  return actions.length > 0 && actions.every((action) => /^sts:/i.test(action)) ? "trust" : "resource";
}
