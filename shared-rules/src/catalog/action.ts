// What AWS says about one IAM action. Not the look-up (catalog.ts), and nothing Roleward decided (sensitive.ts).

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html */
export type AccessLevel = "List" | "Read" | "Write" | "Permissions management" | "Tagging";

export interface ActionInfo {
  /** In AWS's own case: "iam:CreateUser". */
  readonly name: string;
  /** "iam" */
  readonly service: string;
  readonly accessLevel: AccessLevel;
  /** What it does, without a full stop: "attach a managed policy to the IAM role". Cut with "..." where AWS is wordy. */
  readonly description: string;
  /** The types a Resource can name. None: the action takes only "*". */
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
  /** The service's and tag keys that can come with it or with its resources. The other global aws: keys are not repeated. */
  readonly conditionKeys: readonly string[];
}

/**
 * Whether a statement on Resource "*" can surely name something narrower for this action. An action whose only resource type is optional
 * (rds:DescribeDBInstances, cloudwatch:PutMetricData) also works without any, and would stop doing so.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table
 */
export function canNarrow(action: ActionInfo): boolean {
  const types = action.resourceTypes;
  return types.length > 1 || types.some(({ required }) => required);
}

/**
 * A question about all actions of an expansion, answered once for each: the catalogue gives the same list for the same pattern, and rules
 * ask at every keystroke.
 */
export function onceFor<T>(answer: (actions: readonly ActionInfo[]) => T): (actions: readonly ActionInfo[]) => T {
  const known = new WeakMap<readonly ActionInfo[], { readonly value: T }>();
  return (actions) => {
    let found = known.get(actions);
    if (!found) known.set(actions, (found = { value: answer(actions) }));
    return found.value;
  };
}
