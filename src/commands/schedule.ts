/**
 * `holdfast schedule`: when policies run next, how often, how long they pause, and which of a stack start at the same
 * minute. From the files alone: no cloud, no state, no credentials.
 *
 * Rules with an interval of several days or weeks, or without an hour, minute or weekday, count from the time at which
 * the cloud created the policy. That time is not in the files, so the runs of such rules are not listed.
 *
 * `--format json`; a member whose value is not known is left out:
 *
 *     {"format_version": "1.0", "now": "2026-11-21T12:00:00Z", "stacks": [{"stack": "demo",
 *       "policies": [{"address": "BackupPolicy/nightly", "enabled": true,
 *         "schedule": "02:00 Asia/Shanghai every day",     as in the file; absent when the file has rules
 *         "pattern": ["FREQ=DAILY;…"],                     as it is sent, in UTC
 *         "zone": "Asia/Shanghai",                         that of `local`
 *         "next": [{"utc": "2026-11-21T18:00:00Z", "local": "2026-11-22T02:00:00+08:00"}],
 *         "undated": ["FREQ=DAILY;INTERVAL=2;…"],          rules whose runs are not in `next`
 *         "runs_per_week": 7,                              on average
 *         "longest_gap_minutes": 1440,                     from one run to the next at worst
 *         "longest_gap_exact": true,                       false: at most that long
 *         "clock_change": {"utc": "2027-03-28T01:00:00Z",  the next one, where the schedule follows the clocks
 *           "date": "2027-03-28",                          local
 *           "before": ["FREQ=DAILY;…"], "after": ["FREQ=DAILY;…"],
 *           "notes": ["02:30 does not exist on 2027-03-28: runs at 03:30"]}}],
 *       "same_minute": [{"days": ["MO"], "time": "18:00",  UTC; enabled policies only, `undated` rules left out
 *         "policies": ["BackupPolicy/nightly", "BackupPolicy/weekly"]}]}]}
 */

import type { Stack } from "../documents/check.ts";
import { kinds } from "../kinds/index.ts";
import { type ClockChange, DAYS, type Frequency, gapText, perWeekText } from "../kinds/times.ts";
import { offsetText, type Zone, zoneHint, zoneNamed } from "../kinds/zone.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { type Address, filesOf } from "../model/policy.ts";
import { Failure, isError } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import type { Paint } from "../render/paint.ts";
import { problemLines } from "../render/text.ts";
import { readPolicies } from "../session/choose.ts";

export interface ScheduleOptions {
  readonly format: "text" | "json";
  /** How many runs of each policy. */
  readonly next: number;
  /** Name of the zone for local times; default: that of the policy's schedule, or else UTC. */
  readonly zone?: string | undefined;
}

/** @throws Failure `usage` for a zone that does not exist, and for an argument that means nothing */
export async function schedule(args: readonly string[], options: ScheduleOptions, io: Io): Promise<ExitCode> {
  const zone = options.zone === undefined ? undefined : zoneNamed(options.zone);
  if (options.zone !== undefined && !zone) {
    throw new Failure("usage", `there is no time zone ${options.zone}`, { hint: zoneHint(options.zone) });
  }
  const { now } = io.settings.circumstances;
  const { stacks, problems, includesFile } = await readPolicies(args, io.settings);
  const errors = problems.filter(isError);
  io.err(problemLines(errors, io.paintErr));
  const times = stacks.map((stack) => timesOf(stack, includesFile, { now, next: options.next, zone }));
  if (options.format === "json") io.out(asJson(times, now));
  // With errors it is not known whether a policy has one.
  else if (errors.length === 0 || times.some(({ policies }) => policies.length > 0)) io.out(asText(times, io.paint));
  return errors.length > 0 ? EXIT.problems : EXIT.fine;
}

interface StackTimes {
  readonly stack: string;
  readonly policies: readonly PolicyTimes[];
  readonly together: readonly Together[];
}

interface PolicyTimes {
  readonly address: Address;
  readonly enabled: boolean;
  readonly words: string | undefined;
  readonly pattern: readonly string[];
  readonly zone: Zone;
  /** Milliseconds since 1970. */
  readonly next: readonly number[];
  /** Rules whose runs have no known date. */
  readonly undated: readonly string[];
  readonly frequency: Frequency;
  readonly clockChange: ClockChange | undefined;
}

