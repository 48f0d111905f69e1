# The CI role may do what the pipeline needs, and, by an oversight, make users.
data "aws_iam_policy_document" "pipeline" {
  statement {
    sid       = "Deploy"
    actions   = ["s3:PutObject", "s3:GetObject"]
    resources = ["arn:aws:s3:::app-artifacts/*"]
  }

  statement {
    sid = "Users"
    # A left-over of the first setup.
    actions   = ["iam:CreateUser", "iam:GetUser"]
    resources = ["arn:aws:iam::111122223333:user/ci/*"]
  }
}

resource "aws_iam_policy" "pipeline" {
  name   = "pipeline"
  policy = data.aws_iam_policy_document.pipeline.json
}
