import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { isFailure } from "../../src/model/problem.ts";
import { fileStore } from "../../src/state/file.ts";
import { migrate } from "../../src/state/migrate.ts";
import { openStore } from "../../src/state/open.ts";
import { postgresStore } from "../../src/state/postgres.ts";
import { formatState, revisionOf } from "../../src/state/state.ts";
import { NOTHING, type State, type Store } from "../../src/state/store.ts";
import { freePort, type Server, startPostgres } from "../support/postgres.ts";
import { program, startRivals, temporaryFolder } from "../support/programs.ts";
import { empty, outcomeOf, storeContract, written } from "./contract.ts";

/** Nothing that anybody sees may hold it. */
const CANARY = "canary-Pa55word";
const variable = "HOLDFAST_TEST_PG_URL";

let server: Server;
beforeAll(async () => {
  server = await startPostgres({ user: "owner", password: CANARY });
}, 60_000);
afterAll(() => server.remove());

const urlOf = ({
  user = "owner",
  password = CANARY,
  host = "127.0.0.1",
  port = server.port,
  rest = "/postgres",
} = {}) => `postgres://${user}:${password}@${host}:${port}${rest}`;

let tables = 0;
const newTable = () => `state_${++tables}`;

const storeIn = (table: string, url = urlOf(), stack = "demo"): Store => postgresStore({ url, variable, table, stack });

storeContract("the postgres store", async () => {
  const table = newTable();
  const stack = {
    folder: "policies/demo",
    name: "demo",
    state: { postgres: { url_env: variable, table } },
    env: { [variable]: urlOf() },
  };
  const ends: (() => Promise<void>)[] = [];
  return {
    open: () => storeIn(table),
    async rivals(count) {
      const rivals = await startRivals(count, stack);
      ends.push(rivals.stop);
      return rivals.writers;
    },
    async leave() {
      for (const end of ends) await end();
    },
  };
});

const first = written(empty, "first");
const second = written(first, "second");
const third = written(second, "third");

/** A table with the state after `first`. */
async function tableWithFirst() {
  const table = newTable();
  return { table, revision: await storeIn(table).write(first, NOTHING) };
}

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What the person sees of a failure, from `place: ` on; the password is in no corner of it. */
async function failureOf(action: Promise<unknown>): Promise<Shown> {
  const failure = await action.then(
    () => expect.fail("it should have failed"),
    (error) => error,
  );
  if (!isFailure(failure)) throw failure;
  expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain(CANARY);
  return { code: failure.code, message: failure.message.replace(/^row .*?: /, ""), hint: failure.hint };
}

test("is named in messages by its row, its table and its variable, never by its URL", async () => {
  const state = { postgres: { url_env: variable, table: "ops.t" } };
  const { place } = await openStore({ folder: ".", name: "demo", state, env: { [variable]: urlOf() } });
  expect(place).toBe("row demo of table ops.t (HOLDFAST_TEST_PG_URL)");
});

/** Only specs hold any text. */
const withText = (state: State, text: string): State => ({
  ...state,
  resources: { "BackupPolicy/每日": { id: "1", spec: { text } } },
});

describe("the row", () => {
  test("of a stack has the very bytes of its state, beside those of other stacks", async () => {
    const table = newTable();
    const [other, others] = ["每日 'prod'\\", withText(written(empty, "每日"), "每日\\u0000'\\\\")];
    await storeIn(table).write(first, NOTHING);
    await storeIn(table, urlOf(), other).write(others, NOTHING);
    expect(await server.sql(`select stack, state from ${table} order by updated_at`)).toEqual([
      { stack: "demo", state: formatState(first) },
      { stack: other, state: formatState(others) },
    ]);
  });

  test("and its table are made by the first write, in the schema that is named, and by no read", async () => {
    await server.sql("create schema ops");
    const store = storeIn("ops.holdfast_state");
    expect(await store.read()).toEqual({ state: undefined, revision: NOTHING });
    expect(await server.sql("select to_regclass('ops.holdfast_state') as made")).toEqual([{ made: null }]);
    await store.write(first, NOTHING);
    expect((await store.read()).state).toEqual(first);
  });

  test("that a person changed has another revision, so that who read it before is refused", async () => {
    const { table, revision } = await tableWithFirst();
    const text = JSON.stringify(first);
    await server.sql(`update ${table} set state = '${text}'`);
    expect(await storeIn(table).read()).toEqual({ state: first, revision: revisionOf(text) });
    expect(await outcomeOf(storeIn(table).write(second, revision))).toBe("state-conflict");
    expect(await outcomeOf(storeIn(table).write(second, revisionOf(text)))).toBe("ok");
  });

  test("that is not a state is refused by reads and writes, and left as it is", async () => {
    const { table, revision } = await tableWithFirst();
    await server.sql(`update ${table} set state = left(state, 40)`);
    expect(await outcomeOf(storeIn(table).read())).toBe("state-broken");
    expect(await outcomeOf(storeIn(table).write(second, revision))).toBe("state-broken");
    expect(await server.sql(`select state from ${table}`)).toEqual([{ state: formatState(first).slice(0, 40) }]);
  });

  test("is durable when it is stored, even where the default is that it is not", async () => {
    const { table, revision } = await tableWithFirst();
    await server.sql(`
      create role hasty login superuser password '${CANARY}';
      alter role hasty set synchronous_commit = off;
      create table waited (setting text);
      create function note() returns trigger language plpgsql as
        $$ begin insert into waited values (current_setting('synchronous_commit')); return new; end $$;
      create trigger note before update on ${table} for each row execute function note()`);
    await storeIn(table, urlOf({ user: "hasty" })).write(second, revision);
    expect(await server.sql("select * from waited")).toEqual([{ setting: "on" }]);
  });
});

