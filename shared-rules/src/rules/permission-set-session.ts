// The rule permission-set-session: sessions of a permission set last too long.
import { setSession } from "../fix/settings";
import { literal } from "../model/value";
import { defineOptions, text } from "../options";
import { defineRule } from "../rule";

const options = defineOptions("permission-set-session", {
  maxDuration: text({
    default: "PT4H",
    example: "PT8H",
    pattern: "^PT(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?$",
    patternErrorMessage: "Write a duration such as PT4H or PT90M.",
    description: "The longest session that is accepted, as an ISO 8601 duration.",
  }),
});

export const permissionSetSession = defineRule({
  id: "permission-set-session",
  title: "Sessions of a permission set last long",
  severity: "low",
  fixes: ["set-session"],
  options,
  docs: {
    why: "Whoever takes over a browser or a laptop has the permissions until the session ends, and nobody has to sign in again.",
    fine: "How long a session may last is an option, four hours by default. AWS takes one hour where nothing is said.",
    references: ["https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html"],
    controls: ["aws-iam-03"],
    flagged: [
      {
        title: "a session of twelve hours",
        terraform:
          'resource "aws_ssoadmin_permission_set" "staff" {\n  name             = "staff"\n  instance_arn     = "arn:aws:sso:::instance/ssoins-1"\n  session_duration = "PT12H"\n}\n',
        cloudformation:
          "Resources:\n  Staff:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      Name: staff\n      InstanceArn: arn:aws:sso:::instance/ssoins-1\n      SessionDuration: PT12H\n",
      },
    ],
    accepted: [
      {
        title: "a session of four hours, and the default of one",
        terraform:
          'resource "aws_ssoadmin_permission_set" "staff" {\n  name             = "staff"\n  instance_arn     = "arn:aws:sso:::instance/ssoins-1"\n  session_duration = "PT4H"\n}\n\nresource "aws_ssoadmin_permission_set" "guests" {\n  name         = "guests"\n  instance_arn = "arn:aws:sso:::instance/ssoins-1"\n}\n',
        cloudformation:
          "Resources:\n  Staff:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      Name: staff\n      InstanceArn: arn:aws:sso:::instance/ssoins-1\n      SessionDuration: PT4H\n",
      },
    ],
  },
  *declaration(declaration, context) {
    const { kind, fields } = declaration;
    const { sessionDuration: duration } = fields;
    if (kind !== "permission-set" || !duration) return;
    const seconds = secondsOf(literal(duration));
    const limit = options.get(context.config, "maxDuration");
    const most = secondsOf(limit);
    if (seconds === undefined || most === undefined || seconds <= most) return;
    yield {
      span: duration.span,
      message: `A session lasts ${inWords(seconds)}: whoever takes it over keeps these permissions as long. The limit is ${inWords(most)}.`,
      fixes: () => [setSession(declaration, limit, inWords(most))],
    };
  },
});

/** The seconds of an ISO 8601 duration of days and less; undefined where it is none. */
function secondsOf(duration: string | undefined): number | undefined {
  const found = /^P(?=.)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration ?? "");
  if (!found) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part || 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

function inWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes % 60 === 0) return minutes === 60 ? "an hour" : `${minutes / 60} hours`;
  return minutes > 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} minutes`;
}
