// The SARIF 2.1.0 format, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import type { Location, Log, Notification, PhysicalLocation, ReportingDescriptor, Result } from "sarif";
import {
  rulePage,
  rules,
  type Finding,
  type RuleDefinition,
  type Severity,
  ruleUrl,
} from "../../../shared-rules/src/index";
import { toPath } from "../workspace/paths";
import type { Scanned } from "../workspace/scan";
import type { Region } from "../workspace/lines";
import { artifactUri, Places, type Report, type ReportContext, type Summary } from "./report";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  advice: "note",
};

/**
 * GitHub ranks results by this number; advice has no security severity.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const securitySeverities: Readonly<Partial<Record<Severity, string>>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.5",
};

export function sarifReport(context: ReportContext): Report {
  const results: Result[] = [];
  const notifications: Notification[] = [];
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    file(scanned, fingerprints) {
      const places = new Places(scanned);
      for (const finding of [...scanned.findings, ...scanned.ignored])
        results.push(result(scanned, finding, places, fingerprints.of(finding)));
    },
    skipped({ path, reason }) {
      notifications.push({
        level: "warning",
        message: { text: `${artifactUri(context.cwd, path)} ${reason}.` },
        locations: [{ physicalLocation: { artifactLocation: { uri: artifactUri(context.cwd, path) } } }],
      });
    },
    end(summary) {
      context.write(`${JSON.stringify(log(summary), null, 2)}\n`);
    },
  };

  function log(summary: Summary): Log {
    return {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "Roleward",
              version: context.version,
              informationUri: "https://github.com/roleward/roleward",
              rules: rules.map(descriptor),
              properties: { catalogue: context.engine.catalogDate },
            },
          },
          columnKind: "utf16CodeUnits",
          invocations: [{ executionSuccessful: !summary.cancelled, toolExecutionNotifications: notifications }],
          results,
        },
      ],
    };
  }

  function result(scanned: Scanned, finding: Finding, places: Places, fingerprint: string): Result {
    const uri = artifactUri(context.cwd, scanned.path);
    const index = indices.get(finding.rule);
    return {
      ruleId: finding.rule,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: levels[finding.severity],
      message: { text: finding.message },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri }, ...region(places.regionOf(finding)) },
          ...(finding.address === "" ? {} : { logicalLocations: [{ fullyQualifiedName: finding.address }] }),
        },
      ],
      ...(finding.related.length === 0
        ? {}
        : { relatedLocations: finding.related.map((at, id) => related(at, id, places)) }),
      // No line number is part of it, so that the result stays the same one when lines above it come and go.
      partialFingerprints: { "roleward/v1": fingerprint },
      // All results have the property, or none: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317659
      suppressions: finding.suppressed
        ? [{ kind: "inSource", status: "accepted", justification: finding.suppressed.reason }]
        : [],
      properties: {
        severity: finding.severity,
        covers: [...finding.covers],
        ...(finding.sid === "" ? {} : { sid: finding.sid }),
        ...(finding.constructPath === undefined ? {} : { constructPath: finding.constructPath }),
      },
    };
  }

  function related(place: Finding["related"][number], id: number, places: Places): Location {
    const file = toPath(place.uri);
    return {
      id,
      message: { text: place.message },
      physicalLocation: {
        artifactLocation: { uri: file === undefined ? place.uri : artifactUri(context.cwd, file) },
        ...region(places.regionOf(place)),
      },
    };
  }
}

function region(region: Region | undefined): Pick<PhysicalLocation, "region"> {
  if (!region) return {};
  const { start, end } = region;
  return {
    region: {
      startLine: start.line + 1,
      startColumn: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
    },
  };
}

function descriptor(rule: RuleDefinition): ReportingDescriptor {
  const securitySeverity = securitySeverities[rule.severity];
  const page = rulePage(rule.id) ?? rule.docs.why;
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.docs.why },
    helpUri: ruleUrl(rule.id),
    help: { text: page, markdown: page },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: ["security", "iam", ...rule.docs.controls],
      precision: "high",
      ...(securitySeverity === undefined ? {} : { "security-severity": securitySeverity }),
    },
  };
}
