# SYNTAX TEST "source.hcl.terraform" "IAM words in Terraform: quoted strings, jsonencode and heredocs"
data "aws_iam_policy_document" "a" {
  # actions = ["iam:CreateUser"]
#              ^^^^^^^^^^^^^^ comment.line.number-sign.hcl - meta.action.iam
  statement {
    actions   = ["iam:CreateUser", "s3:*"]
#                 ^^^ meta.action.iam entity.name.namespace.service.iam
#                     ^^^^^^^^^^ meta.action.iam entity.name.function.action.iam
#                                      ^ meta.action.iam keyword.operator.wildcard.iam
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.bucket}/*"]
#                 ^^^ meta.arn.iam storage.type.arn.iam
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ meta.arn.iam meta.interpolation.iam variable.other.interpolation.iam
#                                                             ^^ meta.arn.iam entity.name.namespace.service.iam
#                                                                  ^^^^^^^^^^^^^ meta.interpolation.iam
#                                                                                ^ meta.arn.iam keyword.operator.wildcard.iam
#                                                                                 ^ punctuation.definition.string.end.hcl - meta.arn.iam
    self      = ["arn:aws:iam::*:user/$${aws:username}"]
#                                     ^^^ punctuation.definition.interpolation.begin.iam
#                                        ^^^^^^^^^^^^ variable.other.interpolation.iam
    condition {
      variable = "aws:RequestTag/Owner"
#                 ^^^ meta.condition-key.iam entity.name.namespace.service.iam
#                     ^^^^^^^^^^ meta.condition-key.iam variable.other.condition-key.iam
#                                ^^^^^ meta.condition-key.iam variable.other.tag-key.iam
    }
  }
}

resource "aws_iam_policy" "b" {
  name   = "${var.prefix}:Policy"
#             ^^^^^^^^^^ meta.interpolation.hcl - meta.action.iam
  policy = <<-EOT
    { "Action": "iam:Create*", "Resource": "*" }
#                ^^^ string.unquoted.heredoc.hcl meta.action.iam entity.name.namespace.service.iam
#                          ^ meta.action.iam keyword.operator.wildcard.iam
#                                           ^ keyword.operator.wildcard.iam
  EOT
}
