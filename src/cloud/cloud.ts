/** What the rest of the program knows of a cloud: how to read it and how to write it, bound to one target. */
import type { ServiceName } from "../generated/facts.ts";
import type { Target } from "../model/policy.ts";

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
  get(service: ServiceName, path: string): Promise<Answer>;
  /** The latest `Date` of the cloud's answers, milliseconds since 1970; undefined before the first. */
  date(): number | undefined;
}

/**
 * For a writer whose lease may run out while the client waits, logs in or connects: a write must not be sent after
 * that. A Failure that one of them throws ends the request.
 */
export interface SendGuard {
  /** Awaited before each attempt, including the first. */
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
 * A write that failed but may have been carried out throws `cloud-unanswered`. After any other failure it was not
 * carried out, except after `cloud-not-found`, which also answers the second attempt of a delete whose first answer was
 * lost.
 */
export interface Cloud extends ReadableCloud {
  /**
   * Retried only when it was provably not accepted (connection refused, DNS, TLS, connect timeout, 429, expired login).
   * `idempotent`: harmless to repeat (binding a vault), so retried like `put`.
   * @throws Failure `cloud-unanswered` when it may have been carried out: no answer, an incomplete one, or any 5xx.
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
