// A measure, its figures and its budget. It knows nothing of servers.
import { table } from "./table";

export interface Measure {
  /** "keystroke/terraform/1000": group, subject, size. */
  readonly name: string;
  readonly unit: "ms" | "MB";
  readonly budget?: Budget;
  readonly take: () => Promise<Samples>;
}

export interface Samples {
  /** In the measure's unit; none where this machine cannot measure it. */
  readonly values: readonly number[];
  /** What a person waited for the same, with every debounce; shown beside the figures. */
  readonly waited?: readonly number[];
}

export interface Budget {
  readonly limit: number;
  readonly of: "median" | "p95";
}

export interface Figures {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly waited?: { readonly median: number; readonly p95: number };
}

export interface Result extends Figures {
  readonly name: string;
  readonly unit: "ms" | "MB";
  readonly budget?: Budget;
  readonly over: boolean;
  /** The figures of the first try, where that was over its budget and the measure was taken again. */
  readonly first?: Figures;
}

/** Takes a measure. Other work of the machine only ever adds, so one that is over is taken again and the better one counts. */
export async function takeMeasure(measure: Measure): Promise<Result | undefined> {
  const { name, unit, budget } = measure;
  const first = figuresOf(await measure.take());
  if (!first) return undefined;
  if (!isOver(first, budget)) return { name, unit, ...(budget && { budget }), ...first, over: false };
  const second = figuresOf(await measure.take()) ?? first;
  const better = budget && second[budget.of] < first[budget.of] ? second : first;
  return { name, unit, ...(budget && { budget }), ...better, over: isOver(better, budget), first };
}

function isOver(figures: Figures, budget: Budget | undefined): boolean {
  return budget !== undefined && figures[budget.of] > budget.limit;
}

/** undefined for no samples. */
function figuresOf({ values, waited }: Samples): Figures | undefined {
  const figures = quantiles(values);
  if (!figures) return undefined;
  const beside = waited && quantiles(waited);
  return { count: values.length, ...figures, ...(beside && { waited: beside }) };
}

function quantiles(values: readonly number[]): { readonly median: number; readonly p95: number } | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.floor(share * sorted.length)];
  const median = at(0.5);
  const p95 = at(0.95);
  return median === undefined || p95 === undefined ? undefined : { median, p95 };
}

/** The results as one table for a terminal, budgets beside the figures. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ name, unit, count, median, p95, budget, over, first, waited }) => [
    name,
    String(count),
    shown(median, unit),
    count > 1 ? shown(p95, unit) : "",
    budget ? `${budget.of} ≤ ${budget.limit} ${unit}` : "",
    (over ? "OVER" : budget ? "ok" : "") + (first ? " (taken twice)" : ""),
    waited ? `${shown(waited.median, unit)}, ${shown(waited.p95, unit)}` : "",
  ]);
  const head = ["measure", "n", "median", "p95", "budget", "", "with debounce"];
  return table(head, rows, (column) => column === 0 || column > 3);
}

function shown(figure: number, unit: string): string {
  return `${figure.toFixed(figure < 100 ? 1 : 0)} ${unit}`;
}
