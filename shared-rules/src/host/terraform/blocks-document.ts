// A Terraform document by itself, whose resources are read when they are asked for: whoever judges it reads it with its module instead. It reads nothing.
import type { Comment, Document, Format } from "../../model/document";
import type { Source } from "../../model/source";
import type { HclState } from "../../syntax/hcl";
import { addressIn } from "./addresses";
import { namedResourcesIn } from "./named-resources";
import { secretUsesIn } from "./secret-uses";
import type { TerraformState } from "./state";

/** What a document's resources make of it. */
export type Contents = Pick<Document, "declarations" | "policies" | "unread" | "policyFiles">;

/** What it reads late is no property of its own, so that a copy (`{ ...document }`) does not read it either: the copy has to say what it has instead. */
export class BlocksDocument implements Document {
  readonly text: string;
  readonly broken: boolean;
  readonly state: TerraformState;
  /** A copy has it, too. */
  readonly addressAt: (offset: number) => string | undefined;
  readonly secretUses: NonNullable<Document["secretUses"]>;
  readonly namedResources: NonNullable<Document["namedResources"]>;
  readonly #read: () => Contents;
  #contents: Contents | undefined;

  constructor(
    readonly uri: string,
    readonly format: Format,
    readonly source: Source,
    hcl: HclState,
    read: () => Contents,
  ) {
    this.text = hcl.text;
    this.broken = hcl.broken;
    this.state = { hcl };
    this.secretUses = () => secretUsesIn(source, hcl);
    this.addressAt = (offset) => addressIn(source, hcl.slices, offset);
    this.namedResources = once(() => namedResourcesIn(source, hcl));
    this.#read = read;
  }

  get declarations(): Document["declarations"] {
    return this.contents.declarations;
  }

  get policies(): Document["policies"] {
    return this.contents.policies;
  }

  get unread(): Document["unread"] {
    return this.contents.unread;
  }

  get policyFiles(): NonNullable<Document["policyFiles"]> {
    return this.contents.policyFiles ?? [];
  }

  get comments(): readonly Comment[] {
    return this.state.hcl.comments();
  }

  private get contents(): Contents {
    return (this.#contents ??= this.#read());
  }
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}
