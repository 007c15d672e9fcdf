/** Which rules are sent while clocks change: a run that is between its old and its new time keeps the old one. */
import { describe, expect, test } from "vitest";
import { handedOver } from "../../src/kinds/cbr/handover.ts";

const daily = (...times: string[]) => times.map((time) => `FREQ=DAILY;INTERVAL=1;${by(time)}`);
const on = (days: string, time: string) => `FREQ=WEEKLY;BYDAY=${days};${by(time)}`;
const by = (time: string) => `BYHOUR=${Number(time.slice(0, 2))};BYMINUTE=${time.slice(3)}`;

/** A Sunday. */
const at = (time: string) => new Date(`2027-03-28T${time}:00Z`);

describe("clocks are put on by an hour: what runs at 01:30 is to run at 00:30", () => {
  const [before, after] = [daily("01:30"), daily("00:30")];
  test.each<[string, string, string[]]>([
    ["well before both", "00:19", after],
    [
      "the request may be late: the new time might be over then",
      "00:20",
      [on("MO,TU,WE,TH,FR,SA", "00:30"), on("SU", "01:30")],
    ],
    ["between them", "00:59", [on("MO,TU,WE,TH,FR,SA", "00:30"), on("SU", "01:30")]],
    ["a minute before the old one", "01:29", [on("MO,TU,WE,TH,FR,SA", "00:30"), on("SU", "01:30")]],
    ["after the old one", "01:30", after],
  ])("%s, at %s", (_, time, rules) => {
    expect(new Set(handedOver(before, after, -60, at(time)))).toEqual(new Set(rules));
  });

  test("the next day the last run moves", () => {
    const part = handedOver(before, after, -60, at("00:59"));
    expect(handedOver(part, after, -60, new Date("2027-03-29T00:59:00Z"))).toBe(after);
  });

  test("within the hour nothing more changes", () => {
    const part = handedOver(before, after, -60, at("00:59"));
    expect(handedOver(part, after, -60, at("01:10"))).toBe(part);
  });
});

describe("clocks are put back by an hour: what runs at 00:30 is to run at 01:30", () => {
  const [before, after] = [daily("00:30"), daily("01:30")];
  test.each<[string, string, string[]]>([
    ["well before both", "00:19", after],
    ["it was made, and is not made twice", "00:31", [on("MO,TU,WE,TH,FR,SA", "01:30"), on("SU", "00:30")]],
    ["after both", "01:30", after],
  ])("%s, at %s", (_, time, rules) => {
    expect(new Set(handedOver(before, after, 60, at(time)))).toEqual(new Set(rules));
  });
});

test("with one run a week, the change waits", () => {
  const [before, after] = [[on("SU", "01:30")], [on("SU", "00:30")]];
  expect(handedOver(before, after, -60, at("01:00"))).toBe(before);
  expect(handedOver(before, after, -60, at("01:30"))).toBe(after);
  expect(handedOver(before, after, -60, new Date("2027-03-29T01:00:00Z"))).toBe(after);
});

test("a run that would follow within an hour keeps its time too", () => {
  const [before, after] = [daily("01:00", "02:30", "12:00"), daily("00:00", "01:30", "11:00")];
  const days = "MO,TU,WE,TH,FR,SA";
  const part = [on(days, "00:00"), on("SU", "01:00"), on(days, "01:30"), on("SU", "02:30"), ...daily("11:00")];
  // Between 00:00 and 01:00, and after 01:00, when the next run would be at 01:30.
  expect(new Set(handedOver(before, after, -60, at("00:40")))).toEqual(new Set(part));
  expect(new Set(handedOver(before, after, -60, at("01:05")))).toEqual(new Set(part));
  expect(handedOver(before, after, -60, at("02:30"))).toBe(after);
});

test("a run that crosses into the week before", () => {
  const [before, after] = [
    [on("MO", "00:30"), on("WE", "00:30")],
    [on("SU", "23:30"), on("TU", "23:30")],
  ];
  expect(new Set(handedOver(before, after, -60, at("23:45")))).toEqual(new Set([on("MO", "00:30"), on("TU", "23:30")]));
});

test("other runs are no change of clocks", () => {
  const after = daily("05:00");
  expect(handedOver(daily("01:30"), after, -60, at("01:00"))).toBe(after);
  expect(handedOver(daily("01:30", "04:00"), after, -60, at("01:00"))).toBe(after);
  expect(handedOver(["FREQ=DAILY;INTERVAL=2;BYHOUR=6;BYMINUTE=00"], after, -60, at("01:00"))).toBe(after);
});
