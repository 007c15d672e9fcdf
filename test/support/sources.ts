/** The hand-written sources: their paths, and what each imports. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const SRC = join(import.meta.dirname, "../../src");
/** Paths below `SRC`; generated declarations have no imports of ours. */
export const files: readonly string[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();

export interface Import {
  /** A path below `SRC`, or the name of a package. */
  readonly target: string;
  /** Erased by the compiler: nothing is loaded. */
  readonly typeOnly: boolean;
}

export function importsOf(file: string): Import[] {
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

export const roomOf = (file: string): string => file.split("/").at(0)!;
