/** What became of each stack of a run, in the form that every format shows. Pure. */
import type { Change, Field, Hazard, Outcome, Refusal, StackChange, Unmanaged } from "./change.ts";
import type { Range, Source } from "./place.ts";
import type { Address, Live, Policy } from "./policy.ts";
import type { Failure, Problem } from "./problem.ts";

/** A plan; every `Plan` is one. */
export interface ShownPlan {
  readonly stack: string;
  readonly base: string;
  readonly changes: readonly ShownChange[];
  readonly keep: number;
  readonly unmanaged?: readonly Unmanaged[];
  /** Addresses of changes that were not asked for. */
  readonly leftOut?: readonly Address[];
  readonly problems: readonly Problem[];
}

/** A change; every `Change` is one. */
export interface ShownChange {
  readonly action: Change["action"];
  readonly address: Address;
  readonly cause: Change["cause"];
  readonly fields: readonly ShownField[];
  readonly hazards: readonly Hazard[];
  /** With cause time. */
  readonly due?: Change["due"];
  /** Names of live members that we do not know: they stay as they are. */
  readonly kept?: readonly string[];
  /** Of what is no longer in the files: what became of its file. */
  readonly lost?: string;
  /** Of what is there already. */
  readonly live?: Pick<Live, "id" | "name">;
  /** With what is around the fields; a plan that was read from a file does not have it. */
  readonly policy?: Pick<Policy, "spec" | "written" | "source" | "document" | "patch" | "vaultNames" | "asOf">;
  /** In its place: where the policy is written, and where its patch is. */
  readonly source?: Source;
  readonly patch?: Source;
}

export interface ShownField extends Field {
  /** Where the document gives it, or the nearest thing around it that is there. */
  readonly range?: Range;
}

/** What is known of a stack once a run has dealt with it. */
interface Facts {
  readonly plan: ShownPlan;
  /** Digest of the files that the plan was made from. */
  readonly files: string;
  /** Of a plan that did not look at the cloud: with what it was compared instead. */
  readonly comparedWith: string;
  /** Hazards that are not allowed. */
  readonly refusals: readonly Refusal[];
  /** Changes that the reviewed or saved plan does not cover. */
  readonly left: readonly LeftAlone[];
  readonly outcomes: readonly Outcome[];
  readonly failure: Failure;
}

type WithPlan = "files" | "comparedWith" | "refusals" | "left";

/** With some of the facts, perhaps with others, and never with the rest: a renderer can ask for any of them. */
type Became<Word extends string, Has extends keyof Facts = never, May extends keyof Facts = never> = {
  readonly became: Word;
  readonly stack: string;
  /** Of its files. */
  readonly problems: readonly Problem[];
  /** What the pull request changes in stack.yaml; absent without a revision to compare with. */
  readonly stackChanges?: readonly StackChange[];
} & Pick<Facts, Has> & { readonly [Fact in May]?: Facts[Fact] | undefined } & {
    readonly [Fact in Exclude<keyof Facts, Has | May>]?: undefined;
  };

/** What became of one stack, in the form that every format shows. */
export type StackResult =
  /** Its files have errors: it was not looked at. */
  | Became<"broken">
  /** There is no plan, or the plan could not be carried out to its end. */
  | Became<"failed", "failure", Exclude<keyof Facts, "failure">>
  /** Its state is not the one that the saved plan was made from. */
  | Became<"stale">
  /** There is a plan; in `apply` it can be carried out, but for the changes that are refused or left alone. */
  | Became<"planned", "plan", WithPlan>
  /** A hazard that is not allowed keeps the whole plan from being carried out. */
  | Became<"refused", "plan" | "refusals", WithPlan>
  /** Carried out; each outcome says whether its change succeeded. */
  | Became<"applied", "plan" | "outcomes", WithPlan>;

/** A change that a saved or reviewed plan does not cover. */
export interface LeftAlone {
  readonly change: ShownChange;
  /** Continues the address: `is not in the saved plan`. */
  readonly why: string;
  /** Another run carries it out: nothing is wrong. */
  readonly due: boolean;
}
