/** What an operation of a service receives and returns. An operation that refuses (throws) has not changed anything. */
import type { IncomingHttpHeaders } from "node:http";
import type { Personality } from "./personality.ts";
import type { Hidden, Project } from "./stored.ts";

/** What every service sees of a request. */
export interface Asked {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  /** Milliseconds since 1970, by the cloud's clock. */
  readonly now: number;
}

/** A request to a service that keeps its things in projects. */
export interface Call extends Asked {
  readonly project: Project;
  /** Milliseconds since 1970, by the clock of this machine: what lags ends by it, as the cloud's may stand still. */
  readonly real: number;
  /** From the path: `{ policy_id }`. */
  readonly params: Readonly<Record<string, string>>;
  readonly personality: Personality;
  /** Most things on a page of a list. */
  readonly pageSize: number;
  /** A vault that nobody created exists all the same. */
  readonly anyVault: boolean;
  /** For how long lists shall not show what this call creates. */
  readonly lag: Hidden | undefined;
  /** The answer shows another policy than the one that is meant. */
  readonly showsAnother: boolean;
}

export interface Reply {
  readonly status: number;
  /** JSON. */
  readonly body?: object;
  /** In the place of a body: a page. */
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Operation = (call: Call) => Reply;
export type IamOperation = (asked: Asked) => Reply;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids of policies and vaults are. */
export const isUuid = (text: string): boolean => UUID.test(text);
