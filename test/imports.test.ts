/** The architecture, read from the imports: one way through the pipeline, and no I/O where a file says that it is pure. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();

interface Import {
  readonly target: string;
  /** Erased by the compiler: nothing is loaded. */
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const found = [
    ...text.matchAll(
      /(?:^|\n)(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(["']([^"']+)["']\)/g,
    ),
  ];
  return found.map(([, type, stated, loaded]) => {
    const name = stated ?? loaded ?? "";
    const target = name.startsWith(".") ? relative(SRC, resolve(SRC, dirname(file), name)) : name;
    return { target, typeOnly: type !== undefined };
  });
}

/** The layers, from the command line inwards. A file imports from its own layer or from one further in. */
const LAYERS: readonly (readonly string[])[] = [
  ["start.ts"],
  ["cli.ts"],
  ["commands/"],
  ["settings.ts", "select.ts", "render/", "saved.ts", "ci/"],
  [
    "load.ts",
    "check.ts",
    "check/",
    "schema.ts",
    "observe.ts",
    "plan.ts",
    "diff.ts",
    "record.ts",
    "guard.ts",
    "recover.ts",
    "apply.ts",
    "fmt.ts",
    "explain.ts",
    "ignore.ts",
    "import.ts",
    "lease.ts",
    "offline.ts",
    "revision.ts",
    "settle.ts",
    "stack-changes.ts",
    "vaults.ts",
    "yaml.ts",
    "scan.ts",
    "hidden.ts",
  ],
  ["kinds/"],
  ["cloud/", "state/", "parallel.ts", "holder.ts"],
  [
    "policy.ts",
    "place.ts",
    "problem.ts",
    "json.ts",
    "remote.ts",
    "home.ts",
    "version.ts",
    "generated/",
    "rules.ts",
    "failpoint.ts",
    "invisible.ts",
    "write.ts",
  ],
];
/** Not part of the program's pipeline: the other side of the network, and the tool that writes generated files. */
const APART = ["simulator/", "generate.ts", "build.ts"];

const isIn = (file: string, entry: string): boolean => (entry.endsWith("/") ? file.startsWith(entry) : file === entry);
const layerOf = (file: string): number => LAYERS.findIndex((layer) => layer.some((entry) => isIn(file, entry)));
const isApart = (file: string): boolean => APART.some((entry) => isIn(file, entry));

/** Words are needed where they are used; that is no dependency of the program, as nothing is loaded. */
const loads = (file: string): string[] =>
  importsOf(file).flatMap(({ target, typeOnly }) => (typeOnly || target.startsWith("node:") ? [] : target));

test("every file has a place in the architecture", () => {
  expect(files.filter((file) => layerOf(file) === -1 && !isApart(file))).toEqual([]);
});

test("imports go inwards: cli, commands, stages, kinds, cloud and state, words", () => {
  const against = files
    .filter((file) => !isApart(file))
    .flatMap((file) =>
      loads(file)
        .filter((target) => layerOf(target) !== -1 && layerOf(target) < layerOf(file))
        .map((target) => `${file} imports ${target}`),
    );
  expect(against).toEqual([]);
});

test("the simulated cloud and the program share no code but the contracts", () => {
  const crossing = files.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => layerOf(target) !== -1 || isApart(target))
      .filter(({ target }) => file.startsWith("simulator/") !== target.startsWith("simulator/"))
      .map(({ target }) => `${file} imports ${target}`),
  );
  // The doors through which the simulated cloud is started, the validators generated from the contracts, and the bounds of JSON.
  const allowed =
    /^(commands\/simulate\.ts|settings\.ts) imports simulator\/|^simulator\/\S+ imports (generated\/requests\.js|json\.ts)$/;
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
      expect.arrayContaining(["policy.ts", "problem.ts", "check.ts", "plan.ts", "diff.ts", "guard.ts", "recover.ts"]),
    );
  });

  test.each(pure)("%s", (file) => {
    const outside = importsOf(file).filter(
      ({ target, typeOnly }) => !typeOnly && !target.includes(".ts") && !target.includes(".js"),
    );
    expect(outside.map(({ target }) => target).filter((target) => !ALLOWED.includes(target))).toEqual([]);
    const inside = loads(file).filter((target) => layerOf(target) !== -1 && !target.startsWith("generated/"));
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
  expect(readers).toEqual(["cloud/exchange.ts", "failpoint.ts", "settings.ts"]);
});

test("what is printed goes through one door: the streams of the process are written to behind it, and nowhere else", () => {
  const writers = files.filter((file) =>
    /process\.std(out|err)|\bconsole\.\w+\(|\{[^}]*\bstd(out|err)\b[^}]*\} = process/.test(
      readFileSync(join(SRC, file), "utf8"),
    ),
  );
  // cli.ts asks how wide the terminal is; settings.ts, whether there is one; start.ts has words of ours only.
  expect(writers).toEqual(["cli.ts", "commands/streams.ts", "settings.ts", "start.ts"]);
  expect(files.filter((file) => readFileSync(join(SRC, file), "utf8").includes("ownStreams("))).toEqual([
    "cli.ts",
    "commands/streams.ts",
  ]);
});

test("planning gets a cloud without methods that write", () => {
  const typesOf = (file: string) =>
    readFileSync(join(SRC, file), "utf8").match(/import type \{[^}]*\} from "[^"]*cloud\/cloud\.ts"/g) ?? [];
  for (const file of ["observe.ts", "commands/planning.ts"]) expect(typesOf(file).join()).not.toMatch(/\bCloud\b/);
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
    reached.filter((target) => /^node:(https?|net|tls|child_process)$|^cloud\/door|^state\/|^simulator\//.test(target)),
  ).toEqual([]);
});
