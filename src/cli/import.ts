/** `import` and `whoami`: they read the cloud. */
import { Failure } from "../model/problem.ts";
import { command, flag, optional, text } from "./declare.ts";
import { given, HELP, stack, stacks, textOrJson } from "./options.ts";

export const importing = command({
  name: "import",
  summary: "import existing policies",
  description:
    "Records an existing policy under an address, and writes its document if there is none. With --all: writes a document for each policy that is not managed; the next apply records them. Changes nothing in the cloud.",
  args: [optional("address", "KIND/NAME; with --all the stack"), optional("id", "the policy's id in the cloud"), stack],
  options: {
    all: flag("--all", "every policy that is not managed"),
    generate: text("--generate <dir>", "where to write documents: the folder of the stack, or one in it"),
  },
  examples: [
    "holdfast import BackupPolicy/a 5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10 prod",
    "holdfast import --all --generate policies/prod/imported prod",
  ],
  async run([address, id, name], { all, generate }, io) {
    const { importAll, importOne } = await import("../commands/import.ts");
    if (all) {
      if (id !== undefined) throw new Failure("usage", "--all takes a stack, and no address or id", { hint: HELP });
      if (!generate) throw new Failure("usage", "--all needs --generate DIR", { hint: HELP });
      // Without an address, the first argument is the stack.
      return importAll(given(address), generate, io);
    }
    if (address !== undefined && id !== undefined) return importOne(address, id, given(name), generate, io);
    throw new Failure("usage", "import needs an address and an id, or --all", { hint: HELP });
  },
});

export const whoami = command({
  name: "whoami",
  summary: "show which login is used, and whether it works",
  description:
    "Shows where the credentials of each stack come from, their project, how long they last, and whether they work. Never shows a credential.",
  args: [stacks],
  options: { format: textOrJson },
  examples: ["holdfast whoami", "holdfast whoami prod --format json"],
  run: async ([names], options, io) => (await import("../commands/whoami.ts")).whoami(names, options, io),
});
