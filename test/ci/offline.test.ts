/** `plan --offline`, the real command: against a state in a file, on a branch, or against the files at a revision. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openRevision } from "../../src/documents/revision.ts";
import { policyText, stackText } from "../support/builders.ts";
import { runHoldfast } from "../support/command.ts";
import { temporaryFolder } from "../support/programs.ts";
import { finished } from "./runner.ts";

let path: string;
const git = (...args: string[]) => finished("git", args, path);

beforeEach(async () => {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  path = join(folder.path, "work");
  mkdirSync(path);
  await git("init", "-q", "-b", "main");
});

function put(file: string, text: string): void {
  mkdirSync(dirname(join(path, file)), { recursive: true });
  writeFileSync(join(path, file), text);
}

const stack = (state: string, more = "") =>
  put(
    "policies/prod/stack.yaml",
    stackText("prod", `cloud: simulator, region: here, project_id: p${more}, state: { ${state} }`),
  );

const policy = (name: string, days: number, metadata = "") => policyText(name, { days, metadata });

async function commit(): Promise<void> {
  await git("add", "-A");
  await git("commit", "-q", "-m", "Change");
}

/** @param args `--cwd FOLDER` among them is where it runs */
function holdfast(...args: string[]) {
  const at = args.indexOf("--cwd");
  const [, folder = "."] = at === -1 ? [] : args.splice(at, 2);
  // Not one variable that could be a credential.
  const env = { PATH: process.env.PATH, HOME: path, GIT_CONFIG_NOSYSTEM: "1", HOLDFAST_ALLOW_LOCAL_REMOTES: "1" };
  return runHoldfast({ args, cwd: join(path, folder), env });
}

interface Planned {
  readonly stacks: {
    readonly compared_with?: string;
    readonly changes: {
      readonly address: string;
      readonly action: string;
      readonly cause: string;
      readonly fields: { readonly path: string; readonly cause: string }[];
      readonly hazards: { readonly code: string }[];
    }[];
    readonly problems: { readonly code: string; readonly hint?: string }[];
  }[];
}

/** `update BackupPolicy/a policy /operation_definition/…`, and with what it was compared. */
async function planned(...args: string[]) {
  const { code, out, err } = await holdfast("plan", "--offline", "--format", "json", ...args);
  if (out === "") throw new Error(err);
  const { stacks } = JSON.parse(out) as Planned;
  const [one] = stacks;
  return {
    code,
    comparedWith: one?.compared_with,
    problems: one?.problems.map((problem) => problem.code),
    changes: one?.changes.map(({ action, address, cause, fields, hazards }) => {
      const causes = new Set([cause, ...fields.map((field) => field.cause)]);
      return [action, address, ...causes, ...hazards.map((hazard) => hazard.code)].join(" ");
    }),
  };
}

test("a state in a file is what the files are compared with, and nobody else's doing is seen", async () => {
  stack("file: { path: state.json }");
  for (const [name, days] of [
    ["a", 1],
    ["b", 2],
    ["c", 3],
    ["old", 4],
  ] as const)
    put(`policies/prod/${name}.yaml`, policy(name, days));
  expect((await holdfast("apply", "--auto-approve")).code).toBe(0);
  expect(await planned()).toEqual({
    code: 0,
    comparedWith: "file policies/prod/state.json",
    problems: [],
    changes: [],
  });

  put("policies/prod/b.yaml", policy("b", 1));
  rmSync(join(path, "policies/prod/c.yaml"));
  put("policies/prod/old.yaml", policy("new", 4, ", renamed_from: old"));
  put("policies/prod/d.yaml", policy("d", 4));
  // Whatever became of the cloud.
  rmSync(join(path, "policies/prod/.holdfast"), { recursive: true });
  const { changes, code } = await planned("--detailed-exitcode");
  expect([code, changes]).toEqual([
    2,
    [
      "update BackupPolicy/b policy shortens-retention",
      "delete BackupPolicy/c policy",
      "create BackupPolicy/d policy",
      "update BackupPolicy/new policy",
    ],
  ]);
});

