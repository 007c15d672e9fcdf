/** The folder of policies above: it is taken only from a repository that this user, or the owner of the folder here, has. */
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rootFrom } from "../../src/session/select.ts";

const OTHER = 65_534;
let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "holdfast-root-"));
  for (const folder of [".git", "policies", "here"]) mkdirSync(join(top, folder));
  writeFileSync(join(top, ".git/HEAD"), "ref: refs/heads/main\n");
});
afterEach(() => rmSync(top, { recursive: true }));

test("is that of the repository", () => {
  expect(rootFrom(join(top, "here"))).toBe("../policies");
});

// Only root can give a folder to another user.
describe.runIf(process.getuid?.() === 0)("that belongs to another user", () => {
  test("is refused from a folder that does not", () => {
    chownSync(join(top, "policies"), OTHER, OTHER);
    expect(() => rootFrom(join(top, "here"))).toThrow("../policies belongs to another user");
  });

  test("is taken where the folder here is that user's too, as in a container", () => {
    for (const folder of ["policies", "here"]) chownSync(join(top, folder), OTHER, OTHER);
    expect(rootFrom(join(top, "here"))).toBe("../policies");
  });

  test("is taken when it is here: a person went there", () => {
    chownSync(join(top, "policies"), OTHER, OTHER);
    expect(rootFrom(top)).toBe("policies");
  });
});
