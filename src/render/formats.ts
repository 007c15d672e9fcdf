/** The values of `--format` for problems, plans, drift and outcomes. Adding one takes its file and a line here. */
import type { Format } from "./format.ts";
import { format as text } from "./terminal.ts";

/** What a format can show, and its file, which is loaded when it is used. */
const shows = <What extends keyof Format>(
  found: readonly What[],
  load: () => Promise<{ readonly format: Pick<Format, What> }>,
) => ({ found, load });

const FORMATS = {
  text: shows(["problems", "plans", "drift", "outcomes"], async () => ({ format: text })),
  json: shows(["problems", "plans", "drift", "outcomes"], () => import("./json.ts")),
  markdown: shows(["plans", "drift", "outcomes"], () => import("./markdown.ts")),
  github: shows(["problems", "plans", "drift"], () => import("./github.ts")),
  gitlab: shows(["problems"], () => import("./gitlab.ts")),
  sarif: shows(["problems", "plans", "drift"], () => import("./sarif.ts")),
};

type Formats = typeof FORMATS;

/** The names of the formats that can show it. */
export type FormatFor<What extends keyof Format> = {
  [Name in keyof Formats]: What extends Formats[Name]["found"][number] ? Name : never;
}[keyof Formats];

export const formatsFor = <What extends keyof Format>(what: What): FormatFor<What>[] =>
  (Object.keys(FORMATS) as (keyof Formats)[]).filter((name): name is FormatFor<What> =>
    FORMATS[name].found.some((shown) => shown === what),
  );

/** A cast, because a name that can show it has a file that can: `shows` sees to that. */
export async function rendererFor<What extends keyof Format>(what: What, name: FormatFor<What>): Promise<Format[What]> {
  const loaded = await FORMATS[name as keyof Formats].load();
  return (loaded.format as Format)[what];
}
