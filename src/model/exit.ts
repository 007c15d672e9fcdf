/** How a run ends, for scripts. Pure. */

export const EXIT = {
  fine: 0,
  problems: 1,
  changes: 2,
  drift: 3,
  refused: 4,
  stale: 5,
  leased: 6,
  unprotected: 7,
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of several stacks the first of these counts. */
const WORST: readonly ExitCode[] = [130, 143, 64, 1, 4, 5, 6, 7, 3, 2, 0];
export const worst = (codes: readonly ExitCode[]): ExitCode => WORST.find((code) => codes.includes(code)) ?? EXIT.fine;
