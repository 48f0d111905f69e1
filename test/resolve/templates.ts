// What tests of templates share: statements written, and read statements in words. It checks nothing.
import type { Document } from "../../shared-rules/src/model/document";
import { words } from "../host/reading";

/** A statement in YAML's flow style. */
export const grant = (action: string, resource = "'*'", effect = "Allow"): string =>
  `{Effect: ${effect}, Action: ${action}, Resource: ${resource}}`;

/** Statements by policy, in words. */
export function statements(document: Document): string[][] {
  return document.policies.map((policy) =>
    policy.statements.map(
      ({ effect, actions, resources }) => `${effect} ${words(actions.value)} on ${words(resources.value)}`,
    ),
  );
}
