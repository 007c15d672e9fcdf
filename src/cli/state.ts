/** `holdfast state …`. */
import { command, flag, group, needed, optional, required } from "./declare.ts";
import { given, stack, stacks, textOrJson } from "./options.ts";

const load = () => import("../commands/state.ts");
const address = "KIND/NAME";

const list = command({
  name: "list",
  description: "Lists the policies that are managed, with their ids in the cloud.",
  args: [stacks],
  options: { format: textOrJson },
  examples: ["holdfast state list", "holdfast state list prod"],
  run: async ([names], options, io) => (await load()).listState(names, options, io),
});

const show = command({
  name: "show",
  description: "Prints one record, or without an address the whole state as it is stored.",
  args: [optional("address", address), stack],
  options: { all: flag("--all", "the whole state") },
  examples: ["holdfast state show BackupPolicy/nightly", "holdfast state show prod"],
  async run([first, second], { all }, io) {
    const { showState } = await load();
    // Without an address, the first argument is the stack. An address has a slash.
    const isStack = all || (second === undefined && first !== undefined && !first.includes("/"));
    return isStack ? showState(undefined, given(first), io) : showState(first, given(second), io);
  },
});

const mv = command({
  name: "mv",
  description:
    "Records a policy under another address; with --stack, gives a stack another name. Changes nothing in the cloud.",
  args: [required("from", `${address}, or the name of a stack`), required("to", "the new one"), stack],
  options: { stack: flag("--stack", "FROM and TO are names of a stack, before and after") },
  examples: ["holdfast state mv BackupPolicy/nightly BackupPolicy/servers", "holdfast state mv --stack prod prod-eu"],
  async run([from, to, name], { stack: isStack }, io) {
    const { moveState, renameStack } = await load();
    return isStack ? renameStack(from, to, given(name), io) : moveState(from, to, given(name), io);
  },
});

const rm = command({
  name: "rm",
  description: "Removes the record of a policy, so that it is no longer managed. Changes nothing in the cloud.",
  args: [required("address", address), stack],
  examples: ["holdfast state rm BackupPolicy/nightly"],
  run: async ([policy, name], _, io) => (await load()).removeState(policy, given(name), io),
});

const history = command({
  name: "history",
  description: "Lists past applies: time, user, commit, counts, digest of the plan, CI run.",
  args: [stack],
  options: { format: textOrJson },
  examples: ["holdfast state history prod"],
  run: async ([name], options, io) => (await load()).stateHistory(given(name), options, io),
});

const release = command({
  name: "release",
  description: "Releases the lease of another run. The next apply looks into what that run left unfinished.",
  args: [stack],
  examples: ["holdfast state release prod"],
  run: async ([name], _, io) => (await load()).releaseState(given(name), io),
});

const migrate = command({
  name: "migrate",
  description: "Moves a state to another store, and verifies it before the old store is given up.",
  args: [stack],
  options: { to: needed("--to <state>", "the new place, written as spec.state in stack.yaml") },
  examples: ["holdfast state migrate --to '{git: {remote: origin, branch: holdfast/prod}}'"],
  run: async ([name], { to }, io) => (await load()).migrateState(given(name), to, io),
});

export const state = group({
  name: "state",
  summary: "show and repair states",
  description: "Shows and repairs the records of what is managed. Never connects to a cloud.",
  examples: ["holdfast state list", "holdfast state mv BackupPolicy/a BackupPolicy/b prod"],
  commands: [list, show, mv, rm, history, release, migrate],
});
