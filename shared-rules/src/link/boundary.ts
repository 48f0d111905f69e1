// Which declared policy serves as permissions boundary in a module. It writes nothing.
import type { Declaration } from "../model/policy";
import { literal } from "../model/value";
import type { Module } from "./module";

const known = new WeakMap<Module, { readonly declared: Declaration | undefined }>();

/**
 * The managed policy that the module uses as a boundary, or one whose name says it is one; undefined where there is none.
 * The first in document order.
 */
export function declaredBoundary(module: Module): Declaration | undefined {
  const found = known.get(module) ?? { declared: findBoundary(module) };
  known.set(module, found);
  return found.declared;
}

function findBoundary(module: Module): Declaration | undefined {
  const boundaries = new Set(
    module.documents.flatMap((document) =>
      document.policies.filter((policy) => policy.kind === "boundary").map((policy) => policy.address),
    ),
  );
  const policies = module.declarations.filter((declaration) => declaration.kind === "policy");
  return (
    policies.find((policy) => boundaries.has(policy.address)) ??
    policies.find((policy) => /boundary/i.test(literal(policy.fields.name) ?? policy.address))
  );
}
