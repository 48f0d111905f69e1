// The rule trust-saml-audience: a role of a SAML provider that does not ask whom the assertion is for.
import { addCondition } from "../fix/statement";
import { demands, hasUnreadableConditions, speaksOf, testsOf } from "../model/questions";
import { defineRule } from "../rule";
import { lets, patternOf, trustedBy } from "./trust";

const signIn = "https://signin.aws.amazon.com/saml";

export const trustSamlAudience = defineRule({
  id: "trust-saml-audience",
  title: "SAML sign-in without an audience",
  severity: "medium",
  fixes: ["add-condition"],
  docs: {
    why: "Without SAML:aud, an assertion that the identity provider made for another of its applications may be enough to take the role.",
    fine: 'SAML:aud is the endpoint that the assertion was made for: "https://signin.aws.amazon.com/saml", or that of a Region.',
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml",
    ],
    controls: ["aws-iam-03"],
    flagged: [
      {
        title: "no audience",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/idp" },
          Action: "sts:AssumeRoleWithSAML",
        },
      },
    ],
    accepted: [
      {
        title: "the audience of AWS sign-in",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/idp" },
          Action: "sts:AssumeRoleWithSAML",
          Condition: { StringEquals: { "SAML:aud": signIn } },
        },
      },
    ],
  },
  *statement(statement, policy, context) {
    if (!lets(policy, statement) || speaksOf(statement, "sts:AssumeRoleWithSAML") !== "yes") return;
    const provider = trustedBy(statement).find(
      ({ type, value }) =>
        type === "Federated" &&
        (value.kind === "reference"
          ? /SAML/i.test(context.module.declaration(value.target)?.type ?? "")
          : patternOf(value).text.includes(":saml-provider/")),
    );
    if (!provider) return;
    const tests = testsOf(statement.conditions, "SAML:aud");
    if (tests.some((test) => demands(test) !== "no")) return;
    const [test] = tests;
    if (!test && hasUnreadableConditions(statement)) return;
    const title = `Ask for the audience ${signIn}`;
    yield {
      span: test ? (test.values.items[0]?.span ?? test.keySpan) : provider.value.span,
      message: test
        ? "This test of SAML:aud holds for every assertion, whichever application it was made for."
        : "Any assertion of this SAML provider is enough, also one that was made for another application: SAML:aud is not asked for.",
      ...(!test && { fixes: () => [addCondition(policy, statement, "SAML:aud", signIn, title)] }),
    };
  },
});
