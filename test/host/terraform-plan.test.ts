// `terraform show -json`: the plan's resolved values judged, each finding on its token under the resource's whole address.
import assert from "node:assert/strict";
import { defaultConfig, isDeclined, type Finding } from "../../shared-rules/src/index";
import { readTerraformPlan } from "../../shared-rules/src/host/terraform-plan";
import { linkModule } from "../../shared-rules/src/link/module";
import type { Document } from "../../shared-rules/src/model/document";
import { engine } from "../support/engine";
import { block, planOf, policyText, refers, stateOf, type Content, type Instance, type Json } from "../support/plan";
import { words } from "./reading";

const read = (content: Json): Document => engine.read({ uri: "file:///w/plan.json", text: JSON.stringify(content) });
const plan = (content: Content): Document => read(planOf(content));
const told = ({ rule, text, address }: Finding): string => `${rule} ${text} ${address}`;
const findings = (document: Document): string[] => engine.lint(document, defaultConfig).map(told);

const tags = { Owner: "platform", Purpose: "deploys", ExpiresOn: "2027-01-31" };
const limit = "arn:aws:iam::123456789012:policy/limit";
const allow = (action: string, resource: string) => ({ Effect: "Allow", Action: action, Resource: resource });
const reports = "arn:aws:s3:::reports/*";
const user = (name: string, more: Readonly<Record<string, Json>> = {}) => ({
  name,
  path: "/",
  force_destroy: false,
  permissions_boundary: limit,
  tags: null,
  tags_all: tags,
  ...more,
});
const created = { arn: true, id: true, tags_all: {}, unique_id: true };

