// The catalogue of AWS actions: exact look-up, wildcard expansion, ARN formats, condition key types. It answers from the
// text that scripts/catalog.mjs wrote, reading a service when first asked for it. It knows nothing newer than its date,
// and no policy.
import { compilePattern, hasWildcard, patternsIntersect } from "../model/pattern";
import type { ActionInfo } from "./action";
import { nearestOf } from "./nearest";
import { KeyTypes, parseSection, type KnownKey, type Section } from "./section";

export { canNarrow, onceFor, type AccessLevel, type ActionInfo } from "./action";

export interface Catalog {
  /** The day AWS's data was taken, "2026-09-26"; "" for an empty catalogue. */
  readonly date: string;
  /** Prefixes such as "iam", sorted. */
  readonly services: readonly string[];
  /** "iam" -> "AWS Identity and Access Management (IAM)" */
  serviceName(prefix: string): string | undefined;
  /** The action of that name, in any letter case. A wildcard is no name. */
  action(name: string): ActionInfo | undefined;
  /** Every action of a service, sorted by name. */
  actions(service: string): readonly ActionInfo[];
  /** Every action that an IAM action pattern matches, sorted by service and name. */
  expand(pattern: string): readonly ActionInfo[];
  /** The ARN format of a resource type: "arn:${Partition}:s3:::${BucketName}/${ObjectName}"; in any letter case. */
  resourceArn(service: string, type: string): string | undefined;
  /** The ARN formats of all of a service's resource types. */
  resourceArns(service: string): readonly string[];
  /** "String", "ARN", "Bool", "ArrayOfString" ... of a condition key as a policy writes it (aws:ResourceTag/Owner). */
  conditionKeyType(key: string): string | undefined;
  /** The key as actions list it: "aws:ResourceTag/${TagKey}" for aws:resourcetag/Owner; undefined if it is not known. */
  conditionKeyName(key: string): string | undefined;
  /** The known key that a misspelt one most likely means, in its own case; undefined if none is near. */
  nearestConditionKey(key: string): string | undefined;
  /** The known action that a misspelt name most likely means, in its own case; undefined if none is near. */
  nearest(name: string): string | undefined;
}

/** Remembered expansions. They hold references to shared actions, so a long one is cheap too. */
const CACHE_SIZE = 2048;

/** A catalogue over the text of dist/catalog.txt. Text that is not a catalogue makes an empty one. */
export function createCatalog(text: string): Catalog {
  const date = /^roleward-catalog 1 (\d{4}-\d{2}-\d{2})\n/.exec(text)?.[1] ?? "";
  const index = date === "" ? new Map<string, Place>() : indexOf(text);
  const services = [...index.keys()].sort();
  const sections = new Map<string, Section>();
  const expansions = new Map<string, readonly ActionInfo[]>();
  let shared: Shared | undefined;

  function section(prefix: string): Section | undefined {
    const known = sections.get(prefix);
    if (known) return known;
    const place = index.get(prefix);
    if (!place) return undefined;
    const parsed = parseSection(prefix, text.slice(place.start, place.end), sharedKeys().names);
    sections.set(prefix, parsed);
    return parsed;
  }

  function sharedKeys(): Shared {
    return (shared ??= readShared(date === "" ? "" : text.slice(0, text.indexOf("\n@") + 1)));
  }

  function action(name: string): ActionInfo | undefined {
    const key = name.toLowerCase();
    return section(key.slice(0, Math.max(0, key.indexOf(":"))))?.byName.get(key);
  }

  function expandAfresh(pattern: string): readonly ActionInfo[] {
    if (!hasWildcard(pattern)) {
      const exact = action(pattern);
      return exact ? [exact] : [];
    }
    const compiled = compilePattern(pattern);
    return servicesOf(pattern).flatMap((prefix) => actions(prefix).filter(({ name }) => compiled.matches(name)));
  }

  /** The services in which `pattern` can match something; one, for patterns as people write them. */
  function servicesOf(pattern: string): readonly string[] {
    const [prefix = "", rest] = pattern.toLowerCase().split(":", 2);
    if (rest !== undefined && !hasWildcard(prefix)) return index.has(prefix) ? [prefix] : [];
    return services.filter((service) => patternsIntersect(pattern, `${service}:*`));
  }

  function conditionKey(key: string): KnownKey | undefined {
    return sharedKeys().keys.find(key) ?? section(prefixOf(key))?.keys.find(key);
  }

  function actions(service: string): readonly ActionInfo[] {
    return section(service.toLowerCase())?.actions ?? [];
  }

  return {
    date,
    services,
    serviceName: (prefix) => index.get(prefix.toLowerCase())?.name,
    action,
    actions,
    expand(pattern) {
      const key = pattern === "*:*" ? "*" : pattern.toLowerCase();
      const known = expansions.get(key);
      if (known) return known;
      const found = expandAfresh(key);
      if (expansions.size >= CACHE_SIZE) expansions.clear();
      expansions.set(key, found);
      return found;
    },
    resourceArn: (service, type) => section(service.toLowerCase())?.arns.get(type.toLowerCase()),
    resourceArns: (service) => [...(section(service.toLowerCase())?.arns.values() ?? [])],
    conditionKeyType: (key) => conditionKey(key)?.type,
    conditionKeyName: (key) => conditionKey(key)?.name,
    nearestConditionKey(key) {
      const known = [...sharedKeys().keys.names(), ...(section(prefixOf(key))?.keys.names() ?? [])];
      return nearestOf(key, known);
    },
    nearest(name) {
      const [prefix = "", verb] = name.split(":", 2);
      if (verb === undefined || hasWildcard(name)) return undefined;
      const service = index.has(prefix.toLowerCase()) ? prefix.toLowerCase() : nearestOf(prefix, services);
      if (service === undefined) return undefined;
      const found = nearestOf(
        verb,
        actions(service).map((known) => known.name.slice(service.length + 1)),
      );
      return found === undefined ? undefined : `${service}:${found}`;
    },
  };
}

/** "iam" of iam:CreateUser or IAM:PassedToService; "" where there is no colon. */
function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(":"))).toLowerCase();
}

/** A service's display name, and where its lines stand in the text. */
interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the sections without reading them. */
function indexOf(text: string): Map<string, Place> {
  const index = new Map<string, Place>();
  let mark = text.indexOf("\n@");
  while (mark >= 0) {
    const start = text.indexOf("\n", mark + 1) + 1;
    if (start === 0) break;
    const next = text.indexOf("\n@", start - 1);
    const [prefix = "", name = ""] = text.slice(mark + 2, start - 1).split("\t");
    if (/^[a-z0-9-]+$/.test(prefix)) index.set(prefix, { name, start, end: next < 0 ? text.length : next });
    mark = next;
  }
  return index;
}

interface Shared {
  readonly names: readonly string[];
  readonly keys: KeyTypes;
}

/** The condition keys at the head of the text. */
function readShared(head: string): Shared {
  const names: string[] = [];
  const keys = new KeyTypes();
  for (const line of head.split("\n")) {
    const [key = "", type = ""] = line.split("\t");
    if (!key.startsWith("?")) continue;
    names.push(key.slice(1));
    keys.add(key.slice(1), type);
  }
  return { names, keys };
}
