// Regular expressions as Terraform's RE2 reads them, matched in linear time whatever the pattern. It replaces nothing.
// https://github.com/google/re2/wiki/Syntax
import { parsePattern, type Instruction } from "./regex-parse";

/** A match: where each group begins and ends, -1 where it took no part. Group 0 is the whole match. */
export type Match = readonly number[];

export interface Regex {
  readonly groups: number;
  /** Names of the groups, in order; "" for those without one. */
  readonly names: readonly string[];
  /** The first match at or after `from`; "long" where finding it takes too long. */
  match(text: string, from: number): Match | undefined | "long";
}

const maxWork = 3_000_000;

/** Compiles a pattern. @returns undefined where RE2 does not take it, or where it is too large. */
export function regexOf(pattern: string): Regex | undefined {
  const parsed = parsePattern(pattern);
  if (!parsed) return undefined;
  const { program, names } = parsed;
  let work = 0;
  return {
    groups: names.length,
    names,
    match(text, from) {
      const machine = new Machine(program, names.length, text);
      const found = machine.run(from, maxWork - work);
      work += machine.work;
      return found;
    },
  };
}

interface Thread {
  readonly at: number;
  readonly saved: readonly number[];
}

/** Follows all ways through the program at once, the preferred first: a match is the one that backtracking finds. */
class Machine {
  work = 0;
  private readonly seen: Int32Array;

  constructor(
    private readonly program: readonly Instruction[],
    private readonly groups: number,
    private readonly text: string,
  ) {
    this.seen = new Int32Array(program.length).fill(-1);
  }

  run(from: number, limit: number): Match | undefined | "long" {
    const { text, program } = this;
    let threads: Thread[] = [];
    let found: Match | undefined;
    const none = new Array<number>(this.groups * 2).fill(-1);
    for (let index = from; index <= text.length;) {
      if (!found) this.follow(threads, 0, index, none);
      if (threads.length === 0) {
        if (found) break;
        index += width(text, index);
        continue;
      }
      const next: Thread[] = [];
      const step = width(text, index);
      const code = text.codePointAt(index);
      for (const { at, saved } of threads) {
        this.work++;
        const instruction = program[at];
        if (instruction?.kind === "match") {
          found = saved;
          break;
        }
        if (instruction?.kind === "char" && code !== undefined && instruction.matches(code))
          this.follow(next, at + 1, index + step, saved);
      }
      if (this.work > limit) return "long";
      threads = next;
      if (found && threads.length === 0) break;
      index += step;
    }
    return found;
  }

  /** Adds what can be reached from an instruction without reading a character. `seen` holds the place of the last visit. */
  private follow(threads: Thread[], start: number, index: number, before: readonly number[]): void {
    const rest: Thread[] = [{ at: start, saved: before }];
    for (let thread = rest.pop(); thread; thread = rest.pop()) {
      const { at, saved } = thread;
      const instruction = this.program[at];
      if (!instruction || this.seen[at] === index) continue;
      this.seen[at] = index;
      this.work++;
      if (instruction.kind === "jump") rest.push({ at: instruction.to, saved });
      else if (instruction.kind === "split")
        rest.push({ at: instruction.second, saved }, { at: instruction.first, saved });
      else if (instruction.kind === "save") {
        const again = [...saved];
        again[instruction.slot] = index;
        rest.push({ at: at + 1, saved: again });
      } else if (instruction.kind === "assert") {
        if (instruction.holds(this.text, index)) rest.push({ at: at + 1, saved });
      } else threads.push(thread);
    }
  }
}

function width(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
