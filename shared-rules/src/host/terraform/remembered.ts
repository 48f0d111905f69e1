// What was made of documents and their blocks before, and whether it is still right. It makes nothing itself.
import type { Workspace } from "../../link/workspace";
import type { Document } from "../../model/document";

/** When what was made before is still right. */
export interface Known {
  readonly signature: string;
  /** The files that were read for it. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** One linking: where it looks files up, and what it found there. */
export class Reading {
  /** Of the folders whose documents matter. */
  readonly signatures = new Map<string, string>();
  /** Whether files that were read before are what they were then. */
  readonly #current = new Map<Known["texts"], boolean>();

  /**
   * @param except a file whose changes do not matter: it is what it was when it was last read
   * @param texts files that were read, with their text
   */
  constructor(
    readonly workspace: Workspace,
    readonly except: string | undefined,
    readonly texts = new Map<string, string | undefined>(),
  ) {}

  /** Whether the files that were read then are still the same. */
  isCurrent({ texts }: Pick<Known, "texts">): boolean {
    if (texts === this.texts) return true;
    const known = this.#current.get(texts);
    if (known !== undefined) return known;
    let isCurrent = true;
    for (const [uri, text] of texts) {
      isCurrent &&= uri === this.except || this.workspace.text(uri) === text;
      // Who takes it from here hangs on those files, too.
      if (isCurrent) this.texts.set(uri, text);
    }
    this.#current.set(texts, isCurrent);
    return isCurrent;
  }
}

/** What was made of documents or their blocks, once for each of their inputs. */
export class Remembered<T, Of extends object = Document> {
  readonly #known = new WeakMap<Of, Map<string, Known & { readonly value: T }>>();

  get(of: Of, signature: string): (Known & { readonly value: T }) | undefined {
    return this.#known.get(of)?.get(signature);
  }

  /** @param most of one: so many inputs it has */
  set(of: Of, made: Known & { readonly value: T }, most: number): void {
    const known = this.#known.get(of) ?? new Map<string, Known & { readonly value: T }>();
    this.#known.set(of, known);
    known.delete(made.signature);
    known.set(made.signature, made);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
  }
}
