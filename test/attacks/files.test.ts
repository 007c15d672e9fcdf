/** A checkout brings links where a job writes files: what they lead to is neither written nor shown. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/server.ts";
import { CLI } from "../support/command.ts";
import { home, type Printed, policy, run, stackAt } from "../support/printed.ts";

const SECRET = "kind:    secret of the machine\n";

/** A checkout with a stack in which something drifted, and a folder of the machine that is none of its business. */
async function place() {
  const simulator = await startSimulator({ vaults: "any" });
  const machine = mkdtempSync(join(tmpdir(), "holdfast-machine-"));
  onTestFinished(async () => {
    rmSync(machine, { recursive: true });
    await simulator.close();
  });
  writeFileSync(join(machine, "secret.yaml"), SECRET);
  mkdirSync(join(machine, "folder"));
  const checkout = home({ "policies/stack.yaml": stackAt(simulator.url), "policies/a.yaml": policy("a") });
  expect((await run("git", ["init", "-q"], checkout.folder)).code).toBe(0);
  const at = {
    ...checkout,
    machine,
    link: (to: string, from: string) => symlinkSync(to, join(checkout.folder, from)),
    holdfast: (args: string, env: Record<string, string> = {}): Promise<Printed> =>
      checkout.run(args.split(" "), { GITHUB_REPOSITORY: "a/b", GITHUB_RUN_ID: "1", ...env }),
    isUntouched: () =>
      readdirSync(machine, { recursive: true }).sort().join(" ") === "folder secret.yaml" &&
      readFileSync(join(machine, "secret.yaml"), "utf8") === SECRET,
    text: (file: string) => readFileSync(join(checkout.folder, file), "utf8"),
  };
  expect((await at.holdfast("apply --auto-approve")).code).toBe(0);
  const state = JSON.parse(at.text("policies/.holdfast/state.json"));
  const { id } = state.resources["BackupPolicy/a"];
  await fetch(`${simulator.url}/v3/p/policies/${id}`, { method: "DELETE", headers: { "X-Auth-Token": "t" } });
  return at;
}

const fileThatIsLink = ({ err }: Printed) => /^(\S+) is a link, and links are not followed \[disk\]$/m.exec(err)?.[1];
const fileThatLeadsOut = ({ err }: Printed) =>
  /^(\S+) leads out of the checkout through a link \[disk\]$/m.exec(err)?.[1];

const WRITERS = [
  "plan --out",
  "ci github plan --out",
  "ci github plan --comment-file",
  "ci github drift --comment-file",
];

