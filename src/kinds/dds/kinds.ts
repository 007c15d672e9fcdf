/**
 * What the switch of Document Database Service means, which decides whether backups may be downloaded from the
 * Internet. Pure.
 */
import { kindFacts } from "../../generated/facts.ts";
import type { Spec } from "../../model/policy.ts";
import type { Finding } from "../../model/problem.ts";
import type { Meaning, Service, Surroundings } from "../kind.ts";

export const kinds: Service<"dds">["kinds"] = {
  BackupDownloadPolicy: {
    ...kindFacts.BackupDownloadPolicy,
    check: checkUntil,
    // An open switch is to be closed after `until`: the next plan closes it.
    desired: (spec: Spec, now: Date): Spec => ({
      action: isOver(spec.until, now) ? "close" : (spec.action ?? "close"),
    }),
    meaning: (spec: Spec) => ({ "/action": spec.action ?? "close" }),
    hazards: (before, after) =>
      after?.action === "open" && before?.action !== "open"
        ? [{ code: "opens-download", message: "database backups can then be downloaded from the Internet" }]
        : [],
    later: {
      says: ({ until }): Meaning => (until === undefined ? {} : { "/until": until }),
      hazards: (before, after) =>
        staysOpenLonger(before, after)
          ? [{ code: "opens-download", message: `stays open ${openUntil(after)}, no longer ${openUntil(before)}` }]
          : [],
      since: ({ until }, now) => (isOver(until, now) ? Date.parse(String(until)) : undefined),
      graceMs: 0,
    },
    leaves: {
      of: (recorded) => (recorded.action === "open" ? { action: "close" } : undefined),
      words: "closed, since it cannot be deleted",
    },
    example: () => ({ file: "download.yaml", text: EXAMPLE }),
  },
};

/** RFC 3339; a text that is no time is never over, and is a problem of the schema. */
const isOver = (until: unknown, now: Date): boolean => typeof until === "string" && Date.parse(until) <= now.getTime();

const staysOpenLonger = (before: Spec, after: Spec): boolean =>
  after.action === "open" && closesAt(before) < closesAt(after);

const closesAt = ({ until }: Spec): number =>
  typeof until === "string" ? Date.parse(until) : Number.POSITIVE_INFINITY;

const openUntil = ({ until }: Spec): string => (typeof until === "string" ? `until ${until}` : "without end");

function checkUntil(spec: unknown, { now }: Surroundings): Finding[] {
  const { until } = (spec ?? {}) as { until?: unknown };
  const place = { path: "/until", part: "value" } as const;
  if (typeof until === "string" && TIME.test(until) && !isThere(until)) {
    const message = `there is no time ${until}`;
    return [{ code: "schema", message, hint: "give a day that the calendar has, and a time of day", place }];
  }
  if (!isOver(until, now)) return [];
  const message = `until ${until} is over: a plan closes the switch`;
  const hint = "write action: close and remove until, or set a later time";
  return [{ code: "until-past", message, hint, place }];
}

/** Date.parse takes 30 February for a day in March. */
function isThere(until: string): boolean {
  const day = until.slice(0, 10);
  return !Number.isNaN(Date.parse(until)) && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
}

/** What the schema takes for a time. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

const EXAMPLE = `\
# May database backups be downloaded from the Internet? One switch per project: open or close.
apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata:
  name: download
spec:
  action: close
`;
