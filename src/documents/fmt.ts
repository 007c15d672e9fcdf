/**
 * A policy file -> the same in its canonical layout. Moves tokens and rewrites nothing: quotes, numbers, comments and
 * line breaks inside values stay as they were written. Pure.
 */
import { isDeepStrictEqual } from "node:util";
import { type CST, Parser } from "yaml";
import { dataOf, parseStream } from "./yaml.ts";

export type Formatted = { readonly text: string } | { readonly fault: string };

/**
 * Two spaces per level, list entries one level below their key, at most one blank line in a row, no blanks at line
 * ends, LF, one newline at the end, and apiVersion, kind, metadata, spec in this order unless a comment or an anchor
 * prevents it. Formatting the result again changes nothing.
 * @returns a fault, in words, when the text is not YAML, or when formatting would change its meaning
 */
export function format(text: string): Formatted {
  const before = meaningOf(text);
  if ("fault" in before) return before;
  const formatted = layOut(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"));
  if (!isDeepStrictEqual(meaningOf(formatted), before)) {
    return { fault: "this YAML cannot be formatted without changing its meaning" };
  }
  return { text: formatted };
}

/** What must be the same before and after: the values, and what the values do not show. */
type Meaning = { readonly values: readonly unknown[]; readonly marks: readonly string[] } | { readonly fault: string };

function meaningOf(text: string): Meaning {
  const { trees, finding } = parseStream(text);
  const data = trees.map((tree) => tree.findings[0] ?? dataOf(tree));
  const broken = finding ?? data.find((one) => "message" in one);
  if (broken) return { fault: broken.message };
  const marks = piecesOf(text).filter(({ type }) => MARKS.has(type));
  return { values: data, marks: marks.map((mark) => withoutTail(mark.text)).sort() };
}

const MARKS: ReadonlySet<string> = new Set(["comment", "anchor", "alias", "tag", "directive"]);

/** The columns before what a block mapping or a list holds: as they were, and as they become. */
interface Block {
  readonly was: number;
  readonly is: number;
}

const ROOT: Block = { was: -1, is: -1 };

/** A token, with everything that its position on a line depends on. */
interface Piece {
  readonly type: CST.TokenType | "directive" | "block-scalar" | "error";
  readonly text: string;
  /** 0-based. */
  readonly column: number;
  /** The innermost one around it. */
  readonly block: Block;
  /** Columns before it if it begins a line. Undefined inside brackets: lines there move along with their block. */
  readonly indent: number | undefined;
  /** Begins an entry of a block mapping or a list. */
  readonly opens: boolean;
}

function layOut(text: string): string {
  const lines = inEnvelopeOrder(indented(linesOf(piecesOf(text))));
  const kept = lines.filter((line, index) => !isBlank(line) || (index > 0 && !isBlank(lines[index - 1] as Line)));
  return withoutBlankEnd(kept)
    .map((line) => `${textOf(line)}\n`)
    .join("");
}

/** All tokens in the order of the text: joined, they are that text. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let lineStart = 0;
  let lineEnd = text.indexOf("\n");

  function put(token: CST.Token, block: Block, more: Partial<Piece> = {}): void {
    while (lineEnd !== -1 && lineEnd < token.offset) {
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf("\n", lineStart);
    }
    const column = token.offset - lineStart;
    const source = "source" in token ? token.source : "";
    // Only tokens with a text get here, never a document or a block collection.
    pieces.push({ type: token.type as Piece["type"], text: source, column, block, indent: 0, opens: false, ...more });
  }

  /** @param indent of what follows on lines of its own; undefined inside brackets */
  function putAll(tokens: readonly CST.Token[] | undefined, block: Block, indent: number | undefined): void {
    for (const token of tokens ?? []) put(token, block, { indent });
  }

  /** A value of `block`. */
  function value(token: CST.Token | null | undefined, block: Block, indent: number | undefined): void {
    if (!token) return;
    switch (token.type) {
      case "block-map":
      case "block-seq":
        for (const item of token.items) entry(item, { was: token.indent, is: indent ?? 0 });
        return;
      case "flow-collection":
        put(token.start, block, { indent });
        for (const { start, key, sep, value: inner } of token.items) {
          putAll(start, block, undefined);
          value(key, block, undefined);
          putAll(sep, block, undefined);
          value(inner, block, undefined);
        }
        // The bracket, and then what is after it.
        putAll(token.end.slice(0, 1), block, undefined);
        putAll(token.end.slice(1), block, indent);
        return;
      case "block-scalar":
        putAll(token.props, block, indent);
        if (token.source) put(token, block, { text: blockText(token, block) });
        return;
      default:
        put(token, block, { indent });
        if ("end" in token) putAll(token.end, block, indent);
    }
  }

  /** A pair of a block mapping, or an entry of a list. What follows `-`, `?` or `:` is one level deeper. */
  function entry({ start, key, sep, value: inner }: CST.CollectionItem, block: Block): void {
    let opened = false;
    let indent = block.is;
    const tokens = (list: readonly CST.SourceToken[] | undefined) => {
      indent = block.is;
      for (const token of list ?? []) {
        const opens: boolean = !opened && !BLANK.has(token.type) && token.type !== "comment";
        opened ||= opens;
        put(token, block, { indent, opens });
        if (INDICATORS.has(token.type)) indent = block.is + 2;
      }
    };
    tokens(start);
    if (key && !opened && "source" in key) {
      opened = true;
      put(key, block, { indent, opens: true });
      if ("end" in key) putAll(key.end, block, indent);
    } else value(key, block, indent);
    if (sep) tokens(sep);
    value(inner, block, indent);
  }

  for (const token of new Parser().parse(text)) {
    if (token.type !== "document") value(token, ROOT, 0);
    else {
      putAll(token.start, ROOT, 0);
      value(token.value, ROOT, 0);
      putAll(token.end, ROOT, 0);
    }
  }
  return pieces;
}

