/** What tells whether a problem is one that was there before, for tools that keep count. Pure. */
import { createHash } from "node:crypto";
import type { Problem } from "../model/problem.ts";
import type { LineOf } from "./format.ts";
import { lineAt, split } from "./problems.ts";

/**
 * What makes a problem the same after lines were added elsewhere: its code, file, address and token, and its number among
 * those that are equal in all this.
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