describe.each(WRITERS)("%s", (writer) => {
  test("writes to no file that is a link", { timeout: 60_000 }, async () => {
    const { machine, link, holdfast, isUntouched, folder } = await place();
    const links = {
      "there.json": join(machine, "secret.yaml"),
      "dangling.json": join(machine, "new"),
      "inside.json": "policies/a.yaml",
    };
    for (const [from, to] of Object.entries(links)) {
      link(to, from);
      const printed = await holdfast(`${writer} ${from}`);
      expect([printed.code, fileThatIsLink(printed)]).toEqual([1, from]);
    }
    expect(isUntouched()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([".git", "dangling.json", "inside.json", "policies", "there.json"]);
    expect(readFileSync(join(folder, "policies/a.yaml"), "utf8")).toBe(policy("a"));
  });

  test("writes to no folder outside of the checkout, or of git, that a link leads to", {
    timeout: 60_000,
  }, async () => {
    const { machine, link, holdfast, isUntouched, folder } = await place();
    link(machine, "out");
    link(".git", "git");
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    link(join(machine, "folder"), "deep/er/out");
    for (const file of ["out/plan.json", "out/folder/plan.json", "git/hooks/pre-push", "deep/er/out/plan.json"]) {
      const printed = await holdfast(`${writer} ${file}`);
      expect([printed.code, fileThatLeadsOut(printed)]).toEqual([1, file]);
    }
    // From a folder within the checkout too. Steps of CI take names of the stacks that are below the working directory.
    if (writer === "plan --out") {
      const printed = await run(
        process.execPath,
        [CLI, ...writer.split(" "), "../../out/plan.json", "../../policies"],
        join(folder, "deep/er"),
        { GITHUB_REPOSITORY: "a/b" },
      );
      expect([printed.code, fileThatLeadsOut(printed)]).toEqual([1, "../../out/plan.json"]);
    }
    expect(isUntouched()).toBe(true);
    expect(existsSync(join(folder, ".git/hooks/pre-push"))).toBe(false);
  });
});

describe("what nobody has to fear of is written as ever", () => {
  test("a new file, one elsewhere, one through a link that stays inside, a stream", { timeout: 60_000 }, async () => {
    const { machine, link, holdfast, folder, text } = await place();
    const elsewhere = join(machine, "folder/plan.json");
    mkdirSync(join(folder, "real"));
    link("real", "linked");
    for (const file of ["plan.json", "linked/plan.json", elsewhere]) {
      expect(await holdfast(`plan --out ${file}`)).toMatchObject({ code: 0 });
    }
    const plan = text("plan.json");
    expect(JSON.parse(plan).stacks[0].changes.length).toBe(1);
    expect([text("real/plan.json"), readFileSync(elsewhere, "utf8")]).toEqual([plan, plan]);
    // A pipe, and not one of the sockets of Node.
    const piped = await run(
      "bash",
      ["-c", '"$@" | cat', "-", process.execPath, CLI, "plan", "--out", "/dev/stdout"],
      folder,
    );
    expect(piped.out).toContain(plan);
    expect((await holdfast("plan --out /dev/null")).code).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([".git", "linked", "plan.json", "policies", "real"]);
  });

  test("over a file that is there: with its mode, and whole or not at all", { timeout: 60_000 }, async () => {
    const { holdfast, folder, text, put } = await place();
    put({ "plan.json": "old" });
    chmodSync(join(folder, "plan.json"), 0o640);
    const limited = ['ulimit -f 1 && exec "$@"', "bash", process.execPath, CLI, "plan", "--out", "plan.json"];
    put({ "policies/b.yaml": Array.from({ length: 30 }, (_, n) => policy(`b${n}`)).join("---\n") });
    const { code, err } = await run("bash", ["-c", ...limited], folder);
    expect([code, err]).toEqual([
      1,
      "plan.json cannot be written (EFBIG) [disk]\n  name a file in a folder that exists, and that this user may write to\n",
    ]);
    expect([text("plan.json"), readdirSync(folder).sort()]).toEqual(["old", [".git", "plan.json", "policies"]]);
    expect((await holdfast("plan --out plan.json")).code).toBe(0);
    expect(JSON.parse(text("plan.json")).stacks[0].changes.length).toBe(31);
    expect((statSync(join(folder, "plan.json")).mode & 0o777).toString(8)).toBe("640");
  });
});

test("what a step leaves for the runner is not written where a link leads, and is written behind what is there", {
  timeout: 60_000,
}, async () => {
  const { machine, link, holdfast, isUntouched, put, text } = await place();
  link(join(machine, "secret.yaml"), "there");
  link(machine, "out");
  for (const variable of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) {
    const [there, out] = [
      await holdfast("ci github plan", { [variable]: "there" }),
      await holdfast("ci github plan", { [variable]: "out/file" }),
    ];
    expect([there.code, fileThatIsLink(there), out.code, fileThatLeadsOut(out)]).toEqual([1, "there", 1, "out/file"]);
  }
  expect(isUntouched()).toBe(true);
  put({ outputs: "a=b\n", summary: "# Before\n" });
  expect((await holdfast("ci github plan", { GITHUB_OUTPUT: "outputs", GITHUB_STEP_SUMMARY: "summary" })).code).toBe(0);
  expect(text("outputs")).toMatch(/^a=b\nhas-changes<</);
  expect(text("summary")).toMatch(/^# Before\n### Holdfast: plan\n/);
});

test("documents are not written where a link leads, nor over one", { timeout: 60_000 }, async () => {
  const { machine, link, holdfast, isUntouched, folder } = await place();
  link(machine, "policies/new");
  link(machine, "out");
  mkdirSync(join(folder, "half"));
  link(join(machine, "stack.yaml"), "half/stack.yaml");
  const printed = await holdfast("init out/prod");
  expect([printed.code, fileThatLeadsOut(printed)]).toEqual([1, "out/prod/stack.yaml"]);
  expect(await holdfast("init half")).toMatchObject({
    code: 64,
    err: expect.stringContaining("half/stack.yaml is there already"),
  });
  link(machine, ".github");
  const github = await holdfast("init --github");
  expect([github.code, github.err]).toEqual([64, expect.stringMatching(/^\.github is a link, or in the way/)]);
  expect(isUntouched()).toBe(true);

  // Of a stranger, in the cloud.
  const strangers = home({
    "policies/stack.yaml": readFileSync(join(folder, "policies/stack.yaml"), "utf8"),
    "policies/b.yaml": policy("b"),
  });
  expect((await strangers.run(["apply", "--auto-approve"])).code).toBe(0);
  const imported = await holdfast("import --all --generate policies/new");
  expect([imported.code, fileThatLeadsOut(imported)]).toEqual([1, "policies/new/b.yaml"]);
  mkdirSync(join(folder, "policies/more"));
  link(join(machine, "new"), "policies/more/b.yaml");
  expect((await holdfast("import --all --generate policies/more")).code).toBe(64);
  expect(isUntouched()).toBe(true);
});

test("fmt lays out no file outside of the checkout, and shows none", { timeout: 60_000 }, async () => {
  const { machine, holdfast, isUntouched, folder } = await place();
  rmSync(join(folder, "policies"), { recursive: true });
  symlinkSync(machine, join(folder, "policies"));
  for (const command of ["fmt", "fmt --check", "fmt policies"]) {
    const { code, out, err } = await holdfast(command);
    expect([command, code === 0, `${out}${err}`.includes("of the machine")]).toEqual([command, false, false]);
  }
  expect(isUntouched()).toBe(true);
});
