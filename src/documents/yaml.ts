/** YAML text -> syntax trees, and places in them. Limits far above any policy stop hostile files. Pure. */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import { lookalikesIn, lookalikeText } from "../model/lookalike.ts";
import type { Place, Span } from "../model/place.ts";
import { stepsOf } from "../model/pointer.ts";
import { clipped, type Finding, quoted } from "../model/problem.ts";

/** One document of a file. */
export interface Tree {
  readonly node: Document.Parsed;
  /** With any but duplicate keys, the document has no value. */
  readonly findings: readonly Finding[];
}

export interface Stream {
  /** In order, without empty documents. */
  readonly trees: readonly Tree[];
  /** What is wrong with the file as a whole; then there are no trees. */
  readonly finding?: Finding;
}

const MAX_LEVELS = 64;
const MAX_DOCUMENTS = 1000;
const MAX_KEYS = 1000;
const MAX_TOKENS = 100_000;
/** Characters; no shorter file takes noticeable time, whatever is in it. */
const LARGE = 64 * 1024;
/** Alias expansions of one document, as the library counts them; a bomb needs millions. */
const MAX_ALIASES = 100;

export function parseStream(text: string): Stream {
  const heavy = text.length > LARGE ? tooHeavy(text) : undefined;
  if (heavy) return { trees: [], finding: heavy };
  const tokens: CST.Token[] = [];
  let documents = 0;
  for (const token of new Parser().parse(text)) {
    tokens.push(token);
    if (token.type === "document") documents += 1;
    if (documents > MAX_DOCUMENTS) {
      const message = `more than ${MAX_DOCUMENTS} documents in one file`;
      return { trees: [], finding: limit(message, "split the file", [token.offset, token.offset]) };
    }
  }
  // Checked before composing, which is recursive: two thousand nested brackets would end the process inside the
  // library, where nothing can be caught.
  const tooMuch = new Map<number, Finding>();
  let index = 0;
  const composable = tokens.map((token) => {
    if (token.type !== "document") return token;
    const finding = tooLarge(token);
    if (finding) tooMuch.set(index, finding);
    index += 1;
    // Composed without its contents, so that the documents keep their order.
    return finding ? withoutContents(token) : token;
  });
  const options = {
    merge: true,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  } as const;
  const trees: Tree[] = [];
  let position = 0;
  for (const node of new Composer(options).compose(composable, false, text.length)) {
    const limited = tooMuch.get(position);
    position += 1;
    const findings = limited ? [limited] : findingsIn(node, text);
    if (findings.length > 0 || !isEmpty(node)) trees.push({ node, findings });
  }
  return { trees };
}

/** Plain data; aliases and merge keys are resolved. Only for a tree without findings, or with duplicate keys alone. */
export function dataOf({ node }: Tree): { value: unknown } | Finding {
  try {
    return { value: node.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return limit("aliases expand to too much", "write the values out, or use fewer aliases", contentsOf(node));
  }
}

/** From the first to the last token of a document's contents. */
export function contentsOf(node: Document.Parsed): Span {
  const [start, end] = node.contents?.range ?? node.range;
  return [start, end];
}

const isEmpty = ({ contents }: Document.Parsed): boolean =>
  contents === null || (isScalar(contents) && contents.source === "" && !contents.tag && !contents.anchor);

const inText = (code: Finding["code"], message: string, hint: string, span: Span): Finding => {
  return { code, message, hint, place: { path: "", part: "file", span } };
};
const limit = (message: string, hint: string, span: Span) => inText("yaml-limit", message, hint, span);

/** Parsing takes many times as long as splitting into tokens: a file of a megabyte can be made to take ten seconds. */
function tooHeavy(text: string): Finding | undefined {
  let tokens = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) {
      return limit(`more than ${MAX_TOKENS} tokens in one file`, "split the file", [offset, offset]);
    }
    // Three of the lexer's marks are control characters that represent no text.
    if (!/^[\u0002\u0018\u001f]$/.test(lexeme)) offset += lexeme.length;
  }
  return undefined;
}

/** What is too deep or too wide in a document. Not recursive. */
function tooLarge(document: CST.Document): Finding | undefined {
  const waiting: { token: CST.Token; level: number }[] = document.value ? [{ token: document.value, level: 1 }] : [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, level } = next;
    if (!("items" in token)) continue;
    const span: Span = [token.offset, token.offset + 1];
    if (level > MAX_LEVELS) return limit(`more than ${MAX_LEVELS} levels`, "nest less", span);
    if (token.items.length > MAX_KEYS) {
      return limit(`${token.items.length} entries in one place; at most ${MAX_KEYS}`, "split it", span);
    }
    for (const { key, value } of token.items) {
      for (const inner of [key, value]) if (inner) waiting.push({ token: inner, level: level + 1 });
    }
  }
  return undefined;
}

function withoutContents({ value: _, ...document }: CST.Document): CST.Document {
  return document;
}

