/** What became of each stack of a run, in the form that every format shows. Pure. */
import type { Change, Field, Hazard, Outcome, StackChange } from "./change.ts";
import type { Range, Source } from "./place.ts";
import type { Address, Live, Policy } from "./policy.ts";
import type { Failure, Problem } from "./problem.ts";

/** A plan; every `Plan` is one. */
export interface ShownPlan {
  readonly stack: string;
  readonly base: string;
  readonly changes: readonly ShownChange[];
  readonly keep: number;
  readonly unmanaged?: number;
  readonly problems: readonly Problem[];
}

/** A change; every `Change` is one. */
export interface ShownChange {
  readonly action: Change["action"];
  readonly address: Address;
  readonly cause: Change["cause"];
  readonly fields: readonly ShownField[];
  readonly hazards: readonly Hazard[];
  /** Names of live members that we do not know: they stay as they are. */
  readonly kept?: readonly string[];
  /** Of what is there already. */
  readonly live?: Pick<Live, "id" | "name">;
  /** With what is around the fields; a plan that was read from a file does not have it. */
  readonly policy?: Pick<Policy, "spec" | "written" | "source" | "document">;
  /** In its place: where the policy is written. */
  readonly source?: Source;
}

export interface ShownField extends Field {
  /** Where the document gives it, or the nearest thing around it that is there. */
  readonly range?: Range;
}

/** What became of one stack: its plan, or why there is none. */
export interface StackResult {
  readonly stack: string;
  readonly plan?: ShownPlan;
  /** By change; for `apply` only. */
  readonly outcomes?: readonly Outcome[];
  readonly problems: readonly Problem[];
  readonly failure?: Failure;
  /** Digest of the files that the plan was made from. */
  readonly files?: string;
  /** What the pull request changes in stack.yaml; absent when nobody asked. */
  readonly stackChanges?: readonly StackChange[];
  /** Changes that are not carried out; for `apply` only. */
  readonly left?: readonly LeftAlone[];
  /** Of a plan that did not look at the cloud: with what it was compared instead. */
  readonly comparedWith?: string;
}

/** A change that a saved plan does not cover. */
export interface LeftAlone {
  readonly change: ShownChange;
  /** Goes on where the address ends: `is not in the saved plan`. */
  readonly why: string;
  /** Another run carries it out: nothing is wrong. */
  readonly due: boolean;
}
