// The rule suppression-unused: an ignore that hides nothing.
import { defineRule } from "../rule";
import { listing } from "./grants";

export const suppressionUnused = defineRule({
  id: "suppression-unused",
  title: "An ignore that hides nothing",
  severity: "low",
  fixes: [],
  docs: {
    why: "An ignore that hides nothing today hides the next real finding tomorrow, and tells readers of a risk that is not there.",
    fine: "It names a rule, gives a reason after a colon, and stands at the end of the line, on the line above, or above the block.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"],
    controls: [],
    flagged: [
      {
        title: "what it ignores is not there",
        terraform: `# roleward-ignore user-untagged: the tags are set by the account's automation
resource "aws_iam_group" "staff" {
  name = "staff"
}
`,
        cloudformation: `Resources:
  # roleward-ignore user-untagged: the tags are set by the account's automation
  Staff:
    Type: AWS::IAM::Group
`,
      },
      {
        title: "no reason",
        terraform: `# roleward-ignore user-declared
resource "aws_iam_user" "legacy" {
  name = "legacy"
}
`,
      },
    ],
    accepted: [
      {
        title: "a finding that is there",
        terraform: `# roleward-ignore user-declared: the vendor's appliance cannot assume roles, see OPS-12
resource "aws_iam_user" "legacy" {
  name = "legacy"
}
`,
        cloudformation: `Resources:
  # roleward-ignore user-declared: the vendor's appliance cannot assume roles, see OPS-12
  Legacy:
    Type: AWS::IAM::User
`,
      },
    ],
  },
  *suppression({ suppression, rules, hides }, { config }) {
    const { tool, ids, reason, span } = suppression;
    if (tool !== "roleward" || hides.length > 0) return;
    const unknown = ids.filter((id) => !rules.includes(id));
    if (ids.length === 0) yield { span, message: "This ignore names no rule: write roleward-ignore RULE: why." };
    else if (reason === "")
      yield {
        span,
        message: `This ignore gives no reason, so it hides nothing: write roleward-ignore ${ids.join(", ")}: why.`,
      };
    else if (unknown.length > 0) yield { span, message: `There is no rule ${listing(unknown)} to ignore.` };
    // A rule that is off finds nothing; that says nothing about the ignore.
    else if (!rules.some((id) => config.rules[id] === "off"))
      yield { span, message: `${listing(ids)} is not found here any more: this ignore hides nothing.` };
  },
});