const BLANK: ReadonlySet<string> = new Set(["space", "newline"]);
const INDICATORS: ReadonlySet<string> = new Set(["seq-item-ind", "explicit-key-ind", "map-value-ind"]);

/** The lines of a block scalar (`|`, `>`), moved to where they belong, without the last newline. */
function blockText({ source, props }: CST.BlockScalar, block: Block): string {
  const header = props.find((token) => token.type === "block-scalar-header") as CST.SourceToken;
  const given = /\d/.exec(header.source)?.[0];
  const lines = source.replace(/\n$/, "").split("\n");
  const isBlank = (line: string) => /^ *\r?$/.test(line);
  const was = given ? block.was + Number(given) : (lines.find((line) => !isBlank(line))?.search(/[^ ]/) ?? 0);
  // At the root the text may be in any column, and in another one its lines could become comments.
  const is = block === ROOT ? was : block.is + Number(given ?? 2);
  return lines
    .map((line) => (isBlank(line) && line.length <= was ? "" : " ".repeat(is) + line.slice(Math.max(was, 0))))
    .join("\n");
}

/** A token with the blanks before it. */
type Part = Piece & { readonly blanks: string };

interface Line {
  readonly parts: readonly Part[];
  readonly indent: number;
}

const isBlank = ({ parts }: Line): boolean => parts.length === 0;

function linesOf(pieces: readonly Piece[]): Part[][] {
  const lines: Part[][] = [];
  let parts: Part[] = [];
  let blanks = "";
  for (const piece of pieces) {
    if (piece.type === "space") blanks = piece.text;
    else {
      if (piece.type !== "newline") parts.push({ ...piece, blanks });
      blanks = "";
    }
    // The text of a block scalar has its newline in it.
    if (piece.type === "newline" || piece.type === "block-scalar") {
      lines.push(parts);
      parts = [];
    }
  }
  return [...lines, parts];
}

/** Comments on lines of their own stay in their level, or move with the line below. */
function indented(lines: readonly Part[][]): Line[] {
  // The levels that are open here, by their old and new columns.
  let open: Block[] = [];
  const below = followers(lines);
  return lines.map((parts, index) => {
    const [first] = parts;
    if (!first || first.type === "block-scalar") return { parts, indent: 0 };
    if (first.indent === undefined) {
      return { parts, indent: Math.max(0, first.block.is, first.column + first.block.is - first.block.was) };
    }
    if (first.type === "comment") return { parts, indent: commentIndent(first.column, open, below[index]) };
    for (const { opens, column, indent = 0 } of parts) {
      if (opens) open = [...open.filter(({ is }) => is < indent), { was: column, is: indent }];
    }
    if (DOCUMENT_MARKS.has(first.type)) open = [];
    return { parts, indent: first.indent };
  });
}

const DOCUMENT_MARKS: ReadonlySet<string> = new Set(["doc-start", "doc-end", "directive"]);

