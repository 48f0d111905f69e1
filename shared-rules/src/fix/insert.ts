// New declarations that fixes and pickers put into a document. Hosts spell them in their own format.
import type { NewDeclaration } from "../edit";
import { placeholder } from "../model/data";
import type { Snippet } from "../snippets/index";

/**
 * The id of the root, organisational unit or account that a policy is attached to. As it is, it has the form of a root's, and is none:
 * nothing is attached before somebody fills it in. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html
 */
const target = placeholder("r-changeme");

/** A snippet as the resources that carry it: an organisation's policy with its attachment, or a managed policy to serve as boundary. */
export function declareSnippet({
  kind,
  name,
  policy,
  purpose,
}: Pick<Snippet, "kind" | "name" | "policy" | "purpose">): readonly NewDeclaration[] {
  const content = { ...policy };
  if (kind === "boundary")
    return [
      {
        name,
        comment: wrapped(purpose),
        cloudformation: {
          type: "AWS::IAM::ManagedPolicy",
          properties: { ManagedPolicyName: name, PolicyDocument: content },
        },
        terraform: { type: "aws_iam_policy", attributes: { name, policy: content } },
      },
    ];
  const type = "SERVICE_CONTROL_POLICY";
  return [
    {
      name,
      comment: wrapped(purpose),
      cloudformation: {
        type: "AWS::Organizations::Policy",
        properties: { Name: name, Type: type, TargetIds: [target], Content: content },
      },
      terraform: { type: "aws_organizations_policy", attributes: { name, type, content } },
    },
    {
      name: `${name}-target`,
      terraform: {
        type: "aws_organizations_policy_attachment",
        attributes: { policy_id: { reference: name, attribute: "id" }, target_id: target },
      },
    },
  ];
}

/** A sentence as the lines of a comment: resources stand at most two indents deep. */
function wrapped(sentence: string): string {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < longest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

const longest = 100;
