// Keeps this process small: a linter that sits beside an editor all day must not hold memory for a collection it has put off. Imported
// first, for its effect; measured by `npm run bench -- --only memory`.
import { getHeapStatistics, setFlagsFromString } from "node:v8";

/** By so much the old generation may grow before it is collected, in percent; by default it may grow fourfold. */
const leastGrowth = 25;
/** Of a small heap that is every few keystrokes, each time for as long as a keystroke takes: so many MB may be used before. */
const slack = 20;

// By default the young generation may take 48 MB.
setFlagsFromString("--max-semi-space-size=4");
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString(`--heap-growing-percent=${leastGrowth}`);

/** Lets a small heap grow by a few MB before the next collection, so that typing seldom waits for one. */
export function allowTyping(): void {
  const used = getHeapStatistics().used_heap_size / 1024 / 1024;
  setFlagsFromString(`--heap-growing-percent=${Math.max(leastGrowth, Math.round((100 * slack) / used))}`);
}
