// Credential reports: cells with their places, rows as users, and what is not a report.
import assert from "node:assert/strict";
import { readCredentialReport } from "../../shared-rules/src/host/credential-report";
import { detectFormat } from "../../shared-rules/src/host/detect";
import { parseCsv } from "../../shared-rules/src/syntax/csv";
import { defaultConfig } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { report } from "../support/credential-report";

const read = (text: string) => readCredentialReport({ uri: "/w/report.csv", text });

describe("parseCsv", () => {
  const tables: readonly (readonly [title: string, text: string, rows: readonly (readonly string[])[]])[] = [
    ["nothing", "", []],
    ["one cell", "a", [["a"]]],
    [
      "rows",
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "CRLF",
      "a,b\r\nc,d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a byte order mark", "\uFEFFa,b", [["a", "b"]]],
    ["empty cells", ",,\n", [["", "", ""]]],
    ["an empty cell at the end", "a,", [["a", ""]]],
    ["blank lines", "a\n\n\r\nb", [["a"], ["b"]]],
    ["a comma in quotes", '"a,b",c', [["a,b", "c"]]],
    ["quotes in quotes", '"say ""a""",c', [['say "a"', "c"]]],
    ["a line break in quotes", '"a\nb",c\nd', [["a\nb", "c"], ["d"]]],
    ["an open quote", 'a,"b,c\nd', [["a", "b,c\nd"]]],
    ["text after a quote", '"a"x,b', [["a", "b"]]],
    ["a quote within a cell", 'a"b,c', [['a"b', "c"]]],
  ];
  for (const [title, text, rows] of tables)
    it(`reads ${title}`, () => {
      const cells = parseCsv(text);
      assert.deepEqual(
        cells.map((row) => row.map((cell) => cell.text)),
        rows,
      );
      for (const { text: content, span } of cells.flat())
        assert.equal(text.slice(span.start, span.end).replaceAll('""', '"'), content);
    });
});

describe("readCredentialReport", () => {
  const text = report(
    { user: "<root_account>", password_enabled: "not_supported", mfa_active: "true" },
    {
      user: "weber,anna",
      user_creation_time: "2024-01-02T03:04:05+00:00",
      password_enabled: "TRUE",
      password_last_used: "no_information",
      password_last_changed: "2024-02-02T03:04:05Z",
      password_next_rotation: "2031-01-01T00:00:00+00:00",
      access_key_2_active: "true",
      access_key_2_last_rotated: "2025-01-02T03:04:05+00:00",
    },
  );

  it("reads each row as a user with its credentials, on its cells", () => {
    const document = read(text);
    assert.deepEqual([document.format, document.broken], ["credential-report", false]);
    const [root, anna] = document.credentials ?? [];
    assert.ok(root && anna && document.credentials?.length === 2);
    assert.deepEqual([root.isRoot, anna.isRoot], [true, false]);
    assert.deepEqual([root.password.enabled.answer, root.mfa.answer], ["unknown", "yes"]);
    assert.deepEqual([anna.name, anna.arn], ["weber,anna", "arn:aws:iam::123456789012:user/weber,anna"]);
    assert.deepEqual([anna.password.enabled.answer, anna.mfa.answer], ["yes", "no"]);
    assert.equal(anna.password.lastUsed.time, "never");
    assert.equal(anna.password.lastChanged.time, Date.UTC(2024, 1, 2, 3, 4, 5));
    assert.deepEqual(
      anna.keys.map(({ number, active, lastRotated }) => [number, active.answer, lastRotated.text]),
      [
        [1, "no", "N/A"],
        [2, "yes", "2025-01-02T03:04:05+00:00"],
      ],
    );
    const under = ({ span }: { span: { start: number; end: number } }) => text.slice(span.start, span.end);
    for (const cell of [anna.password.enabled, anna.password.lastChanged, anna.mfa, anna.keys[1]?.lastRotated])
      assert.equal(cell && under(cell), cell?.text);
    assert.equal(text.slice(anna.nameSpan.start, anna.nameSpan.end), "weber,anna");
  });

  it("knows when it was made by its latest time, but for days to come", () => {
    assert.equal(read(text).credentials?.[0]?.reportedAt, Date.UTC(2025, 0, 2, 3, 4, 5));
    assert.equal(read("user,arn,user_creation_time,x\na,b,c,d\n").credentials?.[0]?.reportedAt, undefined);
  });

  it("finds columns by name, in any order, with quotes and CRLF", () => {
    const moved =
      '\uFEFF"user","arn","user_creation_time","mfa_active","password_enabled"\r\n"a","b","c","false","true"\r\n';
    const [user] = read(moved).credentials ?? [];
    assert.deepEqual([user?.mfa.answer, user?.password.enabled.answer], ["no", "yes"]);
    assert.deepEqual([user?.keys[0]?.active.answer, user?.keys[0]?.active.text], ["unknown", ""]);
  });

  it("reads and judges every prefix, and judges no cell that is cut off", () => {
    const cut = report({
      user: "bob",
      password_enabled: "true",
      mfa_active: "true",
      password_last_used: "2026-11-20T00:00:00+00:00",
      access_key_1_active: "true",
      access_key_1_last_rotated: "2026-11-01T00:00:00+00:00",
      access_key_1_last_used_date: "2026-11-20T00:00:00+00:00",
    });
    const columns = cut.slice(0, cut.indexOf("\n")).split(",").length;
    const config = { ...defaultConfig, now: Date.parse("2026-11-21T00:00:00Z") };
    for (let end = 0; end <= cut.length; end++) {
      const document = read(cut.slice(0, end));
      const [, row = ""] = cut.slice(0, end).split("\n");
      assert.equal(document.broken, row !== "" && row.split(",").length < columns);
      assert.deepEqual(engine.lint(document, config), [], cut.slice(0, end));
    }
  });

  it("is told by its first line, whatever the file is called", () => {
    assert.equal(detectFormat("/w/report.csv", text), "credential-report");
    assert.equal(detectFormat("/w/status_reports", text), "credential-report");
    assert.equal(detectFormat("/w/report.csv", "user,arn\na,b\n"), "none");
  });

  it("is judged through the engine; a finding names its user", () => {
    const document = engine.read({ uri: "/w/report.csv", text });
    const findings = engine.lint(document, { ...defaultConfig, now: Date.UTC(2026, 10, 21) });
    assert.deepEqual(
      findings.map(({ rule, text: under, address }) => [rule, under, address]),
      [
        ["credential-stale", "no_information", "user/weber,anna"],
        ["user-mfa-unenforced", "false", "user/weber,anna"],
        ["key-unrotated", "2025-01-02T03:04:05+00:00", "user/weber,anna"],
        ["credential-stale", "N/A", "user/weber,anna"],
      ],
    );
  });

  it("reads 10,000 users quickly", () => {
    const many = report(...Array.from({ length: 10_000 }, (_, index) => ({ user: `user${index}` })));
    const start = performance.now();
    assert.equal(read(many).credentials?.length, 10_000);
    assert.ok(performance.now() - start < 2000);
  });
});
