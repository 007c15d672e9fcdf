/**
 * A front before the simulated cloud, on 127.0.0.1. It passes requests on, and remembers every credential that went over the
 * wire. Below a path that names a habit, it answers by itself, as gateways, proxies and wrong addresses do: with what it was sent.
 */
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "./listen.ts";

export interface Front {
  readonly url: string;
  /** How many requests a habit has answered. */
  answered(habit: string): number;
  close(): Promise<void>;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
  /** All of it, as a gateway shows it that could not verify it: headers by line, credentials included. */
  readonly canonical: string;
}

type Habit = (asked: Asked, response: ServerResponse) => void;

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

/** An error of the gateway, whose text is the request. https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html */
const gateway =
  (status: number, code: string, words: string, headers = {}): Habit =>
  ({ canonical }, response) =>
    json(
      response,
      status,
      { error_msg: `${words}: ${canonical}`, error_code: `APIGW.${code}`, request_id: "1" },
      headers,
    );

const page =
  (status: number): Habit =>
  ({ canonical }, response) => {
    const type = `text/html; charset=utf-8; request="${Buffer.from(canonical).toString("base64")}"`;
    response.writeHead(status, { "content-type": type }).end(`<html><body><pre>${canonical}</pre></body></html>`);
  };

export const HABITS = {
  "401-canonical": gateway(
    401,
    "0301",
    "Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest",
  ),
  "401-token": gateway(401, "0307", "The token must be updated"),
  "403-echo": gateway(403, "0302", "The user is not authorized to do"),
  "403-service": ({ canonical }, response) =>
    json(response, 403, { error: { code: canonical, message: `Policy doesn't allow ${canonical}` } }),
  "400-echo": ({ canonical }, response) =>
    json(response, 400, { error_code: "BackupService.9900", error_msg: `Illegal param: ${canonical}` }),
  // A log line within an error: JSON within JSON, in letters of ASCII, as Python and Java write it.
  "400-nested": ({ request, body }, response) => {
    const shown = JSON.stringify({ body, headers: request.headers });
    const message = shown.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    json(response, 400, { error: { code: 400, message } });
  },
  "404-echo": gateway(404, "0101", "The API does not exist"),
  "429-echo": gateway(429, "0308", "Throttled for", { "retry-after": "1000" }),
  "501-echo": gateway(501, "0601", "Internal error on"),
  "503-echo": gateway(503, "0613", "IAM unavailable for"),
  "407-page": page(407),
  "403-page": page(403),
  "200-page": page(200),
  "501-page": page(501),
  "200-echo": ({ canonical, request }, response) =>
    json(response, 200, { policies: [{ id: canonical, name: request.headers }], token: canonical, value: canonical }),
  "200-ids": ({ request }, response) => {
    const shown = Object.values(request.headers).join(" ");
    json(response, 403, { error_code: shown, error_msg: shown, request_id: shown }, { "x-request-id": oneLine(shown) });
  },
  redirect: ({ canonical }, response) =>
    response
      .writeHead(302, { location: `https://elsewhere.example/login?then=${encodeURIComponent(canonical)}` })
      .end(canonical),
  torn: ({ canonical }, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
    response.write(`{"policies":"${canonical}`, () => response.destroy());
  },
  "no-http": ({ canonical, request }) => request.socket.end(`${canonical}\r\n\r\n`),
  // Of a git server: it asks for a password, and git shows people what it then says in plain text.
  "git-text": ({ canonical, request }, response) =>
    request.headers.authorization
      ? response.writeHead(403, { "content-type": "text/plain" }).end(canonical)
      : response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end(canonical),
} satisfies Record<string, Habit>;

const oneLine = (text: string): string => text.replace(/[^\x20-\x7e]/g, "");

/**
 * @param upstream where requests without a habit go
 * @param learn hears each credential that passes: those that were sent, and tokens that are given out
 */
export async function startFront(upstream: string, learn: (name: string, value: string) => void): Promise<Front> {
  const counts = new Map<string, number>();

  function noteSent({ headers }: IncomingMessage): void {
    for (const name of ["x-auth-token", "x-subject-token", "x-security-token"]) {
      const value = headers[name];
      if (typeof value === "string") learn(name, value);
    }
    const proof = headers.authorization?.replace(/^.*(Signature=|Basic |Bearer )/, "");
    if (proof) learn("authorization", proof);
  }

  function passOn({ request, body }: Asked, response: ServerResponse): void {
    const onward = http.request(`${upstream}${request.url}`, { method: request.method, headers: request.headers });
    onward.on("response", (reply) => {
      const token = reply.headers["x-subject-token"];
      if (typeof token === "string") learn("x-subject-token", token);
      response.writeHead(reply.statusCode ?? 0, reply.headers);
      reply.pipe(response);
    });
    onward.on("error", () => response.destroy());
    onward.end(body);
  }

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      noteSent(request);
      const body = Buffer.concat(chunks).toString();
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}:${value}`);
      const canonical = [request.method, request.url, ...lines, body].join("\n");
      const [, name = ""] = request.url?.split("/") ?? [];
      if (!(name in HABITS)) return passOn({ request, body, canonical }, response);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      HABITS[name as keyof typeof HABITS]({ request, body, canonical }, response);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    answered: (habit) => counts.get(habit) ?? 0,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
