/** Changes that the time makes: the files were merged before, and now the moment has come. */
import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds/index.ts";
import type { Live, Policy, Recorded, Spec } from "../../src/model/policy.ts";
import { plan } from "../../src/plan/plan.ts";
import type { State } from "../../src/state/store.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const PAST = "2026-11-20T18:00:00Z";
const SOON = "2026-11-22T18:00:00Z";
const LATER = "2026-12-01T18:00:00Z";
const target = { cloud: "simulator", region: "here", project_id: "p" } as const;
const ADDRESS = "BackupDownloadPolicy/download";

/** The change that a document makes of a switch that was recorded like that, while the cloud says `live`. */
function change(written: Spec, recorded: Recorded | undefined, live: string | undefined) {
  const policy: Policy = {
    address: ADDRESS,
    kind: "BackupDownloadPolicy",
    name: "download",
    spec: kinds.BackupDownloadPolicy.desired(written, NOW),
    written,
    source: { file: "a.yaml", line: 1, column: 1 },
    document: { file: "a.yaml", text: "", index: 0 },
  };
  const state: State = {
    format: 2,
    lineage: "l",
    serial: 1,
    stack: "demo",
    target,
    resources: recorded ? { [ADDRESS]: recorded } : {},
    intents: {},
  };
  const there: Live[] =
    live === undefined
      ? []
      : [{ id: "s", kind: "BackupDownloadPolicy", name: undefined, spec: { action: live }, custom: true }];
  const { changes } = plan({ name: "demo", now: NOW, policies: [policy] }, state, there, target);
  expect(changes.length).toBeLessThan(2);
  return changes[0];
}

/** `action cause: path cause before → after, …` */
function summary(...args: Parameters<typeof change>): string {
  const made = change(...args);
  if (!made) return "keep";
  const fields = made.fields.map(
    ({ path, cause, before, after }) => `${path} ${cause} ${before ?? "-"} → ${after ?? "-"}`,
  );
  const hazards = made.hazards.map(({ code }) => `, ${code}`).join("");
  return `${made.action} ${made.cause}: ${fields.join(", ")}${hazards}`;
}

const open = (until?: string): Spec => ({ action: "open", ...(until && { until }) });
const recorded = (written: Spec | undefined, action = "open"): Recorded => ({
  id: "s",
  spec: { action },
  ...(written && { written }),
});

describe("a switch that is open until a time", () => {
  test.each<[string, string, ...Parameters<typeof change>]>([
    ["is kept before that time", "keep", open(SOON), recorded(open(SOON)), "open"],
    ["is closed by the time", "update time: /action time open → close", open(PAST), recorded(open(PAST)), "open"],
    [
      "that another user closed is recorded",
      "adopt time: /action time open → close",
      open(PAST),
      recorded(open(PAST)),
      "close",
    ],
    ["stays closed", "keep", open(PAST), recorded(open(PAST), "close"), "close"],
    [
      "was opened again by another user",
      "update drift: /action drift open → close",
      open(PAST),
      recorded(open(PAST), "close"),
      "open",
    ],
    [
      "shows the time when it is opened",
      `create policy: /action policy - → open, /until policy - → ${SOON}`,
      open(SOON),
      undefined,
      undefined,
    ],
    ["gets a time", `adopt policy: /until policy - → ${SOON}`, open(SOON), recorded(open()), "open"],
    [
      "gets an earlier time",
      `adopt policy: /until policy ${LATER} → ${SOON}`,
      open(SOON),
      recorded(open(LATER)),
      "open",
    ],
    [
      "gets a later time: a hazard",
      `adopt policy: /until policy ${SOON} → ${LATER}, opens-download`,
      open(LATER),
      recorded(open(SOON)),
      "open",
    ],
    [
      "loses its time: a hazard",
      `adopt policy: /until policy ${SOON} → -, opens-download`,
      open(),
      recorded(open(SOON)),
      "open",
    ],
    [
      "gets a later time when it was due: a hazard",
      `adopt policy: /until policy ${PAST} → ${SOON}, opens-download`,
      open(SOON),
      recorded(open(PAST)),
      "open",
    ],
    [
      "is closed by the files before its time",
      `update policy: /action policy open → close, /until policy ${SOON} → -`,
      { action: "close" },
      recorded(open(SOON)),
      "open",
    ],
    [
      "is due, and the files say so: no longer due alone",
      `update policy: /action time open → close, /until policy ${PAST} → -`,
      { action: "close" },
      recorded(open(PAST)),
      "open",
    ],
    [
      "recorded before documents were",
      `update policy: /action policy open → close, /until policy - → ${PAST}`,
      open(PAST),
      recorded(undefined),
      "open",
    ],
  ])("%s", (_, expected, ...args) => {
    expect(summary(...args)).toBe(expected);
  });

  test("is overdue from the time on", () => {
    const since = new Date(PAST).toISOString();
    expect(change(open(PAST), recorded(open(PAST)), "open")).toMatchObject({ due: { since, overdue: since } });
    expect(change(open(SOON), recorded(open()), "open")).not.toHaveProperty("due");
  });
});
