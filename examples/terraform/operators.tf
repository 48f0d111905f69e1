# What the people on call may do.

resource "aws_iam_group" "operators" {
  name = "operators"
}

data "aws_iam_policy_document" "operators" {
  statement {
    sid       = "ManageUsers"
    actions   = ["iam:CreateUser", "iam:ListUsers", "iam:GetUser"]
    resources = ["arn:aws:iam::*:user/*"]
  }

  statement {
    sid       = "DenyWithoutMfa"
    effect    = "Deny"
    actions   = ["ec2:TerminateInstances"]
    resources = ["*"]

    # A request signed with an access key carries no MFA information at all.
    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["false"]
    }
  }
}

resource "aws_iam_group_policy" "operators" {
  name   = "operators"
  group  = aws_iam_group.operators.name
  policy = data.aws_iam_policy_document.operators.json
}
