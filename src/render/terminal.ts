/** The format `text`: what people read in a terminal or a log. Pure: returns strings. */
import type { Format } from "./format.ts";
import { err, failureLine, out, problemCount, validText } from "./text.ts";

/** Of more changes than this, a terminal shows a line each. */
const LONG = 20;

/**
 * Loads what it needs: to measure the width of characters alone would double the time in which valid files are checked.
 */
export const format: Format = {
  async problems({ problems, policies, stacks }, view) {
    if (problems.length === 0) return out(validText({ policies, stacks }, view.paint));
    const { problemsText } = await import("./problems.ts");
    const fixable = problems.filter(({ edits }) => edits).length;
    const hint = fixable === 0 ? "" : `; ${fixable} can be corrected by holdfast validate --fix`;
    return out(`${problemsText(problems, view)}\n\n${problemCount(problems)}${hint}\n`);
  },
  async plans({ results, verbose, compact }, { paint, columns, isTerminal }) {
    const { plansText, summaryText } = await import("./plans.ts");
    const count = results.flatMap(({ plan }) => plan?.changes ?? []).length;
    const isLong = compact === undefined && !verbose && isTerminal && count > LONG;
    const text = plansText(results, {
      paint,
      verbose,
      compact: (compact ?? isLong) ? { columns } : undefined,
      columns: isTerminal ? columns : undefined,
    });
    const hint = isLong ? paint("dim", `Each of the ${count} changes in full: --no-compact\n`) : "";
    return out(text + hint + summaryText(results));
  },
  async drift({ results }, { paint, columns, isTerminal }) {
    return out((await import("./plans.ts")).driftText(results, { paint, columns: isTerminal ? columns : undefined }));
  },
  async outcomes({ results, complete }, { paint, paintErr }) {
    const { outcomesText } = await import("./plans.ts");
    return [
      // A failure while planning was shown with the plan.
      ...results.flatMap(({ stack, failure, plan }) =>
        failure && plan ? err(failureLine(stack, failure, paintErr)) : [],
      ),
      ...out(outcomesText(results, paint, { complete })),
    ];
  },
};
