/** What a benchmark finds: ours held against something else of the same run, as a ratio with a goal. Pure. */

export interface Figure {
  readonly what: string;
  /** What ours is held against: another program, a bare loop, or a number that was promised. */
  readonly against: string;
  readonly unit: "ms" | "MB" | "requests/s" | "";
  readonly peer: number;
  readonly ours: number;
  /** Of pairs the median of their ratios, which need not be the ratio of the two medians. */
  readonly ratio: number;
  readonly goal: Goal;
}

/** What the ratio is to be. An exact one is a count, and no noise excuses it. */
type Goal = { readonly most: number } | { readonly least: number } | { readonly exactly: number };

/** What could not be measured here, and why. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export type Finding = Figure | LeftOut;

export const isFigure = (finding: Finding): finding is Figure => "ratio" in finding;

/** Ours against a number that was promised, which it may not exceed unless the goal says otherwise. */
export const promised = (
  what: string,
  peer: number,
  ours: number,
  { unit = "", goal = { most: 1 } }: Partial<Pick<Figure, "unit" | "goal">> = {},
): Figure => ({ what, against: "what was promised", unit, peer, ours, ratio: ours / peer, goal });

/** How far a goal may be missed: 1 is not at all; 2 lets twice as much pass, for machines on which others work as well. */
export function holds({ ratio, goal }: Figure, tolerance = 1): boolean {
  if ("exactly" in goal) return ratio === goal.exactly;
  return "most" in goal ? ratio <= goal.most * tolerance : ratio >= goal.least / tolerance;
}

const HEAD = ["what", "held against", "that", "ours", "ratio", "goal", "verdict"];

/** Aligned, for people; what was left out stands below. */
export function table(findings: readonly Finding[], tolerance = 1): string {
  const rows = [HEAD, ...findings.filter(isFigure).map((figure) => cellsOf(figure, tolerance))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number) => column >= 2 && column <= 5;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
  const leftOut = findings.flatMap((finding) =>
    isFigure(finding) ? [] : [`left out: ${finding.what}: ${finding.why}`],
  );
  return [...lines, ...leftOut, ""].join("\n");
}

function cellsOf(figure: Figure, tolerance: number): string[] {
  const { what, against, peer, ours, ratio, goal, unit } = figure;
  const verdict = holds(figure) ? "holds" : holds(figure, tolerance) ? "tolerated" : "MISSED";
  return [what, against, quantity(peer, unit), quantity(ours, unit), ratio.toFixed(2), goalText(goal), verdict];
}

function goalText(goal: Goal): string {
  if ("exactly" in goal) return `= ${goal.exactly}`;
  return "most" in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`;
}

function quantity(value: number, unit: Figure["unit"]): string {
  if (unit === "ms" && value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : 2)} ${unit}`.trimEnd();
}
