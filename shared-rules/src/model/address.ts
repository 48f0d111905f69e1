// Addresses as references name them: of a block, or of one of the instances that it makes by count or for_each. It resolves nothing.
// https://developer.hashicorp.com/terraform/cli/state/resource-addressing

const moduleSteps = /^(?:module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)+/;

const instanceKey = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/;

/** The block's own address: `aws_iam_user.team` of `aws_iam_user.team["alice"]` and of `aws_iam_user.team[0]`. */
export function blockAddress(address: string): string {
  return address.endsWith("]") ? address.replace(instanceKey, "") : address;
}

/** An address without any key: of a module's resource, without those of the module, too. */
export function withoutKeys(address: string): string {
  return address.includes("[") ? address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "") : address;
}

/** An instance's key as its address has it: `"alice"` with its quotes, `0`; undefined where an address names none. */
export function instanceKeyOf(address: string): string | undefined {
  return address.endsWith("]") ? instanceKey.exec(address)?.[0].slice(1, -1) : undefined;
}

/** A resource's address within the module that it stands in: `aws_iam_user.a` of `module.people["x"].aws_iam_user.a`. */
export function addressInModule(address: string): string {
  return address.startsWith("module.") ? address.replace(moduleSteps, "") : address;
}

/** `aws_iam_user`, `data.aws_iam_policy_document`: what stands before the name. */
export function typeOfAddress(address: string): string {
  const block = blockAddress(address);
  return block.slice(0, Math.max(0, block.lastIndexOf(".")));
}

/**
 * Whether a reference means what has this address. A block's address means each of its instances, and an instance's means the one
 * declaration that stands for all of them where they cannot be told apart.
 */
export function refersTo(target: string, address: string): boolean {
  return target === address || blockAddress(target) === address || target === blockAddress(address);
}

/** Things by their address, found by what refers to them. */
export class ByAddress<T> {
  readonly #byBlock = new Map<string, { readonly address: string; readonly item: T }[]>();

  add(address: string, item: T): void {
    const block = blockAddress(address);
    const known = this.#byBlock.get(block);
    if (known) known.push({ address, item });
    else this.#byBlock.set(block, [{ address, item }]);
  }

  /** The first that a reference means. */
  first(target: string): T | undefined {
    return this.#byBlock.get(blockAddress(target))?.find(({ address }) => refersTo(target, address))?.item;
  }

  /** All that a reference means, in the order they came. */
  of(target: string): readonly T[] {
    const found = this.#byBlock.get(blockAddress(target)) ?? [];
    return found.filter(({ address }) => refersTo(target, address)).map(({ item }) => item);
  }
}