/** The first syntax error, or else every key that is there twice. */
function findingsIn(node: Document.Parsed, text: string): Finding[] {
  // An unknown tag is only a warning of the library. Here it would silently change what a value is.
  const error = node.errors[0] ?? node.warnings[0];
  if (error) {
    const open = /\bmust be sufficiently indented and end with a [\]}]|^Missing closing/.test(error.message)
      ? unclosed(node.contents, error.pos[0], text)
      : undefined;
    if (open) return [open];
    const line = text.slice(
      text.lastIndexOf("\n", error.pos[0] - 1) + 1,
      (text.indexOf("\n", error.pos[0]) + 1 || text.length + 1) - 1,
    );
    const fake = lookalikesIn(clipped(line, 200));
    const hint = fake.length > 0 ? `correct the YAML; the line has ${lookalikeText(fake)}` : "correct the YAML";
    return [inText("yaml-syntax", sentence(clipped(error.message, 200)), hint, [...error.pos])];
  }
  const merged = withoutMarkers(node, text);
  if (merged.length > 0) return merged;
  const findings: Finding[] = [];
  let dangling: Finding | undefined;
  visit(node, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key) || !key.range) continue;
        const name = String(key.value);
        if (seen.has(name) && name !== "<<") {
          const message = `the key ${quoted(name)} is here a second time`;
          findings.push(inText("yaml-duplicate-key", message, "remove one of them", spanOf(key, [0, 0])));
        }
        seen.add(name);
      }
    },
    Alias(_, alias) {
      if (alias.resolve(node) !== undefined) return;
      const name = clipped(alias.source);
      const message = `the alias *${name} has no anchor &${name} before it`;
      const hint = "add the anchor, or write the value";
      dangling ??= inText("yaml-syntax", message, hint, spanOf(alias, [0, 0]));
    },
  });
  return dangling ? [dangling] : findings;
}

/** What was opened and not closed is shown where it was opened: the end shows only where the parser noticed. */
function unclosed(contents: unknown, at: number, text: string): Finding | undefined {
  let opening: Span | undefined;
  visit(contents as Document.Parsed["contents"], (_, node) => {
    const [start, end] = spanOf(node, [0, 0]);
    const isOpen =
      /[[{"']/.test(text[start] ?? "") && !(end > start + 1 && text[end - 1] === CLOSING[text[start] ?? ""]);
    // The innermost one that begins before.
    if (isOpen && start < at && (isCollection(node) || isScalar(node))) opening = [start, start + 1];
  });
  if (!opening) return undefined;
  const sign = text[opening[0]] ?? "";
  const isQuote = sign === '"' || sign === "'";
  const message = `this ${sign} is not closed`;
  const hint = isQuote ? `add ${sign} at the end of the text` : `add ${CLOSING[sign]} after its last entry`;
  return inText("yaml-syntax", message, hint, opening);
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", '"': '"', "'": "'" };

/** With which a document begins, in any order. */
const ENVELOPE = ["apiVersion", "kind", "metadata", "spec"];

/** Several documents without `---` between them: a finding for each that is missing, not for every key that is there twice. */
function withoutMarkers({ contents }: Document.Parsed, text: string): Finding[] {
  if (!isMap(contents) || contents.flow) return [];
  const keys = contents.items.map(({ key }) =>
    isScalar(key) && key.range ? { name: String(key.value), at: key.range[0] } : undefined,
  );
  const groups: { name: string; at: number }[][] = [[]];
  for (const key of keys) {
    if (!key || !ENVELOPE.includes(key.name)) return [];
    if (groups.at(-1)?.some(({ name }) => name === key.name)) groups.push([]);
    groups.at(-1)?.push(key);
  }
  // A document says what it is: without that, a key is there twice by mistake.
  const isDocument = (group: readonly { name: string }[]) =>
    ["apiVersion", "kind"].every((name) => group.some((key) => key.name === name));
  if (groups.length < 2 || !groups.every(isDocument)) return [];
  return groups.slice(1).flatMap(([first]) => {
    if (!first) return [];
    const message = `a second document begins here, without --- before it`;
    const edit = {
      place: { path: "", part: "file", span: [first.at, first.at] },
      text: `---${lineEnd(text)}`,
    } as const;
    const span: Span = [first.at, first.at + first.name.length];
    return [{ ...inText("yaml-duplicate-key", message, "write --- on a line before it", span), edits: [edit] }];
  });
}

const lineEnd = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** A message of the library may quote the file, including line ends. */
const sentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\s+/g, " ");

/**
 * The exact token at a place; behind an alias, the one at the anchor. A key that is not there gives the key of the
 * nearest mapping above that is.
 * @param text of the whole file
 */
export function spanAt({ node: document }: Tree, { path, part, span }: Place, text: string): Span {
  const root = document.contents;
  let node: unknown = root;
  let value: Span = contentsOf(document);
  // A document has no key of its own: its first one represents it.
  let key: Span = isMap(root) && root.items[0] ? spanOf(root.items[0].key, value) : value;
  for (const step of stepsOf(path)) {
    const collection = deref(node, document);
    if (isSeq(collection)) {
      node = collection.items[Number(step)];
      const target = deref(node, document);
      value = spanOf(target, key);
      const first = isCollection(target) ? target.items[0] : undefined;
      key = isPair(first) ? spanOf(first.key, value) : value;
      continue;
    }
    const pair = isMap(collection) ? pairOf(collection, step, document) : undefined;
    if (!pair) return key;
    key = spanOf(pair.key, key);
    node = pair.value;
    const target = deref(node, document);
    // `key:` without a value: only the key can be shown.
    value = isScalar(target) && target.source === "" ? key : spanOf(target, key);
  }
  if (part === "key") return key;
  const target = deref(node, document);
  return span && isScalar(target) && typeof target.value === "string" ? within(target, span, text) : value;
}

const deref = (node: unknown, document: Document): unknown => (isAlias(node) ? node.resolve(document) : node);

/** The last pair of that key, which is the one that counts; else one from a merge key. */
function pairOf(map: YAMLMap, name: string, document: Document): Pair | undefined {
  const own = map.items.filter(({ key }) => isScalar(key) && String(key.value) === name).at(-1);
  if (own) return own;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || String(key.value) !== "<<") continue;
    const merged = deref(value, document);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const target = deref(source, document);
      const pair = isMap(target) ? pairOf(target, name, document) : undefined;
      if (pair) return pair;
    }
  }
  return undefined;
}

