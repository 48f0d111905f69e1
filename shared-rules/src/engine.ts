// The core as one object: read a document, judge it, hover, render a fix. It keeps no documents; callers do.
import { analyze, analyzeSuppressions } from "./analyze";
import { createCatalog, type Catalog } from "./catalog/catalog";
import type { Declined, FileEdit } from "./edit";
import { analyzeWorkspace, factsOf } from "./facts";
import { declareSnippet } from "./fix/insert";
import { readAccountDump } from "./host/account-dump";
import { readCloudFormation } from "./host/cloudformation";
import { readCredentialReport } from "./host/credential-report";
import { detectFormat } from "./host/detect";
import { DocumentLinker, type Because, type Run } from "./host/linked";
import { readPolicyFile, type PolicyHint } from "./host/policy-file";
import { readServerless } from "./host/serverless";
import { readTerraform, readTerraformJson } from "./host/terraform";
import { readTerraformPlan } from "./host/terraform-plan";
import { terraformState } from "./host/terraform/state";
import { readTerragrunt } from "./host/terraform/terragrunt";
import { readTerraformVariables } from "./host/terraform/variables";
import { writeEdits } from "./host/write";
import { hoverAt, type Hover } from "./hover";
import { joinedPlaces } from "./instances";
import { linkModule } from "./link/module";
import { emptyWorkspace, type Workspace } from "./link/workspace";
import type { Document } from "./model/document";
import { wholeDocument } from "./model/source";
import { Versions } from "./quiet";
import { changed, severities, type Config, type Fact, type Finding, type Fix } from "./rule";
import { rules } from "./rules/index";
import { suppress, suppressFacts } from "./suppress";
import { snippetById } from "./snippets/index";
import { loadHcl, type HclParser } from "./syntax/hcl";

export type { Hover } from "./hover";

/** What the core cannot get by itself, being pure. */
export interface EngineAssets {
  /** The text of dist/catalog.txt; called at most once, when first needed. */
  readonly catalog: () => string;
  /** The bytes of web-tree-sitter.wasm and tree-sitter-terraform.wasm; asked for by the first `ready()`. */
  readonly hclRuntime: () => Promise<Uint8Array>;
  readonly hclGrammar: () => Promise<Uint8Array>;
  /** What time it is, in milliseconds since 1970, where the settings do not say. Asked for reports of credentials only. */
  readonly now?: () => number;
}

export interface Engine {
  /** Resolves when documents of Terraform syntax can be read; other formats need no waiting. Rejects if the grammar cannot be loaded. */
  ready(): Promise<void>;
  /** Reads a document. `previous` is the last version of the same document: what did not change is not read again. It must not be used afterwards. Never throws. */
  read(file: { uri: string; text: string; languageId?: string; hint?: PolicyHint }, previous?: Document): Document;
  /**
   * All findings of one document, sorted by place; those that are to be ignored are marked `suppressed`. `siblings` are the other documents
   * of its module (a Terraform folder). A failing rule is reported through `onError`.
   */
  lint(document: Document, config: Config, siblings?: readonly Document[], workspace?: Workspace): Finding[];
  /** As `lint`, with what the document tells about the workspace. */
  judge(document: Document, config: Config, siblings?: readonly Document[], workspace?: Workspace): Judged;
  /** What only the facts of all documents of a workspace together tell. */
  lintWorkspace(facts: readonly Fact[], config: Config): Finding[];
  /** What `lint` judges: the document as its module and workspace tell about it, once for each set of inputs. */
  linked(document: Document, siblings?: readonly Document[], workspace?: Workspace): readonly Document[];
  /**
   * Text edits of a fix of this document's findings, by file, or why it declines.
   * @param siblings what the findings were judged with: a fix may change those files, too
   */
  render(
    document: Document,
    fix: Fix,
    siblings?: readonly Document[],
    workspace?: Workspace,
  ): readonly FileEdit[] | Declined;
  /** Places a library snippet into this document: a resource in its format, or a new file beside a bare policy file. */
  insertSnippet(
    document: Document,
    id: string,
    config?: Pick<Config, "allowedRegions">,
  ): readonly FileEdit[] | Declined;
  /** What stands at an offset: an action or wildcard and what it grants, a principal and what it ends up with. Rule reasons are the caller's, from findings. */
  hover(document: Document, offset: number, siblings?: readonly Document[], workspace?: Workspace): Hover | undefined;
  /** Date of the action catalogue, "2026-09-26". */
  readonly catalogDate: string;
}

