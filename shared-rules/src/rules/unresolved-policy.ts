// The rule unresolved-policy: a policy, or the heart of it, is an expression that cannot be read here.
import type { Policy, UnreadPolicy } from "../model/policy";
import type { Unknown, Value } from "../model/value";
import { defineRule } from "../rule";
import { listing } from "./grants";

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
  *unread(unread, { module }) {
    const document = module.documents.find((one) => one.unread.includes(unread));
    const same = document?.unread.filter((other) => isSameCause(unread, other)) ?? [];
    const [first = unread] = same;
    if (!isSamePlace(first, unread)) return;
    const reason = unread.because === undefined ? "" : `: ${ofIt(unread.because, unread.expression)}`;
    yield {
      span: unread.span,
      message: `Not analysable: this policy is ${short(unread.expression)}, which is not known here${reason}.`,
      related: same
        .filter((other) => !isSamePlace(first, other))
        .slice(0, mostRelated)
        .map(({ address, span }) => ({ uri: document?.uri ?? "", span, message: `so is the policy of ${address}` })),
    };
  },
  *policy(policy) {
    for (const unknowns of unknownsOf(policy)) {
      const [first] = unknowns;
      if (!first) continue;
      const sources = [...new Set(unknowns.map(({ source }) => short(source)))];
      const because = first.because === undefined ? "" : ` (${ofIt(first.because, ...sources)})`;
      yield {
        span: first.span,
        message: `Not analysable: ${listing(sources)} ${sources.length > 1 ? "are" : "is"} not known here${because}, so what it grants was not checked.`,
      };
    }
  },
});

/** A reader sees from these that it is used more often. */
const mostRelated = 10;

/** Whether two policies are the same unknown expression: one that means the same in each resource. */
function isSameCause(one: UnreadPolicy, other: UnreadPolicy): boolean {
  if (isSamePlace(one, other)) return true;
  const isAlike = one.expression === other.expression && one.because === other.because;
  return isAlike && !/\b(?:each|count|self)\./.test(one.expression);
}

function isSamePlace({ span: one }: UnreadPolicy, { span: other }: UnreadPolicy): boolean {
  return one.start === other.start && one.end === other.end;
}

/**
 * Expressions in the place of statements, and in the place of actions of an Allow: those of one statement together, as they mostly hang on
 * the same thing. Resources are often references and are judged as such.
 */
function* unknownsOf(policy: Policy): Generator<readonly Unknown[]> {
  for (const value of policy.unread) yield* [...unknownIn(value)].map((unknown) => [unknown]);
  for (const { effect, actions, notActions } of policy.statements)
    if (effect !== "Deny") yield [...actions.items, ...notActions.items].flatMap((item) => [...unknownIn(item)]);
}

function* unknownIn(value: Value): Generator<Unknown> {
  if (value.kind === "unknown") yield value;
  if (value.kind === "text")
    for (const part of value.parts) if (typeof part !== "string" && part.kind === "unknown") yield part;
}

/** A reason whose subject was just named. */
function ofIt(because: string, ...named: readonly string[]): string {
  const [only, other] = named;
  const subject = only === undefined || other !== undefined ? undefined : `${short(only)} `;
  return subject !== undefined && because.startsWith(subject) ? `it ${because.slice(subject.length)}` : because;
}

function short(source: string): string {
  const line = source.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
