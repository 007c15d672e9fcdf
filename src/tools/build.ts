/**
 * The sources -> `dist/`: what `bin` runs, what it loads when it is needed, and nothing that has to be installed.
 *
 * CommonJS, since Node starts it faster: in chunks of ES modules the same program took 49 ms to print its help, and 40
 * so.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "rolldown";
import { version } from "../system/version.ts";

/**
 * Builds the program into a folder that it empties first.
 * @param failpoints for tests: the points at which it can be killed are left in
 * @returns the file to run
 */
export async function buildInto(folder: string, failpoints = false): Promise<string> {
  const bundled = async (help: string) => {
    rmSync(folder, { recursive: true, force: true });
    const define = {
      __FAILPOINTS__: String(failpoints),
      __HELP__: JSON.stringify(help),
      __VERSION__: JSON.stringify(version),
    };
    await bundle({ cli: join(import.meta.dirname, "../start.ts") }, folder, define);
    return join(folder, "cli.js");
  };
  // Once to ask it for its help, and once with that in it.
  const help = execFileSync(process.execPath, [await bundled(""), "--help"], { encoding: "utf8" });
  const program = await bundled(help);
  chmodSync(program, 0o755);
  return program;
}

/** Entries, and in chunks what they load when it is needed; a package of CommonJS of its own. */
export async function bundle(
  input: string | Readonly<Record<string, string>>,
  folder: string,
  define: Readonly<Record<string, string>>,
): Promise<void> {
  await build({
    input,
    platform: "node",
    // Not installed, and not needed: a faster parser for PostgreSQL, for users who have it.
    external: ["pg-native"],
    plugins: [withoutUnused],
    transform: { target: "node20.19", define },
    output: {
      dir: folder,
      format: "cjs",
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name]-[hash].js",
      // What is always loaded together is one file with everything that it needs: each file more takes time to find.
      codeSplitting: {
        groups: [
          { name: "program", test: /\/src\/cli\/program\.ts$/, priority: 1 },
          { name: "documents", test: /\/src\/session\/choose\.ts$/ },
        ],
      },
      // Less to read, for 5 of 60 ms. Names stay: a bug of ours ends in a stack trace that a person has to understand.
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    },
    logLevel: "warn",
  });
  // The package says that its files are ES modules; these are not.
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
}

/**
 * commander can run subcommands that are programs of their own. Ours are not, and loading what runs them takes 2 of 37
 * ms.
 */
const withoutUnused: Plugin = {
  name: "without what commander does not need here",
  transform: (code, id) =>
    id.endsWith("/node_modules/commander/lib/command.js")
      ? code.replace("require('node:child_process')", "undefined")
      : null,
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await buildInto(join(import.meta.dirname, "../../dist"));
}
