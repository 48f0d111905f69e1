// Findings of a block's instances as one: what count and for_each repeat is written once. It judges nothing.
import { instanceKeyOf, withoutKeys } from "./model/address";
import type { Document } from "./model/document";
import { changed, severities, type Finding, type RelatedPlace } from "./rule";

/** More instances are counted, not named. */
const mostNamed = 5;
/** More related places tell a reader nothing. */
const mostRelated = 10;

/**
 * One finding of each rule and place, however many statements (a dynamic block, an alias) and instances of its block it is found in. It has
 * the block's address where all instances have it; else the first one's, and names those that do.
 */
export function mergeInstances(findings: readonly Finding[], document: Document): Finding[] {
  // A plan writes each instance out, with a place of its own.
  if (document.format === "terraform-plan") return [...findings];
  const all = addressesOf(document);
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { address, message, rule, span } = finding;
    const place = `${rule} ${span.start} ${span.end}`;
    const told = `${place} ${address} ${message}`;
    if (seen.has(told)) continue;
    seen.add(told);
    // An instance may have several findings of a place: its first goes with the first of the others.
    const own = `${place} ${address}`;
    const order = counts.get(own) ?? 0;
    counts.set(own, order + 1);
    const block = withoutKeys(address);
    const key = hasInstances(block, all) ? `${place} ${block} ${order}` : `${place} ${message}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((group) => joined(group, all));
}

/** Addresses by their block's. */
type Addresses = ReadonlyMap<string, ReadonlySet<string>>;

function addressesOf({ declarations, policies, unread }: Document): Addresses {
  const byBlock = new Map<string, Set<string>>();
  for (const { address } of [...declarations, ...policies, ...unread]) {
    const block = withoutKeys(address);
    const known = byBlock.get(block);
    if (known) known.add(address);
    else byBlock.set(block, new Set([address]));
  }
  return byBlock;
}

function hasInstances(block: string, all: Addresses): boolean {
  const addresses = all.get(block);
  return addresses !== undefined && (addresses.size > 1 || !addresses.has(block));
}

function joined(group: readonly Finding[], all: Addresses): Finding[] {
  const [first] = group;
  if (!first || !hasInstances(withoutKeys(first.address), all)) return first ? [first] : [];
  const speaker = group.reduce((worst, each) => (rank(each) < rank(worst) ? each : worst), first);
  const block = withoutKeys(first.address);
  const addresses = all.get(block);
  const total = addresses?.size ?? group.length;
  const isAll = group.length >= total;
  // Where one stands for others that are not known, nobody can say of how many.
  const share = isAll ? undefined : addresses?.has(block) ? "" : `${group.length} of ${total} `;
  return [
    changed(speaker, {
      address: isAll ? block : first.address,
      message: speaker.message + tail(speaker, group, share),
      related: distinct(group.flatMap(({ related }) => related)).slice(0, mostRelated),
      covers: [...new Set(group.flatMap(({ covers }) => covers))],
    }),
  ];
}

function rank({ severity }: Finding): number {
  return severities.indexOf(severity);
}

/**
 * Names the instances where not all have it, and those of which the message does not speak.
 * @param share undefined where all have it
 */
function tail(speaker: Finding, group: readonly Finding[], share: string | undefined): string {
  const others = group.filter(({ message }) => message !== speaker.message);
  if (others.length > 0) return ` Likewise for ${keysOf(others)}${share ? ` (${share}instances)` : ""}.`;
  return share === undefined ? "" : ` In ${share}instances: ${keysOf(group)}.`;
}

function keysOf(findings: readonly Finding[]): string {
  const keys = findings.slice(0, mostNamed).map(({ address }) => {
    // Of a module's resource, the module's own key tells more than the resource's.
    const module = /^module\.[^.[]+\[[^\]]*\]/.exec(address)?.[0];
    const key = instanceKeyOf(module ?? address);
    if (key === undefined) return "those whose keys are not known";
    return key.startsWith('"') ? key.slice(1, -1) : `[${key}]`;
  });
  const more = findings.length - keys.length;
  return `${keys.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Each place once. Instances of a call are told together: "called by module.m[0], module.m[1]". */
export function joinedPlaces(places: readonly RelatedPlace[]): RelatedPlace[] {
  const joined = new Map<string, RelatedPlace>();
  for (const place of distinct(places)) {
    const { uri, span, message } = place;
    const isCall = message.startsWith(calledBy);
    const key = `${uri} ${span.start} ${span.end} ${isCall ? calledBy : message}`;
    const known = joined.get(key);
    joined.set(key, known ? { ...known, message: `${known.message}, ${message.slice(calledBy.length)}` } : place);
  }
  return [...joined.values()];
}

const calledBy = "called by ";

function distinct(places: readonly RelatedPlace[]): RelatedPlace[] {
  const keyOf = ({ uri, span, message }: RelatedPlace): string => `${uri} ${span.start} ${span.end} ${message}`;
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}
