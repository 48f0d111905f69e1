// The rule unresolved-policy: a policy, or the heart of it, is an expression that cannot be read here.
import type { Policy } from "../model/policy";
import type { Unknown, Value } from "../model/value";
import { defineRule } from "../rule";

export const unresolvedPolicy = defineRule({
  id: "unresolved-policy",
  title: "Not analysable: the policy hangs on an expression",
  severity: "advice",
  fixes: [],
  docs: {
    why: "This policy cannot be judged because the expression it hangs on is only known elsewhere; what it grants was not checked.",
    fine: "It is a hint, not a fault: it says where silence does not mean safe.",
    references: ["https://developer.hashicorp.com/terraform/language/expressions/references"],
    controls: [],
    flagged: [
      {
        title: "actions from a variable",
        terraform:
          'resource "aws_iam_policy" "app" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.actions, Resource = "arn:aws:s3:::app" }] })\n}\n',
      },
    ],
    accepted: [
      {
        title: "a resource that another resource names",
        terraform:
          'resource "aws_iam_policy" "app" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = aws_s3_bucket.app.arn }] })\n}\n',
      },
    ],
  },
  *unread(unread) {
    yield {
      span: unread.span,
      message: `Not analysable: this policy is ${short(unread.expression)}, which is not known here.`,
    };
  },
  *policy(policy) {
    for (const unknown of unknownsOf(policy))
      yield {
        span: unknown.span,
        message: `Not analysable: ${short(unknown.source)} is not known here${unknown.because === undefined ? "" : ` (${unknown.because})`}, so what it grants was not checked.`,
      };
  },
});

/** Expressions in the place of actions, effects or statements of an Allow. Resources are often references and are judged as such. */
function* unknownsOf(policy: Policy): Generator<Unknown> {
  for (const value of policy.unread) yield* unknownIn(value);
  for (const statement of policy.statements) {
    if (statement.effect === "Deny") continue;
    for (const elements of [statement.actions, statement.notActions]) {
      for (const item of elements.items) yield* unknownIn(item);
    }
  }
}

function* unknownIn(value: Value): Generator<Unknown> {
  if (value.kind === "unknown") yield value;
  if (value.kind === "text")
    for (const part of value.parts) if (typeof part !== "string" && part.kind === "unknown") yield part;
}

function short(source: string): string {
  const line = source.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
