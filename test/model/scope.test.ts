// Which conditions narrow a statement: to known principals, resources or callers, or only to a way of asking.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import assert from "node:assert/strict";
import { isLimited, isScoped, isScoping, limitsCallers, namesCallers } from "../../shared-rules/src/model/scope";
import type { Answer } from "../../shared-rules/src/model/value";
import { condition, more, statement, unreadable, type StatementJson } from "./statements";

describe("isScoping", () => {
  const keys: [key: string, answer: Answer, reason: string][] = [
    ["aws:PrincipalArn", "yes", "who asks"],
    ["AWS:principalArn", "yes", "keys are case-insensitive"],
    ["aws:PrincipalAccount", "yes", "who asks"],
    ["aws:PrincipalOrgID", "yes", "who asks"],
    ["aws:PrincipalTag/team", "yes", "who asks"],
    ["aws:ResourceTag/team", "yes", "about what"],
    ["aws:RequestTag/team", "yes", "about what"],
    ["aws:ResourceAccount", "yes", "about what"],
    ["aws:SourceArn", "yes", "for whom"],
    ["aws:SourceAccount", "yes", "for whom"],
    ["aws:SourceIp", "yes", "from where, which is who"],
    ["aws:SourceVpce", "yes", "from where, which is who"],
    ["aws:MultiFactorAuthPresent", "yes", "who asks"],
    ["aws:username", "yes", "who asks"],
    ["aws:RequestedRegion", "no", "where it is done"],
    ["aws:SecureTransport", "no", "how it is asked"],
    ["aws:UserAgent", "no", "how it is asked"],
    ["aws:CurrentTime", "no", "when it is asked"],
    ["aws:TagKeys", "no", "which tags, not whose"],
    ["iam:PassedToService", "yes", "for whom"],
    ["kms:ViaService", "yes", "for whom"],
    ["dynamodb:LeadingKeys", "yes", "about what"],
    ["token.actions.githubusercontent.com:sub", "yes", "who asks"],
    ["token.example.com:region", "yes", "a claim of a token, whatever its name"],
    ["s3:prefix", "yes", "about what"],
    ["s3:TlsVersion", "no", "how it is asked"],
    ["s3:signatureversion", "no", "how it is asked"],
    ["s3:x-amz-content-sha256", "no", "how it is asked"],
    ["ec2:Region", "no", "where it is done"],
    ["s3-outposts:RequestedRegion", "no", "where it is done"],
    ["s3:authTypes", "yes", "a longer name is another key"],
    [unreadable, "unknown", "the key may be any"],
  ];
  for (const [key, expected, reason] of keys)
    it(`${key}: ${expected}, ${reason}`, () => assert.equal(isScoping(condition("StringEquals", key, "a")), expected));

  it("asks that a request has to carry the key", () => {
    assert.equal(isScoping(condition("StringEqualsIfExists", "aws:PrincipalArn", "a")), "no");
    assert.equal(isScoping(condition("StringLike", "aws:PrincipalArn", "*")), "no");
    assert.equal(isScoping(condition(unreadable, "aws:PrincipalArn", "a")), "unknown");
  });
});

