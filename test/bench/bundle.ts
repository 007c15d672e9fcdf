/** Programs that take part in a benchmark in a process of their own, bundled as ours is. */
import { join } from "node:path";
import { bundle } from "../../src/tools/build.ts";

/** `test/bench/<name>.program.ts` for plain node, in `folder`. @returns its path */
export async function program(name: string, folder: string): Promise<string> {
  await bundle(join(import.meta.dirname, `${name}.program.ts`), folder, { __FAILPOINTS__: "false" });
  return join(folder, `${name}.program.js`);
}
