// The rule suppression-expired: an ignore whose day has passed.
import { removeIgnore } from "../fix/exceptions";
import { defineRule } from "../rule";

export const suppressionExpired = defineRule({
  id: "suppression-expired",
  title: "An ignore whose day has passed",
  severity: "medium",
  fixes: ["remove"],
  docs: {
    why: "Somebody promised that this would be settled by that day; until it is, or a new day is agreed, the finding is told again.",
    fine: "A day that is still to come, or none, for what will stay an exception.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"],
    controls: [],
    flagged: [
      {
        title: "a day in the past",
        terraform: `# roleward-ignore user-declared until 2020-06-30: moves to a role with the next release
resource "aws_iam_user" "legacy" {
  name = "legacy"
}
`,
        cloudformation: `Resources:
  # roleward-ignore user-declared until 2020-06-30: moves to a role with the next release
  Legacy:
    Type: AWS::IAM::User
`,
      },
    ],
    accepted: [
      {
        title: "a day to come",
        terraform: `# roleward-ignore user-declared until 2999-06-30: moves to a role with the next release
resource "aws_iam_user" "legacy" {
  name = "legacy"
}
`,
      },
    ],
  },
  *suppression({ suppression, isExpired }) {
    const { tool, until, span, reason } = suppression;
    if (tool === "roleward" && isExpired && until !== undefined)
      yield {
        span,
        message: `This ignore ended on ${until}: "${reason}". Settle the finding or agree on a new day.`,
        fixes: () => [removeIgnore(suppression)],
      };
  },
});
