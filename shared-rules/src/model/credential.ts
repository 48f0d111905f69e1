// What AWS reports about the credentials that really exist in an account. Nothing of it is declared in code, and nothing can be edited.
import type { Answer, Span } from "./value";

/** One cell of the report. */
export interface Reported {
  readonly text: string;
  readonly span: Span;
}

export interface ReportedFlag extends Reported {
  readonly answer: Answer;
}

/** A point in time, in milliseconds since 1970; "never" where AWS says there is none; undefined where the cell cannot be read. */
export interface ReportedTime extends Reported {
  readonly time: number | "never" | undefined;
}

export interface ReportedPassword {
  readonly enabled: ReportedFlag;
  readonly lastUsed: ReportedTime;
  readonly lastChanged: ReportedTime;
}

export interface ReportedKey {
  /** 1 or 2, as the report counts them. */
  readonly number: number;
  readonly active: ReportedFlag;
  readonly lastRotated: ReportedTime;
  readonly lastUsed: ReportedTime;
}

/** One user of an account, or its root user, with the state of every credential. */
export interface ReportedUser {
  readonly name: string;
  readonly isRoot: boolean;
  readonly arn: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly created: ReportedTime;
  readonly password: ReportedPassword;
  readonly mfa: ReportedFlag;
  readonly keys: readonly ReportedKey[];
  /** The latest time the whole report knows: it was made then or later. Milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

const millisecondsOfDay = 24 * 60 * 60 * 1000;

/** Whole days that have passed from `time` to `now`, both in milliseconds since 1970. */
export function daysBetween(time: number, now: number): number {
  return Math.floor((now - time) / millisecondsOfDay);
}

/** The day of a time in UTC, "2026-11-21". */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
