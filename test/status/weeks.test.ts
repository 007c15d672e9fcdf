/**
 * Four weeks in the simulated cloud, over HTTP, with random policies: what we say should have run, should be there and is
 * right, and what that cloud did, which has schedules and retention of its own (src/simulator/).
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { protection as api } from "../../src/kinds/cbr/lists.ts";
import { type RestorePoint, restorePoints } from "../../src/kinds/cbr/restore-points.ts";
import { retentionOf } from "../../src/kinds/cbr/retention.ts";
import { kinds } from "../../src/kinds/index.ts";
import { minutesOf } from "../../src/kinds/zone.ts";
import { membersOf, type Spec } from "../../src/model/policy.ts";
import { expectedOf, judge } from "../../src/status/judge.ts";
import { fold, foldTasks, type PointsOf, type TasksOf } from "../../src/status/points.ts";
import { policiesOfVaults } from "../../src/status/policies.ts";
import { subjectsOf } from "../../src/status/subjects.ts";
import type { Verdict } from "../../src/status/verdict.ts";
import { client } from "../cloud/server.ts";
import { fullRules, textOf } from "../kinds/rules.ts";
import { POLICIES, PROJECT } from "../simulator/simulated.ts";
import { DAY, HOUR, SERVER, START, timed } from "../simulator/time.ts";

/** Between two minutes, at which nothing is due. */
const SOON = 30_000;

const counters = fc.record({
  day_backups: fc.integer({ min: 0, max: 5 }),
  week_backups: fc.integer({ min: 0, max: 3 }),
  month_backups: fc.integer({ min: 0, max: 2 }),
  year_backups: fc.integer({ min: 0, max: 2 }),
});
const definitions: fc.Arbitrary<{ [field: string]: number | string }> = fc
  .record({
    limit: fc.oneof(
      fc.constant({ max_backups: -1, retention_duration_days: -1 }),
      fc.integer({ min: 1, max: 20 }).map((days) => ({ max_backups: -1, retention_duration_days: days })),
      fc
        .record({ max_backups: fc.integer({ min: 1, max: 12 }), more: counters })
        .map(({ max_backups, more }) => ({ max_backups, retention_duration_days: -1, ...more })),
    ),
    timezone: fc.constantFrom("UTC+00:00", "UTC+08:00", "UTC-05:00", "UTC+05:30"),
  })
  .map(({ limit, timezone }) => ({
    day_backups: 0,
    week_backups: 0,
    month_backups: 0,
    year_backups: 0,
    ...limit,
    timezone,
  }));
/** One or two rules, never less than an hour apart. */
const patterns = fc.tuple(fc.array(fullRules, { minLength: 1, maxLength: 2 }), fc.nat(59)).map(([rules, minute]) => {
  const [first, second] = rules.map((rule) => ({ ...rule, minutes: [minute] }));
  const hours = second?.hours?.filter((hour) => !first!.hours!.includes(hour)) ?? [];
  return [textOf(first!), ...(hours.length > 0 ? [textOf({ ...second!, hours })] : [])];
});
const specs = fc
  .tuple(definitions, patterns)
  .map(([operation_definition, pattern]) => ({ operation_definition, trigger: { properties: { pattern } } }));

const hour = (days: number) => fc.integer({ min: 1, max: days * 24 }).map((hours) => hours * HOUR);
const mishaps = fc.option(fc.record({ what: fc.constantFrom("miss", "fail"), from: hour(28), length: hour(7) }), {
  nil: undefined,
});

const keepingOf = (spec: Spec) => ({
  retention: retentionOf(spec),
  offset: minutesOf(String(membersOf(spec.operation_definition).timezone)) ?? 0,
});
/** In (from, to], as we compute them. */
const runsOf = (spec: Spec, from: number, to: number): number[] =>
  kinds.BackupPolicy.protects!.promise(spec).lastRuns!(new Date(to), 1000).filter((at) => at > from);