/** Policies that start at the same minute of the same days. */
interface Together {
  readonly days: readonly string[];
  /** `18:00`, UTC. */
  readonly time: string;
  readonly addresses: readonly Address[];
}

interface Asked {
  readonly now: Date;
  readonly next: number;
  readonly zone: Zone | undefined;
}

const UTC: Zone = { name: "UTC", offsetAt: () => 0 };

/** The policies of a stack that are meant, and which others start together with one of them. */
function timesOf(stack: Stack, includesFile: (file: string) => boolean, { now, next, zone }: Asked): StackTimes {
  const timed = stack.sound.flatMap((policy) => {
    const runs = kinds[policy.kind].runs?.(policy.spec, policy.written);
    return runs ? { policy, runs } : [];
  });
  const meant = timed.filter(({ policy }) => filesOf(policy).some(includesFile));
  const addresses = new Set(meant.map(({ policy }) => policy.address));
  const running = timed.filter(({ runs }) => runs.enabled);
  return {
    stack: stack.name,
    policies: meant.map(({ policy, runs }) => ({
      address: policy.address,
      enabled: runs.enabled,
      words: runs.words,
      pattern: runs.rules,
      zone: zone ?? runs.zone ?? UTC,
      next: runs.next(now, next),
      undated: runs.undated,
      frequency: runs.frequency,
      clockChange: runs.clockChange(now),
    })),
    together: together(running.map(({ policy, runs }) => ({ address: policy.address, runs: runs.week }))).filter(
      (group) => group.addresses.some((address) => addresses.has(address)),
    ),
  };
}

const DAY_MINUTES = 24 * 60;

function together(policies: readonly { address: Address; runs: readonly number[] }[]): Together[] {
  const startingAt = new Map<number, Address[]>();
  for (const { address, runs } of policies) {
    for (const at of runs) {
      const others = startingAt.get(at);
      if (others) others.push(address);
      else startingAt.set(at, [address]);
    }
  }
  const groups = new Map<string, { minute: number; days: number[]; addresses: Address[] }>();
  for (const [at, addresses] of [...startingAt].sort(([a], [b]) => a - b)) {
    if (addresses.length < 2) continue;
    const minute = at % DAY_MINUTES;
    const key = `${minute} ${addresses.join(" ")}`;
    const group = groups.get(key) ?? { minute, days: [], addresses };
    group.days.push(Math.floor(at / DAY_MINUTES));
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.minute - b.minute)
    .map(({ minute, days, addresses }) => ({
      days: days.map((day) => DAYS[day] ?? ""),
      time: new Date(minute * 60_000).toISOString().slice(11, 16),
      addresses,
    }));
}

// ---- for people ----

const WIDTH = 80;

/** Names of policies in one line of what starts together; the rest is counted. */
const MAX_NAMES = 5;

function asText(stacks: readonly StackTimes[], paint: Paint): string {
  const timed = stacks.filter(({ policies }) => policies.length > 0);
  if (timed.length === 0) return "No policy here has a schedule.\n";
  return timed
    .map(({ stack, policies, together: groups }) => {
      const blocks = policies.map((policy) => policyText(policy, paint));
      if (groups.length > 0) blocks.push(togetherText(groups, paint));
      return `${paint("bold", printable(stack))}\n\n${blocks.join("\n\n")}\n`;
    })
    .join("\n");
}

function policyText(policy: PolicyTimes, paint: Paint): string {
  const { address, enabled, words, zone, next, undated, clockChange } = policy;
  const mark = enabled ? "" : `  ${paint("yellow", "disabled: will not run")}`;
  const lines = [`  ${paint("bold", printable(address))}${mark}`];
  if (words) lines.push(...wrapped(printable(words), 4));
  lines.push(...wrapped(frequencyText(policy), 4));
  if (clockChange) lines.push(...clockLines(clockChange));
  if (undated.length > 0) {
    const why = "Not listed, because these runs depend on when the cloud created the policy:";
    lines.push(paint("yellow", `    ${why}`), ...undated.flatMap((rule) => wrapped(rule, 6)));
  }
  if (next.length > 0) lines.push(...runLines(next, zone, paint));
  return lines.join("\n");
}

