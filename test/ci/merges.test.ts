/** What becomes of a reviewed plan after the merge: the workflow, run for real. */
import { expect, test } from "vitest";
import { course, golden, jobIn, NIGHTLY, policy, project, SLOW, stable } from "./project.ts";

test("another merge and its apply make no reviewed change wait", SLOW, async () => {
  const { push, merge, run, live } = await project();
  const a = await push(undefined, { "policies/prod/a.yaml": policy("a", 1) });
  const b = await push(undefined, { "policies/prod/b.yaml": policy("b", 2) });
  for (const { event } of [a, b]) await run(event);
  expect(jobIn(await run(await merge(a)), "apply").result).toBe("success");
  expect(jobIn(await run(await merge(b)), "apply").result).toBe("success");
  expect(await live("prod")).toEqual(["a 1", "b 2"]);
});

test("what somebody else changed after the review is left alone, and the job says so", SLOW, async () => {
  const { push, merge, begun, run, live, edit } = await project();
  await begun({ [NIGHTLY]: policy("nightly", 30) });
  const b = await push(undefined, { "policies/prod/b.yaml": policy("b", 2) });
  await run(b.event);
  await edit("prod", "nightly", 7);
  const job = jobIn(await run(await merge(b)), "apply");
  expect(job.result).toBe("failure");
  await expect(stable(job.summary)).toMatchFileSnapshot(golden("left-alone.md"));
  expect(await live("prod")).toEqual(["b 2", "nightly 7"]);
});

test("a hazard that nobody allowed waits for a person who runs the workflow by hand", SLOW, async () => {
  const { push, merge, begun, tip, run, live } = await project();
  await begun({ [NIGHTLY]: policy("nightly", 30) });
  const b = await push(undefined, { [NIGHTLY]: policy("nightly", 3) });
  await run(b.event);
  const refused = jobIn(await run(await merge(b)), "apply");
  expect(refused.result).toBe("failure");
  await expect(stable(refused.summary)).toMatchFileSnapshot(golden("refused.md"));
  expect(await live("prod")).toEqual(["nightly 30"]);
  const byHand = await run(await tip("workflow_dispatch", { stacks: "prod", "allow-hazards": "shortens-retention" }));
  expect(course(byHand)).toEqual([
    "stacks success: actions/checkout, holdfast stacks",
    "apply success: actions/checkout, holdfast apply",
  ]);
  expect(await live("prod")).toEqual(["nightly 3"]);
});

/** Two pull requests for one stack, planned side by side, and merged before either is applied. */
async function twoMerges() {
  const { push, merge, run, live, lastApply } = await project();
  const a = await push(undefined, { "policies/prod/a.yaml": policy("a", 1) });
  const b = await push(undefined, { "policies/prod/b.yaml": policy("b", 2) });
  await Promise.all([run(a.event), run(b.event)]);
  return { older: await merge(a), newer: await merge(b), run, live, lastApply };
}

test("two merges at once wait for each other, and nothing is made twice", SLOW, async () => {
  const { older, newer, run, live } = await twoMerges();
  await Promise.all([run(older), run(newer)]);
  expect(await live("prod")).toEqual(["a 1", "b 2"]);
});

test("a merge that overtakes an older one leaves that one's changes to it, and is not undone by it", SLOW, async () => {
  const { older, newer, run, live, lastApply } = await twoMerges();
  const first = jobIn(await run(newer), "apply");
  expect([first.result, await live("prod")]).toEqual(["failure", ["b 2"]]);
  expect(first.log).toContain("BackupPolicy/a is not in the reviewed plan (the files of this stack are not those");
  expect(jobIn(await run(older), "apply").result).toBe("success");
  expect(await live("prod")).toEqual(["a 1", "b 2"]);
  // What it applied were the newest files, whichever push it was for.
  expect(await lastApply()).toContain(`Commit: ${newer.sha}`);
});
