// The fields of an ARN. It does not judge whether a text is one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

/** The fields of a text, at most so many; the last keeps its colons, as an ARN's sixth does. */
export function splitArn(text: string, most = 6): string[] {
  const fields = text.split(":");
  return fields.length < most ? fields : [...fields.slice(0, most - 1), fields.slice(most - 1).join(":")];
}
