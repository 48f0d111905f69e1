// The rules about an account's real credentials, as its credential report tells them.
import { credentialStale } from "../../shared-rules/src/rules/credential-stale";
import { keyRoot } from "../../shared-rules/src/rules/key-root";
import { keyUnrotated } from "../../shared-rules/src/rules/key-unrotated";
import { userMfaUnenforced } from "../../shared-rules/src/rules/user-mfa-unenforced";
import { checkRule, type Native } from "../support/check-rule";
import { report, type Row } from "../support/credential-report";

const now = Date.parse("2026-11-21T12:00:00Z");
const day = 24 * 60 * 60 * 1000;
/** A time so many days before now, as AWS writes it. */
const ago = (days: number): string => new Date(now - days * day).toISOString().replace(".000Z", "+00:00");

const used = ago(1);
const alice: Row = { user: "alice", password_enabled: "true", password_last_used: used, mfa_active: "true" };
const ci: Row = {
  user: "ci",
  password_enabled: "false",
  access_key_1_active: "true",
  access_key_1_last_rotated: ago(10),
  access_key_1_last_used_date: used,
};
const root: Row = { user: "<root_account>", password_enabled: "not_supported", mfa_active: "true" };

function native(title: string, rows: readonly Row[], at: readonly string[], more: Partial<Native> = {}): Native {
  return { title, uri: "/w/credentials.csv", text: report(...rows), at, config: { now }, ...more };
}

checkRule(credentialStale, {
  native: [
    native("flags a password after 45 days", [{ ...alice, password_last_used: ago(45) }], [ago(45)], {
      severity: "medium",
      message: `The password of alice was last used on ${ago(45).slice(0, 10)}, 45 days ago, and still works; switch it off.`,
    }),
    native("accepts a password on day 44", [{ ...alice, password_last_used: ago(44.9) }], []),
    native(
      "counts a password that was never used from its last change",
      [{ ...alice, password_last_used: "no_information", password_last_changed: ago(50) }],
      ["no_information"],
      {
        message: `The password of alice was never used since ${ago(50).slice(0, 10)}, 50 days ago, and still works; switch it off.`,
      },
    ),
    native(
      "counts it from the user's beginning where no change is known",
      [{ ...alice, password_last_used: "N/A", password_last_changed: "N/A", user_creation_time: ago(60) }],
      ["N/A"],
    ),
    native(
      "accepts a new user's password",
      [{ ...alice, password_last_used: "N/A", password_last_changed: ago(2) }],
      [],
    ),
    native(
      "accepts a password that is off",
      [{ ...alice, password_enabled: "false", password_last_used: ago(90) }],
      [],
    ),
    native("flags a key", [{ ...ci, access_key_1_last_used_date: ago(46) }], [ago(46)]),
    native(
      "flags each of two keys on its own cell",
      [
        {
          ...ci,
          access_key_1_last_used_date: ago(46),
          access_key_2_active: "true",
          access_key_2_last_rotated: ago(99),
          access_key_2_last_used_date: "N/A",
        },
      ],
      [ago(46), "N/A"],
    ),
    native(
      "accepts a key that is off",
      [{ ...ci, access_key_1_active: "false", access_key_1_last_used_date: ago(99) }],
      [],
    ),
    native("accepts the root user", [{ ...root, password_last_used: ago(900) }], []),
    native("judges nothing of a cell it cannot read", [{ ...alice, password_last_used: "last spring" }], []),
    native(
      "without a clock, judges as of the report's latest time",
      [
        { ...alice, password_last_used: ago(100) },
        { ...ci, access_key_1_last_rotated: ago(200), access_key_1_last_used_date: ago(60) },
      ],
      [],
      { config: {} },
    ),
    native(
      "without a clock, a day to come is no day that was",
      [{ ...alice, password_last_used: ago(100), password_next_rotation: ago(-200) }],
      [],
      { config: {} },
    ),
    native(
      "without a clock, flags what the report itself shows",
      [{ ...alice, password_last_used: ago(100) }, ci],
      [ago(100)],
      { config: {} },
    ),
  ],
});

checkRule(keyUnrotated, {
  native: [
    native("flags a key after 90 days", [{ ...ci, access_key_1_last_rotated: ago(91) }], [ago(91)], {
      severity: "low",
      message: `Access key 1 of ci was made on ${ago(91).slice(0, 10)}, 91 days ago: every copy that leaked since then still works.`,
    }),
    native("accepts it on day 90", [{ ...ci, access_key_1_last_rotated: ago(90.5) }], []),
    native(
      "accepts a key that is off",
      [{ ...ci, access_key_1_active: "false", access_key_1_last_rotated: ago(900) }],
      [],
    ),
    native(
      "flags a second key",
      [{ ...ci, access_key_2_active: "TRUE", access_key_2_last_rotated: ago(400) }],
      [ago(400)],
    ),
    native(
      "leaves the root user to key-root",
      [{ ...ci, user: "<root_account>", access_key_1_last_rotated: ago(900) }],
      [],
    ),
  ],
});

checkRule(keyRoot, {
  native: [
    native(
      "flags each root key",
      [{ ...root, access_key_1_active: "true", access_key_2_active: "true" }],
      ["true", "true"],
      {
        severity: "critical",
        message: "Access key 1 of the root user works: whoever has a copy owns the account. Delete it.",
      },
    ),
    native("accepts a root user without keys", [{ ...root, access_key_1_active: "false" }], []),
    native("accepts a user's key", [ci], []),
  ],
});

checkRule(userMfaUnenforced, {
  native: [
    native("flags a console user", [{ ...alice, mfa_active: "false" }], ["false"], {
      severity: "high",
      message: "alice signs in to the console with a password alone, without MFA.",
    }),
    native("accepts MFA", [alice], []),
    native("accepts a user without a password", [{ ...ci, mfa_active: "false" }], []),
    native("flags the root user", [{ ...root, mfa_active: "false" }], ["false"], { severity: "critical" }),
    native(
      "accepts a root user whose password was taken",
      [{ ...root, password_enabled: "false", mfa_active: "false" }],
      [],
    ),
    native("judges nothing of a cell it cannot read", [{ ...alice, mfa_active: "fals" }], []),
  ],
});
