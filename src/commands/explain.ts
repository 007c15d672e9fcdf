/**
 * `holdfast explain`: what a field means, what it takes and which rules are about it; what the code of a message means; or what
 * a policy is in a stack, and where each line of it is written.
 */
import stringWidth from "string-width";
import type { Stack } from "../documents/check.ts";
import { type CodeExplanation, explainCode, wordFor } from "../documents/codes.ts";
import { type Explanation, explain } from "../documents/explain.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { nearest } from "../model/nearest.ts";
import type { Address } from "../model/policy.ts";
import { Failure, isError } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { Paint } from "../render/paint.ts";
import { namesText, STYLES } from "../render/text.ts";

export interface ExplainOptions {
  readonly format: "text" | "json";
}

/** @throws Failure `usage` for a kind or a field that does not exist */
export function runExplain(question: string, { format }: ExplainOptions, io: Io): ExitCode {
  const explanation = explainCode(question) ?? explain(question);
  const width = Math.max(40, io.columns);
  if (format === "json") io.out(`${JSON.stringify({ format_version: "1.0", ...explanation }, undefined, 2)}\n`);
  else
    io.out(
      "code" in explanation ? codeText(explanation, width, io.paint) : explanationText(explanation, width, io.paint),
    );
  return EXIT.fine;
}

/** A policy as it is in a stack. @throws Failure `usage` for one that no stack has, or several */
export async function explainPolicy(
  text: string,
  name: string | undefined,
  { format }: ExplainOptions,
  io: Io,
): Promise<ExitCode> {
  const [{ addressIn, chooseStacks }, { effectiveLines }] = await Promise.all([
    import("../session/choose.ts"),
    import("../documents/effective.ts"),
  ]);
  const address = addressIn(text);
  const { stacks } = await chooseStacks(name === undefined ? [] : [name], io.settings);
  const found = stacks.flatMap((stack) =>
    stack.sound.filter((one) => one.address === address).map((policy) => ({ stack, policy })),
  );
  const [only, ...more] = found;
  if (!only) throw unknownPolicy(address, stacks);
  if (more.length > 0) {
    const names = found.map(({ stack }) => stack.name);
    throw new Failure("usage", `${address} is in ${names.length} stacks`, {
      hint: `name one: ${namesText(names, 20)}`,
    });
  }
  const { stack, policy } = only;
  const lines = await effectiveLines(policy);
  if (format === "json") {
    const fields = lines.flatMap(({ path, value, source }) => (value === undefined ? [] : { path, value, source }));
    io.out(`${JSON.stringify({ format_version: "1.0", stack: stack.name, address, fields }, undefined, 2)}\n`);
    return EXIT.fine;
  }
  const width = Math.max(...lines.map((line) => stringWidth(printable(line.text))));
  for (const line of lines) {
    const shown = printable(line.text);
    const place = printable(`${line.source.file}:${line.source.line}`);
    io.out(`${shown}${" ".repeat(width - stringWidth(shown))}  ${io.paint("dim", `# ${place}`)}\n`);
  }
  return EXIT.fine;
}

function unknownPolicy(address: Address, stacks: readonly Stack[]): Failure {
  const near = nearest(
    address,
    stacks.flatMap(({ sound }) => sound.map((policy) => policy.address)),
  );
  const broken = stacks.some(({ problems }) => problems.some(isError));
  const hint = near ? `did you mean ${near}?` : broken ? "some files have errors: holdfast validate" : "check the name";
  return new Failure("usage", `no stack here has ${address}`, { hint });
}

function codeText(explanation: CodeExplanation, width: number, paint: Paint): string {
  const { code, summary, help, fields, example } = explanation;
  const shown = (title: string, text: string) => [paint("bold", title), ...text.split("\n").map((line) => `  ${line}`)];
  const sections = [
    [`${paint("bold", code)} ${paint("dim", `(${wordFor(explanation)})`)}`],
    wrapped(summary, width, "  "),
    wrapped(help, width, "  "),
    fields.length > 0 ? [paint("bold", "Fields"), ...fields.map((field) => `  ${paint("cyan", field)}`)] : [],
    shown("Before", example.before),
    shown("After", example.after),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function explanationText(explanation: Explanation, width: number, paint: Paint): string {
  const { path, apiVersion, type, allowed, required, examples, description, rules, fields } = explanation;
  const fact = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : wrapped(value, width, `  ${name.padEnd(10)}`, " ".repeat(12));
  const sections = [
    [`${paint("bold", path)} ${paint("dim", `(${apiVersion})`)}`],
    wrapped(description, width, "  "),
    [
      ...fact("type", type),
      ...fact("allowed", allowed),
      ...fact("required", required === undefined ? undefined : required ? "yes" : "no"),
      ...fact("default", explanation.default === undefined ? undefined : JSON.stringify(explanation.default)),
      ...fact("example", examples && JSON.stringify(examples[0])),
    ],
    rules.flatMap(({ code, severity, summary }, index) => [
      ...(index === 0 ? [paint("bold", "Rules")] : []),
      `  ${paint(STYLES[severity], code)}${severity === "error" ? "" : ` (${severity})`}`,
      ...wrapped(summary, width, "    "),
    ]),
    fields.flatMap((field, index) => [
      ...(index === 0 ? [paint("bold", "Fields")] : []),
      `  ${paint("cyan", field.name)}  ${field.type}${field.required ? ", required" : ""}`,
      ...wrapped(field.description.split(/(?<=\.)\s/)[0] ?? "", width, "    "),
    ]),
  ];
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${shown.join("\n\n")}\n`;
}

/** Lines of at most `width` columns, broken at blanks; a word that is longer has a line for itself. */
function wrapped(text: string, width: number, first: string, others = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = others;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
