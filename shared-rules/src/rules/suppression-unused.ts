// The rule suppression-unused: an ignore that hides nothing.
import { removeIgnore } from "../fix/exceptions";
import { defineRule, type Fix } from "../rule";
import { listing } from "./grants";

export const suppressionUnused = defineRule({
  id: "suppression-unused",
  title: "An ignore that hides nothing",
  severity: "low",
  fixes: ["remove"],
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
    const dead = ids.filter((id) => !hides.some(({ rule, covers }) => rule === id || covers.includes(id)));
    if (tool !== "roleward" || (hides.length > 0 && dead.length === 0)) return;
    const unknown = dead.filter((id) => !rules.includes(id));
    const fixes = (): Fix[] => [removeIgnore(suppression, dead)];
    if (ids.length === 0) yield { span, message: "This ignore names no rule: write roleward-ignore RULE: why.", fixes };
    else if (reason === "")
      yield {
        span,
        message: `This ignore gives no reason, so it hides nothing: write roleward-ignore ${ids.join(", ")}: why.`,
        fixes,
      };
    else if (unknown.length > 0) yield { span, message: `There is no rule ${listing(unknown)} to ignore.`, fixes };
    // A rule that is off finds nothing; that says nothing about the ignore.
    else if (!dead.some((id) => config.rules[id] === "off"))
      yield {
        span,
        message: `${listing(dead)} is not found here any more: this ignore hides nothing${hides.length > 0 ? " of it" : ""}.`,
        fixes,
      };
  },
});
