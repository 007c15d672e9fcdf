/** Arguments and options that several commands take, and how their values are read. */
import { InvalidArgumentError } from "commander";
import { HAZARDS, type HazardCode } from "../model/policy.ts";
import { A_DURATION, parseDuration } from "../process/settings.ts";
import type { Format } from "../render/format.ts";
import { formatsFor } from "../render/formats.ts";
import { choice, either, flag, many, optional, parsed, text } from "./declare.ts";

export const HELP = "run with --help for examples";

/** One stack. */
export const stack = optional("stack", "folder or name of the stack; may be left out where there is only one");
export const stacks = many("stack", "folders or names of stacks; none means every stack in policies/");
/** The same, or a part of one. */
export const parts = many(
  "stack",
  "folders or names of stacks; a file or folder inside a stack limits it to the policies there; none means policies/",
);
export const paths = many("path", "folders, YAML files or names of stacks; none means policies/");

/** An argument that may be left out, as the list of those that are given. */
export const given = (argument: string | undefined): string[] => (argument === undefined ? [] : [argument]);

const FORMAT = ["--format <format>", "output format"] as const;
/** The formats that show what the command finds. */
export const formatFor = <What extends keyof Format>(what: What) => choice(...FORMAT, formatsFor(what));
export const textOrJson = choice(...FORMAT, ["text", "json"]);

export const verbose = flag(
  "--verbose",
  "for each field also where it is written, what was applied last, and why it differs",
);
export const compact = either("--compact", "a line for each change; the default for more than 20 in a terminal");
/** The other side of `compact`, under whose name its value is. */
export const full = either("--no-compact", "each change in full");
export const autoApprove = flag("--auto-approve", "do not ask");
export const out = text("--out <file>", "write the plan to a file, for apply");

/** Added to those that were given before. */
function addresses(words: string, before: readonly string[]): readonly string[] {
  const added = words.split(",").map((word) => word.trim());
  if (added.includes("")) throw new InvalidArgumentError("One of the policies is empty.");
  return [...before, ...added];
}

export const target = parsed(
  "--target <policies>",
  "only these policies, comma separated: KIND/NAME, a NAME that is unique, or a pattern such as 'web-*'",
  addresses,
  [],
  "all",
);
export const exclude = parsed("--exclude <policies>", "not these policies, in the same forms", addresses, [], "none");
export const allowHazards = parsed(
  "--allow-hazards <codes>",
  `hazards to allow, comma separated: ${HAZARDS.join(", ")}`,
  hazardCodes,
  [],
  "none",
);
export const allowLocalState = flag("--allow-local-state", "in CI too, keep a state in a file beside stack.yaml");
export const parallelism = parsed("--parallelism <n>", "changes at a time", positiveNumber, 8);
export const lockTimeout = parsed(
  "--lock-timeout <duration>",
  "how long to wait for another run that is applying: 500ms, 90s, 5m",
  duration,
  0,
  "0",
);

function hazardCodes(codes: string): readonly HazardCode[] {
  return codes.split(",").map((word) => {
    const code = HAZARDS.find((known) => known === word.trim());
    if (!code) throw new InvalidArgumentError(`There is no hazard "${word}"; the hazards are ${HAZARDS.join(", ")}.`);
    return code;
  });
}

export function wholeNumber(digits: string): number {
  if (!/^\d{1,6}$/.test(digits)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(digits);
}

export function portNumber(digits: string): number {
  if (wholeNumber(digits) > 65_535) throw new InvalidArgumentError("It must be at most 65535.");
  return Number(digits);
}

/** A whole number from 1. */
export const upTo =
  (most: number) =>
  (digits: string): number => {
    if (positiveNumber(digits) > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return Number(digits);
  };

function positiveNumber(digits: string): number {
  if (wholeNumber(digits) === 0) throw new InvalidArgumentError("It must be at least 1.");
  return Number(digits);
}

function duration(words: string): number {
  const ms = parseDuration(words);
  if (ms === undefined) throw new InvalidArgumentError(`It must be ${A_DURATION}.`);
  return ms;
}
