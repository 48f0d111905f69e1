# A role for a monitoring vendor, copied from their old set-up guide.

resource "aws_iam_role" "vendor" {
  name = "vendor-monitoring"

  assume_role_policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "AWS": "*" },
      "Action": "sts:AssumeRole"
    }
  ]
}
POLICY
}

resource "aws_iam_role_policy" "vendor" {
  name   = "read"
  role   = aws_iam_role.vendor.id
  policy = var.vendor_policy
}

variable "vendor_policy" {
  description = "The vendor sends it."
  type        = string
}