test("a state on a branch is read where everybody may read it; else the files of a revision count", async () => {
  const remote = join(path, "../remote.git");
  await git("init", "-q", "--bare", remote);
  await git("remote", "add", "origin", remote);
  stack("git: { remote: origin, branch: holdfast/prod }");
  put("policies/prod/a.yaml", policy("a", 30));
  await commit();
  expect((await holdfast("apply", "--auto-approve")).code).toBe(0);
  put("policies/prod/a.yaml", policy("a", 7));
  await commit();
  const expected = { code: 0, problems: [], changes: ["update BackupPolicy/a policy shortens-retention"] };
  expect(await planned()).toEqual({ ...expected, comparedWith: "branch holdfast/prod of origin" });

  await git("remote", "set-url", "origin", join(path, "../closed.git"));
  const closed = await planned();
  expect([closed.code, closed.problems]).toEqual([1, ["state-unwritable"]]);
  expect(await planned("--base", "HEAD^")).toEqual({ ...expected, comparedWith: "the files at HEAD^" });
});

test("a state in PostgreSQL needs a secret, so the files of a revision count", async () => {
  stack("postgres: { url_env: HOLDFAST_PG_URL, table: holdfast_state }");
  put("policies/prod/a.yaml", policy("a", 30));
  // A link within the folder is a file of its own.
  put("policies/prod/real/b.yaml", policy("b", 30));
  symlinkSync("real/b.yaml", join(path, "policies/prod/.link"));
  await commit();
  put("policies/prod/a.yaml", policy("a", 31));
  await commit();
  expect((await planned()).problems).toEqual(["state-unreachable"]);
  expect(await planned("--base", "HEAD^")).toEqual({
    code: 0,
    comparedWith: "the files at HEAD^",
    problems: [],
    changes: ["update BackupPolicy/a policy"],
  });
  // Nothing was checked out, and nothing is left behind.
  expect(await git("status", "--porcelain")).toBe("");
  const { out } = await holdfast("plan", "--offline", "--base", "HEAD^");
  expect(out).toContain("Compared with the files at HEAD^, not with the cloud: drift is not shown.\n");
});

test("the files of a revision are found from any folder, and nothing of the folders beside it", async () => {
  stack("postgres: { url_env: HOLDFAST_PG_URL, table: holdfast_state }");
  put("policies/prod/a.yaml", policy("a", 30));
  put("policies/prod-2/README.md", "beside");
  await commit();
  put("policies/prod/a.yaml", policy("a", 31));
  put("policies/prod-2/b.yaml", "beside");
  await commit();
  const expected = { code: 0, changes: ["update BackupPolicy/a policy"], comparedWith: "the files at HEAD^" };
  for (const [folder, arg] of [
    [".", "prod"],
    ["policies", "prod"],
    ["policies/prod", "."],
  ] as const) {
    expect(await planned("--base", "HEAD^", "--cwd", folder, arg)).toMatchObject(expected);
    const revision = await openRevision("HEAD^", join(path, folder), { PATH: process.env.PATH, HOME: path });
    const all = ["policies/prod-2/b.yaml", "policies/prod/a.yaml"];
    const below = all.flatMap((file) =>
      folder === "." ? file : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : [],
    );
    expect(await revision?.changed()).toEqual(below);
  }
});

test("a file that holds no state yet is not a cloud without policies, if there are files to compare with", async () => {
  stack("file: { path: state.json }");
  put("policies/prod/a.yaml", policy("a", 30));
  await commit();
  const nothing = { code: 0, problems: [], changes: ["create BackupPolicy/a policy"] };
  expect(await planned()).toEqual({
    ...nothing,
    comparedWith: "file policies/prod/state.json, where nothing is recorded",
  });
  expect((await planned("--base", "HEAD")).changes).toEqual([]);
});

test("a new stack is compared with nothing, and a stack whose stack.yaml has errors with nobody", async () => {
  put("README.md", "");
  await commit();
  stack("postgres: { url_env: HOLDFAST_PG_URL, table: holdfast_state }");
  put("policies/prod/a.yaml", policy("a", 30));
  const twin = "policies/twin/stack.yaml";
  put(twin, readFileSync(join(path, "policies/prod/stack.yaml"), "utf8").replace("name: prod", "name: twin"));
  await commit();
  rmSync(join(path, twin));
  await commit();
  expect(await planned("--base", "HEAD~2")).toEqual({
    code: 0,
    comparedWith: "the files at HEAD~2, where this stack is not yet",
    problems: [],
    changes: ["create BackupPolicy/a policy"],
  });
  expect((await planned("--base", "HEAD^")).problems).toEqual(["base-unreadable"]);
});

