/**
 * The kinds of store, and what the rest of the program may know of one without opening it. The schema of a stack
 * declares them (kinds/holdfast), and open.ts opens them; a kind that is missing here or there does not compile. Pure.
 */
import { join } from "node:path/posix";
import type { StackSpec } from "../generated/types.ts";
import { remoteFault } from "../model/remote.ts";
import { STATE_PATH_HINT, statePathFault } from "../model/state-path.ts";

/** Where a stack keeps its state, as in `spec.state` of stack.yaml: at most one member; none means the default file. */
export type StateSettings = NonNullable<StackSpec["state"]>;

export type StoreKind = keyof StateSettings;

export type SettingsOf<Kind extends StoreKind> = NonNullable<StateSettings[Kind]>;

/** What the schema cannot express. */
interface SettingFault {
  /** From `spec.state`. */
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}

export interface StoreFacts {
  /** All machines read the same state, so what is not recorded there was never applied. */
  readonly shared: boolean;
  /** The environment variable with a secret that even a read needs. */
  readonly secret?: string;
  /** Where the state is, whatever the working directory. */
  place(stack: { readonly name: string; readonly folder: string }): string;
  /** What is wrong with the settings in every environment; they need not fit the schema. */
  fault?(): SettingFault | undefined;
  /**
   * What is wrong in this environment.
   * @param localRemotes whether it allows states in git repositories on this machine
   */
  faultHere?(localRemotes: boolean): SettingFault | undefined;
}

const KINDS: { readonly [Kind in StoreKind]-?: (settings: SettingsOf<Kind>) => StoreFacts } = {
  file: ({ path }) => ({
    shared: false,
    place: ({ folder }) => `file ${join(folder, path)}`,
    fault: () => {
      const fault = typeof path === "string" ? statePathFault(path) : undefined;
      return fault === undefined
        ? undefined
        : { path: ["file", "path"], message: `the state file ${fault}`, hint: STATE_PATH_HINT };
    },
  }),
  git: ({ remote, branch }) => ({
    shared: true,
    place: () => `branch ${branch} of ${remote}`,
    faultHere: (localRemotes) => {
      const fault = remoteFault(remote, localRemotes);
      return fault && { path: ["git", "remote"], ...fault };
    },
  }),
  postgres: ({ url_env: secret, table }) => ({
    shared: true,
    secret,
    place: ({ name }) => `row ${name} of table ${table}, at the URL in ${secret}`,
  }),
};

export const DEFAULT_FILE = ".holdfast/state.json";

/** Reads a table of all kinds with the settings of the one that `state` names. */
export function byKind<Result>(
  state: StateSettings | undefined,
  table: { readonly [Kind in StoreKind]-?: (settings: SettingsOf<Kind>) => Result },
): Result {
  const kinds = Object.keys(table) as StoreKind[];
  for (const kind of kinds) {
    const settings = state?.[kind];
    // Both are of one kind, which the compiler cannot see.
    if (settings) return (table[kind] as (settings: SettingsOf<StoreKind>) => Result)(settings);
  }
  return table.file({ path: DEFAULT_FILE });
}

export const storeFacts = (state: StateSettings | undefined): StoreFacts => byKind(state, KINDS);