/** Line by line the first token of the next one that is neither blank nor a comment. */
function followers(lines: readonly Part[][]): (Part | undefined)[] {
  let next: Part | undefined;
  return lines
    .toReversed()
    .map(([first]) => {
      const follower = next;
      if (first && first.type !== "comment") next = first;
      return follower;
    })
    .reverse();
}

function commentIndent(column: number, open: readonly Block[], next: Part | undefined): number {
  const below: Block = { was: next?.column ?? 0, is: next?.indent ?? 0 };
  if (column === below.was) return below.is;
  return Math.max(0, ...[...open, below].filter(({ was }) => was <= column).map(({ is }) => is));
}

const ENVELOPE = ["apiVersion", "kind", "metadata", "spec"];

/**
 * The fields of each document in the order of the envelope, without blank lines between them. A document keeps its
 * order if it has other fields, a comment between them (only its author knows where that belongs), or anchors, which
 * must come before their aliases.
 */
function inEnvelopeOrder(lines: readonly Line[]): Line[] {
  const starts = lines.flatMap(({ parts }, index) => (DOCUMENT_MARKS.has(parts[0]?.type ?? "") ? [index] : []));
  const bounds = [0, ...starts, lines.length];
  return bounds.slice(1).flatMap((end, index) => ordered(lines.slice(bounds[index], end)));
}

function ordered(lines: readonly Line[]): readonly Line[] {
  const starts = lines.flatMap((line, index) => (isField(line) ? [index] : []));
  const fields = starts.map((start, index) => ({
    place: ENVELOPE.indexOf(lines[start]?.parts[0]?.text ?? ""),
    lines: lines.slice(start, starts[index + 1]),
  }));
  const places = fields.map(({ place }) => place);
  if (places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))) return lines;
  const fixed = lines.slice(starts[0]).some(({ parts, indent }) => {
    const marked = parts.some(({ type }) => type === "anchor" || type === "alias");
    return marked || (indent === 0 && parts[0]?.type === "comment");
  });
  if (fixed || places.includes(-1) || new Set(places).size < places.length) return lines;
  fields.sort((a, b) => a.place - b.place);
  return [...lines.slice(0, starts[0]), ...fields.flatMap((field) => withoutBlankEnd(field.lines))];
}

const withoutBlankEnd = (lines: readonly Line[]): readonly Line[] =>
  lines.slice(0, lines.findLastIndex((line) => !isBlank(line)) + 1);

const isField = ({ parts, indent }: Line): boolean => indent === 0 && parts[0]?.opens === true;

function textOf({ parts, indent }: Line): string {
  let text = parts[0]?.type === "block-scalar" ? "" : " ".repeat(indent);
  for (const [index, part] of parts.entries()) {
    const previous = parts[index - 1];
    text += (previous ? gap(previous, part) : "") + lineBreaks(part);
  }
  return text;
}

/** Between two tokens of a line. */
function gap(before: Part, { type, blanks }: Part): string {
  if (type === "comment") return /^ +$/.test(blanks) ? blanks : " ";
  if (type === "comma") return "";
  if (type === "map-value-ind" && SCALARS.has(before.type)) return "";
  if (before.type === "flow-seq-start" || type === "flow-seq-end") return "";
  if (before.type === "flow-map-start" && type === "flow-map-end") return "";
  const apart = INDICATORS.has(before.type) || before.type === "comma" || before.type === "flow-map-start";
  return apart || type === "flow-map-end" || blanks !== "" ? " " : "";
}

const SCALARS: ReadonlySet<string> = new Set(["scalar", "single-quoted-scalar", "double-quoted-scalar"]);

/** The text of a token; the lines of a plain or quoted value move along with their block. */
function lineBreaks({ type, text, block }: Part): string {
  if (type === "comment") return withoutTail(text);
  if (!SCALARS.has(type) || !text.includes("\n")) return text;
  const [first = "", ...others] = text.split("\n");
  const moved = others.map((line) => {
    const words = line.replace(/^[ \t]+/, "");
    const indent = Math.max(block.is + 1, line.length - words.length + block.is - block.was);
    return words === "" ? "" : " ".repeat(indent) + words;
  });
  const last = moved.pop() ?? "";
  return [...[first, ...moved].map(withoutTail), last].join("\n");
}

/** Without the blanks at its end. They stay after a backslash, which makes them part of a double-quoted value. */
function withoutTail(line: string): string {
  let end = line.length;
  // Not a regular expression: on a megabyte of blanks before a word, that takes minutes.
  while (" \t\r".includes(line[end - 1] ?? "no")) end -= 1;
  return line[end - 1] === "\\" ? line : line.slice(0, end);
}