test("files with errors at the revision are named, and all others are compared", async () => {
  stack("postgres: { url_env: HOLDFAST_PG_URL, table: holdfast_state }");
  put("policies/prod/a.yaml", policy("a", 0));
  put("policies/prod/b.yaml", policy("b", 30));
  put("policies/prod/c.yaml", policy("c", 30));
  // One policy of a file is not to be had without the others.
  put("policies/prod/several.yaml", `${policy("x", 30)}---\n${policy("y", 0)}`);
  put("policies/prod/twice.yaml", policy("b", 30));
  put("policies/prod/yaml.yaml", "a: [");
  await commit();
  put("policies/prod/a.yaml", policy("a", 30));
  put("policies/prod/b.yaml", policy("b", 7));
  rmSync(join(path, "policies/prod/c.yaml"));
  put("policies/prod/several.yaml", `${policy("x", 7)}---\n${policy("y", 30)}`);
  put("policies/prod/twice.yaml", policy("twice", 30));
  rmSync(join(path, "policies/prod/yaml.yaml"));
  const faulty = ["a", "several", "twice", "yaml"].map((name) => `policies/prod/${name}.yaml`).join(", ");
  expect(await planned("--base", "HEAD")).toEqual({
    code: 0,
    comparedWith: `the files at HEAD (${faulty} are not comparable: the base has an error)`,
    // The new policies are equal to the one that is deleted.
    problems: ["rename-missing"],
    changes: [
      "create BackupPolicy/a policy",
      "update BackupPolicy/b policy shortens-retention",
      "delete BackupPolicy/c policy",
      "create BackupPolicy/twice policy",
      "create BackupPolicy/x policy",
      "create BackupPolicy/y policy",
    ],
  });
});

test("half a stack is planned by nobody", async () => {
  stack("file: { path: state.json }");
  put("policies/prod/a.yaml", policy("a", 30));
  await commit();
  put("policies/prod/b.yaml", policy("b", 0));
  for (const args of [
    ["plan"],
    ["plan", "--offline"],
    ["plan", "--offline", "--base", "HEAD"],
    ["apply", "--auto-approve"],
  ]) {
    const { code, out, err } = await holdfast(...args);
    expect([code, out + err]).toEqual([1, expect.stringContaining("policies/prod/b.yaml:5:52")]);
    expect(out + err).not.toContain("BackupPolicy/a");
  }
});

test("what stack.yaml says since a revision is shown, with a cloud and without, and allows what it says", async () => {
  stack("file: { path: state.json }");
  put("policies/prod/a.yaml", policy("a", 30));
  await commit();
  expect((await holdfast("apply", "--auto-approve")).code).toBe(0);
  stack("file: { path: state.json }", ", allow_hazards: [shortens-retention]");
  put("policies/prod/a.yaml", policy("a", 7));
  for (const args of [
    ["--base", "HEAD"],
    ["--base", "HEAD", "--offline"],
  ]) {
    const { stacks } = JSON.parse((await holdfast("plan", "--format", "json", ...args)).out);
    expect(stacks[0].stack_changes).toEqual([
      {
        path: "/allow_hazards",
        after: ["shortens-retention"],
        source: { file: "policies/prod/stack.yaml", line: 4, column: 72 },
        message: "from now on allowed here: shortens-retention",
        hazards: [],
      },
    ]);
    expect(stacks[0].changes[0].hazards[0].allowed_by).toBe("policies/prod/stack.yaml:4");
    const { out } = await holdfast("plan", ...args);
    expect(out).toContain("* policies/prod/stack.yaml:4  from now on allowed here: shortens-retention\n");
    expect(out).toContain("[shortens-retention], allowed by policies/prod/stack.yaml:4\n");
  }
  const without = JSON.parse((await holdfast("plan", "--format", "json")).out);
  expect(without.stacks[0]).not.toHaveProperty("stack_changes");
});

test("a stack that moved to another project is refused here too", async () => {
  stack("file: { path: state.json }");
  put("policies/prod/a.yaml", policy("a", 30));
  expect((await holdfast("apply", "--auto-approve")).code).toBe(0);
  stack("file: { path: state.json }", "2");
  const { code, problems } = await planned();
  expect([code, problems]).toEqual([4, ["state-foreign"]]);
});

test.each([
  [["--base", "nowhere"], 1, "this clone has no nowhere"],
  [["--offline", "--base", "nowhere"], 1, "this clone has no nowhere"],
  [["--offline", "--base=--output=x"], 64, '"--output=x" is not a revision'],
])("plan %j ends with %i", async (args, expected, message) => {
  stack("file: { path: state.json }");
  const { code, err } = await holdfast("plan", ...args);
  expect([code, err]).toEqual([expected, expect.stringContaining(message)]);
});
