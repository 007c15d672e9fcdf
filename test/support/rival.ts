/**
 * A rival in a process of its own: opens the store of its argument, `{folder, state?}` in JSON, and writes what it is
 * told to. Its answers are `{revision}`, or `{code, message}` of a failure.
 */
import { openStore } from "../../src/state/open.ts";
import type { State } from "../../src/state/store.ts";

const opened = openStore(JSON.parse(process.argv[2]!));

process.on("message", async (order: { state: State; expected: string }) => {
  try {
    const store = await opened;
    process.send!({ revision: await store.write(order.state, order.expected) });
  } catch (error) {
    process.send!({ code: (error as { code?: string }).code ?? "bug", message: String(error) });
  }
});
void opened.then(() => process.send!("ready"));
