/** Recognises a problem that was there before, for tools that count new ones. Pure. */
import { createHash } from "node:crypto";
import type { Problem } from "../model/problem.ts";
import type { LineOf } from "./format.ts";
import { lineAt, split } from "./problems.ts";

/**
 * A problem stays the same when lines are added elsewhere: its code, file, address and token count, and its number
 * among those that are equal in all of these.
 */
export function fingerprintsOf(problems: readonly Problem[], lineOf: LineOf): string[] {
  const seen = new Map<string, number>();
  return problems.map((problem) => {
    const { code, range, address } = problem;
    const line = lineAt(problem, lineOf);
    const token = range && line !== undefined ? split(line, range)[1] : undefined;
    const same = JSON.stringify([code, range?.file, address, token]);
    const number = (seen.get(same) ?? 0) + 1;
    seen.set(same, number);
    return createHash("sha256").update(`${same} ${number}`).digest("hex");
  });
}
