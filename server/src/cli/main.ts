// The command line: its words and its exit codes. What a command does stands in a file of its own, loaded when it is asked for.
import "../workspace/heap";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { presetNames, severities, type Severity } from "../../../shared-rules/src/index";
import { createDiskEngine, version } from "../workspace/assets";

/** The exit code of a run that could not be made: a bad option, path or rule. */
const couldNotRun = 2;

function commandLine(): Command {
  const program = new Command("roleward")
    .description("Finds risky AWS IAM permissions in policy JSON, CloudFormation and Terraform.")
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .addOption(new Option("-V, --version", "print the version and the date of the action catalogue"))
    .showHelpAfterError("(roleward --help shows what there is)");
  program.on("option:version", () => {
    process.stdout.write(`roleward ${version} (catalogue ${createDiskEngine(() => {}).catalogDate})\n`);
    throw new CommanderError(0, "commander.version", "");
  });

  withSettings(program.command("scan"))
    .description("find risky permissions in folders and files")
    .argument("[path...]", "folders, each a workspace of its own, and files", ["."])
    .addOption(new Option("-f, --format <format>", "how to tell it").choices(["text", "json", "sarif"]).default("text"))
    .option("-o, --output <file>", "write there instead of to standard output")
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 when a finding is at or above it")
        .choices([...severities, "never"])
        .default("low"),
    )
    .option(
      "--fix",
      "make the fixes that grant exactly the same access, then scan; write --fix=review to make also the first fix of each finding that has no such",
    )
    .addOption(new Option("--fix-review").implies({ fix: true }).hideHelp())
    .option(
      "--diff",
      "show each finding's first fix as a unified diff (text format); with --fix, write nothing and print all of it as one patch",
    )
    .option("--baseline <file>", "hide the findings that roleward baseline wrote to this file")
    .option("--show-ignored", "show findings that are to be ignored, too, with the reason (text format)")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing found, 1 findings at or above --fail-on, 2 could not run, 130 interrupted. With --fix, what is left counts.",
    )
    .action(async (paths: string[], { fix, fixReview, ...options }: ScanFlags) => {
      if (fix && options.diff && options.format !== "text")
        throw new Error("--fix --diff prints a patch, in no other format");
      const { runScan } = await import("./scan");
      process.exitCode = await runScan(paths, {
        ...options,
        ...(fix && { fix: fixReview ? "review" : "safe" }),
        settings: settingsOf(options),
      });
    });

  withSettings(program.command("baseline"))
    .description("write down the findings that are there, for scan --baseline to hide")
    .argument("[path...]", "folders, each a workspace of its own, and files", ["."])
    .option("-o, --output <file>", "write there", "roleward-baseline.json")
    .addHelpText("after", "\nScan from the same folder then: the names of files are part of what is written.")
    .action(async (paths: string[], { output, config, ...options }: SettingsFlags & { readonly output: string }) => {
      const { runScan } = await import("./scan");
      process.exitCode = await runScan(paths, {
        format: "baseline",
        failOn: "never",
        output,
        ...(config !== undefined && { config }),
        settings: settingsOf(options),
      });
    });

  program
    .command("explain")
    .description("tell what a rule finds, why it matters and how to fix it")
    .argument("<rule>", "a rule's id, as findings name it")
    .action(async (rule: string) => {
      const { explain } = await import("./explain");
      process.exitCode = explain(rule);
    });

  program
    .command("rules")
    .description("list all rules")
    .addOption(new Option("-f, --format <format>", "how to list them").choices(["text", "json"]).default("text"))
    .option("--messages", "with what each rule says of its documented examples")
    .action(async (options: { readonly format: "text" | "json"; readonly messages?: boolean }) => {
      const { listRules } = await import("./rules");
      await listRules({ format: options.format, messages: options.messages === true });
    });

  program
    .command("lsp")
    .description("start the language server, for an editor")
    .option("--stdio", "talk over standard input and output (the only way there is)")
    .action(async () => {
      const { serveStdio } = await import("../lsp/stdio");
      serveStdio();
    });
  return program;
}

/** What files are judged by, and which. */
function withSettings(command: Command): Command {
  return command
    .option("--exclude <glob>", "leave out files and folders that match; repeatable", list, [])
    .option("--config <file>", "settings file to use in place of the nearest .roleward.json")
    .option("--no-config", "use no settings file")
    .addOption(new Option("--preset <name>", "severities to start from").choices(presetNames))
    .option("--rule <id=severity>", `judge a rule as ${severities.join(", ")} or off; repeatable`, ruleSetting, {})
    .option("--required-tags <names>", "tags that every IAM user must carry, with commas", commaList)
    .option("--own-account <ids>", "your own AWS account ids, with commas", commaList)
    .option("--break-glass <pattern>", "regular expression for the names of emergency users")
    .option(
      "--max-file-size <KiB>",
      "leave out larger files (default: 2048, for files named one by one 65536)",
      Number,
    );
}

function settingsOf(options: SettingsFlags) {
  return {
    preset: options.preset,
    rules: options.rule,
    requiredTags: options.requiredTags,
    ownAccountIds: options.ownAccount,
    breakGlassPattern: options.breakGlass,
    exclude: options.exclude,
    maxFileSizeKb: options.maxFileSize,
  };
}

interface ScanFlags extends SettingsFlags {
  readonly format: "text" | "json" | "sarif";
  readonly output?: string;
  readonly failOn: Severity | "never";
  readonly fix?: boolean;
  readonly fixReview?: boolean;
  readonly diff?: boolean;
  readonly baseline?: string;
  readonly showIgnored?: boolean;
}

interface SettingsFlags {
  readonly exclude: readonly string[];
  readonly config?: string | false;
  readonly preset?: string;
  readonly rule: Readonly<Record<string, string>>;
  readonly requiredTags?: readonly string[];
  readonly ownAccount?: readonly string[];
  readonly breakGlass?: string;
  readonly maxFileSize?: number;
}

function list(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function commaList(value: string): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function ruleSetting(value: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const [id, severity, more] = value.split("=");
  if (!id || !severity || more !== undefined) throw new InvalidArgumentError("Write it as RULE=SEVERITY.");
  return { ...earlier, [id]: severity };
}

/** An option with a value that may be left out would take the path behind it for one: these are two options. */
function spelledOut(argument: string): string {
  if (argument === "--fix=review") return "--fix-review";
  return argument === "--fix=safe" ? "--fix" : argument;
}

async function main(): Promise<void> {
  try {
    await commandLine().parseAsync(process.argv.map(spelledOut));
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : couldNotRun;
    else {
      process.stderr.write(`roleward: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = couldNotRun;
    }
  }
}

// A reader that has seen enough, such as `head`, closes the pipe: no reason to complain.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : couldNotRun);
});

void main();
