/** Shared documents and patches: what a stack consists of, where its fields are written, and what is wrong with either. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../src/documents/check.ts";
import { load } from "../../src/documents/load.ts";
import { mergePatch } from "../../src/documents/shared.ts";
import { isGivenBy } from "../../src/model/pointer.ts";
import type { Json } from "../../src/model/policy.ts";
import { isError, type Problem } from "../../src/model/problem.ts";
import { withHazards } from "../../src/plan/guard.ts";
import { asRecorded, planOffline, targetOf } from "../../src/plan/offline.ts";
import { emptyState } from "../../src/state/state.ts";
import { checked, type Files, withFiles } from "../support/problems.ts";

const stack = (name: string, include: string | undefined, more = "") =>
  `apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: ${name} }\nspec: { cloud: simulator, project_id: ${name}${
    include === undefined ? "" : `, include: [${include}]`
  }${more} }\n`;

const policy = (name: string, definition = "retention_duration_days: 30", more = "") =>
  `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name} }
spec:
  operation_definition: { ${definition} }
  trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"] } }
${more}`;

const patch = (name: string, spec: string, metadata = "") =>
  `apiVersion: cbr/v3\nkind: BackupPolicy\nmetadata: { name: ${name}, patch: true${metadata} }\n${spec}`;

/** `code file:line message`, and the stacks. */
const shown = ({ code, message, range, stacks }: Problem) =>
  `${code} ${range?.file}:${range?.start.line} ${message}${stacks ? ` (${stacks})` : ""}`;

const problemsIn = async (files: Files) => (await checked(files)).problems.map(shown);

const SHARED = "policies/shared/nightly.yaml";
const SILVER = "policies/shared/silver/nightly.yaml";

describe("a stack has", () => {
  const files = {
    "policies/a/stack.yaml": stack("a", "../shared"),
    "policies/b/stack.yaml": stack("b", "../shared/nightly.yaml"),
    [SHARED]: policy("nightly"),
    "policies/shared/deep/weekly.yaml": policy("weekly"),
    "policies/b/patch.yaml": patch("nightly", "spec: { operation_definition: { retention_duration_days: 90 } }\n"),
    "policies/b/own.yaml": policy("own"),
  };

  test("what it includes, with its patches merged in", async () => {
    const { stacks, problems } = await checked(files);
    expect(problems.map(shown)).toEqual([]);
    const days = stacks.map(({ name, policies }) => [
      name,
      policies.map(({ address, written }) => [
        address,
        (written.operation_definition as { [name: string]: Json }).retention_duration_days,
      ]),
    ]);
    expect(days).toEqual([
      [
        "a",
        [
          ["BackupPolicy/weekly", 30],
          ["BackupPolicy/nightly", 30],
        ],
      ],
      [
        "b",
        [
          ["BackupPolicy/own", 30],
          ["BackupPolicy/nightly", 90],
        ],
      ],
    ]);
  });

  test("documents and patches with places of their own", async () => {
    const { stacks } = await checked(files);
    const nightly = stacks[1]?.policies.find(({ name }) => name === "nightly");
    expect([nightly?.source.file, nightly?.patch?.source.file]).toEqual([SHARED, "policies/b/patch.yaml"]);
    expect(stacks.map(({ includes }) => includes)).toEqual([["policies/shared/deep/weekly.yaml", SHARED], [SHARED]]);
  });

  test("one policy for all stacks, where no patch changes it", async () => {
    const { stacks } = await checked({ ...files, "policies/c/stack.yaml": stack("c", "../shared") });
    const [a, , c] = stacks.map(({ policies }) => policies.find(({ name }) => name === "weekly"));
    expect(a).toBeDefined();
    expect(a).toBe(c);
  });

  test("nothing of a document that a patch takes away, and the protection that a patch gives", async () => {
    const { stacks, problems } = await checked({
      ...files,
      "policies/a/gone.yaml": patch("weekly", "spec: null\n"),
      "policies/a/kept.yaml": patch("nightly", "", ", protected: true"),
    });
    expect(problems.map(shown)).toEqual([]);
    expect(stacks[0]?.policies.map(({ address, protected: kept }) => [address, kept])).toEqual([
      ["BackupPolicy/nightly", true],
    ]);
  });
});

