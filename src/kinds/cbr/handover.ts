/**
 * From the rules of one offset to those of another, when the clocks of a zone change: every run is made exactly once,
 * whenever the new rules are sent. Pure.
 *
 * A run moves from an old time of the week to a new one. Between the two it has been made already, or would be passed
 * over, whichever comes first. A run that is between them keeps its old time, and so does one that would come within
 * an hour of such a run. The next hand-over, a day later, moves them. Of daily runs that is one day of the week; a run
 * that is weekly is all there is, so that the whole change waits.
 */
import { DAYS } from "../times.ts";
import { parseRule } from "./rule.ts";
import { weekOf } from "./runs.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MS = 60_000;

/** From a plan to the request that carries it out, in minutes. */
const MARGIN = 10;
const MAX_RULES = 24;

/** One run of the week: minutes since Monday 00:00 UTC. Equal for one that has moved before. */
interface Move {
  readonly from: number;
  readonly to: number;
}

/**
 * The rules to send at `now`: `after` where every run can move.
 * @param before the rules that hold now
 * @param after the same runs at the new offset; if they are not, they are returned as they are
 * @param shift minutes from an old run to the new one: -60 when clocks are put on by an hour
 */
export function handedOver(
  before: readonly string[],
  after: readonly string[],
  shift: number,
  now: Date,
): readonly string[] {
  const moves = movesBetween(weekOfRules(before), weekOfRules(after), shift);
  if (!moves) return after;
  const kept = keptAt(moves, shift, minuteOfWeek(now));
  if (kept.size === 0) return after;
  if (moves.every((move) => kept.has(move) || move.from === move.to)) return before;
  const rules = rulesAt(moves.map((move) => timeOf(move, kept)));
  return rules.length > MAX_RULES ? before : rules;
}

const weekOfRules = (rules: readonly string[]): number[] => weekOf(rules.flatMap((text) => parseRule(text).rule ?? []));

/** 1970 began on a Thursday. */
const minuteOfWeek = (now: Date): number => wrapped(Math.floor(now.getTime() / MS) - 4 * DAY);

const wrapped = (minutes: number): number => ((minutes % WEEK) + WEEK) % WEEK;

/** Runs keep their order. A few of them may cross from one week to the next. */
function movesBetween(old: readonly number[], next: readonly number[], shift: number): Move[] | undefined {
  if (old.length !== next.length || old.every((at, index) => at === next[index])) return undefined;
  const turns = [0, 1, -1, 2, -2].map((turn) =>
    next.map((to, index): Move => ({ from: old.at((index + turn) % old.length) ?? to, to })),
  );
  return turns.find((moves) => moves.every(({ from, to }) => from === to || wrapped(to - from) === wrapped(shift)));
}

const timeOf = (move: Move, kept: ReadonlySet<Move>): number => (kept.has(move) ? move.from : move.to);

function keptAt(moves: readonly Move[], shift: number, now: number): Set<Move> {
  const moving = moves.filter(({ from, to }) => from !== to);
  const isBetween = ({ from, to }: Move): boolean =>
    wrapped(now + MARGIN - (shift < 0 ? to : from)) < Math.abs(shift) + MARGIN;
  // It was just made, and another one would follow within an hour.
  const isFollowed = ({ from }: Move): boolean =>
    wrapped(now - from) < HOUR &&
    moving.some(({ to }) => wrapped(to - from) < HOUR && wrapped(to - from) > wrapped(now - from));
  const kept = new Set(moving.filter((move) => isBetween(move) || isFollowed(move)));
  while (kept.size > 0) {
    const close = moving.filter((move) => !kept.has(move) && isCloseToKept(move, kept));
    if (close.length === 0) break;
    for (const move of close) kept.add(move);
  }
  return kept;
}

const isCloseToKept = ({ to }: Move, kept: ReadonlySet<Move>): boolean =>
  [...kept].some(({ from }) => Math.min(wrapped(to - from), wrapped(from - to)) < HOUR);

/** One rule for each time of day. */
function rulesAt(week: readonly number[]): string[] {
  const daysAt = new Map<number, Set<number>>();
  for (const at of week) {
    const days = daysAt.get(at % DAY) ?? new Set();
    daysAt.set(at % DAY, days.add(Math.floor(at / DAY)));
  }
  return [...daysAt].map(([time, on]) => {
    const days = DAYS.filter((_, day) => on.has(day));
    const often = days.length === DAYS.length ? "FREQ=DAILY;INTERVAL=1" : `FREQ=WEEKLY;BYDAY=${days}`;
    return `${often};BYHOUR=${Math.floor(time / HOUR)};BYMINUTE=${String(time % HOUR).padStart(2, "0")}`;
  });
}
