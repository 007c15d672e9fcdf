/** A code at the end of a message -> what it means and what to do, in one shape for problems, hazards and failures. Pure. */
import { HAZARDS } from "../model/policy.ts";
import { type Rule, rules, type Severity } from "../model/rules.ts";
import { type Example, examples } from "./examples.ts";
import { type FailureText, failures } from "./failures.ts";

export interface CodeExplanation {
  readonly code: string;
  readonly type: "problem" | "hazard" | "failure";
  readonly severity: Severity;
  readonly summary: string;
  readonly help: string;
  /** As paths in a document. */
  readonly fields: readonly string[];
  readonly example: Example;
}

const isHazard = (code: string): boolean => code === "protected" || (HAZARDS as readonly string[]).includes(code);

/** All there are, in the order of their tables. */
export const codes: readonly CodeExplanation[] = [
  ...Object.entries<Rule>(rules).map(([code, { severity, summary, help, fields }]) => {
    const type = isHazard(code) ? ("hazard" as const) : ("problem" as const);
    return { code, type, severity, summary, help, fields };
  }),
  ...Object.entries<FailureText>(failures).map(([code, text]) => {
    return { code, type: "failure" as const, severity: "error" as const, ...text, fields: [] };
  }),
].map((one) => ({ ...one, example: examples[one.code as keyof typeof examples] }));

/** What a reader calls it: `error`, `warning`, `note`, `hazard` or `failure`. */
export const wordFor = ({ type, severity }: Pick<CodeExplanation, "type" | "severity">): string =>
  type === "problem" ? severity : type;

/** Undefined for an unknown code. */
export const explainCode = (code: string): CodeExplanation | undefined => codes.find((one) => one.code === code);

/** What is typed is not YAML; and what is broken on purpose is not shown as if it were. */
const languageOf = (text: string, code: string): "yaml" | "text" =>
  /^\$ /m.test(text) || code.startsWith("yaml-") ? "text" : "yaml";

const SECTIONS = [
  [
    "Errors",
    "error",
    "Something wrong in the files or in the request. Nothing of that stack is applied until it is corrected.",
  ],
  [
    "Warnings",
    "warning",
    "Probably not what is meant. A comment `# holdfast-ignore: CODE REASON` silences one at its line or above it.",
  ],
  [
    "Notes",
    "note",
    "Good to know, and nothing to correct. A note fails no run, and `--warnings-as-errors` leaves it alone.",
  ],
  [
    "Hazards",
    "hazard",
    "A change can do harm, and is refused until a reviewer allows it by name: `--allow-hazards CODE`. Nothing allows `protected`.",
  ],
  [
    "Failures",
    "failure",
    "The network, the cloud, a store or the disk did not do what was asked. The problem is not in the files.",
  ],
] as const;

/** CODES.md, which is generated: a heading for each code is the anchor that messages as JSON have. */
export function codesPage(): string {
  const intro = `<!-- Generated from src/documents/codes.ts by \`npm run generate\`. Do not edit. -->

# Codes

Each message of Holdfast ends in a code in brackets. \`holdfast explain CODE\` prints what is here.
`;
  const sections = SECTIONS.map(([title, word, about]) => {
    const entries = codes.filter((one) => wordFor(one) === word).map(entryOf);
    return `## ${title}\n\n${about}\n\n${entries.join("\n")}`;
  });
  return `${[intro, ...sections].join("\n")}`;
}

function entryOf({ code, summary, help, example: { before, after } }: CodeExplanation): string {
  const fence = (title: string, text: string) => `${title}:\n\n\`\`\`${languageOf(text, code)}\n${text}\n\`\`\`\n`;
  return `### ${code}\n\n${summary} ${help}\n\n${fence("Before", before)}\n${fence("After", after)}`;
}
