/**
 * The documentation does what it says. Each page is followed from top to bottom, in a repository in which the five commands of the
 * README were run: its `sh` fences run, what `console` fences show is what is printed, and YAML that begins with `# PATH` is that file.
 * `# exits with N` is the exit code of its line. A fence that cannot run says why (`sh no-run: REASON`); its commands, and those in the
 * text, are compared with --help. Stacks of a real cloud are stacks of the simulated one here.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import manifest from "../package.json" with { type: "json" };
import { EXIT } from "../src/model/exit.ts";
import { HAZARDS } from "../src/model/policy.ts";
import type { FailureCode } from "../src/model/problem.ts";
import { startSimulator } from "../src/simulator/server.ts";
import { CLI, runHoldfast } from "./support/command.ts";

const ROOT = join(import.meta.dirname, "..");
const GITHUB = readdirSync(join(ROOT, ".github")).filter((file) => file.endsWith(".md"));
const PAGES = ["README.md", ...GITHUB.map((file) => join(".github", file)), "src/README.md"];
const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

interface Fence {
  readonly language: string;
  /** Why it cannot run here. */
  readonly reason?: string | undefined;
  readonly text: string;
}

const fencesIn = (page: string): Fence[] =>
  [...textOf(page).matchAll(/^```(\S*)(?: no-run: (.+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", reason, text = ""]) => ({ language, reason, text }),
  );

/** From a repository with the tarball to an applied stack: what every page takes for granted. */
function fiveCommands(): Fence {
  const [first] = fencesIn("README.md").filter(({ language, reason }) => language === "sh" && reason === undefined);
  if (first?.text.match(/\n/g)?.length !== 5) throw new Error("the README does not begin with five commands");
  return first;
}

let folder: string;
/** A repository with the package and an applied stack, as the README leaves it. */
let start: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-docs-"));
  start = join(folder, "start");
  mkdirSync(join(folder, "bin"));
  const simulated =
    "sed -i -E 's/^  cloud: (huaweicloud|otc)\\b/  cloud: simulator/' policies/*/stack.yaml 2>&- || true";
  const program = `#!/bin/bash\n${simulated}\nexec '${process.execPath}' '${CLI}' "$@"\n`;
  writeFileSync(join(folder, "bin/holdfast"), program, { mode: 0o755 });
  const origin = join(folder, "origin.git");
  bash(`git init -q --bare -b main ${origin} && git clone -q ${origin} start`, folder);
  mkdirSync(join(start, "vendor"));
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", join(start, "vendor")];
  execFileSync("npm", pack, { cwd: ROOT, stdio: "ignore" });
  writeFileSync(join(start, ".gitignore"), "node_modules\n");
  const ran = bash(script(fiveCommands().text), start);
  expect(ran).toMatchObject({ status: 0, printed: expect.stringMatching(/^Apply complete! /m) });
  bash("git checkout -q -b main; git add -A && git commit -qm start && git push -q origin main", start);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }), 60_000);

function bash(text: string, cwd: string): { status: number | null; printed: string } {
  const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", `exec 2>&1\n${text}`], {
    cwd,
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      HOME: folder,
      npm_config_offline: "true",
      npm_config_audit: "false",
      npm_config_fund: "false",
      HOLDFAST_ALLOW_LOCAL_REMOTES: "1",
      ...Object.fromEntries(
        ["AUTHOR", "COMMITTER"].flatMap((who) => [
          [`GIT_${who}_NAME`, "alice"],
          [`GIT_${who}_EMAIL`, "alice@example.com"],
        ]),
      ),
    },
  });
  return { status, printed: stdout };
}

/** A fence as it runs: a line that says how it exits has to exit like that. */
const script = (text: string): string =>
  text.replace(/^(.+?) +# exits with (\d+).*$/gm, (_, line, code) => {
    const told = `echo "exits with $code, not with ${code}: "${JSON.stringify(line)}`;
    return `code=0; ${line} || code=$?; [ "$code" = ${code} ] || { ${told}; exit 99; }`;
  });

