# The deploy user of a pipeline, as it was set up three years ago. The team now uses GitHub Actions.

resource "aws_iam_user" "deploy" {
  name = "deploy"
  path = "/ci/"
}

resource "aws_iam_access_key" "deploy" {
  user = aws_iam_user.deploy.name
}

resource "aws_iam_user_policy" "deploy" {
  name = "deploy"
  user = aws_iam_user.deploy.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Release"
        Effect   = "Allow"
        Action   = ["ecs:RegisterTaskDefinition", "ecs:UpdateService", "iam:PassRole"]
        Resource = "*"
      },
      {
        # Needed once, for the migration to ECR.
        Effect   = "Allow"
        Action   = "ecr:*"
        Resource = "arn:aws:ecr:eu-central-1:123456789012:repository/shop"
      },
    ]
  })
}
