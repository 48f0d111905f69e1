// An engine that finds the word RISK, looks up what ASK names and fails on the word CRASH, for tests of what surrounds the real one.
import { detectFormat, type Document, type Engine, type Finding, type Workspace } from "../../shared-rules/src/index";
import { folderOf, resolvePath } from "../../shared-rules/src/link/workspace";
import { wholeDocument } from "../../shared-rules/src/model/source";

export interface FakeEngine extends Engine {
  /** URIs of documents that were read and not released. */
  readonly held: ReadonlySet<string>;
  /** What `lint` was asked, as "uri + siblings". */
  readonly asked: readonly string[];
  /** What `ASK folder ./x`, `ASK text x.json` and `ASK callers` in documents were answered, as "main.tf: folder ./x = a.tf b.tf". */
  readonly answers: string[];
}

export function fakeEngine(ready: () => Promise<void> = () => Promise.resolve()): FakeEngine {
  const held = new Set<string>();
  const asked: string[] = [];
  const answers: string[] = [];
  return {
    held,
    asked,
    answers,
    catalogDate: "2026-09-26",
    ready,
    read({ uri, text, languageId }) {
      if (text.includes("CRASH IN READ")) throw new Error("read crashed");
      held.add(uri);
      return {
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
    },
    release: ({ uri }) => void held.delete(uri),
    lint(document, _config, siblings = [], workspace) {
      if (document.text.includes("CRASH IN LINT")) throw new Error("lint crashed");
      asked.push([document, ...siblings].map(({ uri }) => nameOf(uri)).join(" + "));
      if (workspace) answers.push(...answersOf(document, workspace));
      return risks(document);
    },
    render: () => ({ declined: "A fake writes nothing." }),
    insertSnippet: () => ({ declined: "A fake writes nothing." }),
    linked: (document) => [document],
    hover: () => undefined,
  };
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

/** `RISK` is a finding; `RISK(x.tf)` also points to the first character of that file. */
function risks({ uri, text }: Document): Finding[] {
  return [...text.matchAll(/RISK(?:\(([^)]*)\))?/g)].map(({ index, 1: points }) => ({
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
  }));
}