/** What is in the cloud when a page begins. */
const LIVE: Readonly<Record<string, () => Promise<string>>> = {
  "policies/prod/.holdfast/cloud.json": () => cloudOf("054e292c9880d4992f02c0196d3ea468"),
  "policies/web/.holdfast/cloud.json": () => cloudOf("fcf6cb26c3bf4402869792207ad3dce4"),
};

/** Made as in a console, with the ids that MIGRATING.md names. */
async function cloudOf(project: string): Promise<string> {
  const data = join(mkdtempSync(join(folder, "cloud-")), "cloud.json");
  const { url, close } = await startSimulator({ data });
  const create = async (id: string, name: string, operation_type: string, more: object) => {
    const policy = {
      name,
      operation_type,
      operation_definition: { max_backups: 7, timezone: "UTC+01:00", ...more },
      trigger: { properties: { pattern: ["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00"] } },
    };
    const answer = await fetch(`${url}/v3/${project}/policies`, { method: "POST", body: JSON.stringify({ policy }) });
    const made = (await answer.json()) as { policy: { id: string } };
    return [made.policy.id, id] as const;
  };
  const far = { destination_region: "ap-southeast-1", destination_project_id: "0123456789abcdef0123456789abcdef" };
  const ids = [
    await create("5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10", "nightly", "backup", {}),
    await create("9e2c1d6e-6f0a-4c53-8f0d-1f1d1c0f7b55", "offsite", "replication", far),
  ];
  await close();
  return ids.reduce((text, [made, named]) => text.replace(made, named), readFileSync(data, "utf8"));
}

const FOLLOWED = PAGES.filter((page) => fencesIn(page).some(({ language }) => /^(sh|console)$/.test(language)));

test.each(FOLLOWED)("%s can be followed from top to bottom", { timeout: 180_000 }, async (page) => {
  const home = join(mkdtempSync(join(folder, "page-")), "home");
  cpSync(start, home, { recursive: true, verbatimSymlinks: true });
  if (page.endsWith("MIGRATING.md")) {
    for (const [path, text] of Object.entries(LIVE)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), await text());
    }
  }
  for (const fence of fencesIn(page)) {
    const { language, reason, text } = fence;
    if (text === fiveCommands().text) continue;
    if (language === "yaml") {
      const [, path] = /^# (policies\/\S+)\n/.exec(text) ?? [];
      if (path) {
        mkdirSync(dirname(join(home, path)), { recursive: true });
        writeFileSync(join(home, path), text);
      }
    }
    if (language === "sh" && reason === undefined) {
      const { status, printed } = bash(script(text), home);
      expect(`${text}${status === 0 ? "" : printed}`, `exit ${status}`).toBe(text);
    }
    if (language === "console") {
      const commands = [...text.matchAll(/^\$ (.*)$/gm)].map(([, line = ""]) => line);
      expect(commands.map((line) => `$ ${line}\n${bash(line, home).printed}`).join("")).toBe(text);
    }
  }
});

