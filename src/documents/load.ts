/** Policy files -> documents that know their positions. Reads the disk; knows nothing of kinds. */
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { Place, Span } from "../model/place.ts";
import type { Position, Range } from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import { hiddenIn } from "./hidden.ts";
import { scan } from "./scan.ts";
import type { Fault, Tree } from "./yaml.ts";

/** One YAML document. */
export interface Document {
  readonly file: string;
  /** Plain data; aliases and merge keys are resolved. */
  readonly value: unknown;
  /** Its first token. */
  readonly start: Position;
  /**
   * The exact token at a place; behind an alias, the one at the anchor. A key that is not there gives the key of the
   * nearest mapping above that is.
   */
  locate(place: Place): Range;
}

export interface Loaded {
  /** In the order of files, then of documents in a file. */
  readonly documents: readonly Document[];
  readonly ignores: readonly Ignore[];
  readonly problems: readonly Problem[];
}

/** A comment `# holdfast-ignore: CODE REASON` on or above a line. */
export interface Ignore {
  /** Of the comment. */
  readonly range: Range;
  /** The line that it is about. */
  readonly line: number;
  readonly code: string;
  /** "" when there is none. */
  readonly reason: string;
}

/**
 * Loaded when a text is not plain, or something wrong has to be placed: a good run over a few files takes a third of its
 * time to load it (15 of 50 ms).
 */
let parser: typeof import("./yaml.ts") | undefined;

/** From then on everything here finds it. */
export async function loadParser(): Promise<void> {
  parser ??= await import("./yaml.ts");
}

class ParserMissing extends Error {}

function yaml(): typeof import("./yaml.ts") {
  if (!parser) throw new ParserMissing("loadParser was not called");
  return parser;
}

/** Reads and checks; and does both again, with the parser, when that turns out to be needed. */
export async function withParserIfNeeded<T>(job: () => T): Promise<T> {
  try {
    return job();
  } catch (error) {
    if (!(error instanceof ParserMissing)) throw error;
    await loadParser();
    return job();
  }
}

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * All documents below `folders`. Files end in .yaml or .yml; folders whose names begin with a dot and node_modules are
 * passed over.
 * @param folders relative to `cwd`; none may lie in another
 */
export function load(folders: readonly string[], cwd: string): Loaded {
  const documents: Document[] = [];
  const ignores: Ignore[] = [];
  const problems: Problem[] = [];
  for (const folder of folders) {
    for (const found of yamlFiles(folder, cwd)) {
      const text = typeof found === "string" ? readText(found, cwd) : found;
      if (typeof text !== "string") problems.push(text);
      else if (typeof found === "string") {
        parse(found, text, documents, problems);
        if (text.includes(IGNORE)) ignores.push(...ignoresIn(found, text));
      }
    }
  }
  return { documents, ignores, problems };
}

/** YAML files below a folder in the order of their paths, or why something there is not read. */
export function* yamlFiles(folder: string, cwd: string): Generator<string | Problem> {
  const astray = linkAstray(folder, cwd);
  if (astray !== undefined) {
    yield unreadable(
      astray,
      "a link that leads out of the working directory",
      "put the folder here instead of the link",
    );
    return;
  }
  const root = realpathSync(join(cwd, folder));
  yield* below(folder);

  function* below(current: string): Generator<string | Problem> {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(cwd, current), { withFileTypes: true });
    } catch (error) {
      yield unreadable(slashed(current), `the folder cannot be read (${codeOf(error)})`, "allow this user to read it");
      return;
    }
    // By code unit, not by locale: the same order on every machine.
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const entry of entries) {
      const path = slashed(join(current, entry.name));
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      if (entry.isDirectory()) yield* below(path);
      else if (!isYaml(entry.name)) continue;
      else if (entry.isSymbolicLink()) yield* linked(path);
      else yield path;
    }
  }

  function* linked(path: string): Generator<string | Problem> {
    try {
      const target = realpathSync(join(cwd, path));
      if (!mayLeadTo(root, target)) {
        yield unreadable(
          path,
          "a link that leads out of the folder",
          "put a copy of the file here instead of the link",
        );
      } else if (statSync(target).isFile()) yield path;
    } catch (error) {
      yield unreadable(path, `a link that leads nowhere (${codeOf(error)})`, "remove the link, or mend it");
    }
  }
}

/**
 * On the way to a folder, the first link that leads out of the working directory: links come with a checkout. A folder
 * outside was named by a person, and may be anywhere.
 */
function linkAstray(folder: string, cwd: string): string | undefined {
  const parts = slashed(folder).split("/");
  if (parts[0] === "..") return undefined;
  const root = realpathSync(cwd);
  return parts
    .map((_, index) => parts.slice(0, index + 1).join("/"))
    .find((path) => {
      const place = join(cwd, path);
      return lstatSync(place).isSymbolicLink() && !mayLeadTo(root, realpathSync(place));
    });
}

/** Whether a link may lead there: inside `root`, and not into a repository, which may hold a login. Both without links. */
function mayLeadTo(root: string, target: string): boolean {
  const way = relative(root, target);
  // On another drive there is no way, and the path stays as it is.
  const parts = isAbsolute(way) ? [".."] : way.toLowerCase().split(sep);
  return way !== "" && parts[0] !== ".." && !parts.includes(".git");
}

export const isYaml = (name: string): boolean => name.endsWith(".yaml") || name.endsWith(".yml");

