/** What plan and apply share: a stack's files, its state and its cloud -> its plan. Writes nothing. */
import { createHash } from "node:crypto";
import { relative, resolve } from "node:path";
import type { Stored } from "../apply/lease.ts";
import { recover, withoutIntents } from "../apply/recover.ts";
import { type Settling, settled } from "../apply/settle.ts";
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { Stack } from "../documents/check.ts";
import type { Plan } from "../model/change.ts";
import { type Address, kindOf } from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import { observe } from "../plan/observe.ts";
import { plan } from "../plan/plan.ts";
import { refresh } from "../plan/refresh.ts";
import { plural } from "../render/text.ts";
import { assertBelongs, emptyState } from "../state/state.ts";
import type { Revision, State } from "../state/store.ts";
import { withCloudSlot } from "../system/parallel.ts";
import type { Choice } from "./choice.ts";
import { bytesAt } from "./files.ts";
import type { OpenToRead } from "./open.ts";
import { lookUpVaults } from "./vaults.ts";

export interface Planned {
  /** Its hazards are not named yet: they depend on which part of it is meant. */
  readonly plan: Plan;
  /** With what an unfinished run turned out to have done. */
  readonly state: State;
  /** Whether `state` is newer than what is stored. */
  readonly recovered: boolean;
  readonly revision: Revision;
}

/** What the cloud is to become: as the files are, empty, or as it is. */
export type Aim = "files" | "nothing" | "live";

/** The part of a plan that is meant. @param log is told what limits it, and how much it leaves out */
export function meantOf(plan: Plan, stack: Stack, state: State, choice: Choice, log: (line: string) => void): Plan {
  const { paths, isEmpty, isInPaths, isTargeted } = choice.among(stack, state);
  const inPaths = plan.changes.filter(({ address }) => isInPaths(address));
  const changes = inPaths.filter(({ address }) => isTargeted(address));
  const outside = plan.changes.length - inPaths.length;
  const untargeted = inPaths.length - changes.length;
  if (paths.length > 0) {
    const others = outside > 0 ? `; ${plural(outside, "other change is", "other changes are")} left out` : "";
    log(`limited to ${paths.join(", ")}${isEmpty ? ", where no policy is" : ""}${others}`);
  }
  if (untargeted > 0) log(`${plural(untargeted, "change is", "changes are")} left out by --target and --exclude`);
  const meant = new Set(changes.map(({ address }) => address));
  const leftOut = plan.changes.map(({ address }) => address).filter((address) => !meant.has(address));
  return {
    ...plan,
    changes,
    ...(leftOut.length > 0 && { leftOut }),
    problems: plan.problems.filter((problem) => isMeant(problem) || holdsBack(problem)),
  };

  function isMeant({ address }: { readonly address?: Address }): boolean {
    return !address || (isInPaths(address) && isTargeted(address));
  }
  /** Until an old name is corrected, nothing of its kind is deleted: also what is meant here. */
  function holdsBack({ code, address }: Problem): boolean {
    if (code !== "rename-unknown" || !address) return false;
    const named = new Set(stack.policies.map((policy) => policy.address));
    return (Object.keys(state.resources) as Address[]).some(
      (one) => kindOf(one) === kindOf(address) && !named.has(one) && isMeant({ address: one }),
    );
  }
}

/**
 * @param settling absent: nothing is going to be written, so one look is enough
 * @throws Failure `cloud-*`, `state-*`, `interrupted`
 */
export async function planStack(
  stack: Stack,
  { target, reader, store }: Pick<OpenToRead, "target" | "reader" | "store">,
  stored: Stored,
  log: (line: string) => void,
  settling?: Settling,
  aim: Aim = "files",
): Promise<Planned> {
  if (stored.state) assertBelongs(stored.state, stack.name, target, store.place);
  const base = stored.state ?? emptyState(stack.name, target);
  const { live, state, notes } = await recovered(stack, reader, base, log, settling);
  for (const note of notes) log(note);
  for (const { kind, name, settling } of live) {
    if (settling) log(`${kind}/${name ?? ""}: settling; the cloud still shows what it was before the last apply`);
  }
  const known = stored.state && state;
  const desired =
    aim === "files"
      ? { ...stack, ...(await withCloudSlot(() => lookUpVaults(stack.policies, reader, log))) }
      : { ...stack, policies: [] };
  return {
    plan: aim === "live" ? refresh(stack.name, known, live, target) : plan(desired, known, live, target),
    state,
    recovered: state !== base || base.lease !== undefined,
    revision: stored.revision,
  };
}

/**
 * `sha256:…` over path and bytes of every file that makes the stack: its stack.yaml, those of its policies, and what it
 * includes. Paths are relative to the folder of the stack, so it is the same from every folder.
 */
export function filesDigest({ source, folder, policies, includes }: Stack, cwd: string): string {
  const written = [source, ...policies.flatMap((policy) => [policy.source, policy.patch?.source ?? []].flat())];
  const files = new Set([...written.map(({ file }) => file), ...includes]);
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    const bytes = bytesAt(file, cwd, { message: "cannot be read any more", hint: "run the command again" });
    const path = relative(resolve(cwd, folder), resolve(cwd, file));
    // With their lengths in front, no two lists of files are the same bytes.
    hash.update(`${Buffer.byteLength(path)} ${bytes.length}\n${path}`).update(bytes);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** Live, and the state with what unfinished runs did; without `settling`, after a single look. */
async function recovered(
  { policies }: Stack,
  reader: ReadableCloud,
  base: State,
  log: (line: string) => void,
  settling: Settling | undefined,
) {
  const look = () => withCloudSlot(() => observe(reader, policies, base, { arrival: base.target.cloud }));
  if (Object.keys(base.intents).length === 0) return { live: await look(), state: base, notes: [] };
  if (!settling) {
    const live = await look();
    const { state, notes, unseen } = recover(base, live, new Date().toISOString());
    const open = unseen.map((address) => `${address}: an unfinished run may have created it; apply looks again`);
    return { live, state, notes: [...notes, ...open] };
  }
  const seconds = settling.settleMs / 1000;
  const { live, state, notes, unseen } = await settled(base, look, settling, (first) =>
    log(`a run did not finish; looking for ${seconds} s whether it created ${first.unseen.join(", ")}`),
  );
  const absent = unseen.map((address) => `${address}: was not created by the unfinished run`);
  return { live, state: withoutIntents(state, unseen), notes: [...notes, ...absent] };
}
