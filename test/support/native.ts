// Files of one format for the judge of rules: what stands in them before a fix and, to the letter, after it. It judges nothing.
import type { Native } from "./check-rule";

/** JSON as most files have it. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A .tf.json file of resources by type and name. */
export function resources(types: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  return json({ resource: types });
}

/** A .tf.json file of one resource. */
export function resource(type: string, name: string, body: unknown): string {
  return resources({ [type]: { [name]: body } });
}

/** A template of one resource; `more` are other sections. */
export function template(id: string, Type: string, Properties?: unknown, more: object = {}): string {
  return json({ ...more, Resources: { [id]: { Type, ...(Properties !== undefined && { Properties }) } } });
}

/** What a fix, by its id or title, makes of a file. @param at the text under each squiggle */
export function fixed(
  fix: string,
  at: string | readonly string[],
  uri: string,
  before: string,
  after: string,
  more: Partial<Native> = {},
): Native {
  const where = typeof at === "string" ? [at] : at;
  return { title: `${fix} in ${uri}`, uri: `/w/${uri}`, text: before, at: where, fixed: { [fix]: after }, ...more };
}
