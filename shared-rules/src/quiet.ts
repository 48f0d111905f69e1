// Which rules need not be asked again about a statement or declaration that did not change. It judges nothing.
import type { Declaration, Policy, Statement } from "./model/policy";
import { endsIn } from "./model/source";
import type { Config, Context, RuleDefinition } from "./rule";

/** A rule that is not off, and its place among all. */
export interface Active {
  readonly rule: RuleDefinition;
  readonly order: number;
}

/** Who had nothing to say of a subject, and looked at nothing but the subject to know, is left out. */
interface Left {
  readonly rules: readonly Active[];
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
    const asked = isSame ? known.rules : rules;
    const left = asked.filter((active) => {
      this.#looked = false;
      return hitsOf(active) || this.#looked;
    });
    // Rules are patient with a statement that ends its text, until something stands behind it.
    if (policy && endsIn(policy.source, subject.span)) leftFor.delete(subject);
    else if (!isSame || left.length < asked.length) leftFor.set(subject, { rules: left, policy, ...this.#of });
  }
}
