/** Text from the network -> the same with our credentials masked, in time linear in its length. Pure. */

/**
 * In characters. A service's message has a line or two. A longer one is not cut, which could leave half of a secret.
 */
const MAX_SHOWN = 64 * 1024;

/**
 * Masks secrets in every form in which an echo may write them. Longest first, as one may be part of another.
 * Not those under four characters, which no cloud accepts: masking every `p` would garble error codes and reveal the
 * password.
 */
export function concealing(secrets: readonly string[]): (text: string) => string {
  // Compiled only when a message has to be shown, which is rare.
  let patterns: readonly RegExp[] | undefined;
  return (text) => {
    if (text.length > MAX_SHOWN) return `(${text.length} characters, not shown)`;
    patterns ??= secrets
      .filter((secret) => secret.length >= 4)
      .sort((a, b) => b.length - a.length)
      .map(inAnyForm);
    return patterns.reduce((rest, pattern) => rest.replace(pattern, "***"), text);
  };
}

/** A backslash that JSON puts before a character, as it is and in a URL. */
const ESCAPE = "(?:\\\\|%(?:25)*5c)";
/** An HTML entity, of any character. */
const ENTITY = "&(?:amp;)*#?\\w{1,8};";

/**
 * Each character as it is, and as JSON, URLs and HTML write it, one within the other too: `"`, `\"`, `\\\"`, `\u0022`,
 * `%22`, `%2522`, `%5C%22`, `&quot;`.
 *
 * The text may be an attacker's, so no two parts of the pattern may match the same stretch of it: a run of backslashes
 * is matched as a whole, from its beginning, and only after an earlier match. That is why the first character is
 * matched without what escapes it.
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

/** `count` in a row, and those that escape them. */
function backslashes(count: number, inside: boolean): string {
  const one = `(?:u005c|${ENTITY})`;
  const further = `(?:${ESCAPE}+u005c|${ENTITY})`;
  const others = inside ? `${further}{${count}}` : `${one}${further}{${count - 1}}`;
  return `(?:${ESCAPE}{${count}${inside ? "," : ""}}(?!${ESCAPE})|${others})`;
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");
