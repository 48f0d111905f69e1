// An engine that finds the word RISK and fails on the word CRASH, for tests of what surrounds the real one.
import { detectFormat, type Document, type Engine, type Finding } from "../../shared-rules/src/index";
import { wholeDocument } from "../../shared-rules/src/model/source";

export interface FakeEngine extends Engine {
  /** URIs of documents that were read and not released. */
  readonly held: ReadonlySet<string>;
  /** What `lint` was asked, as "uri + siblings". */
  readonly asked: readonly string[];
}

export function fakeEngine(ready: () => Promise<void> = () => Promise.resolve()): FakeEngine {
  const held = new Set<string>();
  const asked: string[] = [];
  return {
    held,
    asked,
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
    lint(document, _config, siblings = []) {
      if (document.text.includes("CRASH IN LINT")) throw new Error("lint crashed");
      asked.push([document, ...siblings].map(({ uri }) => uri.replace(/^.*\//, "")).join(" + "));
      return risks(document);
    },
    render: () => ({ declined: "A fake writes nothing." }),
    insertSnippet: () => ({ declined: "A fake writes nothing." }),
    hover: () => undefined,
  };
}

function risks({ uri, text }: Document): Finding[] {
  return [...text.matchAll(/RISK/g)].map(({ index }) => ({
    rule: "wildcard-admin",
    severity: "critical",
    uri,
    span: { start: index, end: index + 4 },
    message: "RISK lets someone do anything.",
    fixes: [],
    related: [],
    covers: [],
    address: "",
    sid: "",
    text: "RISK",
  }));
}
