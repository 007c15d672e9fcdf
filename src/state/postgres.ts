/**
 * A state in a row of a PostgreSQL table, for concurrent writers on any number of machines. The first write creates the
 * table; a read creates nothing.
 *
 *     stack        text, the primary key: the name of the stack
 *     state        text, because jsonb would not preserve the bytes
 *     write_id     random, one per write: identifies it
 *     updated_at   for people
 *
 * A write checks that the row holds the expected state, and then replaces it if it still has the same write_id, or
 * inserts the first one. The replacement is one message to the server, including its transaction, so a writer that is
 * stopped or killed holds no lock that others would have to wait for.
 *
 * When a connection breaks, it is unknown whether the write was stored. So it is retried, and each attempt first
 * checks: our write_id in the row means that it was. An attempt that was thought lost may still arrive; at most one of
 * all attempts finds the row as expected.
 */

import { randomUUID } from "node:crypto";
import { isIPv4 } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { assertTlsVerified } from "../cloud/endpoints.ts";
import type { Env } from "../model/env.ts";
import { Failure, type FailureCode, isFailure } from "../model/problem.ts";
import { failpoint } from "../system/failpoint.ts";
import { assertFollows, conflict, formatState, parseState, revisionOf } from "./state.ts";
import { NOTHING, type Store } from "./store.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`; no message quotes it. */
  readonly url: string;
  /** The environment variable that it came from, which messages name instead. */
  readonly variable: string;
  /** With or without its schema. */
  readonly table: string;
  /** The name of the stack, which is the key of its row. */
  readonly stack: string;
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 10_000;
/** Less than ANSWER_MS: the server gives up a write before we do. */
const STATEMENT_MS = 8_000;
/** How long a write waits for another transaction that has locked the row. */
const LOCK_MS = 5_000;
/** Because of a rival a write may find another row than the one it read, but not the same one again and again. */
const MAX_UNCHANGED = 3;
/** The pauses before retries when a connection broke: together about as long as a server takes to restart. */
const RETRY_MS = [0, 100, 400, 1600, 4000];

const COLUMNS = "stack text primary key, state text not null, write_id uuid not null, updated_at timestamptz not null";

interface Row {
  readonly state: string;
  readonly write_id: string;
}

/**
 * The store of a stack.
 * @throws Failure `usage`, `credentials-missing`, `host-untrusted`: see `postgresUrl`
 */
export function openPostgres(
  { url_env: variable, table }: { readonly url_env: string; readonly table: string },
  stack: string | undefined,
  env: Env,
): Store {
  if (!stack) throw new Error("the key of a row is the name of its stack");
  return postgresStore({ url: postgresUrl(variable, env), variable, table, stack });
}

/**
 * Connects when first used. All stores of one URL share a few connections, which do not keep the process from ending.
 */
