// Which findings are told, and which their authors said to ignore. It judges nothing.
import type { Finding } from "../../../shared-rules/src/index";

export interface Told {
  readonly findings: readonly Finding[];
  /** Each has `suppressed`, which says why. */
  readonly ignored: readonly Finding[];
}

/** Keeps the order. */
export function told(all: readonly Finding[]): Told {
  const ignored = all.filter(({ suppressed }) => suppressed);
  return ignored.length === 0
    ? { findings: all, ignored }
    : { findings: all.filter((one) => !one.suppressed), ignored };
}