describe("a Terraform plan", () => {
  it("is told from other JSON", () => {
    assert.equal(plan({ instances: [] }).format, "terraform-plan");
    assert.equal(read(stateOf([])).format, "terraform-plan");
    const { planned_values: _, ...changes } = planOf({ instances: [] });
    assert.equal(read(changes).format, "terraform-plan");
    assert.equal(read({ format_version: "1.0", provider_schemas: {} }).format, "none");
    // The state as Terraform stores it has another form.
    assert.equal(read({ version: 4, terraform_version: "1.11.4", resources: [] }).format, "none");
  });

  it("has users with the provider's tags, each instance under its own address", () => {
    const document = plan({
      instances: [
        { address: 'aws_iam_user.team["alice"]', values: user("alice"), unknown: created },
        {
          address: 'aws_iam_user.team["b.o]b"]',
          values: user("bob", { permissions_boundary: null, tags_all: { Owner: "x", Purpose: "y" } }),
          unknown: created,
        },
        { address: "module.people.aws_iam_user.this[1]", values: user("carol", { tags_all: {} }), unknown: created },
        {
          address: 'module.people.module.inner["a"].aws_iam_user.this',
          values: user("dave", { tags_all: {} }),
          // A tag that is only known after apply may be any.
          unknown: { ...created, tags_all: true },
        },
      ],
    });
    assert.deepEqual(findings(document), [
      'user-declared aws_iam_user.team[\\"alice\\"] aws_iam_user.team["alice"]',
      'boundary-missing aws_iam_user.team[\\"b.o]b\\"] aws_iam_user.team["b.o]b"]',
      'user-declared aws_iam_user.team[\\"b.o]b\\"] aws_iam_user.team["b.o]b"]',
      'user-untagged aws_iam_user.team[\\"b.o]b\\"] aws_iam_user.team["b.o]b"]',
      "user-declared module.people.aws_iam_user.this[1] module.people.aws_iam_user.this[1]",
      "user-untagged module.people.aws_iam_user.this[1] module.people.aws_iam_user.this[1]",
      'user-declared module.people.module.inner[\\"a\\"].aws_iam_user.this module.people.module.inner["a"].aws_iam_user.this',
    ]);
  });

  it("has policies in strings, judged on the token within", () => {
    const document = plan({
      instances: [
        {
          address: 'module.app["eu"].aws_iam_policy.deploy',
          values: { name: "deploy", path: "/", policy: policyText(allow("s3:GetObject", reports), allow("*", "*")) },
          unknown: created,
        },
        {
          address: "aws_iam_role.app",
          values: {
            name: "app",
            assume_role_policy: policyText({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } }),
            inline_policy: [
              { name: "read", policy: policyText(allow("s3:GetObject", reports)) },
              { name: "pass", policy: policyText(allow("iam:PassRole", "*")) },
            ],
            permissions_boundary: limit,
          },
          unknown: { ...created, inline_policy: [{}, {}], managed_policy_arns: true },
        },
        {
          address: "aws_organizations_policy.scp",
          values: { name: "scp", type: "SERVICE_CONTROL_POLICY", content: policyText(allow("*", "*")) },
        },
        {
          address: "aws_organizations_policy.tags",
          values: { name: "tags", type: "TAG_POLICY", content: '{"tags": {}}' },
        },
        {
          address: "aws_s3_bucket_policy.app",
          values: { bucket: "app", policy: policyText({ ...allow("s3:*", reports), Principal: "*" }) },
        },
        {
          address: "aws_ssoadmin_permission_set_inline_policy.dev",
          values: { inline_policy: policyText(allow("iam:CreateAccessKey", "*")), instance_arn: "arn:aws:sso:::i" },
          unknown: { permission_set_arn: true, id: true },
        },
        { address: "aws_sqs_queue.empty", values: { name: "q", policy: "" } },
        { address: "aws_lambda_function.other", values: { policy: policyText(allow("*", "*")) } },
      ],
    });
    const kinds = document.policies.map(({ kind, address, owner }) => `${kind} ${address} ${owner.kind}`);
    assert.deepEqual(kinds.sort(), [
      "identity aws_iam_role.app role",
      "identity aws_iam_role.app role",
      'identity module.app["eu"].aws_iam_policy.deploy policy',
      "permission-set aws_ssoadmin_permission_set_inline_policy.dev permission-set",
      "resource aws_s3_bucket_policy.app resource",
      "scp aws_organizations_policy.scp organization-policy",
      "trust aws_iam_role.app role",
    ]);
    assert.deepEqual(document.unread, []);
    assert.deepEqual(findings(document), [
      "trust-any-principal * aws_iam_role.app",
      "escalation-pass-role * aws_iam_role.app",
      "public-action s3:* aws_s3_bucket_policy.app",
      "public-policy * aws_s3_bucket_policy.app",
      "user-credential-grant iam:CreateAccessKey aws_ssoadmin_permission_set_inline_policy.dev",
      'wildcard-admin * module.app["eu"].aws_iam_policy.deploy',
    ]);
  });

  it("says which policies are known only after apply, where the plan does", () => {
    const document = plan({
      instances: [
        { address: "aws_iam_policy.app", values: { name: "app" }, unknown: { ...created, policy: true } },
        {
          address: "aws_iam_role.app",
          values: { name: "app", inline_policy: [{ name: "a" }], permissions_boundary: limit },
          unknown: { ...created, assume_role_policy: true, inline_policy: [{ policy: true }] },
        },
        // The provider's own default, not the configuration's.
        { address: "aws_s3_bucket.app", values: { bucket: "app" }, unknown: { ...created, policy: true } },
        {
          address: "aws_kms_key.secret",
          values: { policy: null },
          sensitive: { policy: true },
        },
        { address: "aws_sns_topic.text", values: { policy: "no JSON" } },
      ],
      configuration: {
        resources: [
          block("aws_iam_policy.app", { policy: refers("aws_s3_bucket.app.arn") }),
          block("aws_iam_role.app", { assume_role_policy: refers("local.trust"), inline_policy: [{ policy: {} }] }),
          block("aws_s3_bucket.app", { bucket: { constant_value: "app" } }),
        ],
      },
    });
    const unread = document.unread.map(({ kind, address, expression, span }) => [
      kind,
      address,
      expression,
      document.text.slice(span.start, span.end),
    ]);
    assert.deepEqual(unread, [
      ["identity", "aws_iam_policy.app", "(known after apply)", '"policy":true'],
      ["trust", "aws_iam_role.app", "(known after apply)", '"assume_role_policy":true'],
      ["identity", "aws_iam_role.app", "(known after apply)", '"policy":true'],
      ["resource", "aws_kms_key.secret", "(sensitive value)", "null"],
      ["resource", "aws_sns_topic.text", "no JSON", '"no JSON"'],
    ]);
    const [hint] = engine.lint(document, defaultConfig).filter(({ address }) => address === "aws_iam_policy.app");
    assert.deepEqual(hint && told(hint), 'unresolved-policy "policy":true aws_iam_policy.app');
  });

  it("reads a policy document that waits for apply, once, as what it is used for", () => {
    const statement = (actions: readonly string[], more: object = {}) => ({
      ...{ actions, condition: [], effect: null, not_actions: null, not_principals: [], not_resources: null },
      ...{ principals: [], resources: [null], sid: null, ...more },
    });
    const isUnknown = { actions: [false], condition: [], not_principals: [], principals: [], resources: [true] };
    const unknown = { id: true, json: true, minified_json: true, statement: [isUnknown] };
    const document = plan({
      instances: [
        {
          address: "module.m.data.aws_iam_policy_document.app",
          values: { statement: [statement(["iam:CreateUser"])], source_policy_documents: null },
          unknown,
        },
        {
          address: "data.aws_iam_policy_document.app",
          values: {
            statement: [statement(["sts:AssumeRole"], { principals: [{ type: "AWS", identifiers: ["*"] }] })],
            source_policy_documents: [policyText({ ...allow("sts:TagSession", "*"), Principal: "*" }), null],
          },
          unknown: { ...unknown, source_policy_documents: [false, true] },
        },
        {
          address: "data.aws_iam_policy_document.base",
          values: { statement: [statement(["sts:SetSourceIdentity"])] },
          unknown,
        },
        // What could be read is in the policy that uses it.
        {
          address: "data.aws_iam_policy_document.done",
          values: { statement: [statement(["*"])], json: policyText(allow("*", "*")) },
        },
        {
          address: "aws_iam_role.app",
          values: { name: "app", permissions_boundary: limit },
          unknown: { ...created, assume_role_policy: true },
        },
        {
          address: "module.m.aws_iam_user_policy.app",
          values: { name: "app", user: "alice" },
          unknown: { id: true, policy: true },
        },
      ],
      configuration: {
        resources: [
          block("aws_iam_role.app", { assume_role_policy: refers("data.aws_iam_policy_document.app.json") }),
          block("data.aws_iam_policy_document.app", {
            source_policy_documents: refers("local.base", "data.aws_iam_policy_document.base.json"),
          }),
        ],
        module_calls: {
          m: {
            module: {
              resources: [
                block("aws_iam_user_policy.app", { policy: refers("data.aws_iam_policy_document.app.json") }),
              ],
            },
          },
        },
      },
    });
    assert.deepEqual(document.unread, []);
    assert.deepEqual(document.policies.map(({ kind, address, hostType }) => `${kind} ${address} ${hostType}`).sort(), [
      "identity module.m.data.aws_iam_policy_document.app aws_iam_user_policy",
      "trust data.aws_iam_policy_document.app aws_iam_role",
      "trust data.aws_iam_policy_document.app aws_iam_role",
      "trust data.aws_iam_policy_document.base aws_iam_role",
    ]);
    // That these documents have resources and no principals is beside the point.
    const policyFindings = findings(document).filter(
      (one) => one.includes("data.") && !/^(?:trust-mismatch|policy-)/.test(one),
    );
    assert.deepEqual(policyFindings, [
      "trust-any-principal * data.aws_iam_policy_document.app",
      "user-create-grant iam:CreateUser module.m.data.aws_iam_policy_document.app",
    ]);
  });

  it("links what is known only after apply by the configuration's references", () => {
    const document = plan({
      instances: [
        {
          address: "aws_iam_policy.limit",
          values: { name: "limit", policy: policyText(allow("s3:*", "*")) },
          unknown: created,
        },
        {
          address: "aws_iam_policy.app",
          values: { name: "app", policy: policyText(allow("s3:GetObject", reports)) },
          unknown: created,
        },
        {
          address: 'module.people["x"].aws_iam_user.this["alice"]',
          values: { ...user("alice"), permissions_boundary: null },
          unknown: { ...created, permissions_boundary: true },
        },
        {
          address: 'module.people["x"].aws_iam_user.this["bob"]',
          values: { ...user("bob"), permissions_boundary: null },
          unknown: { ...created, permissions_boundary: true },
        },
        {
          address: 'module.people["x"].aws_iam_access_key.this["alice"]',
          values: {},
          unknown: { id: true, user: true },
        },
        { address: "aws_iam_role.app", values: { name_prefix: "app-" }, unknown: { ...created, name: true } },
        {
          address: "aws_iam_role_policy_attachment.app[0]",
          values: {},
          unknown: { id: true, role: true, policy_arn: true },
        },
        {
          address: "aws_iam_role_policy_attachment.either",
          values: { role: "other" },
          unknown: { id: true, policy_arn: true },
        },
        {
          address: "aws_iam_policy_attachment.all",
          values: { roles: [null, "legacy"], users: [] },
          unknown: { id: true, policy_arn: true, roles: [true, false] },
        },
      ],
      configuration: {
        resources: [
          block("aws_iam_role_policy_attachment.app", {
            role: refers("aws_iam_role.app.name"),
            policy_arn: refers("aws_iam_policy.app.arn"),
          }),
          block("aws_iam_role_policy_attachment.either", {
            policy_arn: refers("var.which", "aws_iam_policy.app.arn", "aws_iam_policy.limit.arn"),
          }),
          block("aws_iam_policy_attachment.all", {
            policy_arn: refers('module.people["x"].policy'),
            roles: refers("aws_iam_role.app.name"),
          }),
        ],
        module_calls: {
          people: {
            expressions: { boundary: refers("aws_iam_policy.limit.arn") },
            module: {
              outputs: { policy: { expression: refers("var.boundary") } },
              resources: [
                block("aws_iam_user.this", { permissions_boundary: refers("var.boundary") }),
                block(
                  "aws_iam_access_key.this",
                  { user: refers("each.value.name") },
                  { for_each_expression: refers("aws_iam_user.this") },
                ),
              ],
            },
          },
        },
      },
    });
    const fields = document.declarations.flatMap(({ address, fields: { boundary, users, roles, policyArn } }) =>
      Object.entries({ boundary, users, roles, policyArn }).flatMap(([name, value]) =>
        value ? [`${address} ${name} ${words(value)}`] : [],
      ),
    );
    assert.deepEqual(fields.sort(), [
      "aws_iam_policy_attachment.all policyArn ->aws_iam_policy.limit.arn",
      "aws_iam_policy_attachment.all roles [legacy, ->aws_iam_role.app.name]",
      "aws_iam_policy_attachment.all users []",
      "aws_iam_role_policy_attachment.app[0] policyArn ->aws_iam_policy.app.arn",
      "aws_iam_role_policy_attachment.app[0] roles ->aws_iam_role.app.name",
      "aws_iam_role_policy_attachment.either policyArn <(known after apply)>",
      "aws_iam_role_policy_attachment.either roles other",
      'module.people["x"].aws_iam_access_key.this["alice"] users ->module.people["x"].aws_iam_user.this["alice"].name',
      'module.people["x"].aws_iam_user.this["alice"] boundary ->aws_iam_policy.limit.arn',
      'module.people["x"].aws_iam_user.this["bob"] boundary ->aws_iam_policy.limit.arn',
    ]);
    assert.equal(document.policies.find(({ address }) => address === "aws_iam_policy.limit")?.kind, "boundary");
    const { graph } = linkModule([document]);
    const attached = graph.principal("aws_iam_role.app")?.policies.map(({ policy }) => policy?.address);
    assert.ok(attached?.includes("aws_iam_policy.app"));
    assert.ok(!findings(document).some((finding) => finding.startsWith("boundary-missing module.")));
  });
});