function spanOf(node: unknown, fallback: Span): Span {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range ? [range[0], range[1]] : fallback;
}

/**
 * A part of a text value, as offsets into the file. Quotes, escapes, folded lines and indentation make a text and its
 * value differ in length: the two are walked side by side.
 */
function within(scalar: Scalar, [from, to]: Span, text: string): Span {
  const [start, end] = spanOf(scalar, [0, 0]);
  const value = String(scalar.value);
  const isQuoted = scalar.type === "QUOTE_DOUBLE" || scalar.type === "QUOTE_SINGLE";
  const isBlock = scalar.type === "BLOCK_LITERAL" || scalar.type === "BLOCK_FOLDED";
  // The contents of a block begin below its header.
  let at = isQuoted ? start + 1 : isBlock ? text.indexOf("\n", start) + 1 : start;
  let first = at;
  for (let offset = 0; offset < to && at < end; offset += 1) {
    let length = 1;
    if (scalar.type === "QUOTE_DOUBLE") {
      while (text[at] === "\\" && /[\r\n]/.test(text[at + 1] ?? "")) at += 2;
      if (text[at] === "\\") length = escapeLength(text[at + 1]);
    }
    // Line ends and indentation that the value does not have, or has as a single space.
    if (length === 1)
      while (text[at] !== value[offset] && /\s/.test(text[at] ?? "") && !isFold(text, at, value[offset])) at += 1;
    if (scalar.type === "QUOTE_SINGLE" && text[at] === "'") length = 2;
    if (offset === from) first = at;
    at += length;
  }
  return [first, Math.min(at, end)];
}

/** A line end that is a space in the value. */
const isFold = (text: string, at: number, char: string | undefined): boolean => char === " " && text[at] === "\n";

const escapeLength = (kind: string | undefined): number =>
  kind === "x" ? 4 : kind === "u" ? 6 : kind === "U" ? 10 : 2;

/** Every comment of a file, without its `#`. */
export const commentsIn = (text: string): { readonly text: string; readonly span: Span }[] =>
  tokensIn(text)
    .filter(({ isComment }) => isComment)
    .map(({ span }) => ({ text: text.slice(span[0] + 1, span[1]), span }));

/** A comment, key, value, or the name of an anchor; or what is between them. */
export interface Token {
  readonly isComment: boolean;
  readonly span: Span;
  /** Where its text begins. The text of a block scalar is below its header, which may have a comment. */
  readonly from: number;
}

/** In order, by `from`. */
export function tokensIn(text: string): Token[] {
  const tokens: Token[] = [];
  const waiting: unknown[] = [...new Parser().parse(text)].reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...next.toReversed());
    else if (typeof next === "object" && next !== null) {
      const token = next as Partial<Pick<CST.SourceToken, "offset" | "source"> & Pick<CST.BlockScalar, "props">> &
        object;
      const { offset, source } = token;
      if (offset !== undefined && source !== undefined) {
        const header = token.props?.at(-1);
        const from = header && "source" in header ? header.offset + header.source.length : offset;
        const isComment = "type" in token && token.type === "comment";
        tokens.push({ isComment, span: [offset, from + source.length], from });
      }
      waiting.push(...Object.values(next).toReversed());
    }
  }
  return tokens.sort((a, b) => a.from - b.from);
}
