/** What nobody outside knows of the real cloud, as switches: a client is right when it is right under every setting. */

export interface Personality {
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
  /** A project is born with a `defaultPolicy` (daily, 30 days), as most real ones are. */
  readonly preset: boolean;
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
  preset: false,
};
