/**
 * What can go wrong. Findings and problems are the user's, and all of them are returned. Failures are the world's, and
 * are thrown. Pure.
 */
import type { Place, Range, Span } from "./place.ts";
import type { Address } from "./policy.ts";
import { type ProblemCode, type Severity, severityOf } from "./rules.ts";

/** Something wrong in a rule, a spec, a document or a file, as data. Its severity follows from its code (rules.ts). */
export interface Finding {
  readonly code: ProblemCode;
  /** What is wrong, in the user's words. */
  readonly message: string;
  /** What to do, as an order. */
  readonly hint: string;
  /** In whatever was checked. */
  readonly place: Place;
  /** Together the only correction there is: only where no other meaning is possible. */
  readonly edits?: readonly Edit[];
  /** Where it is another than that of its code. */
  readonly severity?: Severity;
  /** JSON Pointer into the document: where what is at this place belongs. Then it is not missing there. */
  readonly belongs?: string;
}

/** A text to write over a piece of a document. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
  /** Only if this is what the file has there: a number can be written in ways that mean something else. */
  readonly from?: string;
}

/** The same as people and programs see it, and as it is carried out. */
export interface PlacedEdit {
  readonly range: Range;
  /** Offsets into the text of the file, without a byte order mark. */
  readonly span: Span;
  readonly text: string;
}

/** A finding as people see it, with its position; or something wrong in the request or in the cloud. */
export interface Problem {
  readonly code: ProblemCode;
  /** Where it is another than that of its code. */
  readonly severity?: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly address?: Address;
  readonly range?: Range;
  /** Of a shared document: the names of the stacks that it concerns, in their order. */
  readonly stacks?: readonly string[];
  readonly edits?: readonly PlacedEdit[];
}

type Severe = Pick<Problem, "code" | "severity">;
export const isError = (problem: Severe): boolean => severityOf(problem) === "error";
export const isNote = (problem: Severe): boolean => severityOf(problem) === "note";

export type FailureCode =
  | "cloud-denied" // 401, 403: who we are or what we may
  | "cloud-not-found" // 404 with a code of the service
  | "cloud-refused" // any other 4xx: the request itself
  | "cloud-throttled" // 429 after the last try
  | "cloud-broken" // 5xx after the last try
  | "cloud-unreachable" // nothing was sent: refused, DNS, TLS, connect timeout
  | "cloud-unanswered" // sent, and no answer came: it may have happened
  | "cloud-unexpected" // an answer that the API never gives
  | "cloud-moved" // not what the plan saw
  | "credentials-missing"
  | "credentials-unclear" // more than one source, or half of one
  | "host-untrusted" // credentials would go to a host that is not the cloud's own
  | "project-unknown"
  | "stack-duplicate" // another stack of the run is for the same project
  | "state-conflict" // another run wrote first; nothing was stored
  | "state-broken" // not a state, or torn
  | "state-foreign" // the state of another stack or target
  | "state-local" // a state that would be lost with the runner
  | "state-leased" // another run is applying
  | "lease-lost" // we were not heard of for too long to go on
  | "interrupted" // a signal asked this run to stop
  | "state-moved" // the state is in another store now, or not yet in this one
  | "state-unreachable" // the server that keeps it does not answer
  | "state-unwritable"
  | "plan-file" // not a saved plan
  | "base-unreadable" // a revision in git that is not there, or whose files have errors
  | "successor-failed" // what was to take over its vaults could not, so nothing was taken away
  | "disk"
  | "usage";

/** The world is broken (network, cloud, disk), or the request cannot be carried out. Caught in cli/program.ts. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  /** What to do, as an order. */
  readonly hint: string | undefined;
  /** The cloud's own error code, e.g. `BackupService.6001`. */
  readonly cloudCode: string | undefined;
  /** HTTP status, when the cloud answered. */
  readonly status: number | undefined;
  /** What the vendor's support asks for. */
  readonly requestId: string | undefined;

  constructor(
    code: FailureCode,
    message: string,
    more: { hint?: string; cloudCode?: string; status?: number; requestId?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.cloudCode = more.cloudCode;
    this.status = more.status;
    this.requestId = more.requestId;
  }
}

export const isFailure = (error: unknown, ...codes: FailureCode[]): error is Failure =>
  error instanceof Failure && (codes.length === 0 || codes.includes(error.code));

/** What a message can hold of the user's words: a key or a name can be as long as the file. */
export const clipped = (text: string, length = 60): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
/** A word of the user's in a message. */
export const quoted = (text: string): string => JSON.stringify(clipped(text));
