/**
 * State ⇄ text: the canonical form, the checks of stored text, and whether a state belongs to a stack. Pure.
 *
 * Stored text has exactly the members of State. `formatState` refuses anything else, so nothing that does not belong
 * there (a credential, say) gets in, and everything stored can be read back.
 *
 * Anyone who can write to the store can put anything there, and logs of jobs show it. So a text in a state is a name,
 * an id or a plain line. Only specs contain arbitrary text, which is escaped when it is printed.
 */
import { createHash } from "node:crypto";
import { readJson } from "../model/json.ts";
import { pointerTo } from "../model/pointer.ts";
import {
  type Address,
  CLOUDS,
  isAddress,
  isId,
  isMapping,
  isName,
  isPlain,
  type Json,
  type Recorded,
  type Target,
} from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import type { Intent, Lease, Note, PastApply, ProcessId, Revision, State } from "./store.ts";

const FORMAT = 2;
/** Its records and intents lack some members of format 2, and have no others. */
const PREVIOUS_FORMAT = 1;

/**
 * The state in `stored`, whatever its layout and order of keys.
 * @param place for messages: `file policies/demo/.holdfast/state.json`
 * @throws Failure `state-broken` when it is not a whole state of a known format.
 */
export function parseState(stored: Uint8Array | string, place: string): State {
  const broken = (what: string, hint: string) => new Failure("state-broken", `${place} ${what}`, { hint });
  const restore = "put back its last good version, from a backup or from git; Holdfast leaves it as it is";
  let text: string;
  try {
    text =
      typeof stored === "string" ? stored : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(stored);
  } catch {
    throw broken("is not a state: it is not UTF-8", restore);
  }
  if (text.trim() === "") throw broken("is not a state: it is empty", restore);
  const read = readJson(text);
  if ("fault" in read) throw broken(`is not a state: ${read.fault}`, restore);
  const { value } = read;
  const format = isMapping(value) ? value.format : undefined;
  if (typeof format === "number" && format > FORMAT)
    throw broken(
      `was made by a newer version of Holdfast (state format ${format}, this version knows ${FORMAT})`,
      `use a Holdfast that knows state format ${format}: at least the version that wrote it`,
    );
  // Of duplicate members, parsing silently keeps the last.
  const fault =
    stateFault(value) ?? (writtenMemberCount(text) === memberCount(value) ? undefined : "it has a member twice");
  if (fault) throw broken(`is not a state: ${fault}`, restore);
  // Exactly the members of State have been checked above.
  return { ...(value as State), format: FORMAT };
}

/**
 * Canonical JSON: keys sorted at every level, two spaces, a newline at the end, so that equal states are equal bytes
 * and differences are readable lines. Members that are `undefined` are left out.
 * @throws Error when it could not be read back: a bug of ours.
 */
export function formatState(state: State): string {
  const text = `${canonical(state as unknown as Json, "")}\n`;
  const read = readJson(text);
  const fault = "fault" in read ? read.fault : stateFault(read.value);
  if (fault) throw new Error(`not a state: ${fault}`);
  return text;
}

/** `sha256:…` of the stored bytes. */
export const revisionOf = (stored: Uint8Array | string): Revision =>
  `sha256:${createHash("sha256").update(stored).digest("hex")}`;

/** The state of a stack before the first write: no lineage yet, serial 0. It is never stored; see `nextState`. */
export const emptyState = (stack: string, target: Target): State => ({
  format: FORMAT,
  lineage: "",
  serial: 0,
  stack,
  target,
  resources: {},
  intents: {},
});

/**
 * The state to write after `state`, which must be in use: with `changes`, and the next serial. `lease: undefined`
 * removes the lease.
 * @param lineage random; used for the first write of a state, and ignored after that.
 */
export function nextState(
  state: State,
  changes: Partial<Pick<State, "stack" | "resources" | "intents" | "history">> & { readonly lease?: Lease | undefined },
  lineage: string,
): State {
  if (state.moved || state.arriving) throw new Error("a state that was moved, or is being moved, must not be changed");
  const { lease, ...rest } = { ...state, ...changes };
  return { ...rest, lineage: state.lineage || lineage, serial: state.serial + 1, ...(lease && { lease }) };
}