describe("RFC 7396", () => {
  // https://www.rfc-editor.org/rfc/rfc7396#appendix-A
  test.each<[target: Json, patch: Json, result: Json]>([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j with %j", (target, change, result) => expect(mergePatch(target, change)).toEqual(result));

  test.each([
    ["/a", true],
    ["/a/b", true],
    ["/a/c", false],
    ["/d/anything", true],
    ["/e", false],
    ["/list/0", true],
  ])("whether the patch gives %s: %s", (pointer, given) =>
    expect(isGivenBy({ a: { b: 1 }, d: null, list: [1] }, pointer)).toBe(given),
  );
});

describe("wrong is", () => {
  const base = { "policies/a/stack.yaml": stack("a", "../shared"), [SHARED]: policy("nightly") };
  const two = { ...base, "policies/b/stack.yaml": stack("b", "../shared") };

  test.each<[what: string, files: Files, problems: string[]]>([
    [
      "a shared document, once and with its stacks",
      { ...two, [SHARED]: policy("nightly", "retention_duration_days: soon") },
      [
        'schema policies/shared/nightly.yaml:5 retention_duration_days must be a whole number, not the text "soon" (a,b)',
      ],
    ],
    [
      "a patch that is included",
      { ...base, [SHARED]: patch("nightly", "spec: {}\n") },
      [
        "patch-target policies/shared/nightly.yaml:3 a patch cannot be shared, and policies/a/stack.yaml:1 includes it (a)",
      ],
    ],
    [
      "two included documents with one address",
      { ...base, [SILVER]: policy("nightly") },
      [`address-duplicate policies/a/stack.yaml:4 BackupPolicy/nightly is both at ${SHARED}:1 and at ${SILVER}:1`],
    ],
    [
      "an address twice in a shared file, once",
      { ...two, [SHARED]: `${policy("nightly")}---\n${policy("nightly")}` },
      [`address-duplicate ${SHARED}:10 BackupPolicy/nightly is also at ${SHARED}:1 (a,b)`],
    ],
    [
      "an own document of an included address",
      { ...base, "policies/a/own.yaml": policy("nightly") },
      [
        `address-duplicate policies/a/own.yaml:3 BackupPolicy/nightly is also at ${SHARED}:1, which this stack includes`,
      ],
    ],
    [
      "a second patch",
      {
        ...base,
        "policies/a/x.yaml": patch("nightly", "spec: { enabled: false }\n"),
        "policies/a/y.yaml": patch("nightly", "spec: { enabled: false }\n"),
      },
      ["address-duplicate policies/a/y.yaml:3 BackupPolicy/nightly is also patched at policies/a/x.yaml:1"],
    ],
    [
      "a patch that gives another name",
      { ...base, "policies/a/x.yaml": patch("nightly", "spec: { enabled: false }\n", ", renamed_from: daily") },
      ['schema policies/a/x.yaml:3 unknown field "renamed_from"'],
    ],
    [
      "a patch of nothing",
      { ...base, "policies/a/x.yaml": patch("nightley", "spec: { enabled: false }\n") },
      ["patch-target policies/a/x.yaml:3 this stack includes no BackupPolicy/nightley"],
    ],
    [
      "a patch of an own document",
      {
        ...base,
        "policies/a/own.yaml": policy("own"),
        "policies/a/x.yaml": patch("own", "spec: { enabled: false }\n"),
      },
      ["patch-target policies/a/x.yaml:3 BackupPolicy/own is a document of this stack, at policies/a/own.yaml:1"],
    ],
    [
      "a patch in no stack",
      { ...base, "elsewhere/x.yaml": patch("nightly", "spec: { enabled: false }\n") },
      ["patch-target elsewhere/x.yaml:3 a patch is in the folder of a stack"],
    ],
    [
      "a patch that makes its document invalid",
      { ...base, "policies/a/x.yaml": patch("nightly", "spec: { operation_definition: { max_backups: 3 } }\n") },
      [
        `retention-exclusive policies/a/x.yaml:4 retention_duration_days excludes max_backups, together with ${SHARED}:1`,
      ],
    ],
    [
      "a patch that takes away what is required",
      { ...base, "policies/a/x.yaml": patch("nightly", "spec: { trigger: null }\n") },
      [`schedule-exclusive policies/a/x.yaml:4 there is no trigger and no schedule, together with ${SHARED}:1`],
    ],
    [
      "a patch with a value of the wrong type",
      { ...base, "policies/a/x.yaml": patch("nightly", "spec: { enabled: maybe }\n") },
      ['schema policies/a/x.yaml:4 enabled must be true or false or null, not the text "maybe"'],
    ],
    [
      "a patch that changes nothing (a warning)",
      {
        ...base,
        "policies/a/x.yaml": patch("nightly", "spec: { operation_definition: { retention_duration_days: 30 } }\n"),
      },
      [`patch-unused policies/a/x.yaml:3 ${SHARED}:1 already has what this patch says`],
    ],
    [
      "a shared document that is not included (a warning)",
      { ...base, "policies/other/x.yaml": policy("x") },
      ["include-unused policies/other/x.yaml:1 no stack includes this file"],
    ],
    [
      "a policy in no stack where nothing is included",
      { "policies/a/stack.yaml": stack("a", undefined), "policies/other/x.yaml": policy("x") },
      ["stack-missing policies/other/x.yaml:1 there is no stack.yaml in this folder or above it"],
    ],
    [
      "a shared vault: in two stacks it is one vault",
      {
        ...two,
        [SHARED]: policy("nightly", undefined, "  vaults: [{ vault_id: 11111111-1111-4111-8111-111111111111 }]\n"),
      },
      [`vault-duplicate ${SHARED}:7 11111111-1111-4111-8111-111111111111 is a vault of this policy in a as well (b)`],
    ],
    [
      "a field that the cloud of one stack does not offer",
      {
        "policies/a/stack.yaml": stack("a", "../shared")
          .replace("simulator", "otc")
          .replace("project_id: a", "project_id: 054e292c9880d4992f02c0196d3ea468"),
        "policies/b/stack.yaml": stack("b", "../shared"),
        [SHARED]: `apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: d }\nspec: { action: close }\n`,
      },
      [`cloud-unsupported ${SHARED}:2 otc does not offer BackupDownloadPolicy (a)`],
    ],
  ])("%s", async (_, files, problems) => expect(await problemsIn(files)).toEqual(problems));

  test("a region that is the destination of a shared document, only in that stack", async () => {
    const replication = `apiVersion: cbr/v3
kind: ReplicationPolicy
metadata: { name: offsite }
spec:
  operation_definition: { destination_region: eu-nl, destination_project_id: p, retention_duration_days: 30 }
  trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=18;BYMINUTE=00"] } }
`;
    const files = {
      "policies/a/stack.yaml": stack("a", "../shared", ", region: eu-nl"),
      "policies/b/stack.yaml": stack("b", "../shared", ", region: eu-de"),
      "policies/c/stack.yaml": stack("c", "../shared", ", region: eu-nl"),
      [SHARED]: replication,
    };
    const { problems, stacks } = await checked(files);
    expect(problems.map(({ code, range, stacks: names }) => [code, range?.file, names])).toEqual([
      ["destination-region", SHARED, ["a", "c"]],
    ]);
    expect(stacks.map(({ policies }) => policies.length)).toEqual([0, 1, 0]);
    const fixed = patch("offsite", "spec: { operation_definition: { destination_region: eu-de } }\n").replace(
      "BackupPolicy",
      "ReplicationPolicy",
    );
    const after = await checked({ ...files, "policies/a/x.yaml": fixed, "policies/c/x.yaml": fixed });
    expect(after.problems).toEqual([]);
  });
});

describe("an include is refused", () => {
  const at = (entry: string, more: Files = {}) => ({
    "policies/a/stack.yaml": stack("a", JSON.stringify(entry)),
    [SHARED]: policy("nightly"),
    "outside/x.yaml": policy("outside"),
    ...more,
  });

  test.each<[entry: string, problem: RegExp]>([
    ["../../outside", /^include-outside .* leads out of the folder policies$/],
    ["../../policies/../outside/x.yaml", /^include-outside/],
    ["../..", /^include-outside/],
    ["..", /^include-outside/],
    ["/etc", /^schema .* include\[0\] must be a relative path/],
    ["./x.yaml", /^schema/],
    ["../.git", /^schema/],
    ["../shared/.hidden.yaml", /^schema/],
    ["..\\shared", /^schema/],
    ["C:/x", /^schema/],
    ["../shared//nightly.yaml", /^schema/],
    ["", /^schema/],
    ["../nothing", /^include-missing .* there is no nothing in policies$/],
    ["../shared/nightly.yaml/x", /^include-missing/],
    ["../b", /^include-stack .* b is the folder of a stack$/],
    ["../b/x.yaml", /^include-stack/],
    ["x.yaml", /^include-stack/],
    ["../team", /^include-stack .* team\/c is the folder of a stack$/],
  ])("%s", async (entry, problem) => {
    const more = {
      "policies/b/stack.yaml": stack("b", undefined),
      "policies/b/x.yaml": policy("x"),
      "policies/team/c/stack.yaml": stack("c", undefined),
    };
    const problems = (await problemsIn(at(entry, more))).filter((one) => !/^(include-unused|stack-missing)/.test(one));
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toContain("policies/a/stack.yaml:4");
  });

  test.each<[what: string, link: (policies: string) => void, entry: string]>([
    [
      "a file that is a link",
      (folder) => symlinkSync(join(folder, "../outside/x.yaml"), join(folder, "shared/link.yaml")),
      "../shared/link.yaml",
    ],
    [
      "a link to what may be included",
      (folder) => symlinkSync("nightly.yaml", join(folder, "shared/link.yaml")),
      "../shared/link.yaml",
    ],
    ["a folder that is a link", (folder) => symlinkSync("../outside", join(folder, "linked")), "../linked"],
    ["a path through a link", (folder) => symlinkSync("../outside", join(folder, "linked")), "../linked/x.yaml"],
    [
      "a folder with a link in it",
      (folder) => symlinkSync("/etc/passwd", join(folder, "shared/deep.yaml")),
      "../shared",
    ],
  ])("%s", async (_, link, entry) => {
    await withFiles(at(entry), async (cwd) => {
      link(join(cwd, "policies"));
      // One stack alone: what is below `policies` is read for other reasons otherwise.
      const { documents, findings } = await load(["policies/a"], cwd);
      expect(findings.map(({ code }) => code)).toEqual(["include-outside"]);
      expect(documents.map(({ file }) => file)).toEqual(["policies/a/stack.yaml"]);
    });
  });

  test("a 65th one, and not looked at", async () => {
    const entries = Array.from({ length: 65 }, () => '"../shared"').join(", ");
    const { problems } = await checked({ "policies/a/stack.yaml": stack("a", entries), [SHARED]: policy("nightly") });
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ["schema", "include must be a list of 0 to 64"],
    ]);
  });

  test("without a folder named policies", async () => {
    const problems = await problemsIn({ "a/stack.yaml": stack("a", "../shared"), "shared/x.yaml": policy("x") });
    expect(problems.filter((one) => one.startsWith("include"))).toEqual([
      "include-outside a/stack.yaml:4 nothing can be included, since no folder above this one is named policies",
    ]);
  });

  test("by its name alone: nothing of the target is opened", async () => {
    await withFiles(at("../../outside/secret.yaml"), async (cwd) => {
      mkdirSync(join(cwd, "outside"), { recursive: true });
      writeFileSync(join(cwd, "outside/secret.yaml"), "password: canary\n");
      const { problems } = await check(await load(["policies/a"], cwd), { now: new Date(0), ci: false });
      expect(JSON.stringify(problems)).not.toContain("canary");
      expect(problems.map(({ code }) => code)).toEqual(["include-outside"]);
    });
  });
});

