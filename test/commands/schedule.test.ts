/** `holdfast schedule`, from files in a folder to what is printed. */
import { expect, test } from "vitest";
import { type ScheduleOptions, schedule } from "../../src/commands/schedule.ts";
import { ioFor } from "../../src/process/io.ts";
import { type Files, STACK, withFiles } from "../support/problems.ts";

/** A Saturday. */
const NOW = new Date("2026-11-21T12:00:00Z");

async function run(files: Files, args: string[] = ["."], options: Partial<ScheduleOptions> = {}, colour = false) {
  return withFiles({ "stack.yaml": STACK, ...files }, async (cwd) => {
    const out: string[] = [];
    const err: string[] = [];
    const settings = {
      cwd,
      circumstances: { now: NOW, ci: false },
      // For clouds, of which there is none here.
      timing: { requestMs: 0, settleMs: 0, leaseMs: 0, graceMs: 3_600_000 },
      colour: { stdout: colour, stderr: false },
      terminal: false,
      interactive: false,
      env: {},
    };
    const streams = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
    const io = ioFor(settings, { ...streams, ask: async () => undefined });
    const code = await schedule(args, { format: "text", next: 3, ...options }, io);
    return { code, out: out.join(""), err: err.join("") };
  });
}

const policy = (name: string, times: string, more = "") => `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name} }
spec:
  operation_definition: { retention_duration_days: 30 }
  ${times}
  ${more}
---
`;
const local = (timezone: string, at: string, more = "") => `schedule: { timezone: ${timezone}, at: [${at}]${more} }`;
const inUtc = (...rules: string[]) =>
  `trigger: { properties: { pattern: [${rules.map((rule) => `"${rule}"`).join(", ")}] } }`;

const FILES = {
  "a.yaml":
    policy("nightly", local("Asia/Shanghai", '"02:00", "14:30"', ", days: [MO, WE, FR]")) +
    policy("berlin", local("Europe/Berlin", '"02:00"'), "enabled: false"),
  "b.yaml":
    policy("every-other-day", local("UTC+08:00", '"09:00", "20:00"', ", every_days: 2")) +
    policy(
      "rules",
      inUtc(
        "FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=30",
        "FREQ=WEEKLY;BYDAY=MO,WE,SU;BYHOUR=18;BYMINUTE=00",
        "FREQ=DAILY;BYHOUR=12",
      ),
    ),
  "download.yaml":
    "apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: download }\nspec: { action: close }\n",
};

test("local times beside UTC, how often, the longest gap, and who starts together", async () => {
  const { code, out, err } = await run(FILES);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toBe(`demo

  BackupPolicy/nightly
    02:00, 14:30 Asia/Shanghai on MO, WE, FR
    6 runs a week, longest gap 2 d 11 h 30 min
    Asia/Shanghai          UTC
    MO 2026-11-23 02:00    SU 2026-11-22 18:00
    MO 2026-11-23 14:30    MO 2026-11-23 06:30
    WE 2026-11-25 02:00    TU 2026-11-24 18:00

  BackupPolicy/berlin  disabled: will not run
    02:00 Europe/Berlin every day
    7 runs a week, longest gap 1 d
    Europe/Berlin          UTC
    SU 2026-11-22 02:00    SU 2026-11-22 01:00
    MO 2026-11-23 02:00    MO 2026-11-23 01:00
    TU 2026-11-24 02:00    TU 2026-11-24 01:00

  BackupPolicy/every-other-day
    09:00, 20:00 UTC+08:00 every 2 days
    7 runs a week, longest gap 1 d 13 h
    Not listed, because these runs depend on when the cloud created the policy:
      FREQ=DAILY;INTERVAL=2;BYHOUR=1;BYMINUTE=00
      FREQ=DAILY;INTERVAL=2;BYHOUR=12;BYMINUTE=00

  BackupPolicy/rules
    17 runs a week, longest gap at most 1 d
    Not listed, because these runs depend on when the cloud created the policy:
      FREQ=DAILY;BYHOUR=12
    UTC
    SU 2026-11-22 06:30
    SU 2026-11-22 18:00
    MO 2026-11-23 06:30

  Start at the same minute (UTC)
    06:30  MO,WE,FR  BackupPolicy/nightly
                     BackupPolicy/rules
    18:00  SU        BackupPolicy/nightly
                     BackupPolicy/rules
`);
});

test("a file narrows what is told, but not whom its policies start together with", async () => {
  const { out } = await run(FILES, ["b.yaml"], { next: 0 });
  expect(out).toMatch(/^demo\n\n {2}BackupPolicy\/every-other-day\n/);
  expect(out).not.toMatch("BackupPolicy/berlin");
  expect(out).toMatch("18:00  SU        BackupPolicy/nightly\n");
});

test("another zone is the one that was asked for, with its clocks as they go on that day", async () => {
  const { out } = await run({ "a.yaml": policy("a", local("UTC", '"02:00"')) }, ["."], {
    zone: "America/New_York",
    next: 1,
  });
  expect(out).toMatch("    America/New_York       UTC\n    SA 2026-11-21 21:00    SU 2026-11-22 02:00\n");
});

