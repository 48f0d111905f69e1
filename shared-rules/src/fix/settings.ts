// Fixes that set what a declaration says of itself: tags, a password's reset, a session's length. Each knows fields, no format.
import type { Data } from "../model/data";
import { placeholder } from "../model/data";
import type { Declaration, Fields } from "../model/policy";
import type { Fix } from "../rule";

type Values = Readonly<Partial<Record<keyof Fields, Data>>>;

/** Sets fields of one declaration. */
function setFields(id: string, title: string, declaration: Declaration, values: Values): Fix {
  return {
    id,
    title,
    safety: "review",
    outcome: "removes",
    edits: () =>
      Object.entries(values).map(([field, value]) => ({
        kind: "set-field",
        declaration,
        field: field as keyof Fields,
        value,
      })),
  };
}

/** Adds the tags that are missing, with values for a person to fill in. */
export function addTags(declaration: Declaration, names: readonly string[]): Fix {
  const title = names.length === 1 ? `Add the tag ${names[0] ?? ""}` : `Add the tags ${names.join(", ")}`;
  const tags = Object.fromEntries(names.map((name) => [name, placeholder("CHANGE-ME")]));
  return setFields("add-tags", title, declaration, { tags });
}

/** Asks for a new password at the first sign-in. */
export function setReset(profile: Declaration): Fix {
  return setFields("set-reset", "Ask for a new password at the first sign-in", profile, { passwordReset: true });
}

/** @param duration ISO 8601, and in words */
export function setSession(permissionSet: Declaration, duration: string, words: string): Fix {
  return setFields("set-session", `End sessions after ${words}`, permissionSet, { sessionDuration: duration });
}

/** @param values what is too weak, as it should be; `words` says it for the title, and what stays */
export function strengthen(policy: Declaration, values: Values, words: string): Fix {
  return setFields("strengthen", `Ask for ${words}`, policy, values);
}

/** Requires a token of whoever asks an instance's metadata service. */
export function requireImdsv2(instance: Declaration): Fix {
  return setFields("require-imdsv2", `Require tokens (IMDSv2) of ${instance.address}`, instance, {
    httpTokens: "required",
  });
}
