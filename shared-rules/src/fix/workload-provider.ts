// The OIDC provider of a workload's issuer where the module declares it already: an account has one for each URL. It declares none.
import type { Declaration } from "../model/policy";
import { literal, unknownPart, valueOf, type Value } from "../model/value";
import type { Context } from "../rule";
import { byHand, byReference, type Issuer, type Naming, type Workload } from "./workload";

/** How what a workload needs is named, and whether its provider is there already. */
export interface Provided {
  readonly naming: Naming;
  readonly isDeclared: boolean;
  /** The provider whose URL an expression tells, and what stands for that in condition keys where a format has no expressions there. */
  readonly issuer?: { readonly provider: string; readonly url: string };
}

export function providerOf({ issuer }: Workload, { module }: Context): Provided {
  const provider = issuer && declared(issuer, module.declarations);
  if (!provider) return { naming: byReference, isDeclared: false };
  const url = literal(provider.fields.url);
  const own = { ...(url !== undefined && { issuer: bare(url) }) };
  const address = singleAddress(provider);
  if (address === undefined) return { naming: { ...byReference, ...own, arn: byHand.arn }, isDeclared: true };
  const naming: Naming = { ...byReference, ...own, arn: () => ({ reference: address, attribute: "arn" }) };
  return { naming, isDeclared: true, ...(url === undefined && { issuer: { provider: address, url: issuer.url } }) };
}

/** The provider with the issuer's URL; of an issuer with a URL for each customer, the only one there is. */
function declared({ url, known }: Issuer, all: readonly Declaration[]): Declaration | undefined {
  const providers = all.filter(({ kind, fields }) => kind === "identity-provider" && fields.url !== undefined);
  const same = providers.find(({ fields }) => bare(literal(fields.url) ?? "") === url);
  if (same || !known) return same;
  const fitting = providers.filter(({ fields, address }) => {
    const written = literal(fields.url);
    if (written !== undefined) return known.url.test(bare(written));
    return known.words.test(sourceOf(fields.url)) || known.words.test(address);
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

function sourceOf(value: Value | undefined): string {
  return (value && unknownPart(value)?.source) ?? "";
}

function bare(url: string): string {
  return url.replace(/^https:\/\//, "").replace(/\/$/, "");
}

/** What refers to a provider, the only one of its block; undefined where a module makes it, or a block several. */
function singleAddress({ address, call, node }: Declaration): string | undefined {
  if (call || address.startsWith("module.")) return undefined;
  if (node.kind !== "block" || address.endsWith("]")) return address;
  if (valueOf(node, "for_each")) return undefined;
  return valueOf(node, "count") ? `${address}[0]` : address;
}
