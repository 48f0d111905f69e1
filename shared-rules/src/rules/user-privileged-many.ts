// The rule user-privileged-many: more than one user of the workspace is an administrator, or nearly one.
import { literal } from "../model/value";
import { defineOptions, wholeNumber } from "../options";
import { defineRule, type Fact } from "../rule";
import { listing } from "./grants";
import { privilegeOf, rankOf } from "./privileged";

const options = defineOptions("user-privileged-many", {
  allowed: wholeNumber({
    default: 1,
    example: 2,
    minimum: 1,
    description: "How many users with administrator rights are accepted.",
  }),
});

export const userPrivilegedMany = defineRule({
  id: "user-privileged-many",
  title: "Several users with administrator rights",
  severity: "medium",
  fixes: [],
  options,
  docs: {
    why: "Each user with administrator rights is one more permanent way into the account, and nobody can tell which of them is needed.",
    fine: "One user for emergencies, kept under lock, is enough; people administrate with a role or through IAM Identity Center. A user who has everything but IAM (PowerUserAccess) counts, too.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp"],
    controls: ["no-full-administrator", "aws-iam-03"],
    flagged: [
      {
        title: "two administrators",
        terraform: `resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

resource "aws_iam_policy_attachment" "admins" {
  name       = "admins"
  users      = [aws_iam_user.ann.name, aws_iam_user.bob.name]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
        cloudformation: `Resources:
  Ann:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
  Bob:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
    ],
    accepted: [
      {
        title: "one administrator",
        terraform: `resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_policy_attachment" "ann" {
  user       = aws_iam_user.ann.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
        cloudformation: `Resources:
  Ann:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
    ],
  },
  *facts(document, context) {
    for (const declaration of document.declarations) {
      if (declaration.kind !== "user") continue;
      const principal = context.module.graph.principal(declaration.address);
      const privilege = principal && privilegeOf(principal, context);
      if (!privilege) continue;
      const { address, nameSpan, fields } = declaration;
      yield { span: nameSpan, address, says: `${literal(fields.name) ?? address} is ${rankOf(privilege)}` };
    }
  },
  *workspace(facts, { config }) {
    // Of one name they may be one user: in code, in its plan and in the account's dump.
    const users = [...new Map([...facts].reverse().map((fact) => [nameIn(fact), fact])).values()].reverse();
    const [first, ...others] = users;
    if (!first || users.length <= options.get(config, "allowed")) return;
    yield {
      at: first,
      span: first.span,
      message: `${users.length} users are ${ranksOf(users)}: ${listing(users.map(nameIn))}.`,
      related: others.map(({ uri, span, says }) => ({ uri, span, message: says })),
    };
  },
});

/** "ann" of "ann is an administrator". */
function nameIn({ says }: Fact): string {
  return says.slice(0, says.lastIndexOf(" is "));
}

/** What they are together: PowerUserAccess makes nearly an administrator. */
function ranksOf(users: readonly Fact[]): string {
  const full = users.filter(({ says }) => says.endsWith(` is ${rankOf({ isAdministrator: true })}`)).length;
  if (full === 0) return "nearly administrators";
  return full === users.length ? "administrators" : "administrators or nearly so";
}