describe("a Terraform state", () => {
  it("is judged like a plan; its ARNs and names link its resources", () => {
    const arn = "arn:aws:iam::123456789012:policy/deploy";
    const document = read(
      stateOf([
        {
          address: "module.iam.aws_iam_policy.deploy",
          values: { arn, id: arn, name: "deploy", policy: policyText(allow("iam:PassRole", "*")) },
        },
        { address: "aws_iam_user.ci", values: { ...user("ci"), arn: "arn:aws:iam::123456789012:user/ci" } },
        { address: "aws_iam_user_policy_attachment.ci", values: { user: "ci", policy_arn: arn } },
      ]),
    );
    assert.deepEqual(findings(document), [
      "user-declared aws_iam_user.ci aws_iam_user.ci",
      "user-direct-policy ci aws_iam_user_policy_attachment.ci",
      "escalation-pass-role * module.iam.aws_iam_policy.deploy",
    ]);
    const { graph } = linkModule([document]);
    assert.deepEqual(
      graph.principal("aws_iam_user.ci")?.policies.map(({ policy }) => policy?.address),
      ["module.iam.aws_iam_policy.deploy"],
    );
  });
});

describe("a Terraform plan as a file", () => {
  const risky = planOf({
    instances: [
      { address: "aws_iam_user.ci", values: user("ci", { tags_all: {} }), unknown: created },
      { address: "aws_iam_policy.admin", values: { name: "admin", policy: policyText(allow("*", "*")) } },
      { address: "aws_iam_policy.pass", values: { name: "pass", policy: policyText(allow("iam:CreateUser", "*")) } },
    ],
  });

  it("is changed by no fix", () => {
    const document = read(risky);
    const fixes = engine.lint(document, defaultConfig).flatMap((finding) => finding.fixes);
    assert.ok(fixes.length > 3);
    for (const fix of fixes) {
      const rendered = engine.render(document, fix);
      assert.ok(isDeclined(rendered), fix.title);
      assert.equal(rendered.declined, "This is a plan: change the configuration that it was made from.");
    }
    assert.ok(isDeclined(engine.insertSnippet(document, "deny-iam-users")));
  });

  it("is read without its planned values from its changes", () => {
    const { planned_values: _, ...changes } = risky;
    assert.deepEqual(findings(read(changes)).sort(), findings(read(risky)).sort());
  });

  it("is read as far as it goes when it is cut off, and survives anything", () => {
    const text = JSON.stringify(risky);
    const cut = readTerraformPlan({ uri: "p.json", text: text.slice(0, text.indexOf("aws_iam_policy.pass")) });
    assert.ok(cut.broken);
    assert.deepEqual(
      cut.policies.map(({ address }) => address),
      ["aws_iam_policy.admin"],
    );
    for (const odd of [
      "",
      "[]",
      "1",
      '{"planned_values": 1}',
      '{"planned_values": {"root_module": {"resources": [1, {}]}}}',
    ])
      assert.deepEqual(readTerraformPlan({ uri: "p.json", text: odd }).declarations, []);
    for (let end = 0; end < text.length; end += 97) readTerraformPlan({ uri: "p.json", text: text.slice(0, end) });
  });

  it("of 5 MB is read in about a second", () => {
    const filler = "x".repeat(1300);
    const instances = Array.from({ length: 1200 }, (_, index): Instance[] => [
      {
        address: `module.team["${index % 20}"].aws_iam_role.app[${index}]`,
        values: {
          name: `app-${index}`,
          description: filler,
          permissions_boundary: limit,
          assume_role_policy: policyText({
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "ec2.amazonaws.com" },
          }),
        },
        unknown: created,
      },
      {
        address: `aws_iam_policy.app[${index}]`,
        values: { name: `p-${index}`, policy: policyText(allow("s3:GetObject", reports)) },
        unknown: created,
      },
    ]).flat();
    const text = JSON.stringify(planOf({ instances }));
    assert.ok(text.length > 5_000_000);
    const start = performance.now();
    const document = engine.read({ uri: "file:///w/big.json", text });
    const readMs = performance.now() - start;
    assert.equal(document.policies.length, 2400);
    assert.ok(readMs < 3000, `${readMs} ms`);
  });
});
