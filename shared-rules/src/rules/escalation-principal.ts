// The rule escalation-principal: several policies of one principal are together enough to become administrator.
import { literal } from "../model/value";
import { defineRule } from "../rule";
import { howInWords, moreInWords, relatedSteps, stepsInWords, waysOfPrincipal } from "./escalation-ways";

export const escalationPrincipal = defineRule({
  id: "escalation-principal",
  title: "Policies that are together enough to become administrator",
  severity: "critical",
  fixes: [],
  docs: {
    why: "Each of these policies looks harmless by itself; whoever holds all of them can work with the strongest role of the account.",
    fine: "Policies that a permissions boundary or a Deny takes away again do not count. A service control policy in the same files takes nothing away here: SCPs do not bind the management account, which is where they are usually applied from. What needs a resource with a strong role to be there already is told as high.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "one policy passes any role, another runs code",
        terraform: `resource "aws_iam_user" "deploy" {
  name = "deploy"
}

resource "aws_iam_user_policy" "pass" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}

resource "aws_iam_user_policy" "code" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: codebuild.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: pass
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: "*"
        - PolicyName: code
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: ec2:RunInstances
                Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "a Deny in the other policy",
        terraform: `resource "aws_iam_user" "deploy" {
  name = "deploy"
}

resource "aws_iam_user_policy" "pass" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}

resource "aws_iam_user_policy" "code" {
  user = aws_iam_user.deploy.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" },
      { Effect = "Deny", Action = "iam:*", Resource = "*" },
    ]
  })
}
`,
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_286"],
  *principal(principal, context) {
    const { declaration } = principal;
    const [worst, ...others] = waysOfPrincipal(principal, context);
    if (!worst) return;
    const name = literal(declaration.fields.name) ?? declaration.address;
    yield {
      span: declaration.nameSpan,
      severity: worst.path.needs === undefined ? "critical" : "high",
      message: `${name} ${worst.path.needs === undefined ? "can" : "may"} become administrator: its policies together allow ${stepsInWords(worst)}, so its holder ${howInWords(worst)}${moreInWords(others)}.`,
      related: relatedSteps(worst.sources, context),
    };
  },
});
