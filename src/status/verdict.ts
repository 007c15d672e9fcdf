/** What `status` says of a stack: a verdict for each resource, its vaults, and what could not be seen. Pure. */
import type { Failure, Problem } from "../model/problem.ts";

/** For each resource the first that fits. */
export const VERDICTS = [
  "unprotected",
  "no-policy",
  "paused",
  "new",
  "never",
  "failing",
  "late",
  "replica-late",
  "ok",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Something must be done. */
const BAD = ["unprotected", "no-policy", "never", "failing", "late", "replica-late"] as const satisfies Verdict[];
const isBad = (verdict: Verdict | undefined): boolean => BAD.some((bad) => bad === verdict);

/** As they are shown: first what needs work. Undefined: what is known is not enough. */
export const WORST_FIRST: readonly (Verdict | undefined)[] = [...BAD, undefined, "new", "paused", "ok"];

/** A server, disk or file system, and whether it is protected. Times in milliseconds since 1970. */
export interface Judged {
  readonly id: string;
  readonly name: string;
  /** `OS::Nova::Server` */
  readonly type: string;
  readonly vault?: { readonly id: string; readonly name: string };
  /** Of the vault: the backup policy first. */
  readonly policies: readonly PolicyRef[];
  /** Undefined: what is known is not enough. */
  readonly verdict: Verdict | undefined;
  /** A waiver excuses that it is not protected. */
  readonly waived: boolean;
  /** A sentence without its full stop. */
  readonly reason: string;
  /** Seconds; undefined: not known, or without end. */
  readonly expected: { readonly interval: number | undefined; readonly reach: number | undefined };
  readonly last?: { readonly at: number; readonly id: string };
  /** Good ones; undefined: not known. */
  readonly points: number | undefined;
  readonly oldest?: number;
  readonly replica?: { readonly at: number; readonly region: string };
  /** What became of the last expected runs, the oldest first; none where they cannot be computed. */
  readonly runs: readonly Ran[];
}

/** Whether a good point was made by a run; `not-due` before there was anything to run, and while it is not over. */
export type Ran = "ran" | "missed" | "not-due";

export interface PolicyRef {
  readonly by: "backups" | "copies";
  readonly address: string;
  /** It is recorded as ours. */
  readonly owned: boolean;
}

export interface JudgedVault {
  readonly id: string;
  readonly name: string;
  readonly usedMb: number | undefined;
  readonly sizeGb: number | undefined;
  readonly locked: boolean;
  readonly policies: readonly PolicyRef[];
  readonly resources: number;
}

/** A list that could not be read, or not to its end. */
export interface Unseen {
  readonly list: string;
  readonly why: "not-offered" | "forbidden" | "failed";
  readonly message: string;
}

export interface Status {
  /** The moment that it is of, by the clock of the cloud: milliseconds since 1970. */
  readonly at: number;
  /** The worst first. */
  readonly resources: readonly Judged[];
  readonly vaults: readonly JudgedVault[];
  readonly unseen: readonly Unseen[];
}

/** What became of one stack: its status, or why there is none. */
export interface StackStatus {
  readonly stack: string;
  readonly status?: Status;
  readonly problems: readonly Problem[];
  readonly failure?: Failure;
}

export type Counts = Readonly<Record<Verdict | "waived", number>>;

export function countsOf(resources: readonly Judged[]): Counts {
  const counts = { ...Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])), waived: 0 } as Record<
    Verdict | "waived",
    number
  >;
  for (const { verdict, waived } of resources) {
    if (verdict) counts[verdict] += 1;
    if (waived) counts.waived += 1;
  }
  return counts;
}

/** It is not protected as it should be, or that is not known; and no waiver excuses it. */
export const needsWork = ({ verdict, waived }: Judged): boolean => (isBad(verdict) || verdict === undefined) && !waived;

/** A verdict that can be waived. */
export const canBeWaived = isBad;

/** A list that has to be there, and was not seen: nothing that depends on it is known. */
export const isBlind = ({ why }: Unseen): boolean => why !== "not-offered";

export const worstFirst = (a: Judged, b: Judged): number =>
  Number(a.waived) - Number(b.waived) ||
  WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) ||
  compare(a.name, b.name) ||
  compare(a.id, b.id);

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
