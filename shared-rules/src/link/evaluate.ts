// Values of HCL expressions and blocks, as far as they can be known: the door to Terraform's evaluator. It evaluates nothing itself.
export {
  evaluateBlock,
  expandBlock,
  expandDynamic,
  instancesOf,
  knownInstances,
  mergedDicts,
} from "./terraform/blocks";
export type { Instance, Instances } from "./terraform/blocks";
export { definitionsIn, moduleEnvironment } from "./terraform/environment";
export type { Definition, Definitions, ModuleOptions, VariableDefinition } from "./terraform/environment";
export { evaluate } from "./terraform/expressions";
export { treeOfJson } from "./terraform/functions-encoding";
export { explained, handedOn, reasonOf, shortened } from "./terraform/reasons";
export { emptyEnvironment, newBudget, spanOf, unknownOf, writtenIn } from "./terraform/scope";
export type { Budget, Environment, Scope } from "./terraform/scope";
export { conditionalStretch } from "./terraform/templates";
