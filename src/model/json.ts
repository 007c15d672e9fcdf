/**
 * JSON from others -> a value, within bounds: most code recurses once per level of a value, and the call stack is
 * limited. The only place that parses JSON. Pure.
 */

/** Far beyond any answer, state or plan, far below where recursion ends. */
const MAX_LEVELS = 100;

/** In characters. GitHub's events end at 25 MB, an answer of a cloud at 32 MiB. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** The value, which may itself be falsy; or what is wrong, without a word of the text, which may hold anything. */
export type ReadJson = { readonly value: unknown } | { readonly fault: string };

export function readJson(text: string): ReadJson {
  if (text.length > MAX_LENGTH) return { fault: `it is longer than ${MAX_LENGTH / 1024 / 1024} Mi characters` };
  // Before parsing: a million levels take half a second, and memory for each.
  if (isDeep(text)) return { fault: `it has more than ${MAX_LEVELS} levels` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: "it is not JSON, or only a part of it" };
  }
}

function isDeep(text: string): boolean {
  let level = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_LIST:
      case OPEN_MAPPING:
        if (++level > MAX_LEVELS) return true;
        break;
      case CLOSE_LIST:
      case CLOSE_MAPPING:
        level--;
    }
  }
  return false;
}

/** Of the quote that ends it. Looked for by the engine, which is several times as fast as to look at each character. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    // After an even number of backslashes it is not escaped.
    if ((at - before) % 2 === 1) return at;
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_MAPPING, CLOSE_MAPPING] = [0x7b, 0x7d];
