// The fix role-instead for each workload, in Terraform: the text after it, to the byte, and what the rules say of it.
import { checkRoles } from "../support/roles";

const configuration = `resource "aws_iam_user" "sync" {
  name = "sync"
}

resource "aws_iam_user_policy_attachment" "sync" {
  user       = aws_iam_user.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`;

/** What becomes of {@link configuration}, by the fix's title. */
const terraform: Readonly<Record<string, string>> = {
  "Replace the user by a role for EC2": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_instance_profile" "sync" {
  role = aws_iam_role.sync.name
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for Lambda": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "lambda.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for an ECS task": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          ArnLike = {
            "aws:SourceArn" = "arn:aws:ecs:*:\${data.aws_caller_identity.current.account_id}:*"
          }
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for an EKS pod (Pod Identity)": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "pods.eks.amazonaws.com"
        }
        Action = ["sts:AssumeRole", "sts:TagSession"]
      },
    ]
  })
}

resource "aws_eks_pod_identity_association" "pod_identity" {
  cluster_name    = "<CLUSTER>"
  namespace       = "<NAMESPACE>"
  service_account = "<SERVICE-ACCOUNT>"
  role_arn        = aws_iam_role.sync.arn
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for an EKS service account (IRSA)": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.eks.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>:aud" = "sts.amazonaws.com"
            "oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>:sub" = "system:serviceaccount:<NAMESPACE>:<SERVICE-ACCOUNT>"
          }
        }
      },
    ]
  })
}

resource "aws_iam_openid_connect_provider" "eks" {
  url            = "https://oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for GitHub Actions": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.github_actions.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub" = "repo:<OWNER>/<REPOSITORY>:ref:refs/heads/main"
          }
        }
      },
    ]
  })
}

resource "aws_iam_openid_connect_provider" "github_actions" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for GitLab CI": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.gitlab.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "gitlab.com:aud" = "https://gitlab.com"
            "gitlab.com:sub" = "project_path:<GROUP>/<PROJECT>:ref_type:branch:ref:main"
          }
        }
      },
    ]
  })
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for Bitbucket Pipelines": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.bitbucket.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "api.bitbucket.org/2.0/workspaces/<WORKSPACE>/pipelines-config/identity/oidc:aud" = "ari:cloud:bitbucket::workspace/<WORKSPACE-UUID>"
          }
          StringLike = {
            "api.bitbucket.org/2.0/workspaces/<WORKSPACE>/pipelines-config/identity/oidc:sub" = "{<REPOSITORY-UUID>}:*"
          }
        }
      },
    ]
  })
}

resource "aws_iam_openid_connect_provider" "bitbucket" {
  url            = "https://api.bitbucket.org/2.0/workspaces/<WORKSPACE>/pipelines-config/identity/oidc"
  client_id_list = ["ari:cloud:bitbucket::workspace/<WORKSPACE-UUID>"]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for CircleCI": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.circleci.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "oidc.circleci.com/org/<ORGANIZATION-ID>:aud" = "<ORGANIZATION-ID>"
          }
          StringLike = {
            "oidc.circleci.com/org/<ORGANIZATION-ID>:sub" = "org/<ORGANIZATION-ID>/project/<PROJECT-ID>/user/*"
          }
        }
      },
    ]
  })
}

resource "aws_iam_openid_connect_provider" "circleci" {
  url            = "https://oidc.circleci.com/org/<ORGANIZATION-ID>"
  client_id_list = ["<ORGANIZATION-ID>"]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for HCP Terraform": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.hcp_terraform.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "app.terraform.io:aud" = "aws.workload.identity"
          }
          StringLike = {
            "app.terraform.io:sub" = "organization:<ORGANIZATION>:project:<PROJECT>:workspace:<WORKSPACE>:run_phase:*"
          }
        }
      },
    ]
  })
}

resource "aws_iam_openid_connect_provider" "hcp_terraform" {
  url            = "https://app.terraform.io"
  client_id_list = ["aws.workload.identity"]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for a server outside of AWS (IAM Roles Anywhere)": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "rolesanywhere.amazonaws.com"
        }
        Action = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        Condition = {
          ArnEquals = {
            "aws:SourceArn" = aws_rolesanywhere_trust_anchor.trust_anchor.arn
          }
        }
      },
    ]
  })
}

resource "aws_rolesanywhere_trust_anchor" "trust_anchor" {
  name    = "servers"
  enabled = true

  source {
    source_type = "CERTIFICATE_BUNDLE"

    source_data {
      x509_certificate_data = "<CA-CERTIFICATE>"
    }
  }
}

resource "aws_rolesanywhere_profile" "servers" {
  name      = "servers"
  enabled   = true
  role_arns = [aws_iam_role.sync.arn]
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for a hybrid node of Systems Manager": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ssm.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role_policy_attachment" "ssm_managed_instance_core" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_ssm_activation" "hybrid_nodes" {
  iam_role           = aws_iam_role.sync.name
  registration_limit = 1
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a role for a third party, with an external ID": `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::<THEIR-ACCOUNT-ID>:root"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "sts:ExternalId" = "<EXTERNAL-ID>"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "sync" {
  role       = aws_iam_role.sync.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
`,
  "Replace the user by a permission set for people, through IAM Identity Center": `data "aws_ssoadmin_instances" "this" {}

resource "aws_ssoadmin_permission_set" "sync" {
  name         = "sync"
  instance_arn = tolist(data.aws_ssoadmin_instances.this.arns)[0]
}

data "aws_caller_identity" "current" {}

resource "aws_ssoadmin_account_assignment" "assignment" {
  instance_arn       = tolist(data.aws_ssoadmin_instances.this.arns)[0]
  permission_set_arn = aws_ssoadmin_permission_set.sync.arn
  principal_type     = "GROUP"
  principal_id       = "<GROUP-ID>"
  target_type        = "AWS_ACCOUNT"
  target_id          = data.aws_caller_identity.current.account_id
}

resource "aws_ssoadmin_managed_policy_attachment" "sync" {
  instance_arn       = tolist(data.aws_ssoadmin_instances.this.arns)[0]
  managed_policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
  permission_set_arn = aws_ssoadmin_permission_set.sync.arn
}
`,
};

describe("role-instead in Terraform", () => checkRoles("/w/main.tf", configuration, terraform));