describe("every command in a page", () => {
  /** What --help prints, by command: `state list`. */
  const helps = new Map<string, string>();
  const helpOf = (path: readonly string[]): string => helps.get(path.join(" ")) ?? "";
  beforeAll(() => askForHelp([]), 60_000);
  async function askForHelp(path: readonly string[]): Promise<void> {
    const { out } = await runHoldfast({ args: [...path, "--help"], cwd: ROOT, env: {} });
    helps.set(path.join(" "), out);
    await Promise.all(commandsIn(out).map((name) => askForHelp([...path, name])));
  }
  const commandsIn = (help: string): string[] => {
    const [, list = ""] = /^Commands:\n((?: .*\n)+)/m.exec(help) ?? [];
    return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name = ""]) => name).filter((name) => name !== "help");
  };

  /** `holdfast …` in fences and in code within the text, up to where a shell, a list or a comment goes on. */
  const callsIn = (page: string): string[] => {
    const text = textOf(page);
    const fences = fencesIn(page).filter(({ language }) => ["sh", "console", "yaml"].includes(language));
    const spans = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`(holdfast [^`]+)`/g)].map(
      ([, span = ""]) => span,
    );
    const lines = fences.flatMap(({ text: fence }) => fence.split("\n"));
    const inFences = lines.flatMap((line) =>
      [...line.matchAll(/(?<![\w/@.-])holdfast ([^|>#,;&\]]+)/g)].map(([call]) => call),
    );
    // Docker's image has that name too, and these say so.
    return [...spans, ...inFences.filter((call) => !/^holdfast (\.|&&)/.test(call))];
  };

  /** What is wrong with a call; undefined: nothing. */
  function faultOf(call: string): string | undefined {
    const words = call.split(/\s+/).slice(1);
    const path: string[] = [];
    for (const word of words) {
      const commands = commandsIn(helpOf(path));
      if (commands.length === 0 || !/^[a-z][a-z-]*$/.test(word)) break;
      if (!commands.includes(word)) return `${call}: no command ${word}`;
      path.push(word);
    }
    const flags = words.filter((word) => /^\[?--\w/.test(word)).map((word) => word.replace(/^\[|\]$/g, ""));
    const unknown = flags.filter((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(helpOf(path)));
    return unknown.length > 0 ? `${call}: no ${unknown.join(", ")}` : undefined;
  }

  test("and each of its flags is in --help", () => {
    const calls = PAGES.flatMap(callsIn);
    expect(calls.length).toBeGreaterThan(80);
    expect(calls.flatMap((call) => faultOf(call) ?? [])).toEqual([]);
    expect(faultOf("holdfast plna")).toBe("holdfast plna: no command plna");
    expect(faultOf("holdfast state list --all")).toBe("holdfast state list --all: no --all");
  });

  test("has a row in the reference, and each row is a command", () => {
    const [, table = ""] = /^## Commands\n\n((?:\|.*\n)+)/m.exec(textOf(".github/REFERENCE.md")) ?? [];
    const rows = new Set([...table.matchAll(/^\| `holdfast ([a-z]+)/gm)].map(([, name]) => name));
    expect([...rows].sort()).toEqual(commandsIn(helpOf([])).sort());
    const states = /`holdfast state ([^|]*) \|/.exec(table)?.[1]?.match(/\w+/g) ?? [];
    expect(states.sort()).toEqual(commandsIn(helpOf(["state"])).sort());
  });
});

describe("the tables", () => {
  const firstCells = (text: string): string[] =>
    [...text.matchAll(/^\| `?([\w, -]+?)`? \|/gm)].map(([, cell = ""]) => cell).filter((cell) => !/^-+$/.test(cell));
  const sectionOf = (page: string, title: string): string =>
    textOf(page)
      .split(/^## /m)
      .find((section) => section.startsWith(`${title}\n`)) ?? "";

  test("of hazards and exit codes have all that there are, in the reference", () => {
    expect(firstCells(sectionOf(".github/REFERENCE.md", "Hazards")).sort()).toEqual(["hazard", ...HAZARDS].sort());
    const codes = firstCells(sectionOf(".github/REFERENCE.md", "Exit codes")).flatMap((cell) => cell.split(", "));
    expect(codes).toEqual(["code", ...Object.values(EXIT).map(String)]);
  });

  test("of environment variables have each of ours that the program reads", () => {
    const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    const read = files.flatMap((file) => textOf(join("src", file)).match(/\bHOLDFAST_[A-Z_]+\b/g) ?? []);
    // Of builds for tests only.
    const ours = new Set(
      read.filter((name) => !["HOLDFAST_FAILPOINTS", "HOLDFAST_KILL_AT", "HOLDFAST_"].includes(name)),
    );
    expect(ours.size).toBeGreaterThan(5);
    const told = textOf(".github/REFERENCE.md");
    expect([...ours].filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
  });

  test("of TROUBLESHOOTING.md have each failure code once, with a cause and what to do", () => {
    // A code that is missing here, or is no more, does not compile.
    const codes = {
      "cloud-denied": 1,
      "cloud-not-found": 1,
      "cloud-refused": 1,
      "cloud-throttled": 1,
      "cloud-broken": 1,
      "cloud-unreachable": 1,
      "cloud-unanswered": 1,
      "cloud-unexpected": 1,
      "cloud-moved": 1,
      "credentials-missing": 1,
      "credentials-unclear": 1,
      "host-untrusted": 1,
      "project-unknown": 1,
      "stack-duplicate": 1,
      "state-conflict": 1,
      "state-broken": 1,
      "state-foreign": 1,
      "state-local": 1,
      "state-leased": 1,
      "lease-lost": 1,
      interrupted: 1,
      "state-moved": 1,
      "state-unreachable": 1,
      "state-unwritable": 1,
      "plan-file": 1,
      "base-unreadable": 1,
      "successor-failed": 1,
      disk: 1,
      usage: 1,
    } satisfies Record<FailureCode, 1>;
    const [sections = ""] = textOf(".github/TROUBLESHOOTING.md").split("## What else can happen");
    const rows = [...sections.matchAll(/^\| `([\w-]+)` \| .+ \| .+ \|$/gm)].map(([, code]) => code);
    expect(rows.sort()).toEqual(Object.keys(codes).sort());
  });
});

describe("the pages", () => {
  test("have YAML and JSON that can be read", () => {
    const fences = PAGES.flatMap((page) => fencesIn(page));
    for (const { text } of fences.filter(({ language }) => language === "json")) expect(JSON.parse(text)).toBeDefined();
    const yaml = fences.filter(({ language }) => language === "yaml");
    expect(yaml.length).toBeGreaterThan(8);
    expect(yaml.filter(({ text }) => parseAllDocuments(text).some(({ errors }) => errors.length > 0))).toEqual([]);
  });

  test("have no link that is dangling", () => {
    const anchorsIn = (page: string): string[] =>
      [
        ...textOf(page)
          .replace(/^```[\s\S]*?^```$/gm, "")
          .matchAll(/^#+ (.*)$/gm),
      ].map(([, title = ""]) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, "")
          .replaceAll(" ", "-"),
      );
    const links = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = "", anchor]) => {
        const file = path === "" ? page : join(dirname(page), path);
        return { page, file, anchor };
      }),
    );
    expect(links.length).toBeGreaterThan(40);
    const dangling = links.filter(
      ({ file, anchor }) => !existsSync(join(ROOT, file)) || (anchor && !anchorsIn(file).includes(anchor)),
    );
    expect(dangling).toEqual([]);
  });

  test("name no file that is not there", () => {
    const named = PAGES.filter((page) => !page.endsWith("CHANGELOG.md")).flatMap((page) =>
      [...textOf(page).matchAll(/`((?:src|test|schemas)\/[\w./-]+)`/g)].map(([, file = ""]) => file),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !/NAME|SERVICE|CODE/.test(file) && !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test("name the version that there is, and give a reason for what cannot run", () => {
    const tarballs = PAGES.flatMap(
      (page) => textOf(page).match(/holdfast-gitops-holdfast-[\w.]+\.tgz|ghcr\.io\/[\w/]+:[\d.]+/g) ?? [],
    );
    expect(tarballs.length).toBeGreaterThan(2);
    expect(tarballs.filter((name) => !name.includes(manifest.version))).toEqual([]);
    const unmarked = PAGES.flatMap((page) =>
      fencesIn(page).filter(({ language, reason }) => language === "sh" && reason === ""),
    );
    expect(unmarked).toEqual([]);
    expect(relative(ROOT, CLI)).toBe(manifest.bin.holdfast);
  });
});
