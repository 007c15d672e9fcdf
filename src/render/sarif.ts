/**
 * Problems as SARIF 2.1.0, for code scanning. Names no absolute paths and no times, so equal findings are equal bytes.
 * Pure. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub makes of it:
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import type { Range } from "../model/place.ts";
import { nameOf } from "../model/policy.ts";
import type { PlacedEdit, Problem } from "../model/problem.ts";
import { type Rule, rules, severityOf } from "../model/rules.ts";
import { version } from "../system/version.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import type { Format, LineOf } from "./format.ts";
import { driftFindings, findingsOf, unplaced } from "./shown.ts";
import { out, stacksText } from "./text.ts";

export const format: Pick<Format, "problems" | "plans" | "drift"> = {
  problems: ({ problems }, { lineOf }) => out(problemsSarif(problems, lineOf)),
  plans: ({ results }, view) => [...out(problemsSarif(findingsOf(results), view.lineOf)), ...unplaced(results, view)],
  drift: ({ results }, view) => [
    ...out(problemsSarif(driftFindings(results), view.lineOf)),
    ...unplaced(results, view),
  ],
};

/** Where relative paths begin. It has no URI of its own: what reads the file knows where the repository is. */
const ROOT = "SRCROOT";

const CODES = Object.keys(rules);

export function problemsSarif(problems: readonly Problem[], lineOf: LineOf): string {
  const fingerprints = fingerprintsOf(problems, lineOf);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Holdfast",
            version,
            semanticVersion: version,
            informationUri: "https://www.npmjs.com/package/holdfast",
            // All of them: what a tool can find does not depend on what it found.
            rules: Object.entries<Rule>(rules).map(ruleData),
          },
        },
        columnKind: "unicodeCodePoints",
        originalUriBaseIds: { [ROOT]: { description: { text: "The working directory of the command." } } },
        results: problems.map((problem, index) => resultData(problem, fingerprints[index] ?? "")),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleData([code, { severity, summary, help, fields }]: [code: string, rule: Rule]) {
  const listed = (separator: string, quote: string) =>
    fields.length > 0 ? `${separator}Fields: ${fields.map((field) => quote + field + quote).join(", ")}` : "";
  return {
    id: code,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary} ${help}` },
    help: { text: help + listed("\n", ""), markdown: help + listed("\n\n", "`") },
    defaultConfiguration: { level: severity },
  };
}

function resultData(problem: Problem, fingerprint: string) {
  const { code, message, hint, address, range, stacks, edits } = problem;
  const location = {
    ...(range && { physicalLocation: physicalLocation(range) }),
    ...(address && {
      logicalLocations: [{ name: nameOf(address), fullyQualifiedName: address, kind: "resource" }],
    }),
  };
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: severityOf(problem),
    message: { text: withoutLinks([message, hint, stacksText(problem)].filter(Boolean).join("\n")) },
    locations: range || address ? [location] : [],
    // Not `primaryLocationLineHash`: GitHub's upload computes its own, and warns about each that differs.
    partialFingerprints: { "holdfast/v1": fingerprint },
    ...(stacks && { properties: { stacks } }),
    ...(edits && { fixes: [fixData(edits, hint ?? message)] }),
  };
}

/** All edits of a problem belong together, and are in one file. */
function fixData(edits: readonly PlacedEdit[], what: string) {
  const replacements = edits.map(({ range, text }) => ({ deletedRegion: regionOf(range), insertedContent: { text } }));
  const [first] = edits;
  return {
    description: { text: withoutLinks(what) },
    artifactChanges: first ? [{ artifactLocation: locationOf(first.range), replacements }] : [],
  };
}

const physicalLocation = (range: Range) => ({ artifactLocation: locationOf(range), region: regionOf(range) });

const locationOf = ({ file }: Range) => ({ uri: uriOf(file), uriBaseId: ROOT });
const regionOf = ({ start, end }: Range) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** A plan file may name anything, and a URI cannot contain half of a surrogate pair. */
const uriOf = (file: string): string =>
  file
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");

/** `[text](target)` is a link in a message (SARIF 2.1.0, 3.11.6), which the name of a field must not become. */
const withoutLinks = (text: string): string => text.replaceAll("](", "] (");
