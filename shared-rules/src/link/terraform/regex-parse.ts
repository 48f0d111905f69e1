// Parses RE2's syntax into a small program. What RE2 has not (look-around, back references) is no pattern here either. It matches nothing.
// https://github.com/google/re2/wiki/Syntax

export type Instruction =
  | { readonly kind: "char"; readonly matches: (code: number) => boolean }
  | { readonly kind: "match" }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "split"; first: number; second: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "assert"; readonly holds: (text: string, index: number) => boolean };

export interface Program {
  readonly program: readonly Instruction[];
  /** Of the groups, the whole match first; "" for those without a name. */
  readonly names: readonly string[];
}

type Test = (code: number) => boolean;

const maxInstructions = 2_000;
const maxDepth = 100;
const maxRepeat = 1_000;

const isDigit: Test = (code) => code >= 48 && code <= 57;
const isWord: Test = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
const isSpace: Test = (code) => code === 32 || code === 9 || code === 10 || code === 12 || code === 13;
const classes: Readonly<Record<string, Test>> = { d: isDigit, w: isWord, s: isSpace };
const posix: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /[\x00-\x7f]/,
  blank: /[\t ]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t\n\v\f\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};
const escapes: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/** Parses a pattern. @returns undefined where it is none, or where it is too large */
export function parsePattern(pattern: string): Program | undefined {
  if (pattern.length > 2_000) return undefined;
  const parser = new PatternParser(pattern);
  const code = parser.all();
  return code && { program: code, names: parser.names };
}

const before = (text: string, index: number): boolean => isWord(text.charCodeAt(index - 1));
const after = (text: string, index: number): boolean => isWord(text.charCodeAt(index));

class PatternParser {
  readonly names: string[] = [""];
  private at = 0;
  private depth = 0;
  private failed = false;
  private flags: Flags = { i: false, m: false, s: false, U: false };

  constructor(private readonly text: string) {}

  all(): Instruction[] | undefined {
    const code = this.alternatives();
    if (this.at < this.text.length) this.failed = true;
    if (this.failed || code.length > maxInstructions) return undefined;
    return [{ kind: "save", slot: 0 }, ...shifted(code, 1), { kind: "save", slot: 1 }, { kind: "match" }];
  }

  private alternatives(): Instruction[] {
    let code = this.sequence();
    while (this.take("|")) {
      const other = this.sequence();
      code = this.bounded([
        { kind: "split", first: 1, second: code.length + 2 },
        ...shifted(code, 1),
        { kind: "jump", to: code.length + other.length + 2 },
        ...shifted(other, code.length + 2),
      ]);
    }
    return code;
  }

  private sequence(): Instruction[] {
    const code: Instruction[] = [];
    while (!this.failed && this.at < this.text.length && !"|)".includes(this.text.charAt(this.at))) {
      const atom = this.repeated(this.atom());
      code.push(...shifted(atom, code.length));
      this.bounded(code);
    }
    return code;
  }

  private bounded(code: Instruction[]): Instruction[] {
    if (code.length > maxInstructions) this.failed = true;
    return this.failed ? [] : code;
  }

  private take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private fail(): Instruction[] {
    this.failed = true;
    return [];
  }

  private repeated(atom: Instruction[]): Instruction[] {
    const count = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(this.text.slice(this.at, this.at + 16));
    if (!count || this.failed) return atom;
    this.at += count[0].length;
    const lazy = this.take("?") !== this.flags.U;
    if (/^[*+?]/.test(this.text.slice(this.at, this.at + 1))) return this.fail();
    const [sign, from, comma, to] = count;
    const least = from === undefined ? Number(sign === "+") : Number(from);
    const open = sign === "*" || sign === "+" || (comma !== undefined && to === "");
    const most = sign === "?" ? 1 : comma === undefined ? least : Number(to);
    if (least > maxRepeat || (!open && (most > maxRepeat || most < least))) return this.fail();
    const times = open ? least + 1 : most;
    if (atom.length * times > maxInstructions) return this.fail();
    const code: Instruction[] = [];
    for (let index = 0; index < least; index++) code.push(...shifted(atom, code.length));
    if (open) {
      const start = code.length;
      code.push(choice(start + 1, start + atom.length + 2, lazy), ...shifted(atom, start + 1), {
        kind: "jump",
        to: start,
      });
    } else {
      const end = code.length + (most - least) * (atom.length + 1);
      for (let index = least; index < most; index++) {
        code.push(choice(code.length + 1, end, lazy));
        code.push(...shifted(atom, code.length));
      }
    }
    return code;
  }

