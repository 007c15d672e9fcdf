/**
 * YAML as policies are written -> plain data, nearly twenty times as fast as a parser: block mappings and lists, and
 * values on one line. It answers only where yaml.ts certainly gives the same answer. It leaves any other text, and
 * every mistake, to that. Pure.
 */

export interface Scanned {
  readonly value: unknown;
  /** Of the first token, in UTF-16 units. */
  readonly offset: number;
}

// Far below every limit of yaml.ts, however it counts.
const MAX_LENGTH = 64 * 1024;
const MAX_LINES = 500;
const MAX_LEVELS = 32;

/** The documents of a text, except empty ones; undefined when the text is not that plain. */
export function scan(text: string): Scanned[] | undefined {
  if (text.length > MAX_LENGTH || UNUSUAL.test(text)) return undefined;
  const tokens = tokensOf(text.split("\n"));
  return tokens && documentsOf(tokens);
}

/** Tabs, carriage returns, byte order marks, unprintable and invisible characters, and characters of two units. */
const UNUSUAL = new RegExp(
  "[^\\n -~\\u00a1-\\u00ac\\u00ae-\\u034e\\u0350-\\u061b\\u061d-\\u115e\\u1161-\\u17b3\\u17b6-\\u180a\\u1810-\\u200a" +
    "\\u2010-\\u2027\\u2030-\\u205f\\u2070-\\u3163\\u3165-\\ud7ff\\uf900-\\ufaff]",
);

interface Token {
  readonly is: "marker" | "dash" | "key" | "value";
  /** From 0; -1 of a marker between documents, which ends every block. */
  readonly column: number;
  readonly offset: number;
  readonly key: string;
  /** Of a key, the value after it on its line. */
  readonly value: string;
}

const QUOTED = `"[^"\\\\]*"|'[^']*'`;
const ITEM = `${QUOTED}|(?:\\w|-\\d)[\\w./+-]*`;
const LIST = `\\[ *(?:(?:${ITEM})(?: *, *(?:${ITEM})){0,99} *)?\\]`;
/** Words. None ends in a colon, and the first does not begin with an indicator. */
const PLAIN = "(?:[\\w./+~$\\u00a1-\\uffff]|-[\\w.])(?:[^ ]*[^ :])?(?: +(?!#)[^ ]*[^ :])*";
const VALUE = `${QUOTED}|${LIST}|\\{ *\\}|${PLAIN}`;
const COMMENT = "(?<![^ ])#.*";
/** Runs of spaces match as a whole, so that a long line that does not match fails at once. */
const LINE = new RegExp(
  `^( *)(?! )(- +(?! ))?(?:([A-Za-z_][\\w.-]{0,99}):(?: +(?! )|$))?(${VALUE})? *(?:${COMMENT})?$`,
);
const MARKER = new RegExp(`^--- *(?:${COMMENT})?$`);

function tokensOf(lines: readonly string[]): Token[] | undefined {
  if (lines.length > MAX_LINES) return undefined;
  const tokens: Token[] = [];
  let begin = 0;
  for (const line of lines) {
    if (line.startsWith("---") && MARKER.test(line)) {
      tokens.push({ is: "marker", column: -1, offset: begin, key: "", value: "" });
    } else {
      const found = LINE.exec(line);
      if (!found) return undefined;
      const [, indent = "", dash = "", key = "", value = ""] = found;
      const outer = indent.length;
      const inner = outer + dash.length;
      const isDash = dash !== "";
      const isKey = key !== "";
      const isValue = !isKey && value !== "";
      // A part of a multi-line value, or a value that begins below its dash.
      if (isDash ? !isKey && !isValue : isValue) return undefined;
      if (isDash) tokens.push({ is: "dash", column: outer, offset: begin + outer, key: "", value: "" });
      if (isKey || isValue)
        tokens.push({ is: isKey ? "key" : "value", column: inner, offset: begin + inner, key, value });
    }
    begin += line.length + 1;
  }
  return tokens;
}

function documentsOf(tokens: readonly Token[]): Scanned[] | undefined {
  const documents: Scanned[] = [];
  let next = 0;
  for (; next < tokens.length; next += 1) {
    const first = tokens[next];
    if (first && first.is !== "marker") documents.push({ value: blockAt(first.column, 1), offset: first.offset });
    // What is oddly indented, repeated or too deep belongs to no block and is left over.
    if (next < tokens.length && tokens[next]?.is !== "marker") return undefined;
  }
  return documents;

  function blockAt(column: number, level: number): unknown {
    if (level > MAX_LEVELS) return undefined;
    return tokens[next]?.is === "dash" ? listAt(column, level) : mappingAt(column, level);
  }

  function listAt(column: number, level: number): unknown[] {
    const list: unknown[] = [];
    for (let token = tokens[next]; token?.is === "dash" && token.column === column; token = tokens[next]) {
      next += 1;
      const inner = tokens[next];
      if (inner?.is === "value") {
        list.push(resolved(inner.value));
        next += 1;
      } else if (inner) list.push(blockAt(inner.column, level + 1));
    }
    return list;
  }

  function mappingAt(column: number, level: number): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    for (let token = tokens[next]; token?.is === "key" && token.column === column; token = tokens[next]) {
      // A second time; or a name that every object inherits, which an assignment would not set.
      if (token.key in mapping) break;
      next += 1;
      const below = tokens[next];
      const isBlock =
        token.value === "" && below && (below.column > column || (below.is === "dash" && below.column === column));
      mapping[token.key] = isBlock ? blockAt(below.column, level + 1) : resolved(token.value);
    }
    return mapping;
  }
}

/** A value on one line, or "" for none. */
function resolved(text: string): unknown {
  switch (text[0]) {
    case '"':
    case "'":
      return text.slice(1, -1);
    case "[":
      return (text.match(ITEMS) ?? []).map(resolved);
    case "{":
      return {};
    default:
      return WORDS.has(text) ? WORDS.get(text) : NUMBER.test(text) ? Number(text) : text;
  }
}

const ITEMS = new RegExp(ITEM, "g");

/** The core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema). */
const WORDS = new Map<string, unknown>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF"].flatMap((word) => [
    [word, Number.POSITIVE_INFINITY] as const,
    [`+${word}`, Number.POSITIVE_INFINITY] as const,
    [`-${word}`, Number.NEGATIVE_INFINITY] as const,
  ]),
]);
const NUMBER = /^(?:0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/;
