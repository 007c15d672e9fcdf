/** Where compiled code is kept: nowhere that anyone else could put code of theirs. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cacheFolder } from "../src/system/compile-cache.ts";

const uid = process.getuid!();

/** A home with a working directory beside it, both gone with the test. */
function place(): { home: string; cwd: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-cache-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [home, cwd] = [join(folder, "home"), join(folder, "work")];
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(cwd);
  return { home, cwd };
}

test("it is a folder in the user's cache, closed to everyone else", () => {
  const { home, cwd } = place();
  const folder = join(home, ".cache/holdfast");
  expect(cacheFolder({ HOME: home }, cwd, uid)).toBe(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(cacheFolder({ HOME: home }, cwd, uid)).toBe(folder);
});

test("XDG_CACHE_HOME comes before HOME", () => {
  const { home, cwd } = place();
  const caches = join(home, "caches");
  expect(cacheFolder({ HOME: home, XDG_CACHE_HOME: caches }, cwd, uid)).toBe(join(caches, "holdfast"));
});

test.each<
  [why: string, spoil: (at: { home: string; cwd: string }) => { HOME?: string; [name: string]: string | undefined }]
>([
  ["there is no home", () => ({})],
  ["the cache is named by a relative path", () => ({ XDG_CACHE_HOME: "caches" })],
  ["it is a job of CI", ({ home }) => ({ HOME: home, CI: "true" })],
  ["the home is the working directory", ({ cwd }) => ({ HOME: cwd })],
  ["the cache is below the working directory", ({ home, cwd }) => ({ HOME: home, XDG_CACHE_HOME: join(cwd, "cache") })],
  [
    "the cache is a link into the working directory",
    ({ home, cwd }) => {
      symlinkSync(cwd, join(home, ".cache"));
      return { HOME: home };
    },
  ],
  [
    "the cache is in a checkout",
    ({ home }) => {
      mkdirSync(join(home, ".git"));
      return { HOME: home };
    },
  ],
  [
    "others can write to the home",
    ({ home }) => {
      chmodSync(home, 0o777);
      return { HOME: home };
    },
  ],
  [
    "others can write to the cache",
    ({ home }) => {
      mkdirSync(join(home, ".cache"));
      chmodSync(join(home, ".cache"), 0o775);
      return { HOME: home };
    },
  ],
  [
    "others can read what is in the folder",
    ({ home }) => {
      mkdirSync(join(home, ".cache/holdfast"), { recursive: true, mode: 0o755 });
      return { HOME: home };
    },
  ],
  ["the home is the folder for temporary files", () => ({ HOME: tmpdir() })],
])("there is none where %s", (_, spoil) => {
  const at = place();
  const env = spoil(at);
  const before = existsSync(join(env.HOME ?? at.home, ".cache"));
  expect(cacheFolder(env, at.cwd, uid)).toBeUndefined();
  expect(existsSync(join(env.HOME ?? at.home, ".cache"))).toBe(before);
});

test("there is none in the home of another user, or where the system does not say whose it is", () => {
  const { home, cwd } = place();
  expect([uid + 1, undefined].map((one) => cacheFolder({ HOME: home }, cwd, one))).toEqual([undefined, undefined]);
});
