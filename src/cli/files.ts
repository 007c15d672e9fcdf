/** Commands that only read or write files: no cloud and no state. */

import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { CLOUDS, KINDS } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import { choice, command, flag, optional, parsed, required, text } from "./declare.ts";
import { formatFor, HELP, paths, textOrJson, upTo } from "./options.ts";

export const validate = command({
  name: "validate",
  summary: "check documents offline",
  description: "Checks documents: no cloud, no state, no credentials. Prints every problem with its place.",
  args: [paths],
  options: {
    format: formatFor("problems"),
    warningsAsErrors: flag("--warnings-as-errors", "exit with 1 for warnings too"),
    fix: flag("--fix", "correct in the files what has only one correction, such as a missing ---; report what is left"),
  },
  examples: ["holdfast validate", "holdfast validate policies/prod --format json", "holdfast validate --fix"],
  run: async ([meant], options, io) => (await import("../commands/validate.ts")).validate(meant, options, io),
});

export const schedule = command({
  name: "schedule",
  summary: "show when policies run",
  description: "Shows the next runs of each policy in local time and UTC, how often it runs, and the longest gap.",
  args: [paths],
  options: {
    format: textOrJson,
    next: parsed("--next <n>", "runs to list for each policy", upTo(1000), 5),
    zone: text("--zone <name>", "time zone of the local times; without it that of the schedule, or UTC"),
  },
  examples: ["holdfast schedule", "holdfast schedule prod --next 3 --zone Asia/Shanghai"],
  run: async ([meant], options, io) => (await import("../commands/schedule.ts")).schedule(meant, options, io),
});

export const fmt = command({
  name: "fmt",
  summary: "format policy files",
  description:
    "Gives files their canonical layout. Comments, quotes and numbers stay; the meaning of a file never changes.",
  args: [paths],
  options: { check: flag("--check", "write nothing; show what would change, and exit with 1 if anything would") },
  examples: ["holdfast fmt", "holdfast fmt --check"],
  run: async ([meant], options, io) => (await import("../commands/fmt.ts")).fmt(meant, options, io),
});

export const init = command({
  name: "init",
  summary: "write a new stack with examples",
  description:
    "Writes a stack.yaml and a commented example of each kind; with --github a workflow. Asks nothing, and overwrites nothing without --upgrade.",
  args: [optional("dir", "name of the new stack, in policies/; or its folder")],
  options: {
    cloud: choice("--cloud <cloud>", "cloud of the new stack", CLOUDS),
    fromCloud: flag(
      "--from-cloud",
      "write the region and project of the login in the environment, and a document for each of its policies",
    ),
    github: flag(
      "--github",
      "write a GitHub Actions workflow that checks, plans, applies and looks for drift; DIR may be left out",
    ),
    upgrade: flag("--upgrade", "with --github: update the files that are there, and show what changes"),
    force: flag("--force", "with --upgrade: replace edited files too"),
  },
  examples: [
    "holdfast init demo --cloud simulator",
    "holdfast init prod --from-cloud",
    "holdfast init policies/eu/prod --cloud otc",
    "holdfast init --github",
    "holdfast init --github --upgrade",
  ],
  async run([dir], { cloud, fromCloud, github, upgrade, force }, io) {
    if (dir === undefined && !github) throw new Failure("usage", "init needs a folder, or --github", { hint: HELP });
    if ((upgrade && !github) || (force && !upgrade)) {
      throw new Failure("usage", "--upgrade is for --github, and --force for --upgrade", { hint: HELP });
    }
    if (fromCloud && dir === undefined) throw new Failure("usage", "--from-cloud needs a stack", { hint: HELP });
    let code: ExitCode = EXIT.fine;
    if (dir !== undefined) {
      const { init: writeExamples, initFromCloud } = await import("../commands/init.ts");
      if (fromCloud) {
        const folder = await initFromCloud(dir, { cloud }, io);
        code = await (await import("../commands/import.ts")).importAll([folder], folder, io);
      } else code = writeExamples(dir, { cloud }, io);
    }
    return github
      ? worst([code, await (await import("../commands/init-github.ts")).initGithub({ upgrade, force }, io)])
      : code;
  },
});

export const explain = command({
  name: "explain",
  summary: "explain a field, a code or a policy",
  description:
    "Prints the type, range, default and description of a kind or a field, and its rules; what the code of a problem, a hazard or a failure means, and what to do, with an example; or a policy as it is in a stack, and where each line of it is written.",
  args: [
    required(
      "field",
      "a kind, then the path of a field (`spec.` may be left out), the code at the end of a message, or a policy, KIND/NAME",
    ),
    optional("stack", "of a policy: folder or name of its stack; may be left out where only one has it"),
  ],
  options: { format: textOrJson },
  examples: [
    "holdfast explain BackupPolicy",
    "holdfast explain BackupPolicy.spec.vaults[].vault_id",
    "holdfast explain shortens-retention",
    "holdfast explain state-leased",
    "holdfast explain BackupPolicy/nightly prod",
  ],
  run: async ([field, stack], options, io) => {
    const { explainPolicy, runExplain } = await import("../commands/explain.ts");
    if (field.includes("/")) return explainPolicy(field, stack, options, io);
    if (stack === undefined) return runExplain(field, options, io);
    throw new Failure("usage", `${field} is the same in every stack`, { hint: "leave the stack out" });
  },
});

export const schema = command({
  name: "schema",
  summary: "print a JSON Schema",
  description: "Prints the JSON Schema of a kind; without a kind, that of any document.",
  args: [optional("kind", `${KINDS.join(", ")} or Stack`)],
  examples: ["holdfast schema BackupPolicy > BackupPolicy.schema.json"],
  run: async ([kind], _, io) => (await import("../commands/schema.ts")).runSchema(kind, io),
});
