/** What a format can make of what a command found. Pure. */
import type { Problem } from "../model/problem.ts";
import type { StackResult } from "../model/result.ts";
import type { Paint } from "./paint.ts";

/** A piece of what is printed, and where it goes. */
export interface Part {
  readonly to: "out" | "err" | "annotate";
  readonly text: string;
}

/** What the terminal and the files offer to a format. */
export interface View {
  readonly paint: Paint;
  readonly paintErr: Paint;
  /** Cells in a line of the terminal. */
  readonly columns: number;
  /** Where results go is a terminal. */
  readonly isTerminal: boolean;
  readonly lineOf: LineOf;
}

/** A line of a file, without its end; 1-based. Undefined when there is no such line, or no such file any more. */
export type LineOf = (file: string, line: number) => string | undefined;

/** What commands find. */
export interface Found {
  readonly problems: { readonly problems: readonly Problem[]; readonly policies: number; readonly stacks: number };
  readonly plans: {
    readonly results: readonly StackResult[];
    readonly verbose: boolean;
    /** A line for each change; undefined: where there are many, and a terminal. */
    readonly compact: boolean | undefined;
  };
  /** Shown is only what was changed outside of Holdfast. */
  readonly drift: { readonly results: readonly StackResult[] };
  readonly outcomes: {
    readonly results: readonly StackResult[];
    /** Everything that was to be done is done. */
    readonly complete: boolean;
  };
}

/** Parts are printed in their order. What a format has no place for goes to stderr, so that it is not lost. */
export type Format = {
  readonly [What in keyof Found]: (found: Found[What], view: View) => Part[] | Promise<Part[]>;
};