  private atom(): Instruction[] {
    const char = this.text.charAt(this.at);
    if (char === "(") return this.group();
    if (char === "[") return this.set();
    if (char === "\\") return this.escape();
    if (char === "*" || char === "+" || char === "?") return this.fail();
    const code = this.text.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    const { m, s } = this.flags;
    if (char === ".") return [{ kind: "char", matches: (each) => s || each !== 10 }];
    if (char === "^") return [assertion((text, index) => index === 0 || (m && text.charAt(index - 1) === "\n"))];
    if (char === "$") return [assertion((text, index) => index === text.length || (m && text.charAt(index) === "\n"))];
    return this.literal(code);
  }

  private literal(code: number): Instruction[] {
    return [{ kind: "char", matches: this.folded((each) => each === code) }];
  }

  /** The same without regard to case, where the flags say so. */
  private folded(test: Test): Test {
    if (!this.flags.i) return test;
    return (code) => {
      if (test(code)) return true;
      const char = String.fromCodePoint(code);
      const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
      return test(lower.codePointAt(0) ?? 0) || test(upper.codePointAt(0) ?? 0);
    };
  }

  private group(): Instruction[] {
    this.at++;
    if (this.depth >= maxDepth) return this.fail();
    const outer = this.flags;
    let slot = 0;
    if (this.take("?")) {
      const name = /^P?<([A-Za-z_]\w*)>/.exec(this.text.slice(this.at, this.at + 200));
      const set = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.text.slice(this.at, this.at + 20));
      if (name) {
        this.at += name[0].length;
        slot = this.names.push(name[1] ?? "") - 1;
      } else if (set) {
        this.at += set[0].length;
        const on = set[1] ?? "";
        const off = set[2] ?? "";
        const flag = (letter: keyof Flags): boolean =>
          (this.flags[letter] || on.includes(letter)) && !off.includes(letter);
        this.flags = { i: flag("i"), m: flag("m"), s: flag("s"), U: flag("U") };
        if (set[3] === ")") return [];
      } else return this.fail();
    } else slot = this.names.push("") - 1;
    this.depth++;
    const code = this.alternatives();
    this.depth--;
    this.flags = outer;
    if (!this.take(")")) return this.fail();
    if (slot === 0) return code;
    return [{ kind: "save", slot: slot * 2 }, ...shifted(code, 1), { kind: "save", slot: slot * 2 + 1 }];
  }

  private escape(): Instruction[] {
    const char = this.text.charAt(this.at + 1);
    if (char === "A" || char === "z" || char === "b" || char === "B") {
      this.at += 2;
      if (char === "A") return [assertion((_, index) => index === 0)];
      if (char === "z") return [assertion((text, index) => index === text.length)];
      return [assertion((text, index) => (before(text, index) !== after(text, index)) === (char === "b"))];
    }
    if (char === "Q") {
      const end = this.text.indexOf("\\E", this.at);
      const quoted = this.text.slice(this.at + 2, end < 0 ? undefined : end);
      this.at = end < 0 ? this.text.length : end + 2;
      return [...quoted].flatMap((each) => this.literal(each.codePointAt(0) ?? 0));
    }
    const test = this.escapedClass();
    if (test) return [{ kind: "char", matches: test }];
    const code = this.escapedChar();
    return code === undefined ? this.fail() : this.literal(code);
  }

  /** `\d`, `\W`, `\pL`, `\p{Greek}`; consumed where there is one. */
  private escapedClass(): Test | undefined {
    const char = this.text.charAt(this.at + 1);
    const test = classes[char.toLowerCase()];
    if (test) {
      this.at += 2;
      return char === char.toLowerCase() ? test : (code) => !test(code);
    }
    const property = /^\\([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]{1,40})\})/.exec(this.text.slice(this.at, this.at + 50));
    if (!property) return undefined;
    const name = property[2] ?? property[4] ?? "";
    const known = unicode(name);
    if (!known) return undefined;
    this.at += property[0].length;
    const negated = (property[1] === "P") !== (property[3] === "^");
    return (code) => known(code) !== negated;
  }

  private escapedChar(): number | undefined {
    const rest = this.text.slice(this.at, this.at + 14);
    const number = /^\\(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(rest);
    if (number) {
      const code = number[3] === undefined ? parseInt(number[1] ?? number[2] ?? "", 16) : parseInt(number[3], 8);
      this.at += number[0].length;
      return code > 0x10ffff ? undefined : code;
    }
    const code = this.text.codePointAt(this.at + 1);
    if (code === undefined) return undefined;
    const char = String.fromCodePoint(code);
    const known = escapes[char];
    if (known === undefined && (isWord(code) || code > 127)) return undefined;
    this.at += 1 + char.length;
    return known ?? code;
  }

  private set(): Instruction[] {
    this.at++;
    const negated = this.take("^");
    const tests: Test[] = [];
    for (let first = true; first || this.text.charAt(this.at) !== "]"; first = false) {
      if (this.failed || this.at >= this.text.length) return this.fail();
      const name = /^\[:(\^?)(\w+):\]/.exec(this.text.slice(this.at, this.at + 20));
      const known = posix[name?.[2] ?? ""];
      if (name) {
        if (!known) return this.fail();
        this.at += name[0].length;
        tests.push((code) => known.test(String.fromCodePoint(code)) !== (name[1] === "^"));
        continue;
      }
      const test = this.text.charAt(this.at) === "\\" ? this.escapedClass() : undefined;
      if (test) tests.push(test);
      else this.range(tests);
    }
    this.at++;
    const any = this.folded((code) => tests.some((test) => test(code)));
    return [{ kind: "char", matches: negated ? (code) => !any(code) : any }];
  }

  private range(tests: Test[]): void {
    const from = this.setChar();
    let to = from;
    if (this.text.charAt(this.at) === "-" && this.text.charAt(this.at + 1) !== "]" && this.at + 1 < this.text.length) {
      this.at++;
      to = this.setChar();
    }
    if (from === undefined || to === undefined || to < from) this.failed = true;
    else tests.push((code) => code >= from && code <= to);
  }

  private setChar(): number | undefined {
    if (this.text.charAt(this.at) === "\\") return this.escapedChar();
    const code = this.text.codePointAt(this.at);
    if (code !== undefined) this.at += code > 0xffff ? 2 : 1;
    return code;
  }
}

function assertion(holds: (text: string, index: number) => boolean): Instruction {
  return { kind: "assert", holds };
}

function choice(inside: number, end: number, lazy: boolean): Instruction {
  return lazy ? { kind: "split", first: end, second: inside } : { kind: "split", first: inside, second: end };
}

/** The same code further on. */
function shifted(code: readonly Instruction[], by: number): Instruction[] {
  return code.map((each) => {
    if (each.kind === "jump") return { ...each, to: each.to + by };
    return each.kind === "split" ? { ...each, first: each.first + by, second: each.second + by } : each;
  });
}

const categories = /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

function unicode(name: string): Test | undefined {
  const scripts = ["Arabic", "Cyrillic", "Greek", "Han", "Hebrew", "Hiragana", "Katakana", "Latin", "Thai"];
  if (!categories.test(name) && !scripts.includes(name)) return undefined;
  const test = new RegExp(categories.test(name) ? `\\p{${name}}` : `\\p{Script=${name}}`, "u");
  return (code) => test.test(String.fromCodePoint(code));
}