export function postgresStore({ url, variable, table, stack }: PostgresOptions): Store {
  const place = `row ${stack} of table ${table} (${variable})`;
  const name = table.split(".").map(quotedIdentifier).join(".");
  const definition = `${name} (${COLUMNS})`;

  /** Errors of the server, and of the connection, become Failures with the error itself as cause. */
  async function query(statement: (literal: Literal) => string): Promise<readonly pg.QueryResult[]> {
    const { pool, literal, remote } = await database(url, variable);
    try {
      failpoint("postgres: query");
      const result = await pool.query(statement(literal));
      failpoint("postgres: answered");
      // A message with several statements has several results, which the types do not say.
      return [result].flat();
    } catch (error) {
      throw databaseFailure(error, { place, variable, remote, definition: `create table ${definition}` });
    }
  }

  async function look(): Promise<Row | undefined> {
    try {
      const [result] = await query((literal) => `select state, write_id from ${name} where stack = ${literal(stack)}`);
      return result?.rows[0];
    } catch (error) {
      if (sqlState(error) === UNDEFINED_TABLE) return undefined;
      throw error;
    }
  }

  /** @returns whether the row was still `expected`, or still missing. */
  async function replace(expected: Row | undefined, text: string, id: string): Promise<boolean> {
    const change = (literal: Literal) =>
      expected
        ? `update ${name} set state = ${literal(text)}, write_id = ${literal(id)}, updated_at = now()
             where stack = ${literal(stack)} and write_id = ${literal(expected.write_id)}`
        : `insert into ${name} (stack, state, write_id, updated_at)
             values (${literal(stack)}, ${literal(text)}, ${literal(id)}, now()) on conflict (stack) do nothing`;
    const results = await query(
      (literal) => `
        begin isolation level read committed;
        set local statement_timeout = ${STATEMENT_MS};
        set local lock_timeout = ${LOCK_MS};
        -- Durable before the answer, whatever the default is here; a stricter setting stays.
        select set_config('synchronous_commit', 'on', true)
          where current_setting('synchronous_commit') in ('off', 'local', 'remote_write');
        ${change(literal)};
        commit`,
    );
    return results[4]?.rowCount === 1;
  }

  async function makeTable(): Promise<void> {
    try {
      await query(() => `create table if not exists ${definition}`);
    } catch (error) {
      // A rival may have created it between the server's check and the creation:
      // https://www.postgresql.org/message-id/CAKU4AWpGFMgp3zF-8TUkpydPZ5kJcY-yWcdN92mwRnSbJW2zhQ%40mail.gmail.com
      if (!CREATED_CONCURRENTLY.includes(sqlState(error) ?? "")) throw error;
    }
  }

  /**
   * If the server never answered, its address is wrong; if it did, it is restarting or the network failed for a moment.
   */
  async function persist<T>(attempt: (again: boolean) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await attempt(tries > 0);
      } catch (error) {
        const wait = RETRY_MS[tries];
        const passing = isFailure(error, "state-unreachable") && (await database(url, variable)).answered;
        if (!passing || wait === undefined) throw error;
        await pause(wait);
      }
    }
  }

  return {
    place,
    read: () =>
      persist(async () => {
        const row = await look();
        return row
          ? { state: parseState(row.state, place), revision: revisionOf(row.state) }
          : { state: undefined, revision: NOTHING };
      }),
    async write(state, expected) {
      const text = formatState(state);
      const id = randomUUID();
      return persist(async (again) => {
        for (let unchanged = 0; ; unchanged += 1) {
          const row = await look();
          if (row?.write_id === id) return revisionOf(text);
          const stored = row && parseState(row.state, place);
          if ((row ? revisionOf(row.state) : NOTHING) !== expected) {
            throw again && stored && stored.serial > state.serial ? overtaken(place) : conflict(place);
          }
          assertFollows(state, stored);
          // The row is as expected, but was not replaced.
          if (unchanged === MAX_UNCHANGED) throw ineffective(place);
          try {
            // If not, a rival was faster, or an attempt of ours that was thought lost: the next look shows which.
            if (await replace(row, text, id)) return revisionOf(text);
          } catch (error) {
            if (sqlState(error) !== UNDEFINED_TABLE) throw error;
            await makeTable();
          }
        }
      });
    },
  };
}

type Literal = (text: string) => string;

const quotedIdentifier = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** At least two writes have followed; the first of them may have been based on this one. */
const overtaken = (place: string): Failure =>
  new Failure(
    "state-conflict",
    `${place} was written by another run meanwhile; the connection broke, so this write may have been stored before that`,
    { hint: "run the command again" },
  );

/** Neither is an error to PostgreSQL. https://www.postgresql.org/docs/current/ddl-rowsecurity.html */
const ineffective = (place: string): Failure =>
  new Failure("state-unwritable", `${place}: the server accepts each write and stores nothing`, {
    hint: "check row-level security and the triggers of the table: this user must be able to insert and update its row",
  });

interface Database {
  readonly pool: pg.Pool;
  readonly literal: Literal;
  /** On another machine. */
  readonly remote: boolean;
  /** Whether a connection ever succeeded. */
  answered: boolean;
}

const databases = new Map<string, Promise<Database>>();

function database(url: string, variable: string): Promise<Database> {
  const known = databases.get(url) ?? connect(url, variable);
  databases.set(url, known);
  return known;
}

/**
 * Uses TLS and checks the certificate of the server, except to this machine. Settings in the URL win (`sslmode`,
 * `sslrootcert`, https://node-postgres.com/features/ssl), except for turning TLS off: the state and a password would
 * travel.
 */
async function connect(url: string, variable: string): Promise<Database> {
  const { default: pg } = await import("pg");
  // Synonyms for pg 8, which warns on stderr that pg 9 will take them for something weaker.
  const connectionString = url.includes("uselibpqcompat=")
    ? url
    : url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, "$1verify-full");
  let remote: boolean;
  let plain: boolean;
  try {
    // Parsed by the library itself, because another parser could find another host.
    const { host, ssl } = new pg.Client({ connectionString, ssl: true });
    remote = !isThisMachine(host);
    plain = !ssl;
  } catch {
    // Its error may quote the URL.
    throw invalidUrl(variable);
  }
  if (remote && plain) {
    throw new Failure("host-untrusted", `${variable} asks for a connection without TLS to another machine`, {
      hint: `remove sslmode and ssl from ${variable}, or set sslmode=verify-full`,
    });
  }
  const pool = new pg.Pool({
    connectionString,
    ssl: remote,
    application_name: "holdfast",
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    max: 4,
    allowExitOnIdle: true,
  });
  const found: Database = { pool, literal: pg.escapeLiteral, remote, answered: false };
  pool.on("connect", () => {
    found.answered = true;
  });
  // An idle connection broke, and the pool has dropped it. Without a listener the event would end the process.
  pool.on("error", () => {});
  return found;
}

