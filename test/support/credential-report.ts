// IAM credential reports as AWS writes them, made from the cells a test is about. It checks nothing.

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const columns = [
  ...["user", "arn", "user_creation_time"],
  ...["password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active"],
  ...[1, 2].flatMap((number) =>
    ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"].map(
      (name) => `access_key_${number}_${name}`,
    ),
  ),
  ...["cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"],
];

/** A row's cells by column; what is not said is "false" for a state and "N/A" for the rest. */
export type Row = Readonly<Record<string, string>> & { readonly user: string };

/** A whole report; cells that hold a comma, a quote or a line break are quoted. */
export function report(...rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => quoted(row[column] ?? usual(column, row.user))).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

function usual(column: string, user: string): string {
  if (column === "arn")
    return user === "<root_account>" ? "arn:aws:iam::123456789012:root" : `arn:aws:iam::123456789012:user/${user}`;
  if (column === "user_creation_time") return "2019-03-01T09:00:00+00:00";
  return column.endsWith("_active") ? "false" : "N/A";
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
