/** The picture in the README is of what the command prints today. To draw it again: npx vitest run test/picture.test.ts -u */
import { join } from "node:path";
import { expect, test } from "vitest";
import { drawn, reviewed } from "./picture.ts";

test("the picture in the README shows what a plan of the demo prints as Markdown", async () => {
  const markdown = reviewed();
  // Something to look at: a hazard, and a change without one.
  expect(markdown).toMatch(/^\*\*Plan: 1 to add, 1 to change, 0 to destroy\.\*\*\n[\s\S]*shortens-retention/);
  await expect(drawn(markdown)).toMatchFileSnapshot(join(import.meta.dirname, "../.github/comment.svg"));
});