test("a zone that does not exist is wrong usage", async () => {
  await expect(run(FILES, ["."], { zone: "Asia/Shanghia" })).rejects.toThrow(
    expect.objectContaining({
      code: "usage",
      message: "there is no time zone Asia/Shanghia",
      hint: "did you mean Asia/Shanghai?",
    }),
  );
});

test("data for other programs", async () => {
  const { out } = await run(
    {
      "a.yaml":
        policy("a", local("Asia/Shanghai", '"02:00"')) +
        policy("b", inUtc("freq=daily;byhour=18;byminute=0", "FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYHOUR=1;BYMINUTE=0")),
    },
    ["."],
    { format: "json", next: 1 },
  );
  expect(JSON.parse(out)).toEqual({
    format_version: "1.0",
    now: "2026-11-21T12:00:00Z",
    stacks: [
      {
        stack: "demo",
        policies: [
          {
            address: "BackupPolicy/a",
            enabled: true,
            schedule: "02:00 Asia/Shanghai every day",
            pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"],
            zone: "Asia/Shanghai",
            next: [{ utc: "2026-11-21T18:00:00Z", local: "2026-11-22T02:00:00+08:00" }],
            undated: [],
            runs_per_week: 7,
            longest_gap_minutes: 1440,
            longest_gap_exact: true,
          },
          {
            address: "BackupPolicy/b",
            enabled: true,
            pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=0", "FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYHOUR=1;BYMINUTE=0"],
            zone: "UTC",
            next: [{ utc: "2026-11-21T18:00:00Z", local: "2026-11-21T18:00:00+00:00" }],
            undated: ["FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYHOUR=1;BYMINUTE=0"],
            longest_gap_minutes: 1440,
            longest_gap_exact: false,
          },
        ],
        same_minute: [
          {
            days: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"],
            time: "18:00",
            policies: ["BackupPolicy/a", "BackupPolicy/b"],
          },
        ],
      },
    ],
  });
});

test("many times and many policies stay within 80 columns", async () => {
  const hours = Array.from({ length: 24 }, (_, hour) => `"${String(hour).padStart(2, "0")}:00"`).join(", ");
  const minutes = Array.from({ length: 24 }, (_, hour) => hour).join(",");
  const several = Array.from({ length: 8 }, (_, index) => policy(`policy-${index}`, local("Asia/Shanghai", hours)));
  const files = {
    "a.yaml": several.join("") + policy("z", inUtc(`FREQ=DAILY;INTERVAL=2;BYHOUR=${minutes};BYMINUTE=00`)),
  };
  const { out } = await run(files);
  expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(out).toMatch("    00:00  every day  BackupPolicy/policy-0\n");
  expect(out).toMatch(/BackupPolicy\/policy-4\n +and 3 more\n/);
});

test("a file with errors is not shown, and fails the command", async () => {
  const { code, out, err } = await run({ "a.yaml": policy("a", inUtc("FREQ=DAILY;BYHOUR=24;BYMINUTE=0")) });
  expect(code).toBe(1);
  expect(out).toBe("");
  expect(err).toMatch("BYHOUR is 0 to 23, not 24 [rule-value]");
});

test("colour changes nothing but colour", async () => {
  const plain = (await run(FILES)).out;
  const painted = (await run(FILES, ["."], {}, true)).out;
  expect(painted).not.toBe(plain);
  expect(painted.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
});

test("a file with errors hides neither the others nor itself", async () => {
  const files = {
    "ok.yaml": policy("ok", local("UTC+08:00", '"02:00"')),
    "bad.yaml": policy("bad", local("UTC+08:00", '"02:00"'), "enabled: 1"),
  };
  const shown = async (...args: string[]) => {
    const { code, out, err } = await run(files, args);
    return [code, out.match(/BackupPolicy\/\w+|No policy/g)?.join() ?? "", /bad\.yaml/.test(err)];
  };
  expect(await shown("ok.yaml")).toEqual([0, "BackupPolicy/ok", false]);
  expect(await shown("bad.yaml")).toEqual([1, "", true]);
  expect(await shown(".")).toEqual([1, "BackupPolicy/ok", true]);
  const data = JSON.parse((await run(files, ["ok.yaml"], { format: "json" })).out);
  expect(data.stacks[0].policies.map(({ address }: { address: string }) => address)).toEqual(["BackupPolicy/ok"]);
});

test("nor does a stack.yaml with errors: they are errors of every file of the stack", async () => {
  const files = { "ok.yaml": policy("ok", local("UTC+08:00", '"02:00"')), "stack.yaml": STACK.replace("spec", "spce") };
  const { code, out, err } = await run(files, ["ok.yaml"]);
  expect([code, out, /stack\.yaml/.test(err)]).toEqual([1, "", true]);
});