/** Every store calls this before a write. @throws Error when `state` cannot follow `stored`: a bug of ours. */
export function assertFollows(state: State, stored: State | undefined): void {
  const serial = (stored?.serial ?? 0) + 1;
  if (state.serial !== serial) throw new Error(`serial ${state.serial} cannot follow: it must be ${serial}`);
  if (stored && state.lineage !== stored.lineage) throw new Error("a state cannot change its lineage");
}

/** Thrown by every store whose stored state is not the expected one any more. */
export const conflict = (place: string): Failure =>
  new Failure("state-conflict", `${place} was written by another run meanwhile; nothing was stored`, {
    hint: "run the command again",
  });

/** @throws Failure `state-moved` when the state was moved to another store, or its move to this one is not finished. */
export function assertNotMoved({ moved, arriving }: State, place: string): void {
  if (moved) {
    throw new Failure("state-moved", `${place} was moved to ${moved.to}`, {
      hint: "name that store under spec.state in stack.yaml, or pull the commit that does",
    });
  }
  if (arriving) {
    throw new Failure("state-moved", `${place} is a copy of ${arriving.from}, and its move was not finished`, {
      hint: "run `holdfast state migrate` again: it continues where it stopped",
    });
  }
}

/** @throws Failure `state-foreign` for the state of another stack or target; `state-moved`: see `assertNotMoved`. */
export function assertBelongs(state: State, stack: string, target: Target, place: string): void {
  assertNotMoved(state, place);
  const of = (name: string, { cloud, region, project_id }: Target) =>
    `stack ${name} in ${region} (${cloud}, project ${project_id})`;
  const [own, asked] = [of(state.stack, state.target), of(stack, target)];
  if (own === asked) return;
  const isRenamed = own === of(state.stack, target);
  throw new Failure("state-foreign", `${place} is the state of ${own}, not of ${asked}`, {
    hint: isRenamed
      ? `to rename the stack: holdfast state mv --stack ${state.stack} ${stack}; otherwise revert stack.yaml`
      : "revert stack.yaml, or give the changed stack a state of its own",
  });
}

