// The library of policies Roleward writes: service control policies and permissions boundaries, in the order pickers show them.
import { isListData, type DataObject } from "../model/data";
import { deployerBoundary, developerBoundary, starterBoundary } from "./boundaries";
import { fenceRegions } from "./region-fence";
import * as scps from "./scps";
import type { Snippet } from "./snippet";

export { boundaryFor } from "./boundaries";
export { denyUserCreation } from "./scps";
export { boundaryName, policyText, type Snippet } from "./snippet";

/** All snippets, in the order the pickers show them, for those who use these regions; none: that is not known. */
export function snippetsFor(allowedRegions: readonly string[]): readonly Snippet[] {
  return [
    scps.denyUserCreation,
    scps.requireBoundary,
    scps.denyRootActions,
    scps.denyRootKeys,
    scps.denyLeaving,
    scps.protectLogging,
    scps.protectKeys,
    fenceRegions(allowedRegions),
    scps.requireImdsV2,
    starterBoundary,
    developerBoundary,
    deployerBoundary,
  ];
}

/** The service control policy that denies an action by name ("cloudtrail:StopLogging"), or undefined. */
export function scpDenying(action: string): Snippet | undefined {
  return Object.values(scps).find(({ policy }) => policy.Statement.some((statement) => names(statement, action)));
}

function names({ Action: denied = [] }: DataObject, action: string): boolean {
  return isListData(denied) ? denied.includes(action) : denied === action;
}

/** The snippet of that id, or undefined. */
export function snippetById(id: string, allowedRegions: readonly string[] = []): Snippet | undefined {
  return snippetsFor(allowedRegions).find((snippet) => snippet.id === id);
}