test("a file that is reached twice counts once", async () => {
  const files = {
    "policies/a/stack.yaml": stack("a", "../shared, ../shared/nightly.yaml, ../shared/"),
    [SHARED]: policy("nightly"),
  };
  const { problems, stacks } = await checked(files);
  expect(problems).toEqual([]);
  expect(stacks.map(({ policies, includes }) => [policies.length, includes])).toEqual([[1, [SHARED]]]);
});

describe("any stacks, written in full, and the same as shared documents and patches", () => {
  const definition = fc.oneof(
    fc.record({ retention_duration_days: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ max_backups: fc.integer({ min: 1, max: 5 }) }),
    fc.record({
      max_backups: fc.integer({ min: 1, max: 5 }),
      day_backups: fc.integer({ min: 1, max: 3 }),
      timezone: fc.constantFrom("UTC+08:00", "UTC+00:00"),
    }),
  );
  const times = fc.oneof(
    fc
      .integer({ min: 0, max: 3 })
      .map((hour) => ({ trigger: { properties: { pattern: [`FREQ=DAILY;INTERVAL=1;BYHOUR=${hour};BYMINUTE=00`] } } })),
    fc.constantFrom("Asia/Shanghai", "Europe/Berlin").map((timezone) => ({ schedule: { timezone, at: ["02:00"] } })),
  );
  const spec = fc
    .tuple(definition, times, fc.constantFrom({}, { enabled: true }, { enabled: false }))
    .map(([operation_definition, when, enabled]) => ({ ...enabled, operation_definition, ...when }));
  const written = fc.record({ spec, protected: fc.constantFrom(undefined, true) });
  /** By name; a stack does not have all of them. */
  const policies = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), written);
  const stacks = fc.array(policies, { minLength: 1, maxLength: 4 });

  type Written = { readonly spec: Json; readonly protected?: boolean | undefined };
  type Stacks = readonly Readonly<Record<string, Written>>[];

  /** JSON is YAML. */
  const document = (
    name: string,
    { spec: value, protected: kept }: { spec?: Json; protected?: boolean | undefined },
    isPatch = false,
  ) =>
    `${JSON.stringify({
      apiVersion: "cbr/v3",
      kind: "BackupPolicy",
      metadata: { name, ...(isPatch && { patch: true }), ...(kept !== undefined && { protected: kept }) },
      ...(value !== undefined && { spec: value }),
    })}\n`;

  const inFull = (all: Stacks): Files =>
    Object.fromEntries(
      all.flatMap((own, index) => [
        [`policies/s${index}/stack.yaml`, stack(`s${index}`, undefined)],
        ...Object.entries(own).map(([name, one]) => [`policies/s${index}/${name}.yaml`, document(name, one)]),
      ]),
    );

  /** The first stack that has a policy gives the shared document. */
  function factored(all: Stacks): Files {
    const shared = new Map<string, Written>();
    for (const own of all) for (const [name, one] of Object.entries(own)) if (!shared.has(name)) shared.set(name, one);
    const patches = (own: Stacks[number], index: number) =>
      [...shared].flatMap(([name, one]): [string, string][] => {
        const wanted = own[name];
        const file = `policies/s${index}/${name}.yaml`;
        if (!wanted) return [[file, document(name, { spec: null }, true)]];
        const change = difference(one.spec, wanted.spec);
        // A shared document that is not protected could not say so of itself in a patch, nor the other way round.
        const kept = wanted.protected === one.protected ? undefined : (wanted.protected ?? false);
        return change === undefined && kept === undefined
          ? []
          : [[file, document(name, { ...(change !== undefined && { spec: change }), protected: kept }, true)]];
      });
    return Object.fromEntries([
      ...[...shared].map(([name, one]) => [`policies/shared/${name}.yaml`, document(name, one)]),
      ...all.flatMap((own, index) => [
        [`policies/s${index}/stack.yaml`, stack(`s${index}`, shared.size > 0 ? "../shared" : undefined)],
        ...patches(own, index),
      ]),
    ]);
  }

  /** The merge patch from one to the other; undefined where they are equal. */
  function difference(from: Json | undefined, to: Json | undefined): Json | undefined {
    if (JSON.stringify(from) === JSON.stringify(to)) return undefined;
    if (to === undefined) return null;
    if (!isObject(from) || !isObject(to)) return to;
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return Object.fromEntries(
      names.flatMap((name): [string, Json][] => {
        const change = difference(from[name], to[name]);
        return change === undefined ? [] : [[name, change]];
      }),
    );
  }
  const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
    typeof value === "object" && value !== null && !Array.isArray(value);

  /** What every stack would change, with its hazards; no places. */
  async function plansOf(files: Files, applied: Files) {
    const [now, before] = [await checked(files), await checked(applied)];
    expect([...now.problems, ...before.problems].filter(isError).map(shown)).toEqual([]);
    return now.stacks.map((one) => {
      const was = before.stacks.find(({ name }) => name === one.name);
      const state = { ...emptyState(one.name, targetOf(one.spec)), resources: asRecorded(was?.policies ?? []) };
      const { changes, keep } = withHazards(planOffline(one, state), state);
      const withoutFalse = ({ after }: { after?: Json }) => after !== undefined;
      return {
        stack: one.name,
        keep,
        changes: changes.map(({ address, action, cause, fields, hazards }) => ({
          address,
          action,
          cause,
          fields: fields.filter((field) => field.path !== "/metadata/protected" || withoutFalse(field)),
          hazards,
        })),
      };
    });
  }

  test("give equal plans", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, stacks, async (wanted, applied) => {
        const [full, shared] = [inFull(wanted), factored(wanted)];
        // Protection that a document no longer mentions stays; `false` in a patch says so. The applied ones have none.
        const plain = inFull(
          applied.map((own) =>
            Object.fromEntries(Object.entries(own).map(([name, one]) => [name, { spec: one.spec }])),
          ),
        );
        expect(await plansOf(shared, plain)).toEqual(await plansOf(full, plain));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
