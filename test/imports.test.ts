/** The architecture, read from the imports: one way through the pipeline, and no I/O where a file says that it is pure. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { files, importsOf, roomOf, SRC } from "./support/sources.ts";

/** The rooms, from the command line inwards. A file imports from its own room or from one further in, types included. */
const ROOMS = [
  "cli",
  "commands",
  "session",
  "ci",
  "process",
  "apply",
  "render",
  "plan",
  "documents",
  "state",
  "git",
  "kinds",
  "cloud",
  "system",
  "model",
  "generated",
];
/** Not part of the program's pipeline: the other side of the network, and the tools that write generated files. */
const APART = ["simulator", "tools"];

const isSource = (target: string): boolean => [...ROOMS, ...APART].includes(roomOf(target)) && target.includes("/");
const isApart = (file: string): boolean => APART.includes(roomOf(file));

/** What is loaded: types are erased. */
const loads = (file: string): string[] =>
  importsOf(file).flatMap(({ target, typeOnly }) => (typeOnly || target.startsWith("node:") ? [] : target));

test("every file is in a room, but the one that the program starts with", () => {
  expect(files.filter((file) => !isSource(file))).toEqual(["start.ts"]);
});

test("imports go inwards, from room to room", () => {
  const against = files
    .filter((file) => !isApart(file) && file !== "start.ts")
    .flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => ROOMS.indexOf(roomOf(target)) !== -1)
        .filter(({ target }) => ROOMS.indexOf(roomOf(target)) < ROOMS.indexOf(roomOf(file)))
        .map(({ target }) => `${file} imports ${target}`),
    );
  expect(against).toEqual([]);
});

test("no file imports itself by way of others, types included", () => {
  const done = new Set<string>();
  const cycleFrom = (file: string, way: readonly string[]): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { target } of importsOf(file)) {
      const cycle = files.includes(target) ? cycleFrom(target, [...way, file]) : [];
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  expect(files.map((file) => cycleFrom(file, [])).filter((cycle) => cycle.length > 0)).toEqual([]);
});

test("no command imports another", () => {
  const siblings = files
    .filter((file) => roomOf(file) === "commands")
    .flatMap((file) => importsOf(file).map(({ target }) => `${file} imports ${target}`))
    .filter((line) => line.includes("imports commands/"));
  expect(siblings).toEqual([]);
});

test("the simulated cloud and the program share no code but the contracts", () => {
  const crossing = files.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => isSource(target))
      .filter(({ target }) => file.startsWith("simulator/") !== target.startsWith("simulator/"))
      .map(({ target }) => `${file} imports ${target}`)
      .filter((line) => line.includes("simulator/")),
  );
  // The doors through which the simulated cloud is started, the validators generated from the contracts, and the bounds of JSON.
  const allowed =
    /^(commands\/simulate\.ts|session\/open\.ts) imports simulator\/|^simulator\/\S+ imports (generated\/requests\.js|model\/json\.ts)$/;
  expect(crossing.filter((line) => !allowed.test(line))).toEqual([]);
});

describe("a file that says it is pure does no I/O", () => {
  const pure = files.filter((file) =>
    /^\/\*\*[\s\S]*?\bPure\b[\s\S]*?\*\//.test(readFileSync(join(SRC, file), "utf8")),
  );
  const ALLOWED = [
    "node:crypto",
    "node:path",
    "node:path/posix",
    "node:util",
    "yaml",
    "diff",
    "fastest-levenshtein",
    "string-width",
  ];

  test("the stages in the middle say so", () => {
    expect(pure).toEqual(
      expect.arrayContaining([
        "model/policy.ts",
        "model/problem.ts",
        "documents/check.ts",
        "plan/plan.ts",
        "plan/compare.ts",
        "plan/guard.ts",
        "apply/recover.ts",
      ]),
    );
  });

  test.each(pure)("%s", (file) => {
    const outside = importsOf(file).filter(
      ({ target, typeOnly }) => !typeOnly && !target.includes(".ts") && !target.includes(".js"),
    );
    expect(outside.map(({ target }) => target).filter((target) => !ALLOWED.includes(target))).toEqual([]);
    const inside = loads(file).filter((target) => isSource(target) && !target.startsWith("generated/"));
    const impure = inside.filter((target) => !pure.includes(target) && !target.startsWith("kinds/"));
    expect(impure).toEqual([]);
    expect(readFileSync(join(SRC, file), "utf8")).not.toMatch(
      /\bprocess\.|\bfetch\(|\bDate\.now\(|\bnew Date\(\)|Math\.random/,
    );
  });
});

test("process.env is read in settings.ts, and where the proxy library, which reads it too, is loaded or not", () => {
  const readers = files.filter((file) =>
    /process\.env|\{[^}]*\benv\b[^}]*\} = process/.test(readFileSync(join(SRC, file), "utf8")),
  );
  // failpoint.ts does so in the builds that tests kill, and in no other.
  expect(readers).toEqual(["cloud/http.ts", "process/settings.ts", "system/failpoint.ts"]);
});

test("what is printed goes through one door: the streams of the process are written to behind it, and nowhere else", () => {
  const writers = files.filter((file) =>
    /process\.std(out|err)|\bconsole\.\w+\(|\{[^}]*\bstd(out|err)\b[^}]*\} = process/.test(
      readFileSync(join(SRC, file), "utf8"),
    ),
  );
  // program.ts asks how wide the terminal is; settings.ts, whether there is one; start.ts has words of ours only.
  expect(writers).toEqual(["cli/program.ts", "process/settings.ts", "process/streams.ts", "start.ts"]);
  expect(files.filter((file) => readFileSync(join(SRC, file), "utf8").includes("ownStreams("))).toEqual([
    "cli/program.ts",
    "process/streams.ts",
  ]);
});

test("planning gets a cloud without methods that write", () => {
  const typesOf = (file: string) =>
    readFileSync(join(SRC, file), "utf8").match(/import type \{[^}]*\} from "[^"]*cloud\/cloud\.ts"/g) ?? [];
  for (const file of ["plan/observe.ts", "session/planning.ts"]) expect(typesOf(file).join()).not.toMatch(/\bCloud\b/);
});

test("what validate loads has no way to a network, a state or a program", () => {
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const target of loads(file)) if (files.includes(target)) follow(target);
  };
  // What is imported when needed is not loaded; settings.ts opens clouds only that way.
  const statically = (file: string) => importsOf(file);
  follow("commands/validate.ts");
  const reached = [...seen]
    .flatMap((file) => statically(file).filter(({ typeOnly }) => !typeOnly))
    .map(({ target }) => target);
  expect(
    reached.filter((target) =>
      /^node:(https?|net|tls|child_process)$|^cloud\/client|^state\/(?!kinds\.ts)|^simulator\//.test(target),
    ),
  ).toEqual([]);
});
