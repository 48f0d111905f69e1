// CSV text (RFC 4180) to rows of located cells. It knows no header and writes nothing.
// csv-parse and Papa Parse were looked at: they give the place of a row at best, and a finding stands on a cell.
// https://www.rfc-editor.org/rfc/rfc4180
import type { Span } from "../model/value";

/** One cell: what it says, and where its content stands, without quotes. */
export interface CsvCell {
  readonly text: string;
  readonly span: Span;
}

const quote = '"';

/** All rows that hold anything. A quote that is never closed takes the rest of the text. */
export function parseCsv(text: string): CsvCell[][] {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === quote ? quotedCell(text, at) : plainCell(text, at);
    row.push(cell);
    at = cell.next;
    if (text[at] === ",") {
      at++;
      // A comma at the very end has an empty cell after it.
      if (at === text.length) row.push({ text: "", span: { start: at, end: at } });
      continue;
    }
    if (row.length > 1 || cell.text !== "") rows.push(row);
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

interface Read extends CsvCell {
  /** The comma or line break after it, or the text's end. */
  readonly next: number;
}

function plainCell(text: string, start: number): Read {
  const end = cellEnd(text, start);
  return { text: text.slice(start, end), span: { start, end }, next: end };
}

function quotedCell(text: string, opening: number): Read {
  const start = opening + 1;
  let end = text.indexOf(quote, start);
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  if (end < 0) end = text.length;
  const content = text.slice(start, end).replaceAll('""', quote);
  return { text: content, span: { start, end }, next: cellEnd(text, Math.min(end + 1, text.length)) };
}

function cellEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
