/** What an editor asks the YAML language server, over stdio, as editors do. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/

/** 0-based, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: Place; readonly end: Place };
}

export interface Editor {
  /** Shows a new text to the server under a path, which need not exist. */
  open(path: string, text: string): void;
  /** What the server says, a moment later, is wrong in a text that is opened with this. */
  check(path: string, text: string): Promise<Diagnostic[]>;
  /** The words that are offered, each once. */
  complete(path: string, at: Place): Promise<string[]>;
  hover(path: string, at: Place): Promise<string>;
  close(): Promise<void>;
}

const SERVER = fileURLToPath(import.meta.resolve("yaml-language-server/bin/yaml-language-server"));

/** Kind of a completion (LSP: Class) that is no word, but all required fields at once. */
const SKELETON = 7;

/** @param schemas path of a schema -> the files that it is for, as people write it in their editor's settings (`yaml.schemas`) */
export async function startEditor(
  folder: string,
  schemas: Readonly<Record<string, string | readonly string[]>>,
): Promise<Editor> {
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const server = connect(child);
  // The store is a list of schemas on the Internet, which the server would fetch.
  const yaml = { schemas, schemaStore: { enable: false }, validate: true, hover: true, completion: true };
  const configured = new Promise<void>((known) => {
    server.answer("workspace/configuration", ({ items }) => {
      known();
      return (items as { section: string }[]).map(({ section }) => (section === "yaml" ? yaml : {}));
    });
  });
  server.answer("client/registerCapability", () => null);
  const uriOf = (path: string) => pathToFileURL(resolve(folder, path)).href;
  const root = uriOf(".");
  await server.ask("initialize", {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: "test" }],
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
  });
  server.tell("initialized", {});
  await configured;
  const open = (path: string, text: string) =>
    server.tell("textDocument/didOpen", {
      textDocument: { uri: uriOf(path), languageId: "yaml", version: 1, text },
    });
  const at = (path: string, position: Place) => ({ textDocument: { uri: uriOf(path) }, position });
  return {
    open,
    async check(path, text) {
      const uri = uriOf(path);
      const shown = server.hear("textDocument/publishDiagnostics", (params) => params.uri === uri);
      open(path, text);
      return (await shown).diagnostics as Diagnostic[];
    },
    async complete(path, position) {
      const { items } = (await server.ask("textDocument/completion", at(path, position))) as {
        items: { label: string; kind: number }[];
      };
      return [...new Set(items.filter(({ kind }) => kind !== SKELETON).map(({ label }) => label))];
    },
    async hover(path, position) {
      const found = (await server.ask("textDocument/hover", at(path, position))) as {
        contents: { value: string };
      } | null;
      return found?.contents.value ?? "";
    },
    async close() {
      await server.ask("shutdown", undefined);
      const ended = new Promise((end) => child.once("exit", end));
      server.tell("exit", undefined);
      await ended;
    },
  };
}

type Params = Record<string, unknown>;

/** JSON-RPC 2.0 in frames: `Content-Length: N`, an empty line, N bytes. */
function connect(child: ChildProcess) {
  const asked = new Map<number, { keep(value: unknown): void; fail(error: Error): void }>();
  const answers = new Map<string, (params: Params) => unknown>();
  const heard: { method: string; fits(params: Params): boolean; keep(params: Params): void }[] = [];
  let next = 1;
  let bytes = Buffer.alloc(0);
  child.once("exit", (code) => {
    for (const { fail } of asked.values()) fail(new Error(`the language server ended (${code})`));
  });
  child.stdout?.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const end = bytes.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(bytes.subarray(0, Math.max(0, end)).toString())?.[1]);
      if (end === -1 || bytes.length < end + 4 + length) return;
      receive(JSON.parse(bytes.subarray(end + 4, end + 4 + length).toString()));
      bytes = bytes.subarray(end + 4 + length);
    }
  });

  function receive(message: { id?: number; method?: string; params?: Params; result?: unknown; error?: unknown }) {
    const { id, method, params = {} } = message;
    if (method === undefined) {
      const one = asked.get(id ?? 0);
      asked.delete(id ?? 0);
      if (message.error) one?.fail(new Error(JSON.stringify(message.error)));
      else one?.keep(message.result);
    } else if (id !== undefined) send({ id, result: answers.get(method)?.(params) ?? null });
    else {
      const index = heard.findIndex((one) => one.method === method && one.fits(params));
      if (index !== -1) heard.splice(index, 1)[0]?.keep(params);
    }
  }

  function send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    child.stdin?.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin?.write(body);
  }

  return {
    ask: (method: string, params: unknown) =>
      new Promise<unknown>((keep, fail) => {
        const id = next++;
        asked.set(id, { keep, fail });
        send({ id, method, params });
      }),
    tell: (method: string, params: unknown) => send({ method, params }),
    hear: (method: string, fits: (params: Params) => boolean) =>
      new Promise<Params>((keep) => heard.push({ method, fits, keep })),
    answer: (method: string, answer: (params: Params) => unknown) => void answers.set(method, answer),
  };
}
