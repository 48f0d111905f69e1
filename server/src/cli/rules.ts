// `roleward rules`: all rules in one list, with what they say of their own examples where that is wanted.
import { createColors } from "picocolors";
import {
  controlNames,
  defaultConfig,
  rules,
  ruleUrl,
  type Config,
  type Engine,
  type RuleDefinition,
} from "../../../shared-rules/src/index";
import { createDiskEngine } from "../workspace/assets";
import { errorText } from "../workspace/text-file";
import { colorWanted } from "./color";

export interface ListOptions {
  readonly format: "text" | "json";
  /** With the messages of the rules' flagged examples. */
  readonly messages: boolean;
}

/** A rule as the JSON list tells it. */
export interface ListedRule {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
  readonly why: string;
  readonly fixes: readonly string[];
  readonly controls: readonly string[];
  /** The same finding in other tools. */
  readonly equivalents: readonly string[];
  readonly url: string;
  readonly messages?: readonly string[];
}

/** Prints the rules. */
export async function listRules({ format, messages }: ListOptions): Promise<void> {
  const engine = createDiskEngine((message, error) => {
    process.stderr.write(`roleward: ${message}: ${errorText(error)}\n`);
  });
  if (messages) await engine.ready();
  const listed = rules.map((rule): ListedRule => {
    const { id, severity, title, fixes, docs, equivalents = [] } = rule;
    return {
      id,
      severity,
      title,
      why: docs.why,
      fixes,
      controls: docs.controls.map((control) => controlNames[control] ?? control),
      equivalents,
      url: ruleUrl(id),
      ...(messages && { messages: messagesOf(rule, engine) }),
    };
  });
  process.stdout.write(format === "json" ? `${JSON.stringify(listed, null, 2)}\n` : text(listed));
}

function text(listed: readonly ListedRule[]): string {
  const colors = createColors(colorWanted(process.stdout));
  const widest = Math.max(...listed.map(({ id }) => id.length));
  return listed
    .flatMap(({ id, severity, title, messages = [] }) => [
      `${colors.cyan(id.padEnd(widest))}  ${severity.padEnd(8)}  ${title}\n`,
      ...messages.map((message) => `    ${message}\n`),
    ])
    .join("");
}

interface Sample {
  readonly uri: string;
  readonly text: string;
  readonly kind?: RuleDefinition["docs"]["flagged"][number]["kind"];
}

/** The day on which the examples are judged, so that the list is the same every day. */
const today = Date.UTC(2026, 10, 22);

/** What a rule alone says of its flagged examples, each sentence once. */
function messagesOf(rule: RuleDefinition, engine: Engine): string[] {
  const others = rules.filter((other) => other !== rule).map((other) => [other.id, "off"] as const);
  // A rule about ignores needs something that is ignored.
  const isAlone = rule.suppression === undefined;
  const config: Config = { ...defaultConfig, rules: isAlone ? Object.fromEntries(others) : {}, now: today };
  const found = samplesOf(rule).flatMap(({ uri, text, kind }) => {
    const document = engine.read({ uri, text, ...(kind && { hint: { kind } }) });
    const judged = engine.judge(document, config);
    const all = [...judged.findings, ...engine.lintWorkspace(judged.facts(), config)];
    return all.filter((finding) => finding.rule === rule.id).map(({ message }) => message);
  });
  return [...new Set(found)];
}

function samplesOf({ docs }: RuleDefinition): Sample[] {
  return docs.flagged.flatMap(({ statement, statements, kind, json, terraform, cloudformation, report }): Sample[] => {
    const content = statement ?? statements;
    const policy = content && JSON.stringify({ Version: "2012-10-17", Statement: content }, null, 2);
    const samples: readonly (readonly [string, string | undefined])[] = [
      ["policy.json", policy ?? json],
      ["main.tf", terraform],
      ["template.yaml", cloudformation],
      ["credentials.csv", report],
    ];
    return samples.flatMap(([name, one]) =>
      one === undefined
        ? []
        : [{ uri: `file:///example/${name}`, text: one, ...(policy !== undefined && { kind: kind ?? "identity" }) }],
    );
  });
}
