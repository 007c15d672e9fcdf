/**
 * Switches for what is unknown about the real cloud, and for what it was seen to get wrong. A client is right if it is
 * right under every setting. As text in faults: `reorderRules`, `offset/refuse`, `staleVaultsMs/5000`.
 * `--faults with=offset/refuse:1x*` holds for every request.
 */

export interface Personality {
  // ---- unknown, or different from cloud to cloud ----

  /** Answers give the rules of a policy in another order than they were written in. */
  readonly reorderRules: boolean;
  /** Answers give the parts of a rule, and the days within BYDAY, in another order. */
  readonly reorderParts: boolean;
  /** Answers say `BYHOUR=06;BYMINUTE=00` where `BYHOUR=6;BYMINUTE=0` was written. */
  readonly padHours: boolean;
  /** Answers carry what nobody sent: zero counters, -1 for what is not limited, INTERVAL=1 in daily rules. */
  readonly fillDefaults: boolean;
  /** A policy bound to no vault says `associated_vaults: null`; if not, `[]`. Both were seen. */
  readonly nullVaults: boolean;
  /** One rule with several BYHOUR or BYMINUTE values. */
  readonly severalHours: "accept" | "reject";
  /** A timezone is demanded for counters of 0 too, as Open Telekom Cloud does; if not, for positive ones only. */
  readonly strictTimezone: boolean;
  /** DELETE of a policy that vaults use. */
  readonly deleteBound: "unbind" | "refuse";
  /** POST of the download policy when there is one. */
  readonly postSwitchTwice: "reject" | "overwrite";
  /** The download policy that was never set: `{}`, or `{"id": null, "action": null}`. */
  readonly unsetSwitch: "empty" | "nulls";
  /** A new project has a `defaultPolicy` (daily, 30 days), as most real ones do. Set when the cloud is started. */
  readonly preset: boolean;
  /**
   * Members of operation_definition that no reference names. `keep` returns them: the service has been extended.
   * `refuse` refuses only those that no policy of the project has yet.
   */
  readonly unknownMembers: "refuse" | "keep";
  /** The query parameter of lists, which the reference of policies does not name. */
  readonly offset: "honour" | "ignore" | "refuse";
  /** For this many milliseconds after a policy is bound or freed, reads show its old vaults (up to 30 s were seen). */
  readonly staleVaultsMs: number;
  /** Of two nodes that answer in turn, only one is as stale as that. */
  readonly staleByTurns: boolean;

  // ---- wrong, and seen all the same ----

  /** A list has its first thing again at its end, as after a page that moved while it was read. */
  readonly listTwice: boolean;
  /** `count` of a list. Wrong is 9 more: the vendor's own example says 10 and shows one. */
  readonly count: "right" | "wrong" | "absent";
  /** Each page asked for by its offset begins this many things earlier: as many were added in front meanwhile. */
  readonly pagesCame: number;
  /** As many things later: those in front are gone. */
  readonly pagesGone: number;
  /** Every page of a list is full: beyond the end come copies of the last thing, each under an id of its own. */
  readonly endless: boolean;
}

export const DEFAULT_PERSONALITY: Personality = {
  reorderRules: false,
  reorderParts: false,
  padHours: false,
  fillDefaults: false,
  nullVaults: true,
  severalHours: "accept",
  strictTimezone: false,
  deleteBound: "unbind",
  postSwitchTwice: "reject",
  unsetSwitch: "empty",
  preset: false,
  unknownMembers: "refuse",
  offset: "honour",
  staleVaultsMs: 0,
  staleByTurns: false,
  listTwice: false,
  count: "right",
  endless: false,
  pagesCame: 0,
  pagesGone: 0,
};

type Choices = {
  readonly [S in keyof Personality as Personality[S] extends string ? S : never]: readonly Personality[S][];
};

const CHOICES: Choices = {
  severalHours: ["accept", "reject"],
  deleteBound: ["unbind", "refuse"],
  postSwitchTwice: ["reject", "overwrite"],
  unsetSwitch: ["empty", "nulls"],
  unknownMembers: ["refuse", "keep"],
  offset: ["honour", "ignore", "refuse"],
  count: ["right", "wrong", "absent"],
};

/** `NAME` turns a switch on, `NAME/VALUE` sets it. @throws Error that says what is wrong */
export function parseSwitch(text: string): Partial<Personality> {
  const [name = "", value = "true"] = text.split("/");
  const usual = new Map<string, unknown>(Object.entries(DEFAULT_PERSONALITY)).get(name);
  if (usual === undefined)
    throw new Error(`${name || "nothing"} is not one of ${Object.keys(DEFAULT_PERSONALITY).join(" ")}`);
  const wanted = new Map<string, readonly string[]>(Object.entries(CHOICES)).get(name);
  const allowed = typeof usual === "boolean" ? ["true", "false"] : wanted;
  if (allowed ? !allowed.includes(value) : !/^\d+$/.test(value)) {
    throw new Error(`${name} is ${allowed?.join(" or ") ?? "a number"}, not ${value}`);
  }
  return { [name]: typeof usual === "boolean" ? value === "true" : typeof usual === "number" ? Number(value) : value };
}
