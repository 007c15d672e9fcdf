/** What a pull request changes in stack.yaml is shown as what it does, with the line that says it. */
import { describe, expect, test } from "vitest";
import type { Stack } from "../../src/documents/check.ts";
import { isMigrated, migrated, stackChanges } from "../../src/plan/stack-changes.ts";
import { emptyState } from "../../src/state/state.ts";
import type { State } from "../../src/state/store.ts";
import { checked } from "../support/problems.ts";

const stackIn = async (spec: string, { name = "prod", folder = "prod" } = {}): Promise<Stack> => {
  const text = `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: ${name} }\nspec:\n${spec}`;
  const { stacks, problems } = await checked({ [`${folder}/stack.yaml`]: text });
  const [stack] = stacks;
  if (!stack) throw new Error(JSON.stringify(problems));
  return stack;
};
/** `/path LINE message [hazards]` of each change. */
const told = async (before: Stack | undefined, now: Stack): Promise<string[]> =>
  (await stackChanges(before, now)).map(({ path, source, message, hazards }) =>
    [path, source.line, message, ...hazards.map(({ code }) => `[${code}]`)].join(" "),
  );

const PLAIN = "  region: here\n  project_id: p\n";
const GIT = "  state: { git: { remote: origin, branch: holdfast/prod } }\n";

describe("of stack.yaml is shown", () => {
  test.each<[string, string | undefined, string, string[]]>([
    ["nothing that stays", PLAIN, PLAIN, []],
    ["nothing of a comment", PLAIN, `# why\n${PLAIN}`, []],
    [
      "what is allowed from now on, at its line",
      `${PLAIN}  allow_hazards:\n    - takes-over\n`,
      `${PLAIN}  allow_hazards:\n    - takes-over\n    - opens-download\n`,
      ["/allow_hazards 9 from now on allowed here: opens-download"],
    ],
    [
      "what is allowed no longer",
      `${PLAIN}  allow_hazards: [takes-over, opens-download]\n`,
      `${PLAIN}  allow_hazards: [takes-over]\n`,
      ["/allow_hazards 7 no longer allowed here: opens-download"],
    ],
    [
      "both",
      `${PLAIN}  allow_hazards: [takes-over]\n`,
      `${PLAIN}  allow_hazards: [opens-download]\n`,
      ["/allow_hazards 7 from now on allowed here: opens-download; no longer allowed here: takes-over"],
    ],
    [
      "where requests go, each service alone",
      `${PLAIN}  endpoints: { cbr: "https://a", dds: "https://b" }\n`,
      `${PLAIN}  endpoints:\n    cbr: "https://a"\n    dds: "https://c"\n    iam: "https://d"\n`,
      [
        "/endpoints/dds 9 endpoints.dds is https://c, and was https://b",
        "/endpoints/iam 10 endpoints.iam is https://d",
      ],
    ],
    [
      "which project it is",
      PLAIN,
      "  cloud: otc\n  region: there\n  project_name: q\n",
      [
        "/cloud 5 cloud is otc",
        "/project_id 4 project_id is no longer set, and was p",
        "/project_name 7 project_name is q",
        "/region 6 region is there, and was here",
      ],
    ],
    [
      "where the state is kept, which is a hazard",
      PLAIN + GIT,
      `${PLAIN}  state: { git: { remote: origin, branch: holdfast/mine } }\n`,
      [
        "/state 7 the state is kept in branch holdfast/mine of origin, and was in branch holdfast/prod of origin [moves-state]",
      ],
    ],
    [
      "a state that is no longer said, for then it is a file",
      PLAIN + GIT,
      PLAIN,
      [
        "/state 4 the state is kept in file prod/.holdfast/state.json, and was in branch holdfast/prod of origin [moves-state]",
      ],
    ],
    [
      "a default that is written out, without a hazard",
      PLAIN,
      `${PLAIN}  state: { file: { path: ./.holdfast/state.json } }\n`,
      ["/state 7 the state is kept in file prod/.holdfast/state.json, and was in file prod/.holdfast/state.json"],
    ],
    [
      "all of a new stack, without a hazard",
      undefined,
      `${PLAIN + GIT}  allow_hazards: [opens-download]\n`,
      [
        "/allow_hazards 8 from now on allowed here: opens-download",
        "/project_id 6 project_id is p",
        "/region 5 region is here",
        "/state 7 the state is kept in branch holdfast/prod of origin",
      ],
    ],
  ])("%s", async (_, before, now, expected) => {
    expect(await told(before === undefined ? undefined : await stackIn(before), await stackIn(now))).toEqual(expected);
  });

  test("that a state in a file moves with its folder", async () => {
    expect(await told(await stackIn(PLAIN), await stackIn(PLAIN, { folder: "eu/prod" }))).toEqual([
      "/state 4 the state is kept in file eu/prod/.holdfast/state.json, and was in file prod/.holdfast/state.json [moves-state]",
    ]);
    expect(await told(await stackIn(PLAIN + GIT), await stackIn(PLAIN + GIT, { folder: "eu/prod" }))).toEqual([]);
  });

  test("that a stack has another name, and its row of a table with it", async () => {
    const postgres = `${PLAIN}  state: { postgres: { url_env: HOLDFAST_PG_URL, table: t } }\n`;
    const at = "of table t, at the URL in HOLDFAST_PG_URL";
    expect(await told(await stackIn(postgres), await stackIn(postgres, { name: "production" }))).toEqual([
      "/metadata/name 3 the stack is named production, and was prod",
      `/state 7 the state is kept in row production ${at}, and was in row prod ${at} [moves-state]`,
    ]);
  });
});

describe("a migration is recorded", () => {
  const state: State = {
    ...emptyState("prod", { cloud: "simulator", region: "here", project_id: "p" }),
    lineage: "L",
    serial: 3,
  };
  const moved = { ...state, moved: { id: "m", to: "branch b of origin" } };
  test.each<[string, State | undefined, State | undefined, boolean]>([
    ["when the old place says that it went to the new one", moved, state, true],
    ["not when the old place says nothing", state, state, false],
    ["not when there is no old one to say it", undefined, state, false],
    ["not when it went elsewhere", { ...moved, moved: { id: "m", to: "branch c of origin" } }, state, false],
    ["not when the new place has another state", moved, { ...state, lineage: "M" }, false],
    ["not when the new place has none", moved, undefined, false],
    ["not when it has not arrived", moved, { ...state, arriving: { id: "m", from: "x" } }, false],
    ["not when it went on from there", moved, moved, false],
  ])("%s", (_, old, now, expected) => {
    expect(isMigrated(old, now, "branch b of origin", "prod")).toBe(expected);
  });

  test("and then moving is no hazard, and still shown", async () => {
    const [change] = migrated(await stackChanges(await stackIn(PLAIN), await stackIn(PLAIN + GIT)));
    expect([change?.message.endsWith("; it was migrated"), change?.hazards]).toEqual([true, []]);
  });
});