test("whatever the policy and whatever goes wrong, the cloud has what we expect, and the verdict fits", {
  timeout: 60_000,
}, async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      specs,
      specs,
      mishaps,
      hour(14),
      hour(14),
      fc.boolean(),
      async (first, second, mishap, before, after, careful) => {
        const cloud = await timed();
        const [server] = (await cloud.resources({ name: "db-1", type: SERVER })) as [string];
        const policy = await cloud.policy(first.operation_definition, first.trigger.properties.pattern);
        const vault = await cloud.vault(policy, [server]);
        const bad = mishap && { from: START + mishap.from, until: START + mishap.from + mishap.length };
        if (mishap && bad) {
          const [from, until] = [bad.from, bad.until].map((at) => new Date(at).toISOString());
          await cloud.mishaps({ what: mishap.what, policy_id: policy, from, until });
        }
        const strikes = (run: number): boolean => bad !== undefined && run >= bad.from && run < bad.until;
        const due: number[] = [];
        const expectPoints = async (spec: Spec, from: number, to: number, existing: readonly RestorePoint[]) => {
          await cloud.to(to);
          const runs = runsOf(spec, from, to);
          due.push(...runs);
          const there = restorePoints(
            keepingOf(spec),
            runs.filter((run) => !strikes(run)),
            existing,
            to,
          );
          expect(await pointsIn(cloud)).toEqual(there);
          return there;
        };

        const changed = START + before + SOON;
        const points = await expectPoints(first, START, changed, []);
        // Another user may make a backup before the policy changes.
        const byHand = () => cloud.post(`/v3/${PROJECT}/checkpoints`, { checkpoint: { vault_id: vault } });
        const made = careful ? [await byHand()] : [];
        const put = await cloud.put(`${POLICIES}/${policy}`, { policy: second });
        expect([...made, put].filter(({ status }) => status !== 200)).toEqual([]);
        const end = changed + after + HOUR / 2;
        await expectPoints(second, changed, end, careful ? [...points, { at: changed, manual: true }] : points);
        expect(await loggedRuns(cloud)).toEqual(due.filter((run) => mishap?.what !== "miss" || !strikes(run)));

        const { verdict, runs } = await judged(cloud.simulator.url, end);
        const { at: last } = (await pointsIn(cloud)).at(-1) ?? {};
        expect(verdict).toBe(verdictOf(runsOf(second, START, end), last, end, await failedRuns(cloud)));
        expect(runs).toHaveLength(14);
        seen.add(verdict ?? "not known");
      },
    ),
    { numRuns: 40 },
  );
  expect(seen.size).toBeGreaterThan(2);
});

type Cloud = Awaited<ReturnType<typeof timed>>;

const instant = (text: string): number => Date.parse(`${text.slice(0, 23)}Z`);

async function pointsIn(cloud: Cloud): Promise<RestorePoint[]> {
  const backups = await cloud.backups("sort=protected_at:asc&status=available&limit=1000");
  return backups.map(({ protected_at, expired_at, extend_info }) => ({
    at: instant(protected_at),
    ...(expired_at && { expires: instant(expired_at) }),
    ...(!extend_info.auto_trigger && { manual: true }),
  }));
}

/** Those of the policy, whatever became of them. */
const loggedRuns = async (cloud: Cloud, query = ""): Promise<number[]> => {
  const tasks = await cloud.tasks(`operation_type=backup&limit=1000&${query}`);
  return tasks.flatMap(({ policy_id, created_at }) => (policy_id ? instant(created_at) : [])).sort((a, b) => a - b);
};
const failedRuns = (cloud: Cloud): Promise<number[]> => loggedRuns(cloud, "status=failed");

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

async function judged(url: string, now: number) {
  const { cloud } = client(url, { target: { cloud: "huaweicloud", region: "eu-west-101", project_id: PROJECT } });
  const [vaults, live] = [await all(api.vaults(cloud)), await api.policies(cloud)];
  const candidates = await all(api.protectables("huaweicloud")[0]![0]!.read!(cloud));
  const [graceMs, policies, subjects] = [HOUR, policiesOfVaults(live, {}, now), subjectsOf(vaults, candidates)];
  const points: PointsOf = new Map();
  const tasks: TasksOf = new Map();
  fold(points, await all(api.backups(cloud, false)), expectedOf(subjects, policies, { now, graceMs }), now);
  foldTasks(tasks, await all(api.tasks(cloud, now - 31 * DAY)));
  const status = judge(subjects, { now, graceMs, vaults, policies, points, tasks, unseen: [], waivers: [] });
  expect(status.resources).toHaveLength(1);
  return status.resources[0]!;
}

/**
 * As the words of the verdicts say it.
 * @param last the newest good point
 * @param failed what the log says; a failure belongs to the run that was due before it
 */
function verdictOf(runs: readonly number[], last: number | undefined, now: number, failed: readonly number[]): Verdict {
  const fails = (run: number) => failed.some((at) => runs.findLast((due) => due <= at) === run);
  const isOver = (run: number) => fails(run) || now - run > HOUR;
  const missed = runs.findLast((run) => isOver(run) && !(last !== undefined && last >= run));
  if (missed === undefined) return last === undefined ? "new" : "ok";
  if (last === undefined) return "never";
  return fails(missed) ? "failing" : "late";
}
