/** Planning many stacks that have nothing to do, against a cloud in another process, over HTTP. */
import { join } from "node:path";
import { countConnections, startCloud } from "./cloud.ts";
import { type Finding, promised } from "./figure.ts";
import { mediansOf, pairs } from "./measure.ts";
import { alchemy, type Peer, terraform } from "./peers.ts";
import { stacksOfTen, writeStacks } from "./policies.ts";
import { type Benchmark, holdfast } from "./program.ts";

/** CBR and DDS: one list each. */
const SERVICES = 2;

/** Stacks that ask their clouds at the same time; see `withCloudSlot`. */
const STACKS_AT_A_TIME = 8;

const MOST_MB = 250;

export const plan: Benchmark = async (place, small) => {
  const stacks = small ? 30 : 1000;
  const cwd = place.folder("plan");
  const cloud = await startCloud();
  const nothingToDo = () => holdfast("plan --detailed-exitcode", { cwd, peak: true });
  const what = `plan, ${stacks} stacks of 10, nothing to do`;
  try {
    writeStacks(join(cwd, "policies"), stacksOfTen(stacks, { url: cloud.url }));
    await holdfast("apply --auto-approve", { cwd });

    await cloud.forget();
    const { peakMb } = await nothingToDo();
    const asked = (await cloud.requests()).length;
    const found: Finding[] = [
      promised(`${what}: peak memory`, MOST_MB, peakMb, { unit: "MB" }),
      promised(`${what}: requests, a list per service and stack`, SERVICES * stacks, asked, { goal: { exactly: 1 } }),
    ];

    const relay = await countConnections(cloud.url);
    writeStacks(join(cwd, "policies"), stacksOfTen(stacks, { url: relay.url }));
    await nothingToDo();
    relay.close();
    writeStacks(join(cwd, "policies"), stacksOfTen(stacks, { url: cloud.url }));
    found.push(promised(`${what}: connections`, SERVICES * STACKS_AT_A_TIME, relay.count()));

    const against = async (name: string, peer: Peer, goal: number, most: number) => {
      if ("why" in peer) return void found.push(peer);
      const both = await pairs(5, { peer, ours: nothingToDo });
      found.push({ what, against: name, unit: "ms", ...mediansOf(both, ({ ms }) => ms), goal: { most: goal } });
      const peaks = mediansOf(both, ({ peakMb }) => peakMb);
      found.push({ what: `${what}: peak memory`, against: name, unit: "MB", ...peaks, goal: { most: most } });
    };
    // Of a few stacks, starting is most of it.
    await against(
      "terraform, a terraform_data per file",
      terraform(place, join(cwd, "policies")),
      small ? 0.5 : 0.1,
      small ? 1 : 0.1,
    );
    const installing = small
      ? { what: "plan against alchemy", why: "installing it takes longer than all of --small" }
      : await alchemy(place, join(cwd, "policies"));
    await against("alchemy, unchanged, asking no cloud", installing, 1, 1);
    return found;
  } finally {
    await cloud.stop();
  }
};
