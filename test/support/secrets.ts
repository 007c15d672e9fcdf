/**
 * Random credentials, and the search for them in whatever a program has said or left behind: plain, in part, or in any form that
 * a library, a protocol or a log may give them.
 */
import { randomBytes } from "node:crypto";

/** So much of a secret, in a row, in any of its forms, is a leak. */
const PIECE = 12;

export class Secrets {
  /** Each piece of each form -> whose it is. */
  readonly #pieces = new Map<string, string>();

  /** Letters and digits, as in a token or an access key. */
  word(name: string, length = 40): string {
    return this.add(name, randomBytes(length).toString("hex").slice(0, length));
  }

  /** With everything that is written in another way somewhere: quotes, slashes, blanks, letters beyond ASCII. */
  phrase(name: string): string {
    const specials = ['"', "\\", "/", "+", "%", "&", "é", "'", "<", "$", " ", "=", "@", ":", "?", "#"];
    return this.add(name, specials.map((special) => randomBytes(3).toString("hex") + special).join(""));
  }

  /** https://www.rfc-editor.org/rfc/rfc7519: three parts, each random. */
  jwt(name: string): string {
    return this.add(name, Array.from({ length: 3 }, () => randomBytes(30).toString("base64url")).join("."));
  }

  /** A secret that somebody else made. */
  add(name: string, secret: string): string {
    if (secret.length < PIECE) throw new Error(`${name} is too short to be found for sure`);
    for (const form of formsOf(secret)) {
      for (const piece of piecesOf(form)) this.#pieces.set(piece, name);
    }
    return secret;
  }

  /** The names of those of which a piece is in the text. */
  in(text: string | Buffer): string[] {
    const found = new Set<string>();
    for (const piece of piecesOf(text.toString())) {
      const name = this.#pieces.get(piece);
      if (name !== undefined) found.add(name);
    }
    return [...found].sort();
  }
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at + PIECE <= text.length; at++) yield text.slice(at, at + PIECE);
}

export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  const hex = bytes.toString("hex");
  return [
    secret,
    json,
    // A JSON text inside of another, and one of letters of ASCII alone.
    JSON.stringify(json).slice(1, -1),
    json.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
    url,
    url.replace(/%../g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    encodeURI(secret),
    // As in `user:password`: what stands before it moves it within its group of three bytes, whose rest is not its own.
    ...[0, 1, 2].flatMap((before) => {
      const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
      const own = encoded.slice(Math.ceil((before * 4) / 3), -4);
      return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
    }),
    hex,
    hex.toUpperCase(),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
  ];
}
