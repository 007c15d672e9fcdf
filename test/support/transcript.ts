/** What transcripts of commands share: another user at the simulated cloud, and texts without what differs from run to run. */
import type { Simulator } from "../../src/simulator/server.ts";

export const PROJECT = "054e292c9880d4992f02c0196d3ea468";

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A request of another user, or one to the simulator itself. @throws Error for any answer that is an error */
export async function call(
  { url }: Pick<Simulator, "url">,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const REQUEST = /(?<=request |"request_id": ")[0-9a-f]{32}/g;
const ID = new RegExp(`${UUID.source}|${REQUEST.source}`, "g");

/** What differs from run to run is named after its first appearance: ids, digests, times, ports. */
export function stable(text: string, url: string): string {
  const ids = new Map<string, string>();
  return text
    .replaceAll(url, "SIMULATOR")
    .replace(ID, (id) => {
      if (!ids.has(id)) ids.set(id, `<id-${ids.size + 1}>`);
      return ids.get(id) ?? id;
    })
    .replace(/[0-9a-f]{32}br02/g, "<switch-id>")
    .replace(/sha256:[0-9a-f]{64}/g, "<digest>")
    .replace(/\(\d+\.\d s\)/g, "(TIME)")
    .replace(/"ms": \d+/g, '"ms": 0')
    .replace(/(until |"expires_at": ")\d{4}-[\d-]+T[\d:.]+Z/g, "$1<time>")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT");
}

/** Changes are carried out side by side, so the lines about them come in any order. */
export function inOneOrder(lines: readonly string[]): string[] {
  const done: string[] = [];
  let together: string[] = [];
  for (const line of [...lines, ""]) {
    if (/: [✓✗] /.test(line)) together.push(line);
    else {
      done.push(...together.sort(), line);
      together = [];
    }
  }
  return done.slice(0, -1);
}
