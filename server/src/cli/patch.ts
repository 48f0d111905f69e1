// Changes as a patch that git and patch apply, and whether it would print a secret. It changes no file.
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch, type StructuredPatch } from "diff";
import type { Finding } from "../../../shared-rules/src/index";
import type { Scanned } from "../workspace/scan";

/** A file before and after, by the name that it is shown by; `before` is undefined where it is new. */
export interface Change {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

export function patchOf({ name, before, after }: Change): StructuredPatch {
  // patch and git take the first folder off a name; an absolute one must not begin with two slashes then.
  const own = name.replace(/^\/+/, "");
  const oldName = before === undefined ? "/dev/null" : `a/${own}`;
  return structuredPatch(oldName, `b/${own}`, before ?? "", after, undefined, undefined, { context: 3 });
}

/** Text of patches, one after the other. */
export function printed(patches: readonly StructuredPatch[]): string {
  return patches.map((patch) => formatPatch(patch, FILE_HEADERS_ONLY)).join("");
}

/** Texts that no output may show: those of findings that say so, and of the places that these point to. */
export class Secrets {
  readonly #texts = new Set<string>();

  add({ findings, ignored, textOf }: Pick<Scanned, "findings" | "ignored" | "textOf">): void {
    for (const finding of [...findings, ...ignored]) {
      if (!finding.isSecret) continue;
      for (const { uri, span } of [finding, ...finding.related] satisfies Pick<Finding, "uri" | "span">[])
        for (const line of textOf(uri)?.slice(span.start, span.end).split("\n") ?? [])
          if (line.trim() !== "") this.#texts.add(line.trim());
    }
  }

  /** Whether a line of the patch has one of them, or looks like one. */
  isShownBy({ hunks }: StructuredPatch): boolean {
    return hunks.some(({ lines }) =>
      lines.some((line) => looksSecret.test(line) || [...this.#texts].some((text) => line.includes(text))),
    );
  }
}

/** For files whose findings are switched off: an access key's id, and what is called a secret and stands in quotes. */
const looksSecret =
  /A[KS]IA[A-Z0-9]{16}|(?:secret_?(?:access_?)?key|password)["']?\s*[:=]\s*["'](?![^"']*(?:\$\{|\{\{))[^"'\s]{8,}["']/i;
