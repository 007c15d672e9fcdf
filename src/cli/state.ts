/** `holdfast state …`. */
import { command, flag, group, needed, optional, required } from "./declare.ts";
import { given, stack, textOrJson } from "./options.ts";

const load = () => import("../commands/state.ts");
const address = "KIND/NAME";

const list = command({
  name: "list",
  description: "Lists what is recorded as ours, with the cloud's ids.",
  args: [stack],
  options: { format: textOrJson },
  examples: ["holdfast state list prod"],
  run: async ([name], options, io) => (await load()).listState(given(name), options, io),
});

const show = command({
  name: "show",
  description: "Prints one record, or with --all the whole state, as it is stored.",
  args: [optional("address", address), stack],
  options: { all: flag("--all", "the whole state") },
  examples: ["holdfast state show BackupPolicy/nightly", "holdfast state show --all"],
  async run([first, second], { all }, io) {
    const { showState } = await load();
    // With --all there is no address, so the first argument is the stack.
    return all ? showState(undefined, given(first), io) : showState(first, given(second), io);
  },
});

const mv = command({
  name: "mv",
  description: "Records a policy under another address. In the cloud nothing is changed.",
  args: [required("from", address), required("to", address), stack],
  examples: ["holdfast state mv BackupPolicy/nightly BackupPolicy/servers"],
  run: async ([from, to, name], _, io) => (await load()).moveState(from, to, given(name), io),
});

const rm = command({
  name: "rm",
  description: "Forgets a policy. In the cloud nothing is changed.",
  args: [required("address", address), stack],
  examples: ["holdfast state rm BackupPolicy/nightly"],
  run: async ([policy, name], _, io) => (await load()).removeState(policy, given(name), io),
});

const history = command({
  name: "history",
  description: "Lists past applies: when, who, commit, counts, digest of the plan, CI run.",
  args: [stack],
  options: { format: textOrJson },
  examples: ["holdfast state history prod"],
  run: async ([name], options, io) => (await load()).stateHistory(given(name), options, io),
});

const release = command({
  name: "release",
  description: "Takes a lease away from whoever holds it. What was not finished is looked into by the next apply.",
  args: [stack],
  examples: ["holdfast state release prod"],
  run: async ([name], _, io) => (await load()).releaseState(given(name), io),
});

const migrate = command({
  name: "migrate",
  description: "Moves a state to another store, verified before the old one is let go.",
  args: [stack],
  options: { to: needed("--to <state>", "the new place, as spec.state of stack.yaml says it") },
  examples: ["holdfast state migrate prod --to '{git: {remote: origin, branch: holdfast/prod}}'"],
  run: async ([name], { to }, io) => (await load()).migrateState(given(name), to, io),
});

export const state = group({
  name: "state",
  summary: "look at and repair states",
  description: "Looks at what is recorded as ours, and repairs it. Never speaks to a cloud.",
  examples: ["holdfast state list", "holdfast state mv BackupPolicy/a BackupPolicy/b prod"],
  commands: [list, show, mv, rm, history, release, migrate],
});
