// What policies allow together: the door to the evaluator. Rules ask such questions here and nowhere else.
export { conditionHolds, conditionsHold } from "./conditions";
export { isAllowed, isDenied } from "./decide";
export { contextOf, unknownContext } from "./request";
export type { Caller, Permissions, Request, RequestContext } from "./request";
export { applies } from "./statements";
