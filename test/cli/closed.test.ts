/** Folders that this user may not enter are named, and are no stack trace. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLI } from "../support/command.ts";

const STACK = "apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: demo }\nspec: { cloud: simulator }\n";
const OTHER = 65_534;

// Root may enter any folder, so it becomes another user; nobody else can.
describe.runIf(process.getuid?.() === 0)("a folder without permission", () => {
  let home: string;
  let program: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "holdfast-closed-"));
    mkdirSync(join(home, "policies/demo"), { recursive: true });
    writeFileSync(join(home, "policies/demo/stack.yaml"), STACK);
    // The checkout may be in a folder that only root may enter.
    execFileSync("cp", ["-r", join(CLI, ".."), join(home, "dist")]);
    program = join(home, "dist/cli.js");
    for (const folder of [home, join(home, "policies"), join(home, "policies/demo")]) chownSync(folder, OTHER, OTHER);
    chmodSync(join(home, "policies"), 0);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  test.each(["validate", "plan", "state list"])("%s", (line) => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...line.split(" ")], {
      cwd: home,
      uid: OTHER,
      gid: OTHER,
      env: { PATH: process.env.PATH, HOME: home },
      encoding: "utf8",
    });
    expect(stderr).toContain("EACCES");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  });
});