test("a state moves from a file to a table and back", async () => {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  const [file, row] = [fileStore(join(path, "state.json")), storeIn(newTable())];
  await file.write(first, NOTHING);
  const moved = await migrate(file, row, "there");
  expect((await row.read()).state).toEqual(moved);
  await row.write(written(moved, "second"), (await row.read()).revision);
  await migrate(row, file, "back");
  expect((await file.read()).state?.resources).toEqual(second.resources);
  expect(await outcomeOf(migrate(row, storeIn(newTable()), "elsewhere"))).toBe("state-moved");
});

test("rivals that make the table at the same moment all go on", async () => {
  for (let round = 0; round < 5; round++) {
    const table = newTable();
    const stores = Array.from({ length: 4 }, (_, index) => storeIn(table, urlOf(), `stack-${index}`));
    await Promise.all(stores.map((store) => store.write(first, NOTHING)));
  }
});

/** A way to the server that can break around a write: `before` it reaches the server, or `after` the server has answered it. */
async function fragileWay(
  point: "before" | "after",
  breaks: number,
  meanwhile: () => Promise<unknown> = async () => {},
) {
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(server.port, "127.0.0.1");
    const ends = [client, upstream];
    const cut = async () => {
      for (const end of ends) end.pause();
      await meanwhile();
      for (const end of ends) end.destroy();
    };
    for (const end of ends) sockets.add(end.on("error", () => {}));
    let answerIsDoomed = false;
    client.on("data", (data) => {
      const isWrite = data.includes("begin isolation level");
      if (isWrite && breaks > 0 && breaks--) {
        if (point === "before") return void cut();
        answerIsDoomed = true;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => (answerIsDoomed ? void cut() : client.write(data)));
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return { url: urlOf({ port: (proxy.address() as AddressInfo).port }), left: () => breaks };
}

describe("when the connection breaks", () => {
  test.each([
    ["before", 1],
    ["before", 3],
    ["after", 1],
    ["after", Infinity],
  ] as const)("%s the server has the write, %s times: it is stored, and stored once", async (point, times) => {
    const { table, revision } = await tableWithFirst();
    const { url, left } = await fragileWay(point, times);
    expect(await storeIn(table, url).write(second, revision)).toBe(revisionOf(formatState(second)));
    expect(left()).toBe(times === Infinity ? Infinity : 0);
    expect((await storeIn(table).read()).state).toEqual(second);
    // Going on from there shows that nothing is left in flight.
    expect(await outcomeOf(storeIn(table).write(third, revisionOf(formatState(second))))).toBe("ok");
  });

  test("after the first write of a stack, it is found to be stored", async () => {
    const table = newTable();
    await storeIn(table, urlOf(), "another").write(first, NOTHING);
    const { url } = await fragileWay("after", 1);
    expect(await outcomeOf(storeIn(table, url).write(first, NOTHING))).toBe("ok");
  });

  test("a rival's write of the very same bytes is not taken for ours", async () => {
    const { table, revision } = await tableWithFirst();
    const { url } = await fragileWay("before", 1, () => storeIn(table).write(second, revision));
    expect(await outcomeOf(storeIn(table, url).write(second, revision))).toBe("state-conflict");
  });

  test("and a rival went on from our write, it is a conflict that does not claim that nothing was stored", async () => {
    const { table, revision } = await tableWithFirst();
    const { url } = await fragileWay("after", 1, () => storeIn(table).write(third, revisionOf(formatState(second))));
    const { code, message } = await failureOf(storeIn(table, url).write(second, revision));
    expect([code, message]).toEqual(["state-conflict", expect.stringContaining("nobody knows")]);
  });

  test("because the server starts again, reads and writes wait for it", async () => {
    const { table } = await tableWithFirst();
    const store = storeIn(table);
    const { revision } = await store.read();
    await server.stop();
    await server.start();
    expect(await outcomeOf(store.write(second, revision))).toBe("ok");
    await server.stop();
    const read = store.read();
    await server.start();
    expect((await read).state).toEqual(second);
  });

  test("a server that never was there is a failure at once, not an outage to wait for", async () => {
    const url = urlOf({ port: await freePort() });
    const began = performance.now();
    expect(await failureOf(storeIn("t", url).read())).toEqual({
      code: "state-unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
      hint: "check HOLDFAST_TEST_PG_URL and that the server runs",
    });
    expect(await outcomeOf(storeIn("t", url).write(first, NOTHING))).toBe("state-unreachable");
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe("what is refused says what to do, and keeps the password to itself", () => {
  test("a wrong password", async () => {
    const url = urlOf({ password: `${CANARY}x` });
    expect(await failureOf(storeIn("t", url).read())).toEqual({
      code: "state-unwritable",
      message: 'password authentication failed for user "owner"',
      hint: "correct the user or the password in HOLDFAST_TEST_PG_URL",
    });
  });

  test("a database that is not there", async () => {
    expect(await failureOf(storeIn("t", urlOf({ rest: "/nowhere" })).read())).toEqual({
      code: "state-unwritable",
      message: 'database "nowhere" does not exist',
      hint: "create the database, or name another one in HOLDFAST_TEST_PG_URL",
    });
  });

  test("a user that may not make the table: the hint has what somebody else can run instead", async () => {
    await server.sql(`create role limited login password '${CANARY}'`);
    const table = newTable();
    const store = storeIn(table, urlOf({ user: "limited" }));
    const { code, message, hint } = await failureOf(store.write(first, NOTHING));
    expect([code, message]).toEqual(["state-unwritable", "permission denied for schema public"]);
    await server.sql(`${hint?.split("to make it: ")[1]}; grant select, insert, update on ${table} to limited`);
    expect(await outcomeOf(store.write(first, NOTHING))).toBe("ok");
  });

  test("a table that somebody made for something else", async () => {
    await server.sql("create table orders (id int primary key, amount int)");
    expect(await failureOf(storeIn("orders").read())).toEqual({
      code: "state-broken",
      message: 'column "state" does not exist',
      hint: "name another table in stack.yaml: this one was not made by Holdfast",
    });
  });

  test("a server that can only be read", async () => {
    const { table, revision } = await tableWithFirst();
    await server.sql(`create role reader login superuser password '${CANARY}';
      alter role reader set default_transaction_read_only = on`);
    const store = storeIn(table, urlOf({ user: "reader" }));
    expect((await store.read()).state).toEqual(first);
    expect(await failureOf(store.write(second, revision))).toEqual({
      code: "state-unwritable",
      message: "cannot execute UPDATE in a read-only transaction",
      hint: "name a server in HOLDFAST_TEST_PG_URL that accepts writes, not a standby",
    });
  });

  test("a database that has no letters for a name", async () => {
    await server.sql("create database latin encoding 'LATIN1' template template0");
    const store = storeIn("t", urlOf({ rest: "/latin" }));
    expect(await failureOf(store.write(written(empty, "每日"), NOTHING))).toEqual({
      code: "state-unwritable",
      message: expect.stringContaining('has no equivalent in encoding "LATIN1"'),
      hint: "keep the state in a database with the encoding UTF8",
    });
  });

  test.each([
    ["not set", undefined, "credentials-missing"],
    ["empty", "", "credentials-missing"],
    ["the URL of something else", `https://u:${CANARY}@host/`, "usage"],
    ["no URL at all", CANARY, "usage"],
    ["a URL whose password is not encoded", `postgres://u:${CANARY}/#@host/db`, "usage"],
    ["a URL with a certificate that is not there", `postgres://u:${CANARY}@host/db?sslrootcert=/nowhere`, "usage"],
  ])("a variable that is %s", async (_, value, code) => {
    const state = { postgres: { url_env: variable, table: "t" } };
    const open = async () => (await openStore({ folder: ".", name: "demo", state, env: { [variable]: value } })).read();
    expect((await failureOf(open())).code).toBe(code);
  });
});

describe("a write that the server accepts without effect", () => {
  test.each([
    [
      "row-level security that hides the row from updates",
      (table: string) => `alter table ${table} enable row level security;
        create policy r on ${table} for select using (true);
        create policy i on ${table} for insert with check (true)`,
    ],
    [
      "a trigger that drops the update",
      (
        table: string,
      ) => `create or replace function dropped() returns trigger language plpgsql as 'begin return null; end';
        create trigger dropped before update on ${table} for each row execute function dropped()`,
    ],
  ])("is refused after a few tries: %s", async (_, change) => {
    const { table, revision } = await tableWithFirst();
    const user = `user_of_${table}`;
    await server.sql(`create role ${user} login password '${CANARY}';
      grant select, insert, update on ${table} to ${user}; ${change(table)}`);
    const store = storeIn(table, urlOf({ user }));
    expect(await failureOf(store.write(second, revision))).toEqual({
      code: "state-unwritable",
      message: "the server accepts each write and stores nothing",
      hint: expect.stringMatching(/row-level security/),
    });
    expect((await storeIn(table).read()).state).toEqual(first);
  });
});

test("a row that another transaction has locked is not waited for without end", async () => {
  const { table, revision } = await tableWithFirst();
  const other = new pg.Client({ connectionString: urlOf() });
  await other.connect();
  onTestFinished(() => other.end());
  await other.query(`begin; select 1 from ${table} for update`);
  expect(await failureOf(storeIn(table).write(second, revision))).toMatchObject({
    code: "state-unwritable",
    hint: expect.stringMatching(/pg_stat_activity/),
  });
  await other.query("rollback");
  await storeIn(table).write(second, revision);
}, 30_000);

describe("TLS", () => {
  // Reaches this machine, and is none of its usual names (Linux, macOS).
  const elsewhere = { host: "0.0.0.0" };

  test.each(["sslmode=disable", "ssl=0", "uselibpqcompat=true&sslmode=disable"])(
    "%s to another machine is refused before anything is sent",
    async (option) => {
      expect(await failureOf(storeIn("t", urlOf({ ...elsewhere, rest: `/postgres?${option}` })).read())).toEqual({
        code: "host-untrusted",
        message: "HOLDFAST_TEST_PG_URL asks for a connection without TLS to another machine",
        hint: "remove sslmode and ssl from HOLDFAST_TEST_PG_URL, or set sslmode=verify-full",
      });
    },
  );

  test.each(["", "?sslmode=require", "?host=0.0.0.0"])(
    "another machine must show a certificate that is trusted (URL with %j)",
    async (option) => {
      const place = option.includes("host=") ? {} : elsewhere;
      expect(await failureOf(storeIn("t", urlOf({ ...place, rest: `/postgres${option}` })).read())).toEqual({
        code: "state-unreachable",
        message: "self-signed certificate",
        hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
      });
    },
  );

  test("with a certificate that is trusted is spoken to this machine when asked for", async () => {
    const folder = await temporaryFolder();
    onTestFinished(folder.remove);
    const authority = join(folder.path, "ca.pem");
    await writeFile(authority, server.certificate);
    await server.sql(`create role careful login superuser password '${CANARY}'`);
    const rest = `/postgres?sslmode=verify-full&sslrootcert=${authority}`;
    const { table } = await tableWithFirst();
    await storeIn(table, urlOf({ user: "careful", host: "localhost", rest })).read();
    expect(
      await server.sql("select ssl from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'careful'"),
    ).toEqual([{ ssl: true }]);
  });
});

describe("connections", () => {
  test("are few, and shared by all stores of one URL", async () => {
    await server.sql(`create role crowd login superuser password '${CANARY}'`);
    const { table } = await tableWithFirst();
    const stores = Array.from({ length: 30 }, () => storeIn(table, urlOf({ user: "crowd" })));
    await Promise.all(stores.map((store) => store.read()));
    const [row] = await server.sql(
      "select count(*)::int as count, min(application_name) as name from pg_stat_activity where usename = 'crowd'",
    );
    expect(row).toEqual({ count: expect.any(Number), name: "holdfast" });
    expect(row?.count).toBeLessThanOrEqual(4);
  });

  test("do not keep a process from ending that has nothing else to do", async () => {
    const folder = await temporaryFolder();
    onTestFinished(folder.remove);
    const state = { postgres: { url_env: variable, table: newTable() } };
    const stack = { folder: ".", name: "demo", state, env: { [variable]: urlOf() } };
    const rival = fork(await program("rival", folder.path), [JSON.stringify(stack)], { execArgv: [] });
    await once(rival, "message");
    rival.send({ state: first, expected: NOTHING });
    expect((await once(rival, "message"))[0]).toEqual({ revision: expect.any(String) });
    const began = performance.now();
    rival.disconnect();
    expect(await once(rival, "exit")).toEqual([0, null]);
    // An idle connection is closed after ten seconds.
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