/** The rules on both sides of a change of clocks, and what becomes of times that it removes or repeats. */
function clockLines({ date, before, after, odd }: ClockChange): string[] {
  const sides = [
    { when: `until ${date}`, rules: before },
    { when: `from ${date}`, rules: after },
  ];
  const width = "until ".length + date.length + 2;
  const lines = sides.flatMap(({ when, rules }) =>
    rules.map((rule, index) => `    ${(index === 0 ? when : "").padEnd(width)}${rule}`),
  );
  return [...lines, ...odd.flatMap((text) => wrapped(text, 4))];
}

/** `7 runs a week, longest gap 1 d` */
function frequencyText({ frequency }: PolicyTimes): string {
  const { perWeek } = frequency;
  const often = perWeek === undefined ? "how often depends on when the policy was created" : perWeekText(perWeek);
  return `${often}, longest gap ${gapText(frequency)}`;
}

/** Local time and UTC side by side; one column where they are the same. */
function runLines(runs: readonly number[], zone: Zone, paint: Paint): string[] {
  const width = Math.max(zone.name.length, dateText(0).length) + 4;
  const head = zone.name === UTC.name ? UTC.name : `${zone.name.padEnd(width)}UTC`;
  const rows = runs.map((at) => {
    const utc = dateText(at);
    return zone.name === UTC.name ? utc : `${dateText(at + zone.offsetAt(at) * 60_000).padEnd(width)}${utc}`;
  });
  return [paint("dim", `    ${head}`), ...rows.map((row) => `    ${row}`)];
}

/** `MO 2026-11-23 02:00` */
function dateText(at: number): string {
  const date = new Date(at);
  return `${DAYS[(date.getUTCDay() + 6) % 7]} ${date.toISOString().slice(0, 16).replace("T", " ")}`;
}

function togetherText(groups: readonly Together[], paint: Paint): string {
  const rows = groups.map(({ days, time, addresses }) => {
    const shown = addresses.slice(0, MAX_NAMES).map(printable);
    const rest = addresses.length - shown.length;
    return {
      when: `${time}  ${days.length === DAYS.length ? "every day" : days.join(",")}`,
      names: rest > 0 ? [...shown, `and ${rest} more`] : shown,
    };
  });
  const width = Math.max(...rows.map(({ when }) => when.length)) + 2;
  const lines = rows.flatMap(({ when, names }) =>
    names.map((name, index) => `    ${(index === 0 ? when : "").padEnd(width)}${name}`),
  );
  return [paint("yellow", "  Start at the same minute (UTC)"), ...lines].join("\n");
}

/** Lines that fit, broken after a space, `;` or `,`. */
function wrapped(text: string, indent: number): string[] {
  const room = WIDTH - indent;
  const pieces = text.match(new RegExp(`.{1,${room - 1}}(?:[ ;,]|$)|.{1,${room}}`, "gu")) ?? [];
  return pieces.map((piece) => " ".repeat(indent) + piece.trimEnd());
}

// ---- for programs ----

function asJson(stacks: readonly StackTimes[], now: Date): string {
  const value = {
    format_version: "1.0",
    now: instantText(now.getTime()),
    stacks: stacks.map(({ stack, policies, together: groups }) => ({
      stack,
      policies: policies.map(policyData),
      same_minute: groups.map(({ days, time, addresses }) => ({ days, time, policies: addresses })),
    })),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function policyData({ address, enabled, words, pattern, zone, next, undated, frequency, clockChange }: PolicyTimes) {
  const { perWeek, longestGap, exact } = frequency;
  return {
    address,
    enabled,
    ...(words && { schedule: words }),
    pattern,
    zone: zone.name,
    next: next.map((at) => ({ utc: instantText(at), local: localText(at, zone) })),
    undated,
    ...(perWeek !== undefined && { runs_per_week: perWeek }),
    ...(longestGap !== undefined && { longest_gap_minutes: longestGap, longest_gap_exact: exact }),
    ...(clockChange && {
      clock_change: {
        utc: instantText(clockChange.at),
        date: clockChange.date,
        before: clockChange.before,
        after: clockChange.after,
        notes: clockChange.odd,
      },
    }),
  };
}

const instantText = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function localText(at: number, zone: Zone): string {
  const offset = zone.offsetAt(at);
  return new Date(at + offset * 60_000).toISOString().slice(0, 19) + offsetText(offset).slice("UTC".length);
}
