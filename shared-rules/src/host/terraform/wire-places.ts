// What Terraform resources run with a role, and where each of them names it. It reads nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
import type { Runner, SecretUse } from "../../model/secret-use";

export interface RunnerPlaces {
  readonly runs: Runner;
  /** Where it names its role, or its instance profile: an attribute, or a block's. Nothing where it always has one. */
  readonly role?: { readonly name: string; readonly within?: string };
  /** The containers that it starts, as JSON. */
  readonly containers?: string;
  /** The script that it starts with. */
  readonly scripts?: readonly string[];
  /** Attributes that the role comes after, the best place first. */
  readonly after: readonly string[];
}

const instance: RunnerPlaces = {
  runs: "ec2",
  role: { name: "iam_instance_profile" },
  scripts: ["user_data", "user_data_base64"],
  after: ["key_name", "instance_type", "image_id", "ami"],
};

const places: Readonly<Record<string, RunnerPlaces>> = {
  aws_ecs_task_definition: {
    runs: "ecs-task",
    role: { name: "task_role_arn" },
    containers: "container_definitions",
    after: ["execution_role_arn", "family"],
  },
  aws_instance: instance,
  aws_spot_instance_request: instance,
  aws_launch_configuration: instance,
  aws_launch_template: { ...instance, role: { name: "name", within: "iam_instance_profile" } },
  aws_lambda_function: { runs: "lambda", after: [] },
};

export function runnerPlaces(type: string): RunnerPlaces | undefined {
  return places[type];
}

/** @param labels of a resource's block */
export function runnerOf([type = "", name = ""]: readonly string[]): SecretUse["by"] {
  const found = places[type];
  return found && { address: `${type}.${name}`, runs: found.runs };
}
