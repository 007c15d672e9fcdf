/** A run of `apply` or `destroy`, and a stack on its way through it. */
import type { Stack } from "../../documents/check.ts";
import { printable } from "../../model/invisible.ts";
import type { HazardCode } from "../../model/policy.ts";
import type { StackResult } from "../../model/result.ts";
import type { SavedPlan } from "../../plan/saved.ts";
import type { Io } from "../../process/io.ts";
import type { Base } from "../base.ts";
import type { Choice } from "../choice.ts";
import type { OpenStack } from "../open.ts";
import type { Aim, Planned } from "../planning.ts";

export interface ApplyOptions {
  readonly format: "text" | "json" | "markdown";
  readonly autoApprove: boolean;
  /** Also where CI would lose the state. */
  readonly allowLocalState: boolean;
  readonly allowHazards: readonly HazardCode[];
  readonly parallelism: number;
  /** How long to wait for another run that is applying. */
  readonly lockTimeoutMs: number;
  readonly target: readonly string[];
  readonly exclude: readonly string[];
}

/** What a run may carry out, as far as the guards allow it. */
export type Mandate =
  /** All that it plans, once a person agreed. */
  | { readonly from: "person" }
  /** What the time made. */
  | { readonly from: "due" }
  /** What is equal to a saved plan. */
  | { readonly from: "plan-file"; readonly plans: readonly SavedPlan[] }
  /** What the table of judge.ts allows; a stack without a plan here has no reviewed plan at hand. */
  | { readonly from: "merge"; readonly plans: readonly SavedPlan[] };

/** What to carry out. */
export interface Order {
  readonly aim: Aim;
  readonly mandate: Mandate;
  readonly options: ApplyOptions;
  /** What stacks were: changes of their stack.yaml since then are guarded too. */
  readonly base?: Base | undefined;
}

/** What every stack of a run shares. */
export interface Context extends Order {
  readonly io: Io;
  readonly choice: Choice;
  /** Aborted when this process was asked to stop. */
  readonly signal: AbortSignal;
}

export interface StackRun {
  readonly stack: Stack;
  /** Absent when its store or its cloud could not be opened; to be closed at the end. */
  readonly open?: OpenStack;
  /** What `apply` needs beside what the result shows; present with a plan. */
  readonly planned?: Planned;
  readonly result: StackResult;
}

export const resultsOf = (runs: readonly StackRun[]): StackResult[] => runs.map(({ result }) => result);

export const logTo =
  ({ name }: Stack, { err }: Io) =>
  (line: string): void =>
    err(`${name}: ${printable(line)}\n`);