/**
 * @throws Failure `credentials-missing` when the variable is not set; `usage` when it holds no PostgreSQL URL, or is
 * not one of ours: stack.yaml comes with pull requests, which must not use variables meant for something else;
 * `host-untrusted` when the server is on another machine and the environment turns the check of certificates off
 */
function postgresUrl(variable: string, env: Env): string {
  if (!/^HOLDFAST_[A-Z0-9_]+$/.test(variable)) {
    throw new Failure("usage", "the variable with the URL of the database must begin with HOLDFAST_", {
      hint: "rename the variable, here and in stack.yaml, for example to HOLDFAST_PG_URL",
    });
  }
  const url = env[variable];
  if (!url) {
    throw new Failure("credentials-missing", `the state is in PostgreSQL, but ${variable} is not set`, {
      hint: `set ${variable} to postgres://user:password@host:port/database`,
    });
  }
  if (!/^postgres(ql)?:\/\//.test(url)) throw invalidUrl(variable);
  if (!looksLocal(url)) assertTlsVerified(env);
  return url;
}

/** Only an estimate: the library, which is loaded later, may find another host in it. */
const looksLocal = (url: string): boolean =>
  URL.canParse(url) && isThisMachine(new URL(url).hostname) && !/[?&]host=/i.test(url);

const invalidUrl = (variable: string): Failure =>
  new Failure("usage", `${variable} is not the URL of a PostgreSQL database`, {
    hint:
      `set ${variable} to postgres://user:password@host:port/database, with special characters of the password ` +
      "percent-encoded; files that it names must exist",
  });

const isThisMachine = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127.")) || host.startsWith("/");

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNDEFINED_TABLE = "42P01";
/** The table, its type, or the catalogue row of either. */
const CREATED_CONCURRENTLY: readonly string[] = ["42P07", "42710", "23505"];

interface QueryContext {
  readonly place: string;
  readonly variable: string;
  readonly remote: boolean;
  /** The SQL that creates the table. */
  readonly definition: string;
}

/** An error of the server, or of the connection to it. */
function databaseFailure(error: unknown, asked: QueryContext): Failure {
  const { message, code = "" } = error as { message: string; code?: string };
  const isAnswer = error instanceof Error && "severity" in error;
  const [kind, hint] = isAnswer && !/^(08|57|53300)/.test(code) ? serverRefusal(code, asked) : noAnswer(asked);
  return new Failure(kind, `${asked.place}: ${message || code}`, { hint, cause: error });
}

function serverRefusal(code: string, { variable, definition }: QueryContext): [FailureCode, hint: string] {
  switch (code) {
    case "28P01":
    case "28000":
      return ["state-unwritable", `correct the user or the password in ${variable}`];
    case "3D000":
      return ["state-unwritable", `create the database, or name another one in ${variable}`];
    case "3F000":
      return ["state-unwritable", "create the schema, or name another table in stack.yaml"];
    case "42501":
      return [
        "state-unwritable",
        `grant the user of ${variable} select, insert and update on the table; to create it: ${definition}`,
      ];
    case "25006":
      return ["state-unwritable", `name a server in ${variable} that accepts writes, not a standby`];
    case "22P05":
      return ["state-unwritable", "keep the state in a database with the encoding UTF8"];
    case "55P03":
      return [
        "state-unwritable",
        "end the transaction that has locked the row, see pg_stat_activity, then run the command again",
      ];
    case "53100":
      return ["disk", "free space on the disk of the server, then run the command again"];
    case "42703":
    case "42804":
    case "42809":
    case "42P10":
    case "22P02":
      return ["state-broken", "name another table in stack.yaml: this one was not made by Holdfast"];
    default:
      return ["state-unwritable", `check the log of the server; its error code is ${code}`];
  }
}

const noAnswer = ({ variable, remote }: QueryContext): [FailureCode, hint: string] => [
  "state-unreachable",
  remote
    ? `check ${variable}, that the server runs, and that this machine trusts its certificate (NODE_EXTRA_CA_CERTS)`
    : `check ${variable} and that the server runs`,
];

const sqlState = (failure: unknown): string | undefined =>
  isFailure(failure) ? (failure.cause as { code?: string } | undefined)?.code : undefined;
