/**
 * Two projects. `quick` is what `npm test` runs. `long` looks at the whole from outside: attackers, faults, kills, whole
 * lives of stacks, the workflow of GitHub and the documentation step by step; CI runs it, and whoever changes what it is about.
 *
 * Tests run on the sources; those that start the CLI use the bundle in dist/, which the scripts of package.json build first.
 */
import { defineConfig } from "vitest/config";

const LONG = [
  "test/attacks/**/*.test.ts",
  "test/whole/**/*.test.ts",
  "test/ci/{workflow,merges}.test.ts",
  "test/crash/**/*.test.ts",
  "test/docs.test.ts",
  "test/newcomer.test.ts",
  "test/simulator/weather.test.ts",
];

const common = { testTimeout: 20_000 };

export default defineConfig({
  test: {
    // Two cores: a worker each.
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: "quick", isolate: false, include: ["test/**/*.test.ts"], exclude: LONG } },
      { test: { ...common, name: "long", include: LONG } },
    ],
  },
});
