// A document as those see it that use it: the module it is part of, the resources and scripts that take a policy from it, the stacks
// that nest it. It judges nothing and loads nothing.
import { endsInPath, folderOf, isSameFile, referencesIn, resolvePath, type Workspace } from "../link/workspace";
import type { Document } from "../model/document";
import type { PolicyFile } from "../model/policy";
import type { Span } from "../model/value";
import type { HclParser } from "../syntax/hcl";
import { nestedStacks, withGiven, type NestedStack } from "./cloudformation";
import { usedPolicyFile, type PolicyHint } from "./policy-file";
import { policyUses } from "./policy-file/uses";
import { TerraformLinker } from "./terraform/link";

/** What gives inputs, and in which words. */
export interface Because {
  readonly uri: string;
  readonly span: Span;
  readonly message: string;
}

/** A document under one set of inputs, or in one use. */
export interface Run {
  readonly document: Document;
  /** What is read together with it. */
  readonly siblings: readonly Document[];
  /** What gives the inputs. */
  readonly because: Because | undefined;
}

/** A file that is used more often is judged for the first of its uses. */
const mostRuns = 8;
/** Stacks that nest each other deeper are not followed. */
const mostDepth = 5;

const terraformFile = /\.(?:tf|tofu)(?:\.json)?$/;

export class DocumentLinker {
  #terraform: TerraformLinker | undefined;
  readonly #stacks = new WeakMap<Document, readonly NestedStack[]>();
  /** Templates by the stack that nests them. */
  readonly #nested = new WeakMap<Document, WeakMap<NestedStack, Document>>();

  /** @param parser of Terraform, when it is there */
  link(
    document: Document,
    siblings: readonly Document[],
    workspace: Workspace,
    parser: HclParser | undefined,
  ): readonly Run[] {
    const runs = this.#runsOf(
      document,
      siblings,
      workspace,
      parser && (this.#terraform ??= new TerraformLinker(parser)),
    );
    return runs.length > 0 ? runs : [{ document, siblings, because: undefined }];
  }

  #runsOf(
    document: Document,
    siblings: readonly Document[],
    workspace: Workspace,
    terraform: TerraformLinker | undefined,
  ): readonly Run[] {
    switch (document.format) {
      case "terraform":
      case "terraform-json":
        return terraform ? moduleRuns(terraform, document, siblings, workspace) : [];
      case "policy-json": {
        const namers = workspace.namedBy(document.uri);
        const folders = new Set(namers.filter((namer) => terraformFile.test(namer)).map(folderOf));
        const runs = [...folders].flatMap((folder) =>
          terraform ? runsOfUses(terraform, folder, document, workspace) : [],
        );
        return [...runs, ...namers.flatMap((namer) => scriptRuns(namer, document, workspace))].slice(0, mostRuns);
      }
      case "cloudformation-json":
      case "cloudformation-yaml":
        return this.#stackRuns(document, workspace, [document.uri]);
      default:
        return [];
    }
  }

  /** A template once for each stack that nests it. `within`: the templates that it is nested in on the way here, itself among them. */
  #stackRuns(document: Document, workspace: Workspace, within: readonly string[]): Run[] {
    const runs: Run[] = [];
    for (const uri of workspace.namedBy(document.uri)) {
      const parent = within.some((other) => isSameFile(other, uri)) ? undefined : workspace.document(uri);
      if (!parent) continue;
      const above = within.length < mostDepth ? this.#stackRuns(parent, workspace, [...within, uri]) : [];
      const parents = above.length > 0 ? above.map((run) => run.document) : [parent];
      for (const one of parents)
        for (const stack of this.#stacksIn(one)) {
          const location = resolvePath(folderOf(uri), stack.location);
          if (location === undefined || !isSameFile(location, document.uri)) continue;
          const because = { uri, span: stack.nameSpan, message: `nested by ${stack.address}` };
          runs.push({ document: this.#under(stack, document), siblings: [], because });
          if (runs.length >= mostRuns) return runs;
        }
    }
    return runs;
  }

  #stacksIn(parent: Document): readonly NestedStack[] {
    const known = this.#stacks.get(parent) ?? nestedStacks(parent);
    this.#stacks.set(parent, known);
    return known;
  }

  #under(stack: NestedStack, document: Document): Document {
    const known = this.#nested.get(document) ?? new WeakMap<NestedStack, Document>();
    this.#nested.set(document, known);
    const nested = known.get(stack) ?? withGiven(document, stack.given);
    known.set(stack, nested);
    return nested;
  }
}

