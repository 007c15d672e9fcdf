/** Text that others wrote -> the same without our credentials, in a time that grows with its length and no faster. Pure. */

/** In characters. A service's message has a line or two; of a longer one, a cut could leave half of a secret at its end. */
const MOST_SHOWN = 64 * 1024;

/**
 * In whatever way an echo writes them. Longest first: one may be part of another.
 * Not those under four characters, which no cloud accepts: blanking every `p` would garble error codes, and tell the password.
 */
export function concealing(secrets: readonly string[]): (text: string) => string {
  // Made when something went wrong, which is seldom.
  let patterns: readonly RegExp[] | undefined;
  return (text) => {
    if (text.length > MOST_SHOWN) return `(${text.length} characters, not shown)`;
    patterns ??= secrets
      .filter((secret) => secret.length >= 4)
      .sort((a, b) => b.length - a.length)
      .map(inAnyForm);
    return patterns.reduce((rest, pattern) => rest.replace(pattern, "***"), text);
  };
}

/** A backslash that JSON puts before a character, as it is and in a URL. */
const ESCAPE = "(?:\\\\|%(?:25)*5c)";
/** Of whatever character. */
const ENTITY = "&(?:amp;)*#?\\w{1,8};";

/**
 * Each character as it is, and as JSON, URLs and HTML write it, one within the other too: `"`, `\"`, `\\\"`, `\u0022`, `%22`,
 * `%2522`, `%5C%22`, `&quot;`.
 *
 * The text is an attacker's, so no part of the pattern may look at a stretch of it that other parts look at as well: a run of
 * backslashes is taken whole, from its beginning, and only after something matched before it. That is why the first character
 * comes without what escapes it.
 */
function inAnyForm(secret: string): RegExp {
  const parts = secret.match(/\\+|[^\\]/gu) ?? [];
  const forms = parts.map((part, at) =>
    part.startsWith("\\") ? backslashes(part.length, at > 0) : character(part, at > 0),
  );
  return new RegExp(forms.join(""), "gi");
}

function character(char: string, inside: boolean): string {
  if (/[A-Za-z0-9]/.test(char)) return char;
  const plain = char.replace(/[\^$.*+?()[\]{}|/-]/, "\\$&");
  const units = Array.from({ length: char.length }, (_, at) => hex(char.charCodeAt(at), 4));
  const json = units.join(`${ESCAPE}+u`);
  const url = Array.from(Buffer.from(char), (byte) => `%(?:25)*${hex(byte, 2)}`).join("");
  // `%5c` may be this sign and what follows it.
  const escapes = char === "%" ? "\\\\*" : `${ESCAPE}*`;
  return `${inside ? escapes : ""}(?:${plain}|u${json}|${url}|${ENTITY}${char === " " ? "|\\+" : ""})`;
}

/** So many in a row, and as many more as escape them. */
function backslashes(count: number, inside: boolean): string {
  const one = `(?:u005c|${ENTITY})`;
  const further = `(?:${ESCAPE}+u005c|${ENTITY})`;
  const others = inside ? `${further}{${count}}` : `${one}${further}{${count - 1}}`;
  return `(?:${ESCAPE}{${count}${inside ? "," : ""}}(?!${ESCAPE})|${others})`;
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");
