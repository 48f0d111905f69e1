// Fixes of exceptions: one is documented, or one that hides nothing is taken out. Hosts know how each format writes them.
import { dayOf } from "../model/credential";
import { placeholder } from "../model/data";
import type { Declaration } from "../model/policy";
import type { Suppression } from "../model/suppression";
import type { Config, Fix } from "../rule";

const year = 365 * 24 * 3_600_000;

/** Says why a declaration is accepted, who answers for it and until when: about a year from now, where that is known. */
export function documentException(declaration: Declaration, rule: string, { now }: Config): Fix[] {
  // What AWS has is no place for remarks.
  if (declaration.isRecord) return [];
  const until = now === undefined ? undefined : placeholder(dayOf(now + year));
  return [
    {
      id: "document-exception",
      title: `Document ${declaration.address} as an exception, with reason, owner and end date`,
      safety: "review",
      outcome: "removes",
      stands: "late",
      edits: () => [
        {
          kind: "ignore",
          declaration,
          rule,
          reason: `${placeholder("REASON")} (${placeholder("OWNER")}, ${placeholder("TICKET")})`,
          ...(until !== undefined && { until }),
        },
      ],
    },
  ];
}

/** Takes out a suppression, or these rules of it. */
export function removeIgnore(suppression: Suppression, rules: readonly string[] = []): Fix {
  const some = rules.length > 0 && rules.length < suppression.ids.length;
  return {
    id: "remove",
    title: some ? `Take ${rules.join(", ")} out of this ignore` : "Remove this ignore",
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "remove-ignore", suppression, rules: some ? rules : [] }],
  };
}

/** Takes an access key out of the code, and so out of the account. */
export function removeKey(key: Declaration): Fix[] {
  // An instance goes by what repeats its block, a module's key by the module.
  if (key.instanceOf !== undefined || key.call || key.isRecord) return [];
  return [
    {
      id: "remove",
      title: `Remove the access key ${key.address}`,
      safety: "review",
      outcome: "removes",
      edits: () => [{ kind: "remove-declaration", declaration: key }],
    },
  ];
}
