// The rule user-no-group: a user is in no group, where others are.
import { joinGroup } from "../fix/groups";
import { literal } from "../model/value";
import { defineRule } from "../rule";
import { isBreakGlass } from "./subject";

export const userNoGroup = defineRule({
  id: "user-no-group",
  title: "A user is in no group",
  severity: "low",
  fixes: ["move-to-group"],
  docs: {
    why: "What a user outside of the groups may do is kept for it alone: nobody sees it when they review the groups, and it stays when the person moves on.",
    fine: "It is said only where the same module declares groups. Users whose name matches the break-glass pattern stand apart on purpose.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
    ],
    controls: ["policies-through-groups"],
    flagged: [
      {
        title: "a user beside a group",
        terraform:
          'resource "aws_iam_group" "developers" {\n  name = "developers"\n}\n\nresource "aws_iam_user" "alice" {\n  name = "alice"\n}\n',
        cloudformation: "Resources:\n  Developers:\n    Type: AWS::IAM::Group\n  Alice:\n    Type: AWS::IAM::User\n",
      },
    ],
    accepted: [
      {
        title: "a user in a group",
        terraform:
          'resource "aws_iam_group" "developers" {\n  name = "developers"\n}\n\nresource "aws_iam_user" "alice" {\n  name = "alice"\n}\n\nresource "aws_iam_user_group_membership" "alice" {\n  user   = aws_iam_user.alice.name\n  groups = [aws_iam_group.developers.name]\n}\n',
        cloudformation:
          "Resources:\n  Developers:\n    Type: AWS::IAM::Group\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      Groups:\n        - !Ref Developers\n",
      },
    ],
  },
  equivalents: ["checkov:CKV2_AWS_21"],
  *principal({ declaration, groups, otherGroups, open }, { config, module }) {
    if (declaration.kind !== "user" || open || groups.length + otherGroups.length > 0) return;
    const group = module.graph.principals.find((other) => other.declaration.kind === "group")?.declaration;
    if (!group || isBreakGlass(declaration.fields.name, config)) return;
    yield {
      span: declaration.nameSpan,
      message: `The user ${literal(declaration.fields.name) ?? declaration.address} is in no group, though there are some (${literal(group.fields.name) ?? group.address}): what it may do is kept for it alone.`,
      fixes: () => joinGroup(declaration, module),
    };
  },
});