describe("limitsCallers", () => {
  const rows: [operator: string, key: string, values: unknown, answer: Answer, reason: string][] = [
    ["StringEquals", "aws:PrincipalOrgID", "o-1", "yes", "an organisation's callers"],
    ["StringEquals", "AWS:PRINCIPALORGID", "o-1", "yes", "keys are case-insensitive"],
    ["StringNotEquals", "aws:PrincipalOrgID", "o-1", "no", "all but an organisation's"],
    ["StringEqualsIfExists", "aws:PrincipalOrgID", "o-1", "no", "and all that carry no such key"],
    ["Null", "aws:PrincipalOrgID", "false", "no", "each organisation has an id"],
    ["null", "aws:PrincipalOrgID", "false", "no", "each organisation has an id"],
    ["StringEquals", "aws:PrincipalTag/team", "red", "no", "an outsider may tag himself so"],
    ["StringEquals", "aws:Referer", "https://example.com/", "no", "a caller says what he likes"],
    ["StringEquals", "s3:prefix", "home/", "no", "about what, and not who"],
    ["StringEquals", "sns:Protocol", "https", "no", "how, and not who"],
    ["StringEquals", "s3:DataAccessPointAccount", "111122223333", "yes", "through an account's access points"],
    ["StringEquals", "token.actions.githubusercontent.com:sub", "repo:a/b", "unknown", "a token's claim may say who"],
    ["StringEquals", "myaws:caller", "a", "unknown", "no key of AWS's own"],
    [unreadable, "aws:PrincipalOrgID", "o-1", "unknown", "the operator may be any"],
    ["StringEquals", unreadable, "o-1", "unknown", "the key may be any"],
    ["StringEquals", "aws:PrincipalOrgID", "${var.org}", "yes", "some organisation"],

    ["Bool", "aws:PrincipalIsAWSService", "true", "yes", "AWS's services"],
    ["Bool", "aws:PrincipalIsAWSService", "false", "no", "everybody but those"],
    ["bool", "aws:PrincipalIsAWSService", false, "no", "everybody but those"],
    ["Bool", "aws:PrincipalIsAWSService", "False", "no", "everybody but those"],
    ["StringEquals", "aws:PrincipalIsAWSService", "false", "yes", "only Bool knows true and false"],

    ["IpAddress", "aws:SourceIp", "203.0.113.0/24", "yes", "a network"],
    ["IpAddress", "aws:SourceIp", "203.0.113.9", "yes", "an address"],
    ["IpAddress", "aws:SourceIp", "0.0.0.0/0", "no", "the internet"],
    ["IpAddress", "aws:SourceIp", "12.0.0.0/7", "no", "more than any one has"],
    ["IpAddress", "aws:SourceIp", "12.0.0.0/8", "yes", "as AWS counts it, one may have that much"],
    ["ipaddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/0"], "no", "the internet, too"],
    ["IpAddress", "aws:SourceIp", "::/0", "no", "the internet"],
    ["IpAddress", "aws:SourceIp", "2001:db8::/31", "no", "more than any one has"],
    ["IpAddress", "aws:SourceIp", "2001:db8::/32", "yes", "as AWS counts it, one may have that much"],
    ["IpAddress", "aws:SourceIp", "${var.network}", "yes", "some network"],

    ["StringLike", "aws:PrincipalArn", "*", "no", "everyone"],
    ["ArnLike", "aws:PrincipalArn", "**", "no", "everyone"],
    ["ArnEquals", "aws:PrincipalArn", "*", "no", "everyone"],
    ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:root", "no", "every account"],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app", "no", "every account may have such a role"],
    ["StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app", "no", "every account may have such a role"],
    ["StringEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/app", "yes", "a star without wildcards is a star"],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:*", "yes", "one account"],
    ["ArnLike", "aws:PrincipalArn", ["arn:aws:iam::111122223333:root", "arn:*"], "no", "everyone, too"],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam", "no", "all of a service"],
    ["ArnLike", "aws:SourceArn", "arn:aws:sns:eu-west-1:*:alarms", "no", "every account may have such a topic"],
    ["ArnLike", "aws:SourceArn", "arn:aws:sns:*:${account}:*", "yes", "this account's topics"],
    ["ArnLike", "aws:SourceArn", "arn:aws:apigateway:eu-west-1::/restapis/*", "yes", "no account is left open"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::logs", "yes", "a bucket's name is one account's"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::logs-*", "yes", "buckets told by name"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:logs", "yes", "a bucket's name is one account's"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::*", "no", "every bucket"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:*:*", "no", "every bucket"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:eu-west-1:111122223333:*", "yes", "one account's"],
    ["ArnLike", "aws:SourceArn", "${var.arn}", "yes", "some resource"],
    ["StringLike", "aws:PrincipalOrgID", "o-*", "yes", "no ARN, and not everyone's"],
  ];
  for (const [operator, key, values, expected, reason] of rows)
    it(`${operator} ${key} ${JSON.stringify(values)}: ${expected}, ${reason}`, () =>
      assert.equal(limitsCallers(condition(operator, key, values)), expected));

  it("knows the keys in any letter case", () => {
    assert.deepEqual(["kms:CallerAccount", "KMS:calleraccount", "aws:userid", "aws:username"].map(namesCallers), [
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("isScoped and isLimited", () => {
  const tls = { Bool: { "aws:SecureTransport": "true" } };
  const organisation = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
  const tag = { StringEquals: { "aws:ResourceTag/team": "red" } };
  const rows: [statement: StatementJson, isScoped: Answer, isLimited: Answer, reason: string][] = [
    [{}, "no", "no", "no condition"],
    [{ Condition: tls }, "no", "no", "only how it is asked"],
    [{ Condition: { ...tls, ...organisation } }, "yes", "yes", "one test is enough"],
    [{ Condition: { ...tls, ...tag } }, "yes", "no", "anybody may ask about what has the tag"],
    [{ Condition: { ...tls, [more]: {} } }, "unknown", "unknown", "there may be more tests"],
    [{ Condition: { ...organisation, [more]: {} } }, "yes", "yes", "more tests only narrow it further"],
    [{ [more]: true }, "unknown", "unknown", "its Condition may be what cannot be read"],
    [{ [more]: true, Condition: tls }, "no", "no", "its Condition is seen"],
  ];
  for (const [json, scoped, limited, reason] of rows)
    it(`${JSON.stringify(json)}: ${reason}`, () => {
      assert.equal(isScoped(statement(json)), scoped);
      assert.equal(isLimited(statement(json)), limited);
    });
});
