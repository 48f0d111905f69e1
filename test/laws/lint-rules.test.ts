// The project's own ESLint rules, judged by ESLint's tester with types. What the borders are, borders.test.ts says.
import path from "node:path";
import { RuleTester } from "eslint";
import tseslint from "typescript-eslint";
import { roleward } from "../../scripts/eslint/index.mjs";

const root = path.resolve(__dirname, "../..");

RuleTester.describe = describe;
RuleTester.it = it;

/** Each text is a file of its own that no project knows, compiled with the project's options. */
const typed = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: {
      projectService: { allowDefaultProject: ["*.ts"], defaultProject: "tsconfig.base.json" },
      tsconfigRootDir: root,
    },
  },
});

const asked = `
type Answer = "yes" | "no" | "unknown";
declare const answer: Answer;
declare const perhaps: Answer | undefined;
declare const flag: boolean;
declare function covers(item: string): Answer;
declare function ok(value: unknown, message?: string): asserts value;
declare function equal<T>(value: unknown, expected: T): asserts value is T;
declare const items: string[];
declare const word: string;
declare const other: "yes" | "maybe";
`;
const example = (code: string) => ({ name: code, code: asked + code, filename: path.join(root, "example.ts") });
const wrong = (code: string, errors = 1) => ({
  ...example(code),
  errors: Array.from({ length: errors }, () => ({ messageId: "compared" })),
});

describe("no-answer-as-boolean", () => {
  typed.run("no-answer-as-boolean", roleward.rules["no-answer-as-boolean"], {
    valid: [
      'if (answer === "yes") void 0;',
      'const chosen = covers("a") !== "no" ? 1 : 2;',
      'items.filter((item) => covers(item) === "yes");',
      'items.map((item) => covers(item)).includes("unknown");',
      'const sure = perhaps ?? "no";',
      "if (word) void 0;",
      "if (flag && word) void 0;",
      "if (other) void 0;",
      "const chosen = flag && answer;",
      'ok(answer === "yes");',
      'equal(answer, "yes");',
      "for (;;) break;",
    ].map(example),
    invalid: [
      wrong("if (answer) void 0;"),
      wrong('if (covers("a")) void 0;'),
      wrong("if (perhaps) void 0;"),
      wrong('if (perhaps ?? "no") void 0;'),
      wrong('if (answer !== "unknown" && answer) void 0;'),
      wrong("if (flag && answer) void 0;"),
      wrong("if (flag || (flag && answer)) void 0;"),
      wrong("if (answer || perhaps) void 0;", 2),
      wrong("const chosen = answer ? 1 : 2;"),
      wrong("const chosen = !answer;"),
      wrong("const chosen = !!answer;"),
      wrong("const chosen = answer && flag;"),
      wrong("const chosen = Boolean(answer);"),
      wrong("while (answer) break;"),
      wrong("do break; while (answer);"),
      wrong("for (; answer; ) break;"),
      wrong("items.filter((item) => covers(item));"),
      wrong("items.some(covers);"),
      wrong("items.every((item) => { return covers(item); });"),
      wrong("items.find(covers);"),
      wrong("ok(answer);"),
      wrong("function generic<T extends Answer>(value: T) { if (value) return 1; return 2; }"),
    ],
  });
});

const plain = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const inFile = (filename: string, code: string) => ({
  name: `${filename}: ${code}`,
  code,
  filename: path.join(root, filename),
});
const crossed = [{ messageId: "crossed" }];

describe("no-crossing", () => {
  plain.run("no-crossing", roleward.rules["no-crossing"], {
    valid: [
      inFile("shared-rules/src/rules/user-declared.ts", 'import { grants } from "./grants";'),
      inFile("server/src/cli/main.ts", 'void import("../lsp/stdio");'),
      inFile("test/laws/anything.ts", 'import "../../shared-rules/src/engine";'),
      inFile("shared-rules/src/model/value.ts", "export const here = 1;"),
    ],
    invalid: [
      { ...inFile("shared-rules/src/model/value.ts", 'import "node:fs";'), errors: crossed },
      { ...inFile("shared-rules/src/model/value.ts", 'import type { Fix } from "../rule";'), errors: crossed },
      { ...inFile("shared-rules/src/model/value.ts", 'export * from "../rule";'), errors: crossed },
      { ...inFile("shared-rules/src/model/value.ts", 'export { rules } from "../rules/index";'), errors: crossed },
      { ...inFile("shared-rules/src/model/value.ts", 'type Fix = import("../rule").Fix;'), errors: crossed },
      { ...inFile("server/src/cli/scan.ts", 'void import("../lsp/stdio");'), errors: crossed },
    ],
  });
});
