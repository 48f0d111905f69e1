// The rule boundary-self-edit: whom a boundary binds can rewrite it.
import { isAllowed } from "../access/decide";
import { denyBoundaryEdit } from "../fix/guards";
import { literal } from "../model/value";
import { defineRule } from "../rule";
import type { Declaration } from "../model/policy";

const edits = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];

export const boundarySelfEdit = defineRule({
  id: "boundary-self-edit",
  title: "A permissions boundary can be rewritten by whom it binds",
  severity: "high",
  fixes: ["deny-boundary-edit"],
  docs: {
    why: "A boundary that its own bearer may give a new version bounds nothing: one call, and it allows everything.",
    fine: "A Deny of iam:CreatePolicyVersion and iam:SetDefaultPolicyVersion on the boundary, in the boundary itself, settles it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
      "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html",
    ],
    controls: ["aws-iam-07"],
    flagged: [
      {
        title: "the boundary and the role's policy both allow it",
        terraform: `resource "aws_iam_policy" "boundary" {
  name = "boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:*", "iam:*Policy*"], Resource = "*" }]
  })
}

resource "aws_iam_role" "app" {
  name                 = "app"
  permissions_boundary = aws_iam_policy.boundary.arn
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreatePolicyVersion", Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:*", "iam:*"]
            Resource: "*"
  App:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !Ref Boundary
      Policies:
        - PolicyName: app
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:CreatePolicyVersion
                Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "the boundary denies it",
        terraform: `resource "aws_iam_policy" "boundary" {
  name = "boundary"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "*", Resource = "*" },
      { Effect = "Deny", Action = ["iam:*PolicyVersion", "iam:SetDefaultPolicyVersion"], Resource = "*" },
    ]
  })
}

resource "aws_iam_role" "app" {
  name                 = "app"
  permissions_boundary = aws_iam_policy.boundary.arn
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:*", Resource = "*" }]
  })
}
`,
      },
    ],
  },
  *principal(principal, context) {
    const { declaration, boundary, boundaryPolicy, policies } = principal;
    if (!boundary || !boundaryPolicy) return;
    const managed = context.module.declaration(boundaryPolicy.address);
    if (managed?.kind !== "policy") return;
    const identity = policies.flatMap(({ policy }) => policy ?? []);
    const resource = arnOf(managed);
    const allowed = edits.find(
      (action) => isAllowed({ action, resource }, { identity, boundary: boundaryPolicy }) === "yes",
    );
    if (allowed === undefined) return;
    const name = literal(declaration.fields.name) ?? declaration.address;
    const uri = context.module.graph.documentOf(boundaryPolicy)?.uri;
    yield {
      span: declaration.nameSpan,
      message: `${name} may do ${allowed} on its own permissions boundary, and so allow itself everything.`,
      fixes: () => denyBoundaryEdit(boundaryPolicy, managed),
      related: uri === undefined ? [] : [{ uri, span: boundaryPolicy.span, message: "The boundary does not deny it" }],
    };
  },
});

/** The policy's ARN as far as the code tells it: its account is never known, its name may not be. */
function arnOf({ fields }: Declaration): string {
  const path = fields.path ? (literal(fields.path) ?? "/*") : "/";
  return `arn:aws:iam::*:policy${path}${literal(fields.name) ?? "*"}`;
}
