// An engine that finds the word RISK, and MANY where a workspace has several of them, looks up what ASK names and fails on the word CRASH, for tests of what surrounds the real one.
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  detectFormat,
  type Document,
  type Engine,
  type Fact,
  type Finding,
  type Workspace,
} from "../../shared-rules/src/index";
import { folderOf, resolvePath } from "../../shared-rules/src/link/workspace";
import { wholeDocument } from "../../shared-rules/src/model/source";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

export interface FakeEngine extends Engine {
  /** URIs of documents that were read and are still kept by someone. */
  held(): Promise<string[]>;
  /** What `lint` was asked, as "uri + siblings". */
  readonly asked: readonly string[];
  /** What `ASK folder ./x`, `ASK text x.json` and `ASK callers` in documents were answered, as "main.tf: folder ./x = a.tf b.tf". */
  readonly answers: string[];
}

export function fakeEngine(ready: () => Promise<void> = () => Promise.resolve()): FakeEngine {
  const documents: WeakRef<Document>[] = [];
  const asked: string[] = [];
  const answers: string[] = [];
  const engine: FakeEngine = {
    async held() {
      // What was looked at stays until its turn is over.
      await setImmediate();
      collectGarbage();
      return documents.flatMap((document) => document.deref()?.uri ?? []);
    },
    asked,
    answers,
    catalogDate: "2026-09-26",
    ready,
    read({ uri, text, languageId }) {
      if (text.includes("CRASH IN READ")) throw new Error("read crashed");
      const document: Document = {
        uri,
        text,
        format: detectFormat(uri, text, languageId),
        source: wholeDocument("json", text),
        declarations: [],
        policies: [],
        unread: [],
        broken: false,
        comments: [],
        state: undefined,
      };
      documents.push(new WeakRef(document));
      return document;
    },
    lint: (...given) => engine.judge(...given).findings,
    judge(document, _config, siblings = [], workspace) {
      if (document.text.includes("CRASH IN LINT")) throw new Error("lint crashed");
      asked.push([document, ...siblings].map(({ uri }) => nameOf(uri)).join(" + "));
      if (workspace) answers.push(...answersOf(document, workspace));
      return { findings: risks(document), facts: () => facts(document) };
    },
    lintWorkspace([first, ...others]) {
      if (!first || others.length === 0) return [];
      const related = others.map(({ uri, span }) => ({ uri, span, message: "Here, too." }));
      const { uri, span, text, address, suppressed } = first;
      const finding = {
        rule: first.rule,
        severity: "medium",
        uri,
        span,
        message: `${others.length + 1} of them.`,
      } as const;
      return [
        { ...finding, fixes: [], related, covers: [], address, sid: "", text, ...(suppressed && { suppressed }) },
      ];
    },
    render: () => ({ declined: "A fake writes nothing." }),
    insertSnippet: () => ({ declined: "A fake writes nothing." }),
    linked: (document) => [document],
    hover: () => undefined,
  };
  return engine;
}

function answersOf({ uri, text }: Document, workspace: Workspace): string[] {
  return [...text.matchAll(/ASK (?:(callers)|(folder|text) ([\w./-]+))/g)].map(
    ([, callers, what = callers ?? "", name = ""]) => {
      const at = resolvePath(folderOf(uri), name) ?? "";
      const answer =
        what === "folder"
          ? workspace.folder(at)?.map((document) => `${nameOf(document.uri)}(${document.text.length})`)
          : what === "text"
            ? [workspace.text(at) ?? "nothing"]
            : workspace.callers(at).map(nameOf);
      return `${nameOf(uri)}: ${[what, name].join(" ").trim()} = ${answer?.join(" ") ?? "nothing"}`;
    },
  );
}

function nameOf(uri: string): string {
  return uri.replace(/^.*\//, "");
}

function facts({ uri, text }: Document): Fact[] {
  return [...text.matchAll(/MANY(?: (IGNORED))?/g)].map(({ index, 1: ignored }) => ({
    rule: "user-privileged-many",
    uri,
    span: { start: index, end: index + 4 },
    text: "MANY",
    address: "",
    says: "",
    ...(ignored && { suppressed: { reason: "we know", tool: "roleward" } }),
  }));
}

/** `RISK` is a finding, `RISK IGNORED` one that is to be ignored; `RISK(x.tf)` also points to the first character of that file. */
function risks({ uri, text }: Document): Finding[] {
  return [...text.matchAll(/RISK(?:\(([^)]*)\))?(?: (IGNORED))?/g)].map(({ index, 1: points, 2: ignored }) => ({
    rule: "wildcard-admin",
    severity: "critical",
    uri,
    span: { start: index, end: index + 4 },
    message: "RISK lets someone do anything.",
    fixes: [],
    related: (points?.split(",") ?? []).map((name) => ({
      uri: resolvePath(folderOf(uri), name) ?? "",
      span: { start: 0, end: 1 },
      message: "It is written here.",
    })),
    covers: [],
    address: "",
    sid: "",
    text: "RISK",
    ...(ignored && { suppressed: { reason: "we know", tool: "roleward" } }),
  }));
}