/** A Terraform document with its module, and with the files that the module's resources take their policies from. */
function moduleRuns(
  terraform: TerraformLinker,
  document: Document,
  siblings: readonly Document[],
  workspace: Workspace,
  except?: string,
): Run[] {
  return terraform.link(document, siblings, workspace, except).map((linked) => {
    const module = [linked.document, ...linked.siblings];
    const files = module.flatMap((one) => (one.policyFiles ?? []).map((file) => usedFile(file, one, workspace)));
    const read = new Set(files.flatMap((file) => file?.uri ?? []));
    const [own = linked.document, ...others] = module.map((one) => withoutRead(one, read));
    const { call } = linked;
    return {
      document: own,
      siblings: [...others, ...new Set(files.filter((file) => file !== undefined))],
      because: call && { uri: call.uri, span: call.span, message: `called by ${call.address}` },
    };
  });
}

/** The file as the resource uses it; undefined where there is no policy in it. */
function usedFile(file: PolicyFile, by: Document, workspace: Workspace): Document | undefined {
  const document = workspace.document(file.uri);
  return document?.format === "policy-json" && document.policies.length > 0
    ? usedPolicyFile(document, hintOf(file, by.uri))
    : undefined;
}

function hintOf({ kind, owner, isTemplate, address, hostType, user }: PolicyFile, uri: string): PolicyHint {
  return { kind, owner, isTemplate, address, hostType, usedBy: [user.uri === "" ? { ...user, uri } : user] };
}

/** What is read in another file is no unread policy. */
function withoutRead(document: Document, read: ReadonlySet<string>): Document {
  const isRead = (uri: string): boolean => [...read].some((other) => isSameFile(uri, other));
  const unread = document.unread.filter(({ files }) => !files?.every(isRead));
  if (unread.length === document.unread.length) return document;
  return {
    ...document,
    unread,
    get comments() {
      return document.comments;
    },
  };
}

/** A policy file once for each use that a Terraform folder makes of it, or else the modules that it hands the file's text to. */
function runsOfUses(terraform: TerraformLinker, folder: string, document: Document, workspace: Workspace): Run[] {
  const here: Workspace = {
    ...workspace,
    // Its other uses are those of the very document that is judged.
    document: (uri) => (isSameFile(uri, document.uri) ? document : workspace.document(uri)),
  };
  const runsIn = (at: string): Run[] => {
    const [first, ...rest] = workspace.folder(at) ?? [];
    const runs = first ? moduleRuns(terraform, first, rest, here, document.uri) : [];
    return runs.flatMap((run) => {
      const module = [run.document, ...run.siblings];
      const uses = module.filter((one) => one !== run.document && one.uri === document.uri);
      return uses.map((one) => ({ ...run, document: one, siblings: module.filter((other) => other !== one) }));
    });
  };
  const own = runsIn(folder);
  return own.length > 0 ? own : calledBy(workspace.folder(folder) ?? []).flatMap(runsIn);
}

/** The local modules that a folder's documents call. */
function calledBy(documents: readonly Document[]): string[] {
  const folders = documents.flatMap(({ uri, text }) =>
    referencesIn(text).folders.flatMap((source) => resolvePath(folderOf(uri), source) ?? []),
  );
  return [...new Set(folders)].slice(0, mostRuns);
}

/** A policy file once for each command of a script that takes it. */
function scriptRuns(uri: string, document: Document, workspace: Workspace): Run[] {
  if (terraformFile.test(uri)) return [];
  const script = workspace.text(uri);
  if (script === undefined) return [];
  const address = uri.slice(uri.lastIndexOf("/") + 1);
  return policyUses(script).flatMap(({ path, kind, owner, span }) => {
    // What it is relative to, whoever made the index of files knows.
    if (!endsInPath(document.uri, path)) return [];
    const hint: PolicyHint = { kind, owner, usedBy: [{ address, uri, span }] };
    return [{ document: usedPolicyFile(document, hint), siblings: [], because: undefined }];
  });
}
