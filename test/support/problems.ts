/** Files in a temporary folder -> what the program says is wrong in them, with the very text that each problem points at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Checked, type Circumstances, check } from "../../src/documents/check.ts";
import { load } from "../../src/documents/load.ts";
import type { Problem } from "../../src/model/problem.ts";
import { type ProblemCode, type Severity, severityOf } from "../../src/model/rules.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files in it; taken away again when `use` is done. */
export async function withFiles<T>(files: Files, use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = folderWith(files);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-test-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Decides what clocks do in zones with daylight saving. */
const AROUND = { now: new Date("2026-11-21T12:00:00Z"), ci: false };

export const checked = (files: Files, around: Partial<Circumstances> = {}): Promise<Checked> =>
  withFiles(files, async (folder) => await check(await load(["."], folder), { ...AROUND, ...around }));

export const STACK = `apiVersion: holdfast/v1
kind: Stack
metadata: { name: demo }
spec: { cloud: simulator, region: here, project_id: p }
`;

/** `code line:column token` of each error in a.yaml of a stack. */
export const problemsIn = async (text: string, others: Files = {}): Promise<string[]> =>
  await found("error", text, others);

/** The same for warnings. */
export const warningsIn = async (
  text: string,
  others: Files = {},
  around: Partial<Circumstances> = {},
): Promise<string[]> => await found("warning", text, others, around);

async function found(
  severity: Severity,
  text: string,
  others: Files,
  around?: Partial<Circumstances>,
): Promise<string[]> {
  const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": text, ...others }, around);
  return problems
    .filter((problem) => problem.range?.file === "a.yaml" && severityOf(problem) === severity)
    .map((problem) => shown(problem, text));
}

function shown({ code, range }: Problem, text: string): string {
  if (!range) return code;
  return `${code} ${range.start.line}:${range.start.column} ${tokenIn(text, range)}`.trimEnd();
}

/** The text between two positions; they count characters. */
function tokenIn(text: string, { start, end }: NonNullable<Problem["range"]>): string {
  const lines = text.split("\n").map((line) => [...line]);
  const first = lines[start.line - 1] ?? [];
  if (start.line === end.line) return first.slice(start.column - 1, end.column - 1).join("");
  return `${first.slice(start.column - 1).join("")}…`;
}

/** The problem with that code, for its words. */
export async function problemOf(code: ProblemCode, text: string, others: Files = {}): Promise<Problem> {
  const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": text, ...others });
  const found = problems.filter((problem) => problem.code === code);
  const [one] = found;
  if (!one || found.length > 1) throw new Error(`${found.length} problems of code ${code}, not one`);
  return one;
}