export interface Judged {
  readonly findings: Finding[];
  /** For `lintWorkspace`. Found when it is asked for. */
  facts(): Fact[];
}

/**
 * An engine over the given assets.
 * @param onError told of internal errors (a rule or reader that threw); the engine goes on without it.
 */
export function createEngine(
  assets: EngineAssets,
  onError: (message: string, error: unknown) => void = () => undefined,
): Engine {
  let loadedCatalog: Catalog | undefined;
  const catalog = (): Catalog => (loadedCatalog ??= createCatalog(assets.catalog()));
  let parser: HclParser | undefined;
  const linker = new DocumentLinker();
  const versions = new Versions();

  /** A document with what its module and workspace tell about it. */
  function linked(document: Document, siblings: readonly Document[], workspace: Workspace): readonly Run[] {
    try {
      return linker.link(document, siblings, workspace, parser);
    } catch (error) {
      onError(`${document.uri} could not be read with what belongs to it; it is judged by itself.`, error);
      return [{ document, siblings, because: undefined }];
    }
  }

  function judge(
    document: Document,
    given: Config,
    siblings: readonly Document[] = [],
    workspace: Workspace = emptyWorkspace,
  ): Judged {
    const now = given.now ?? assets.now?.();
    const config: Config = now === undefined ? given : { ...given, now };
    // Where nothing is declared, only its text is left to judge, and what that tells others.
    const alone: Run = { document, siblings: [], because: undefined };
    const inputs = isEmpty(document) ? [alone] : linked(document, siblings, workspace);
    versions.follow(
      document,
      inputs.map((run) => run.document),
    );
    const runs = inputs.map((run) => {
      const module = linkModule([run.document, ...run.siblings]);
      const context = { catalog: catalog(), config, module };
      const findings = document.format === "none" ? [] : analyze(run.document, rules, context, onError);
      return { document: run.document, context, findings: findings.map((finding) => because(finding, run.because)) };
    });
    const { findings, suppressions } = suppress(mergeRuns(runs.map((run) => run.findings)), document, rules, {
      config,
    });
    const [first] = runs;
    const about = first && analyzeSuppressions(suppressions, document, rules, first.context, onError);
    return {
      findings: about && about.length > 0 ? [...findings, ...about].sort(byPlace) : [...findings],
      facts() {
        const facts = runs.flatMap((run) => factsOf(run.document, rules, run.context, onError));
        return suppressFacts(distinct(facts), document, rules, { config });
      },
    };
  }

  const readAs: Engine["read"] = (file, previous) => {
    const format = detectFormat(file.uri, file.text, file.languageId);
    const last = previous?.format === format ? previous : undefined;
    try {
      switch (format) {
        case "policy-json":
          return readPolicyFile(file, last, file.hint);
        case "account-dump":
          return readAccountDump(file, last);
        case "credential-report":
          return readCredentialReport(file, last);
        case "cloudformation-json":
        case "cloudformation-yaml":
          return readCloudFormation(file, last);
        case "serverless":
          return readServerless(file, last);
        case "terraform":
          return parser ? readTerraform(file, parser, last) : nothing(file, "none");
        case "terraform-json":
          return parser ? readTerraformJson(file, parser, last) : nothing(file, "none");
        case "terraform-plan":
          return readTerraformPlan(file, last);
        case "terragrunt":
          return parser ? readTerragrunt(file, parser) : nothing(file, "none");
        case "terraform-vars":
          return parser ? readTerraformVariables(file, parser) : nothing(file, "none");
        case "none":
          return nothing(file, "none");
      }
    } catch (error) {
      onError(`${file.uri} could not be read as ${format}.`, error);
      return nothing(file, "none");
    }
  };

  let loading: Promise<void> | undefined;

  return {
    ready() {
      return (loading ??= Promise.all([assets.hclRuntime(), assets.hclGrammar()])
        .then(([runtime, grammar]) => loadHcl(runtime, grammar))
        .then((loaded) => void (parser = loaded)));
    },

    read(file, previous) {
      const document = readAs(file, previous);
      // A module's blocks are kept as they are, and those of the last version are not to be looked at any more.
      if (previous && !terraformState(document)) versions.read(document, previous);
      return document;
    },

    lint: (document, config, siblings, workspace) => judge(document, config, siblings, workspace).findings,

    judge,

    lintWorkspace: (facts, config) => analyzeWorkspace(facts, rules, { catalog: catalog(), config }, onError),

    linked: (document, siblings = [], workspace = emptyWorkspace) =>
      linked(document, siblings, workspace).map((run) => run.document),

    render(document, fix, siblings = [], workspace = emptyWorkspace) {
      try {
        const others = linked(document, siblings, workspace).flatMap((run) => [run.document, ...run.siblings]);
        return writeEdits(document, fix.edits(), others, () => workspace.settings?.(document.uri));
      } catch (error) {
        onError(`The fix "${fix.title}" failed in ${document.uri}.`, error);
        return { declined: "Roleward failed to write this fix; its log says why." };
      }
    },

    insertSnippet(document, id, config) {
      const snippet = snippetById(id, config?.allowedRegions);
      if (!snippet) return { declined: `There is no snippet ${id}.` };
      return writeEdits(document, [
        { kind: "add-declarations", after: undefined, declarations: declareSnippet(snippet) },
      ]);
    },

    hover(document, offset, siblings = [], workspace = emptyWorkspace) {
      const [run] = linked(document, siblings, workspace);
      return run && hoverAt(run.document, offset, catalog(), linkModule([run.document, ...run.siblings]));
    },

    get catalogDate() {
      return catalog().date;
    },
  };
}

