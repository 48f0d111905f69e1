// What makes a finding the same one as before, though lines above it come and go. It stores nothing.
import { createHash } from "node:crypto";
import type { Document, Finding, Span } from "../../../shared-rules/src/index";
import type { Scanned } from "../workspace/scan";
import { artifactUri } from "./report";

/** The fingerprints of a file's findings, made when the first is asked for. Only valid while the document is. */
export class Fingerprints {
  readonly #cwd: string;
  readonly #scanned: Scanned;
  #made: ReadonlyMap<Finding, string> | undefined;

  /** @param cwd the folder that names of files are relative to */
  constructor(cwd: string, scanned: Scanned) {
    this.#cwd = cwd;
    this.#scanned = scanned;
  }

  /**
   * A hash of rule, file, address, Sid and of the statement or declaration that the finding stands in, however its white space is. Of several
   * alike, each has its own.
   */
  of(finding: Finding): string {
    return (this.#made ??= this.#make()).get(finding) ?? "";
  }

  #make(): Map<Finding, string> {
    const { path, document, findings, ignored } = this.#scanned;
    const uri = artifactUri(this.#cwd, path);
    const pieces = document ? piecesOf(document) : [];
    const repeats = new Map<string, number>();
    const made = new Map<Finding, string>();
    for (const finding of [...findings, ...ignored].sort((a, b) => a.span.start - b.span.start)) {
      const { rule, address, sid, text } = finding;
      const cause = [uri, address, sid, rule, text, pieceText(finding, document, pieces)].join("\0");
      const repeat = repeats.get(cause) ?? 0;
      repeats.set(cause, repeat + 1);
      made.set(finding, createHash("sha256").update(`${cause}\0${repeat}`).digest("hex").slice(0, 32));
    }
    return made;
  }
}

/** Pieces of code that a finding may stand in. */
function piecesOf({ declarations, policies }: Document): Span[] {
  const statements = policies.flatMap((policy) => [policy.span, ...policy.statements.map(({ span }) => span)]);
  return [...declarations.map(({ span }) => span), ...statements];
}

/** The smallest piece around the finding, its white space made even; nothing of a secret goes into it. */
function pieceText({ span, isSecret }: Finding, document: Document | undefined, pieces: readonly Span[]): string {
  let smallest: Span | undefined;
  for (const piece of pieces)
    if (piece.start <= span.start && span.end <= piece.end)
      if (!smallest || piece.end - piece.start < smallest.end - smallest.start) smallest = piece;
  if (!smallest || !document || isSecret) return "";
  return document.text.slice(smallest.start, smallest.end).replace(/\s+/g, " ");
}
