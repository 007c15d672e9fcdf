/** `holdfast schema`: the JSON Schema of a kind, or of any document. */

import { keyOf } from "../documents/explain.ts";
import { schemaOf } from "../documents/schema.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";

/** @throws Failure `usage` for a kind that does not exist */
export async function runSchema(kind: string | undefined, io: Io): Promise<ExitCode> {
  const schema = kind === undefined ? (await import("../generated/document.js")).document : schemaOf(keyOf(kind));
  io.out(`${JSON.stringify(schema, undefined, 2)}\n`);
  return EXIT.fine;
}