function because(finding: Finding, place: Because | undefined): Finding {
  return place ? changed(finding, { related: [...finding.related, place] }) : finding;
}

/** Findings of the same place under several inputs are one: the gravest, told with all that leads to it. */
function mergeRuns(runs: readonly (readonly Finding[])[]): Finding[] {
  const [only] = runs;
  if (runs.length < 2) return only ? [...only] : [];
  const merged = new Map<string, Finding>();
  for (const finding of runs.flat()) {
    const key = `${finding.rule} ${finding.span.start} ${finding.span.end} ${finding.sid}`;
    const known = merged.get(key);
    const difference = known ? severities.indexOf(finding.severity) - severities.indexOf(known.severity) : -1;
    // What leads to something milder is not what the message speaks of.
    if (difference < 0) merged.set(key, finding);
    else if (known && difference === 0)
      merged.set(key, changed(known, { related: joinedPlaces([...known.related, ...finding.related]) }));
  }
  return [...merged.values()].sort(byPlace);
}

/** What a document tells alike under several inputs is one fact. */
function distinct(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [`${fact.rule} ${fact.span.start} ${fact.says}`, fact])).values()];
}

function byPlace(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

/** Whether there is nothing in a document to judge. A Terraform document is not asked: its module may tell otherwise. */
function isEmpty(document: Document): boolean {
  const blocks = terraformState(document)?.hcl.blocks;
  // What makes a secret that it hands on stands elsewhere in its module.
  if (blocks) return blocks.length === 0 && (document.secretUses?.().length ?? 0) === 0;
  const { policies, declarations, unread, credentials = [] } = document;
  return policies.length + declarations.length + unread.length + credentials.length === 0;
}

function nothing(file: { uri: string; text: string }, format: "none"): Document {
  return {
    uri: file.uri,
    text: file.text,
    format,
    source: wholeDocument("json", file.text),
    declarations: [],
    policies: [],
    unread: [],
    broken: false,
    comments: [],
    state: undefined,
  };
}
