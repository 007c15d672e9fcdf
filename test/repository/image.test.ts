/**
 * The container images, as far as they can be known without a container: what .github/Dockerfile says, and what the layout that it
 * makes does. The layout is made by the same steps in the same order, from the files that are sent to a builder.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");
const linesOf = (file: string): string[] =>
  readFileSync(join(ROOT, file), "utf8")
    .replaceAll("\\\n", "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

interface Stage {
  readonly name: string;
  readonly base: string;
  readonly steps: readonly (readonly [instruction: string, rest: string])[];
}

const stages: Stage[] = [];
for (const line of linesOf(".github/Dockerfile")) {
  const [, instruction = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
  const [, base = "", name = ""] = /^(?:--platform=\S+ )?(\S+) AS (\S+)$/.exec(rest) ?? [];
  if (instruction === "FROM") stages.push({ name, base, steps: [] });
  else stages[stages.length - 1] = { ...stages.at(-1)!, steps: [...stages.at(-1)!.steps, [instruction, rest]] };
}
const stageOf = (name: string): Stage => stages.find((stage) => stage.name === name)!;
const saidIn = ({ steps }: Stage, wanted: string): string[] =>
  steps.flatMap(([instruction, rest]) => (instruction === wanted ? rest : []));

interface Copy {
  /** Of a stage; undefined: of the files that are sent to the builder. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly to: string;
}

const copiesOf = (stage: Stage): Copy[] =>
  saidIn(stage, "COPY").map((rest) => {
    const [, from, paths = ""] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
    const words = paths.split(/\s+/);
    return { from, sources: words.slice(0, -1), to: words.at(-1)! };
  });

/** Those that are run, and not only built with. */
const TARGETS = ["git", "holdfast"];
const sent = linesOf(".github/Dockerfile.dockerignore");

describe("the Dockerfile", () => {
  test("starts from images that cannot change, and without any build makes the one without a shell", () => {
    const bases = stages.map(({ base }) =>
      stages.some(({ name }) => name === base) ? "a stage" : base.replace(/^.*@/, "@"),
    );
    expect(bases).toEqual(
      bases.map((base) => (base === "a stage" ? base : expect.stringMatching(/^@sha256:[0-9a-f]{64}$/))),
    );
    expect(stages.at(-1)).toMatchObject({ name: "holdfast", base: expect.stringMatching(/^gcr\.io\/distroless\//) });
    expect(saidIn(stageOf("holdfast"), "RUN")).toEqual([]);
  });

  test("copies what there is, and what the builder is sent", () => {
    const missing = stages.flatMap((stage) =>
      copiesOf(stage).flatMap(({ from, sources }) =>
        from === undefined
          ? sources.filter((source) => !existsSync(join(ROOT, source)) || !sent.includes(`!${source}`))
          : [from].filter((name) => !stages.some((other) => other.name === name)),
      ),
    );
    expect([missing, sent[0]]).toEqual([[], "*"]);
  });

  test.each(TARGETS)("%s runs the command as nobody in particular, with nothing but Node before it", (name) => {
    const stage = stageOf(name);
    expect(saidIn(stage, "USER").at(-1)).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    const [entry = "[]", ...more] = saidIn(stage, "ENTRYPOINT");
    const [node, ...args] = JSON.parse(entry) as string[];
    expect([basename(node ?? ""), args, more]).toEqual(["node", [`/holdfast/${manifest.bin.holdfast}`], []]);
    expect(copiesOf(stage).flatMap(({ sources }) => sources)).toEqual([
      "package.json",
      "LICENSE",
      "schemas",
      "/build/dist",
    ]);
  });
});

/** Of a stage: `/holdfast/dist` is `<folder>/<stage>/holdfast/dist`. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-image-"));
  chmodSync(folder, 0o755);
  const make = (stage: Stage, workdir: string) => {
    for (const { from, sources, to } of copiesOf(stage)) {
      const target = join(folder, stage.name, to.startsWith("/") ? to : join(workdir, to));
      for (const source of sources) {
        const path = from === undefined ? join(ROOT, source) : join(folder, from, source);
        // A folder's contents go to where they are copied; a file, and what goes into a folder, keeps its name.
        cpSync(path, to.endsWith("/") ? join(target, basename(source)) : target, { recursive: true });
      }
    }
  };
  make(stageOf("build"), "/build");
  symlinkSync(join(ROOT, "node_modules"), join(folder, "build/build/node_modules"));
  expect(saidIn(stageOf("build"), "RUN").at(-1)).toBe("npm run build");
  execFileSync("npm", ["run", "build"], { cwd: join(folder, "build/build"), stdio: "pipe" });
  make(stageOf("holdfast"), "/work");
  mkdirSync(join(folder, "holdfast/work"), { recursive: true });
  cpSync(join(ROOT, "policies/demo"), join(folder, "holdfast/work/policies/demo"), {
    recursive: true,
    filter: (path) => !path.includes(".holdfast"),
  });
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** As the entry point runs it: with no program on the PATH, no home, and a user that has no name and owns nothing. */
function holdfast(args: string) {
  const nobody = process.getuid?.() === 0 ? { uid: 65532, gid: 65532 } : {};
  const cli = join(folder, "holdfast/holdfast", manifest.bin.holdfast);
  return spawnSync(process.execPath, [cli, ...args.split(" ")], {
    cwd: join(folder, "holdfast/work"),
    env: { PATH: "" },
    encoding: "utf8",
    ...nobody,
  });
}

describe("the layout, in a folder that it may only read", () => {
  test.each([
    ["--version", new RegExp(`^${manifest.version.replaceAll(".", "\\.")}\n$`)],
    ["validate", /^Valid: /],
    ["plan", /^Plan: [1-9]\d* to add, 0 to change, 0 to destroy\.$/m],
    ["schema BackupPolicy", /^\{/],
  ])("holdfast %s", (args, expected) => {
    const { status, stdout, stderr } = holdfast(args);
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: "", stdout: expect.stringMatching(expected) });
    expect(existsSync(join(folder, "holdfast/work/policies/demo/.holdfast"))).toBe(false);
  });

  test("a user without a home has no credentials there, and is told where they could be", () => {
    const stack = join(folder, "holdfast/work/policies/prod/stack.yaml");
    mkdirSync(dirname(stack));
    writeFileSync(
      stack,
      "apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: prod }\nspec: { region: eu-west-101, project_id: a }\n",
    );
    const { status, stdout, stderr } = holdfast("whoami prod");
    expect([status, stdout, stderr]).toEqual([1, expect.stringContaining("[credentials-missing]"), ""]);
  });

  test("a state in a git branch needs git, and the command says so", () => {
    // What is mounted there is a clone.
    mkdirSync(join(folder, "holdfast/work/.git"));
    writeFileSync(join(folder, "holdfast/work/.git/HEAD"), "ref: refs/heads/main\n");
    const stack = join(folder, "holdfast/work/policies/demo/stack.yaml");
    appendFileSync(stack, "  state: { git: { remote: origin, branch: holdfast/demo } }\n");
    const { status, stdout } = holdfast("plan demo");
    expect([status, stdout]).toEqual([1, expect.stringMatching(/git cannot be started \(ENOENT\).*\n *Install git/)]);
  });
});