function canonical(value: Json, indent: string): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${value} is not JSON`);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close, lines] = Array.isArray(value)
    ? ["[", "]", value.map((item) => canonical(item, deeper))]
    : [
        "{",
        "}",
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, member]) => `${JSON.stringify(key)}: ${canonical(member, deeper)}`),
      ];
  return lines.length === 0 ? open + close : `${open}\n${deeper}${lines.join(`,\n${deeper}`)}\n${indent}${close}`;
}

/** Why the value is not a state, or undefined. */
const stateFault = (value: unknown): string | undefined => stateShape(value, "") ?? sharedId(value as State);

/** What is wrong with the value at the JSON Pointer `at`, or undefined. */
type Check = (value: unknown, at: string) => string | undefined;
type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

const must = (what: string, test: (value: unknown) => boolean): Check => {
  return (value, at) => (test(value) ? undefined : `${at || "it"} must be ${what}`);
};
const oneOf = (...values: readonly unknown[]) => must(values.join(" or "), (value) => values.includes(value));
const wholeFrom = (least: number) =>
  must(`a whole number from ${least}`, (value) => Number.isSafeInteger(value) && (value as number) >= least);
const text = (what: string, test: (value: string) => boolean) =>
  must(what, (value) => typeof value === "string" && test(value));
const name = text("a name of 1 to 64 letters, digits, _ or -", isName);
/** The id of a singleton may be empty. */
const id = text("an id of at most 128 characters", (value) => value === "" || isId(value));
const line = text("one line of plain text", (value) => value !== "" && isPlain(value));
const perhapsEmpty = text("one line of plain text", (value) => isPlain(value));
const short = text("one line of at most 255 characters", (value) => isPlain(value, 255));
const boolean = must("true or false", (value) => typeof value === "boolean");
const mapping = must("a mapping", isMapping);
const time = must(
  "a time in UTC, such as 2026-01-31T18:00:00Z",
  (value) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
);
const addressFault = (key: string, at: string) => (isAddress(key) ? undefined : `${at} is not the address of a policy`);

const list =
  (item: Check): Check =>
  (value, at) =>
    Array.isArray(value) ? first(value, (member, index) => item(member, `${at}/${index}`)) : `${at} must be a list`;

const byAddress =
  (item: Check): Check =>
  (value, at) =>
    mapping(value, at) ??
    first(Object.entries(value as object), ([key, member]) => {
      const inside = below(at, key);
      return addressFault(key, inside) ?? item(member, inside);
    });

/** Exactly these members. A new member of T does not compile until it is checked here. */
const shape =
  <T>(required: Record<Exclude<keyof T, OptionalKey<T>>, Check>, optional: Record<OptionalKey<T>, Check>): Check =>
  (value, at) => {
    if (!isMapping(value)) return mapping(value, at);
    const checks = new Map<string, Check>(Object.entries({ ...required, ...optional }));
    return (
      first(Object.keys(required), (key) => (Object.hasOwn(value, key) ? undefined : `${at}/${key} is missing`)) ??
      first(Object.entries(value), ([key, member]) => {
        const inside = below(at, key);
        return (checks.get(key) ?? (() => `${inside} is not a part of a state`))(member, inside);
      })
    );
  };

const count = wholeFrom(0);

const vaults = list(shape<NonNullable<Recorded["vaults"]>[number]>({ vault_id: id }, { vault: line }));

const record = shape<Recorded>(
  { id, spec: mapping },
  {
    name,
    written: mapping,
    kept: mapping,
    vaults,
    protected: boolean,
    applied_at: time,
    before: shape<NonNullable<Recorded["before"]>>({ spec: mapping }, { at: time }),
    file: line,
  },
);

const intent = shape<Intent>(
  { action: oneOf("create", "update", "delete") },
  { id, spec: mapping, seen: list(id), written: mapping, protected: boolean, file: line, vaults },
);

const lease = shape<Lease>(
  {
    id: line,
    renewals: wholeFrom(0),
    ttl_ms: wholeFrom(1),
    holder: shape<ProcessId>(
      { host: short, user: short, pid: wholeFrom(1) },
      { boot_id: short, pid_namespace: short, time_namespace: short, started: short },
    ),
    since: time,
  },
  {},
);

const pastApply = shape<PastApply>(
  {
    at: time,
    counts: shape<Note["counts"]>({ create: count, update: count, delete: count, adopt: count, forget: count }, {}),
  },
  { plan: perhapsEmpty, who: perhapsEmpty, run: perhapsEmpty, commit: perhapsEmpty, revision: perhapsEmpty },
);

const stateShape = shape<State>(
  {
    format: oneOf(PREVIOUS_FORMAT, FORMAT),
    lineage: line,
    serial: wholeFrom(1),
    stack: name,
    target: shape<Target>({ cloud: oneOf(...CLOUDS), region: line, project_id: line }, {}),
    resources: byAddress(record),
    intents: byAddress(intent),
  },
  {
    lease,
    history: list(pastApply),
    moved: shape<NonNullable<State["moved"]>>({ id: line, to: line }, {}),
    arriving: shape<NonNullable<State["arriving"]>>({ id: line, from: line }, {}),
  },
);

/** Two records with one id: removing the document of one would delete the policy of the other. */
function sharedId({ resources }: Pick<State, "resources">): string | undefined {
  const owners = new Map<string, Address>();
  for (const [address, { id: own }] of Object.entries(resources) as [Address, Recorded][]) {
    const owner = owners.get(own);
    if (owner && own !== "") return `${owner} and ${address} have one id`;
    owners.set(own, address);
  }
  return undefined;
}

function first<T>(items: readonly T[], fault: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = fault(item, index);
    if (found) return found;
  }
  return undefined;
}

/** The JSON Pointer to a member, for a message: a key that is too long or not plain is not shown. */
const below = (at: string, key: string): string =>
  pointerTo(at, isPlain(key, 100) ? key : "(a key that cannot be shown)");

const children = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value) : [];

const memberCount = (value: unknown): number =>
  children(value).reduce(
    (sum: number, child) => sum + memberCount(child),
    isMapping(value) ? children(value).length : 0,
  );

/** In valid JSON, the strings before a colon are the keys. */
const writtenMemberCount = (json: string): number =>
  [...json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:?)/g)].filter(([, colon]) => colon === ":").length;