function readText(file: string, cwd: string): string | Problem {
  const path = join(cwd, file);
  let bytes: Buffer;
  try {
    // Looked at before it is read: a file of gigabytes must not be loaded to learn that it is too large.
    const { size, isFile } = lookedAt(path);
    // Reading a pipe would wait for ever.
    if (!isFile) return unreadable(file, "not a regular file", "remove it, or give it another ending");
    if (size > MAX_FILE_BYTES) {
      return unreadable(file, `${size} bytes; at most ${MAX_FILE_BYTES} (1 MiB) are read`, "split the file");
    }
    bytes = readFileSync(path);
  } catch (error) {
    return unreadable(file, `cannot be read (${codeOf(error)})`, "allow this user to read it");
  }
  if (bytes.includes(0)) return unreadable(file, "holds a NUL byte, so it is not text", "save it as UTF-8 text");
  try {
    // The decoder takes a byte order mark away, so that columns count from the first character.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return unreadable(file, "not UTF-8", "save it as UTF-8 text");
  }
}

function lookedAt(path: string): { size: number; isFile: boolean } {
  const stats = statSync(path);
  return { size: stats.size, isFile: stats.isFile() };
}

function unreadable(file: string, message: string, hint: string): Problem {
  const start = { line: 1, column: 1 };
  return { severity: "error", code: "file-unreadable", message, hint, range: { file, start, end: start } };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
const slashed = (path: string): string => (sep === "/" ? path : path.split(sep).join("/"));

/** The path of a file as problems name it: relative to the working directory, with `/`. */
export const shownPath = (path: string, cwd: string): string => slashed(relative(cwd, path)) || ".";

/** Appends the documents of one file, and for each broken one its first problem. */
function parse(file: string, text: string, documents: Document[], problems: Problem[]): void {
  const document = (value: unknown, offset: number, index: number): Document => ({
    file,
    value,
    start: positionOf(text, offset),
    // Parsed again when a problem asks for a position: documents that are fine, nearly all, keep no tree.
    locate: (place) => {
      const again = treesOf(text)[index];
      if (!again) throw new Error(`${file}: document ${index} is gone`);
      return rangeOf(file, text, yaml().spanAt(again, place, text));
    },
  });
  const scanned = scan(text);
  if (scanned) {
    documents.push(...scanned.map(({ value, offset }, index) => document(value, offset, index)));
    return;
  }
  const problemOf = ({ code, message, hint, span }: Fault): Problem => {
    return { severity: "error", code, message, hint, range: rangeOf(file, text, span) };
  };
  const { parseStream, dataOf, contentsOf, tokensIn } = yaml();
  const { trees, fault } = parseStream(text);
  if (fault) {
    problems.push(problemOf(fault));
    return;
  }
  const broken: Span[] = [];
  for (const [index, tree] of trees.entries()) {
    const [start, , end] = tree.node.range;
    problems.push(...tree.faults.map(problemOf));
    if (tree.faults.some(({ code }) => code !== "yaml-duplicate-key")) {
      broken.push([start, end]);
      continue;
    }
    const read = dataOf(tree);
    if ("code" in read) {
      problems.push(problemOf(read));
      broken.push([start, end]);
    } else documents.push(document(read.value, contentsOf(tree.node)[0], index));
  }
  for (const hidden of hiddenIn(text, tokensIn)) {
    // A document that cannot be read is checked no further.
    if (!broken.some(([start, end]) => hidden.span[0] >= start && hidden.span[0] < end))
      problems.push(problemOf(hidden));
  }
}

const IGNORE = "holdfast-ignore:";

function ignoresIn(file: string, text: string): Ignore[] {
  const lines = text.split("\n");
  return yaml()
    .commentsIn(text)
    .flatMap((comment) => {
      if (!comment.text.trimStart().startsWith(IGNORE)) return [];
      const range = rangeOf(file, text, comment.span);
      const [code = "", ...reason] = comment.text.trimStart().slice(IGNORE.length).trim().split(/\s+/);
      const { line } = range.start;
      const alone = lines[line - 1]?.trimStart().startsWith("#");
      // Above a line: the next one that says something.
      const below = lines.findIndex((next, index) => index >= line && !/^\s*(#|$)/.test(next));
      return [{ range, line: alone ? below + 1 : line, code, reason: reason.join(" ") }];
    });
}

/** The trees of the file that was asked for last: problems come file by file, and a bad file has many. */
function treesOf(text: string) {
  if (lastParsed?.text !== text) lastParsed = { text, trees: yaml().parseStream(text).trees };
  return lastParsed.trees;
}
let lastParsed: { readonly text: string; readonly trees: readonly Tree[] } | undefined;

function rangeOf(file: string, text: string, [start, end]: Span): Range {
  // What is missing at the end of a file is, for the parser, behind it.
  const from = Math.min(start, text.length);
  // A key or value can be empty; the sign that follows is what there is to see.
  const to = end <= from && /[^\r\n]/.test(text[from] ?? "\n") ? from + 1 : Math.min(Math.max(from, end), text.length);
  return { file, start: positionOf(text, from), end: positionOf(text, to) };
}

/**
 * Columns count characters, so that a wide one before the token does not shift it. Goes on from the position that was asked
 * for last: problems come in order, and a file can have thousands.
 */
function positionOf(text: string, offset: number): Position {
  const goesOn = lastPosition?.text === text && lastPosition.offset <= offset;
  let { offset: at, line, column } = goesOn && lastPosition ? lastPosition : { offset: 0, line: 1, column: 1 };
  for (let next = text.indexOf("\n", at); next !== -1 && next < offset; next = text.indexOf("\n", at)) {
    line += 1;
    column = 1;
    at = next + 1;
  }
  for (; at < offset; at += 1) {
    // The second half of a pair is no character of its own.
    if (!isLowSurrogate(text.charCodeAt(at))) column += 1;
  }
  lastPosition = { text, offset, line, column };
  return { line, column };
}
let lastPosition: ({ readonly text: string; readonly offset: number } & Position) | undefined;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
