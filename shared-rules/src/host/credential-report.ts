// IAM credential reports: which columns say what of which credential. It judges no age and has no clock.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
import type { Reported, ReportedFlag, ReportedKey, ReportedTime, ReportedUser } from "../model/credential";
import type { Document } from "../model/document";
import { wholeDocument } from "../model/source";
import type { Span } from "../model/value";
import { parseCsv, type CsvCell } from "../syntax/csv";

/** Whether a text begins as AWS's report does. Spreadsheets may have put quotes around the names. */
export function looksLikeCredentialReport(text: string): boolean {
  return /^\uFEFF?"?user"?,"?arn"?,"?user_creation_time"?,/.test(text);
}

/** Reads a credential report: one {@link ReportedUser} a row. Columns are found by name, so that a report with fewer or others can be read. */
export function readCredentialReport(
  file: { readonly uri: string; readonly text: string },
  previous?: Document,
): Document {
  if (previous?.text === file.text && previous.uri === file.uri && previous.format === "credential-report")
    return previous;
  const [header = [], ...rows] = parseCsv(file.text);
  const columns = new Map(header.map((cell, index) => [cell.text.trim(), index]));
  const reportedAt = latestTime(rows, columns);
  return {
    uri: file.uri,
    text: file.text,
    format: "credential-report",
    source: wholeDocument("json", file.text),
    declarations: [],
    policies: [],
    unread: [],
    credentials: rows.map((row) => readUser(row, columns, reportedAt)),
    broken: rows.some((row) => row.length < header.length),
    comments: [],
    state: undefined,
  };
}

type Columns = ReadonlyMap<string, number>;

const rootUser = "<root_account>";

function readUser(row: readonly CsvCell[], columns: Columns, reportedAt: number | undefined): ReportedUser {
  const cell = (column: string): Reported => cellOf(row, columns, column);
  const name = cell("user");
  const arn = cell("arn").text;
  return {
    name: name.text,
    isRoot: name.text === rootUser || arn.endsWith(":root"),
    arn,
    span: { start: row[0]?.span.start ?? 0, end: row.at(-1)?.span.end ?? 0 },
    nameSpan: name.span,
    created: timeOf(cell("user_creation_time")),
    password: {
      enabled: flagOf(cell("password_enabled")),
      lastUsed: timeOf(cell("password_last_used")),
      lastChanged: timeOf(cell("password_last_changed")),
    },
    mfa: flagOf(cell("mfa_active")),
    keys: [1, 2].map((number): ReportedKey => ({
      number,
      active: flagOf(cell(`access_key_${number}_active`)),
      lastRotated: timeOf(cell(`access_key_${number}_last_rotated`)),
      lastUsed: timeOf(cell(`access_key_${number}_last_used_date`)),
    })),
    reportedAt,
  };
}

/** A column's cell, or an empty one at the row's end where the report has no such column or the row is cut off. */
function cellOf(row: readonly CsvCell[], columns: Columns, column: string): Reported {
  const found = row[columns.get(column) ?? -1];
  if (found) return found;
  const end = row.at(-1)?.span.end ?? 0;
  const span: Span = { start: end, end };
  return { text: "", span };
}

/** "not_supported" (the root user's password) is neither. Spreadsheets and scripts write other cases. */
function flagOf(cell: Reported): ReportedFlag {
  const text = cell.text.trim().toLowerCase();
  return { ...cell, answer: text === "true" ? "yes" : text === "false" ? "no" : "unknown" };
}

/** AWS writes "N/A" where there is nothing to tell and "no_information" for a password that was never used since October 2014. */
function timeOf(cell: Reported): ReportedTime {
  const text = cell.text.trim();
  return { ...cell, time: text === "N/A" || text === "no_information" ? "never" : parseTime(text) };
}

function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** The latest time of all rows, but for the days on which passwords expire: they are still to come. */
function latestTime(rows: readonly (readonly CsvCell[])[], columns: Columns): number | undefined {
  const future = new Set([columns.get("password_next_rotation")]);
  let latest: number | undefined;
  for (const row of rows)
    for (const [index, { text }] of row.entries()) {
      const time = future.has(index) ? undefined : parseTime(text);
      if (time !== undefined && (latest === undefined || time > latest)) latest = time;
    }
  return latest;
}
