/** What the rest of the program knows of a cloud: a reader and a writer, bound to one target. */
import type { Target } from "../model/policy.ts";

/** Services that have policies, as in the host name. */
export type ServiceName = "cbr" | "dds";

/** Those, and services that are only read: which servers and disks there are. */
export type ReadableService = ServiceName | "ecs" | "evs";

export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined when the body was empty. */
  readonly body: unknown;
  readonly requestId: string | undefined;
}

/** Cannot write, by type. `path` follows the version and the project: `/policies`. */
export interface ReadableCloud {
  readonly target: Target;
  /** Retried on 429, 5xx and network errors. @throws Failure `cloud-*`, `interrupted` */
  get(service: ReadableService, path: string): Promise<Answer>;
  /** The latest time that the cloud said it is (`Date`), milliseconds since 1970; undefined before its first answer. */
  date(): number | undefined;
}

/**
 * For a writer whose lease may run out while the door waits, logs in or connects: what it may no longer write must not be
 * sent. The Failure that one of them throws ends the request.
 */
export interface SendGuard {
  /** Awaited before each attempt, the first included. */
  before(): Promise<void>;
  /** Called when the connection is established, right before the first byte is written. */
  connected(): void;
}

export interface WriteOptions {
  readonly guard?: SendGuard;
}

/**
 * A request that would have to wait when the run is stopped throws `interrupted`: nothing was sent.
 *
 * Every write that may have happened although it failed throws `cloud-unanswered`; after any other failure it did not,
 * save `cloud-not-found`, which also answers the second attempt of a delete whose first answer was lost.
 */
export interface Cloud extends ReadableCloud {
  /**
   * Sent again only when it provably was not accepted (connection refused, DNS, TLS, connect timeout, 429, expired login).
   * `idempotent`: harmless to repeat (binding a vault), so retried like `put`.
   * @throws Failure `cloud-unanswered` when it may have happened all the same: no answer, a broken one, or any 5xx.
   */
  post(
    service: ServiceName,
    path: string,
    body: unknown,
    options?: WriteOptions & { readonly idempotent?: boolean },
  ): Promise<Answer>;
  /** Retried like `get`. */
  put(service: ServiceName, path: string, body: unknown, options?: WriteOptions): Promise<Answer>;
  /** Retried like `get`. */
  delete(service: ServiceName, path: string, options?: WriteOptions): Promise<Answer>;
}
