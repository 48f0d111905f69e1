// Which rules need not be asked again about a statement or declaration that did not change. It judges nothing.
import { areAlike } from "./model/alike";
import { readingsOfOthers } from "./model/beside";
import type { Document } from "./model/document";
import type { Declaration, Policy, Statement } from "./model/policy";
import { endsIn, textAt } from "./model/source";
import type { Config, Context, RuleDefinition } from "./rule";

/** A rule that is not off, and its place among all. */
export interface Active {
  readonly rule: RuleDefinition;
  readonly order: number;
}

/** Who had nothing to say of a subject, and looked at nothing but the subject to know, is left out. */
interface Left {
  readonly rules: readonly Active[];
  /** Who had nothing to say, and looked at other statements of the policy to know. */
  readonly byOthers: readonly Active[];
  readonly policy: Policy | undefined;
  readonly catalog: Context["catalog"];
  readonly settings: Config["rules"];
  /** Those that there were to ask. */
  readonly all: readonly RuleDefinition[];
}

/** Most rules have nothing to say of most statements, and a keystroke changes few: asking all of all is most of the work. */
const leftFor = new WeakMap<Statement | Declaration, Left>();

export class Asking {
  /** The context as rules see it: what they look at is noticed. */
  readonly context: Context;
  readonly #of: Pick<Left, "catalog" | "settings" | "all">;
  #looked = false;

  /** @param all rules, off or not */
  constructor({ catalog, config, module }: Context, all: readonly RuleDefinition[]) {
    const look = <T>(at: T): T => {
      this.#looked = true;
      return at;
    };
    this.context = {
      catalog,
      get config() {
        return look(config);
      },
      get module() {
        return look(module);
      },
    };
    this.#of = { catalog, settings: config.rules, all };
  }

  /**
   * Asks all rules that may have something to say.
   * @param policy that a statement stands in
   * @param hitsOf asks one of them and takes its hits; whether there were any
   */
  about(
    subject: Statement | Declaration,
    policy: Policy | undefined,
    rules: readonly Active[],
    hitsOf: (active: Active) => boolean,
  ): void {
    const known = leftFor.get(subject);
    const { all, catalog, settings } = this.#of;
    const isSame =
      known?.policy === policy && known?.catalog === catalog && known.settings === settings && known.all === all;
    const left: Active[] = [];
    const byOthers: Active[] = isSame ? [...known.byOthers] : [];
    const asked = isSame ? known.rules : rules;
    for (const active of asked) {
      const readings = readingsOfOthers();
      if (this.#hasMore(() => hitsOf(active))) left.push(active);
      else if (readingsOfOthers() > readings) byOthers.push(active);
    }
    // Rules are patient with a statement that ends its text, until something stands behind it.
    if (policy && endsIn(policy.source, subject.span)) leftFor.delete(subject);
    else if (!isSame || left.length < asked.length)
      leftFor.set(subject, { rules: left, byOthers, policy, ...this.#of });
  }

  /** Whether there are hits, or more than the subject was looked at. */
  #hasMore(ask: () => boolean): boolean {
    this.#looked = false;
    return ask() || this.#looked;
  }
}

/** What rules are asked about one by one. */
type Subject =
  { readonly of: Statement; readonly policy: Policy } | { readonly of: Declaration; readonly policy: undefined };

/** Documents that are typed in: lets what is known of one version count for the next. */
export class Versions {
  /** What was judged of a document, or of its last version where it is still to be judged. */
  readonly #judged = new WeakMap<Document, readonly Document[]>();

  /** A document has been read that was another one before. */
  read(document: Document, previous: Document): void {
    if (document !== previous) this.#judged.set(document, this.#judged.get(previous) ?? []);
  }

  /** @param judged the document with what its module tells, which is about to be judged */
  follow(document: Document, judged: readonly Document[]): void {
    const last = this.#judged.get(document);
    if (!last) return;
    follow(last, judged);
    this.#judged.set(document, judged);
  }
}

/**
 * Lets what is known of the statements and declarations of some documents count for those of others that say the same, where nobody kept the
 * objects themselves.
 */
function follow(before: readonly Document[], now: readonly Document[]): void {
  const byText = new Map<string, Subject[]>();
  for (const subject of before.flatMap(subjectsOf)) {
    const text = textOf(subject);
    const known = byText.get(text);
    if (known) known.push(subject);
    else byText.set(text, [subject]);
  }
  const pairs = now.flatMap(subjectsOf).flatMap((subject): [Subject, Subject][] => {
    const last = byText.get(textOf(subject))?.shift();
    return last && isAlike(last, subject) ? [[last, subject]] : [];
  });
  const same = samePolicies(pairs);
  for (const [{ of }, { of: to, policy }] of pairs) {
    const left = leftFor.get(of);
    if (!left || leftFor.has(to)) continue;
    const { rules, byOthers } = left;
    const kept = policy === undefined || same.has(policy);
    leftFor.set(to, { ...left, policy, ...(!kept && { rules: inOrder([...rules, ...byOthers]), byOthers: [] }) });
  }
}

function subjectsOf({ policies, declarations }: Document): Subject[] {
  return [
    ...policies.flatMap((policy) => policy.statements.map((of) => ({ of, policy }))),
    ...declarations.map((of) => ({ of, policy: undefined })),
  ];
}

function inOrder(rules: readonly Active[]): readonly Active[] {
  return [...rules].sort((a, b) => a.order - b.order);
}

/** Of two that have the same text, whether it means the same. */
function isAlike(from: Subject, to: Subject): boolean {
  if (from.policy ? !to.policy || !isOfOneKind(from.policy, to.policy) : to.policy) return false;
  return areAlike(from.of, to.of, to.of.span.start - from.of.span.start);
}

function textOf({ of, policy }: Subject): string {
  return textAt(policy ? policy.source : of.source, of.span);
}

/** All of a policy that rules look at who judge one of its statements. What else it says is for who judges it as a whole. */
function isOfOneKind(one: Policy, other: Policy): boolean {
  return areAlike(traitsOf(one), traitsOf(other), other.span.start - one.span.start);
}

function traitsOf({ kind, shape, address, owner, hostType, name, usedBy, usedOutside }: Policy): unknown {
  return { kind, shape, address, owner, hostType, name, usedBy, usedOutside };
}

/** The policies of which each statement, and none beside them, has its like. */
function samePolicies(pairs: readonly (readonly [Subject, Subject])[]): ReadonlySet<Policy> {
  const likes = new Map<Policy, { readonly from: Policy; count: number }>();
  for (const [{ policy: from }, { policy: to }] of pairs) {
    if (!from || !to) continue;
    const like = likes.get(to);
    if (!like) likes.set(to, { from, count: 1 });
    else if (like.from === from) like.count++;
  }
  const isWhole = (to: Policy, from: Policy, count: number): boolean =>
    count === to.statements.length &&
    count === from.statements.length &&
    from.open === to.open &&
    [from, to].every(({ unread, inherited, replaced }) => unread.length === 0 && !inherited && !replaced);
  return new Set([...likes].flatMap(([to, { from, count }]) => (isWhole(to, from, count) ? [to] : [])));
}
