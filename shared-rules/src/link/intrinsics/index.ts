// The door of link/intrinsics: CloudFormation's functions, read as far as a template tells. See resolve.ts.
export type { Alternative } from "./conditions";
export { alternatives, assume, casesOf, decided } from "./conditions";
export type { Environment, Parameter } from "./environment";
export { emptyEnvironment, placed, shortText } from "./environment";
export { unroll, withLoops } from "./loops";
export type { Given } from "./parameters";
export { readParameters } from "./parameters";
export { reader, resolve, substitute } from "./resolve";
export type { Choice, Intrinsic } from "./syntax";
export { choiceOf, intrinsicOf, isNoValue, substitutions } from "./syntax";
export { joinedItems } from "./text";
