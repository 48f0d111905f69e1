// What runs with a user's key, given the role in its place: in a template. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import type { Data } from "../../model/data";
import type { TextEdit } from "../../model/source";
import type { Dict, Entry } from "../../model/value";
import { contains, entryOf, itemsOf, literal, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { keyLines, keyNames } from "../key-lines";
import { referencesTo, refersTo } from "./mentions";

type WireRole = Edit & { kind: "wire-role" };

interface Places {
  /** The property that holds the others, where it is not the resource itself. */
  readonly within?: string;
  /** Where it names its role, or its instance profile. */
  readonly role: string;
  /** What of that is the name. */
  readonly name?: string;
  /** Properties that the role comes after, the best place first. */
  readonly after: readonly string[];
}

const instance = { role: "IamInstanceProfile", after: ["KeyName", "InstanceType", "ImageId"] };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const placesOf: Readonly<Record<string, Places>> = {
  "AWS::AutoScaling::LaunchConfiguration": instance,
  "AWS::EC2::Instance": instance,
  "AWS::EC2::LaunchTemplate": { ...instance, within: "LaunchTemplateData", name: "Name" },
  "AWS::ECS::TaskDefinition": { role: "TaskRoleArn", after: ["ExecutionRoleArn", "Family"] },
};

/** Names the role, or its instance profile, as that of what had the key. */
export function nameRole({ runner, role }: WireRole, root: Dict, writer: Writer): TextEdit[] | Declined {
  const found = holderOf(runner, root);
  if (!found) return { declined: `The properties of ${runner} are an expression; give it the role by hand.` };
  const { holder, places } = found;
  if (entryOf(holder, places.role))
    return {
      declined: `The resource ${runner} has its own ${places.role} already; give that role the policies of the user.`,
    };
  const after = places.after.flatMap((one) => entryOf(holder, one) ?? []).at(0);
  const named: Data = places.name === undefined ? role : { [places.name]: role };
  return writer.setEntry(holder, places.role, named, after);
}

/** Takes out what hands over the keys: variables of containers, lines of scripts. What is written otherwise stays, and still names them. */
export function takeKeysOut(
  { runner, keys }: WireRole,
  root: Dict,
  text: string,
  writer: Writer,
): TextEdit[] | Declined {
  const found = holderOf(runner, root);
  if (!found) return [];
  const ids = keys.map(({ address }) => address);
  const containers = itemsOf(valueOf(found.holder, "ContainerDefinitions"));
  const variables = collect(containers, (container) =>
    container.kind === "dict" ? takeVariables(container, ids, writer) : [],
  );
  if (isDeclined(variables)) return variables;
  const script = entryOf(found.holder, "UserData");
  // Lines of the text are lines of the script in a literal block only.
  const isBlock = script !== undefined && /\|[+-]?\d?[+-]?[ \t]*(?:#.*)?\r?\n/.test(textOf(script, text));
  const isKey = (expression: string): boolean =>
    ids.some((id) => expression === id || expression === `${id}.SecretAccessKey`);
  const lines = script && isBlock ? keyLines(text, script.span, isKey) : [];
  return [...variables, ...lines.map((span): TextEdit => ({ span, text: "" }))];
}

/** Whether a resource names one of the keys where it is not taken out. */
export function stillNames({ value }: Entry, id: string, taken: readonly TextEdit[], text: string): boolean {
  if (value.kind === "dict" && refersTo({ ...value, entries: value.entries.filter(isDependency) }, id)) return true;
  return referencesTo(value, id).some((span) => {
    if (taken.some((edit) => contains(edit.span, span))) return false;
    // Lines of a script go one by one.
    const gone = taken.filter((edit) => span.start <= edit.span.start && edit.span.start < span.end);
    const rest = gone.reduceRight(
      (left, edit) => left.slice(0, edit.span.start - span.start) + left.slice(edit.span.end - span.start),
      text.slice(span.start, span.end),
    );
    return gone.length === 0 || new RegExp(`\\b${id}\\b`).test(rest);
  });
}

function isDependency({ key }: Entry): boolean {
  return literal(key) === "DependsOn";
}

function textOf({ span }: Entry, text: string): string {
  return text.slice(span.start, span.end);
}

/** What holds the properties that are of interest. */
function holderOf(id: string, root: Dict): { readonly holder: Dict; readonly places: Places } | undefined {
  const resources = valueOf(root, "Resources");
  const resource = resources?.kind === "dict" ? valueOf(resources, id) : undefined;
  if (resource?.kind !== "dict") return undefined;
  const places = placesOf[literal(valueOf(resource, "Type")) ?? ""];
  const properties = valueOf(resource, "Properties");
  const holder =
    places?.within !== undefined && properties?.kind === "dict" ? valueOf(properties, places.within) : properties;
  return places && holder?.kind === "dict" && !intrinsicOf(holder) ? { holder, places } : undefined;
}

function takeVariables(container: Dict, ids: readonly string[], writer: Writer): TextEdit[] | Declined {
  const environment = entryOf(container, "Environment");
  const list = environment?.value;
  if (!environment || list?.kind !== "list" || intrinsicOf(list)) return [];
  const own = list.items.filter((item) => {
    if (item.kind !== "dict" || !keyNames.has(literal(valueOf(item, "Name")) ?? "")) return false;
    const value = valueOf(item, "Value");
    return value !== undefined && intrinsicOf(value) !== undefined && ids.some((id) => refersTo(value, id));
  });
  if (own.length === 0) return [];
  return own.length < list.items.length ? writer.removeItems(list, own) : writer.removeEntry(container, environment);
}
