/** Tests run on the sources; those that start the CLI use the bundle in dist/, which `npm test` builds first. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // Two cores: a worker each.
    maxWorkers: 2,
  },
});
