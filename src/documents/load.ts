/** Policy files -> documents. Reads the disk; knows nothing of kinds. */
import {
  closeSync,
  type Dirent,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { DocumentText, Position, Range, Span } from "../model/place.ts";
import { isMapping, membersOf } from "../model/policy.ts";
import type { Finding } from "../model/problem.ts";
import { hiddenIn } from "./hidden.ts";
import { includeResolver, rootAbove } from "./include.ts";
import { type DocumentFinding, positionsIn, rangesIn } from "./locate.ts";
import { isStackFile } from "./names.ts";
import { scan } from "./scan.ts";

/** One YAML document. It keeps the text of its file and no syntax tree: see locate.ts. */
export interface Document extends DocumentText {
  /** Plain data; aliases and merge keys are resolved. */
  readonly value: unknown;
  /** Its first token. */
  readonly start: Position;
}

export interface Loaded {
  /** In the order of files, then of documents in a file; included files after the others. */
  readonly documents: readonly Document[];
  readonly ignores: readonly Ignore[];
  readonly findings: readonly DocumentFinding[];
  /** Files that were read and have no document. */
  readonly empty: readonly string[];
  /** Files that are not read because of their names. */
  readonly misnamed: readonly Misnamed[];
  /** In the order of stacks and entries. */
  readonly includes: readonly Include[];
  /** The folder `policies` that a file is in, which its stack can include from. */
  readonly rootOf: (file: string) => Root | undefined;
}

/** An entry of the `include` of a stack. Paths are relative to the working directory. */
export interface Include {
  /** Of the stack. */
  readonly document: Document;
  readonly index: number;
  /** As it is written, whether it is there or not. */
  readonly target: string;
  /** What is read; none of an entry that is refused. */
  readonly files: readonly string[];
}

interface Root {
  readonly folder: string;
  /** All of it was read. */
  readonly isWhole: boolean;
}

/** A file that may be meant as policies. */
export interface Misnamed {
  readonly file: string;
  /** Paths under which it would be read. */
  readonly meant: readonly string[];
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

type Yaml = typeof import("./yaml.ts");

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * All documents below `folders`, and those that their stacks include, each file once. Files end in .yaml or .yml; folders
 * whose names begin with a dot and node_modules are skipped.
 * @param folders relative to `cwd`; none may be inside another
 */
export async function load(folders: readonly string[], cwd: string): Promise<Loaded> {
  const documents: Document[] = [];
  const ignores: Ignore[] = [];
  const findings: DocumentFinding[] = [];
  const empty: string[] = [];
  const misnamed: Misnamed[] = [];
  const files = new Set<string>();
  // Loaded for the first text that is not plain: it takes a third of the time of a run over a few files (15 of 50 ms).
  let yaml: Yaml | undefined;
  for (const folder of folders) for (const found of yamlFiles(folder, cwd)) await read(found);
  const { includes, refused } = includesIn(documents, cwd);
  findings.push(...refused);
  for (const list of new Set(includes.map((include) => include.files))) {
    for (const file of list) if (!files.has(file)) await read(file);
  }
  return { documents, ignores, findings, empty, misnamed, includes, rootOf: rootsAround(folders, cwd) };

  async function read(found: string | DocumentFinding | Misnamed): Promise<void> {
    if (typeof found === "string") files.add(found);
    else if ("meant" in found) {
      misnamed.push(found);
      return;
    }
    const opened = typeof found === "string" ? readText(found, cwd) : found;
    if ("code" in opened) {
      findings.push(opened);
      return;
    }
    const { file, text } = opened;
    const plain = plainDocuments(file, text);
    if (plain) documents.push(...plain);
    if (plain?.length === 0) empty.push(file);
    const hasIgnores = text.includes(IGNORE);
    if (plain && !hasIgnores) return;
    yaml ??= await import("./yaml.ts");
    if (!plain) {
      const parsed = parsedDocuments(file, text, yaml);
      documents.push(...parsed.documents);
      findings.push(...parsed.findings);
      if (parsed.documents.length + parsed.findings.length === 0) empty.push(file);
    }
    if (hasIgnores) ignores.push(...ignoresIn(file, text, yaml));
  }
}

/** What the stacks among the documents include. */
function includesIn(documents: readonly Document[], cwd: string) {
  const includes: Include[] = [];
  const refused: DocumentFinding[] = [];
  const resolveInclude = includeResolver(isYaml);
  // A thousand stacks may include the same.
  const shown = new Map<object, Pick<Include, "target" | "files">>();
  for (const document of documents) {
    const { value, file } = document;
    const { include } = isStackFile(file) && isMapping(value) ? membersOf(value.spec) : {};
    if (!Array.isArray(include)) continue;
    for (const [index, path] of include.slice(0, MAX_INCLUDES).entries()) {
      const resolved = resolveInclude(path, resolve(cwd, dirname(file)));
      if (!resolved) continue;
      const { target, found } = resolved;
      const known = shown.get(found) ?? {
        target: shownPath(target, cwd),
        files: "code" in found ? [] : found.files.map((one) => shownPath(one, cwd)),
      };
      shown.set(found, known);
      includes.push({ document, index, ...known });
      if ("code" in found)
        refused.push({ ...found, document, place: { path: `/spec/include/${index}`, part: "value" } });
    }
  }
  return { includes, refused };
}

/** As the schema of a stack has it: what is too much is not looked at. */
const MAX_INCLUDES = 64;

function rootsAround(folders: readonly string[], cwd: string): Loaded["rootOf"] {
  const roots = new Map<string, Root | undefined>();
  const read = folders.map((folder) => resolve(cwd, folder));
  return (file) => {
    const folder = dirname(file);
    if (!roots.has(folder)) {
      const root = rootAbove(resolve(cwd, folder));
      const isWhole = read.some((one) => root === one || root?.startsWith(one === sep ? one : one + sep));
      roots.set(folder, root === undefined ? undefined : { folder: shownPath(root, cwd), isWhole });
    }
    return roots.get(folder);
  };
}

/** The YAML files below a folder in the order of their paths, or why one is not read; and files that may be meant as such. */
export function* yamlFiles(folder: string, cwd: string): Generator<string | DocumentFinding | Misnamed> {
  const astray = linkAstray(folder, cwd);
  if (astray !== undefined) {
    yield unreadable(
      astray,
      "a link that leads out of the working directory",
      "put the folder in the place of the link",
    );
    return;
  }
  const root = realpathSync(join(cwd, folder));
  // From a folder of a stack, `../prod/a.yaml` is `a.yaml`.
  const named = (path: string) => (folder.startsWith("..") ? shownPath(join(cwd, path), cwd) : slashed(path));
  yield* below(folder);

  function* below(current: string): Generator<string | DocumentFinding | Misnamed> {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(cwd, current), { withFileTypes: true });
    } catch (error) {
      yield unreadable(slashed(current), `the folder cannot be read (${codeOf(error)})`, "allow this user to read it");
      return;
    }
    // By code unit, not by locale: the same order on every machine.
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const names = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      const path = named(join(current, entry.name));
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      if (entry.isDirectory()) yield* below(path);
      else if (!isYaml(entry.name)) {
        // Opening a pipe would block forever.
        if (entry.isFile()) yield* misnamed(entry, names, path, cwd);
      } else if (entry.isSymbolicLink()) yield* linked(path);
      else yield path;
    }
  }

  function* linked(path: string): Generator<string | DocumentFinding> {
    try {
      const target = realpathSync(join(cwd, path));
      if (!mayLeadTo(root, target)) {
        yield unreadable(
          path,
          "a link that leads out of the folder",
          "put a copy of the file in the place of the link",
        );
      } else if (statSync(target).isFile()) yield path;
    } catch (error) {
      yield unreadable(path, `a dangling link (${codeOf(error)})`, "remove the link, or fix it");
    }
  }
}

/**
 * A file that looks like policies under another name: `a.YAML`, `a.yml.txt`, `a.json`. With a file of the right name
 * next to it, it is a copy or goes with it.
 */
function* misnamed({ name }: Dirent, names: ReadonlySet<string>, path: string, cwd: string): Generator<Misnamed> {
  const [, stem = "", ending = "", more = ""] = /^(.+?)\.(ya?ml|json)(\.\w+|~)?$/i.exec(name) ?? [];
  const isJson = ending.toLowerCase() === "json";
  if (ending === "" || (isJson && (more !== "" || isOwnJson(join(cwd, path))))) return;
  const endings = ending.toLowerCase() === "yml" ? ["yml", "yaml"] : ["yaml", "yml"];
  const meant = endings.map((right) => `${stem}.${right}`);
  if (meant.some((one) => names.has(one))) return;
  const folder = path.slice(0, path.length - name.length);
  yield { file: path, meant: meant.map((one) => folder + one) };
}

/** A state, or a saved plan: both begin with their format. */
function isOwnJson(path: string): boolean {
  try {
    const file = openSync(path, "r");
    try {
      const start = Buffer.alloc(64);
      return /^\{\s*"format/.test(start.toString("utf8", 0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch {
    // Whatever it is, it cannot be read as policies either.
    return false;
  }
}

/**
 * The first link on the way to a folder that leads out of the working directory: a checkout can contain links. A folder
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

/** Whether a link may lead there: inside `root`, and not into a repository, which may contain a login. Real paths. */
function mayLeadTo(root: string, target: string): boolean {
  const way = relative(root, target);
  // On another drive the path stays absolute.
  const parts = isAbsolute(way) ? [".."] : way.toLowerCase().split(sep);
  return way !== "" && parts[0] !== ".." && !parts.includes(".git");
}

export const isYaml = (name: string): boolean => name.endsWith(".yaml") || name.endsWith(".yml");

function readText(file: string, cwd: string): { file: string; text: string } | DocumentFinding {
  const path = join(cwd, file);
  let bytes: Buffer;
  try {
    // Checked before it is read: a file of gigabytes must not be loaded only to find that it is too large.
    const { size, isFile } = lookedAt(path);
    // Reading a pipe would block forever.
    if (!isFile)
      return unreadable(file, "not a regular file", "remove it, or rename it so that it does not end in .yaml");
    if (size > MAX_FILE_BYTES) {
      return unreadable(file, `${size} bytes; at most ${MAX_FILE_BYTES} (1 MiB) are read`, "split the file");
    }
    bytes = readFileSync(path);
  } catch (error) {
    return unreadable(file, `cannot be read (${codeOf(error)})`, "allow this user to read it");
  }
  if (bytes.includes(0)) return unreadable(file, "has a NUL byte, so it is not text", "save it as UTF-8 text");
  try {
    // The decoder removes a byte order mark, so that columns count from the first character.
    return { file, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return unreadable(file, "not UTF-8", "save it as UTF-8 text");
  }
}

function lookedAt(path: string): { size: number; isFile: boolean } {
  const stats = statSync(path);
  return { size: stats.size, isFile: stats.isFile() };
}

function unreadable(file: string, message: string, hint: string): DocumentFinding {
  const document = { file, text: "", index: 0 };
  return { code: "file-unreadable", message, hint, document, place: { path: "", part: "file" } };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
const slashed = (path: string): string => (sep === "/" ? path : path.split(sep).join("/"));

/** A path as messages show it: relative to the working directory, with `/`. */
export const shownPath = (path: string, cwd: string): string => slashed(relative(cwd, path)) || ".";

/** The documents of a file; undefined when only a parser can tell. */
function plainDocuments(file: string, text: string): Document[] | undefined {
  const positionAt = positionsIn(text);
  return scan(text)?.map(({ value, offset }, index) => ({ file, text, index, value, start: positionAt(offset) }));
}

/** The documents of a file, and the first finding of each broken one. */
function parsedDocuments(
  file: string,
  text: string,
  { parseStream, dataOf, contentsOf, tokensIn }: Yaml,
): Pick<Loaded, "documents" | "findings"> {
  const inFile = (finding: Finding): DocumentFinding => ({ ...finding, document: { file, text, index: 0 } });
  const { trees, finding } = parseStream(text);
  if (finding) return { documents: [], findings: [inFile(finding)] };
  const positionAt = positionsIn(text);
  const documents: Document[] = [];
  const findings: DocumentFinding[] = [];
  const broken: Span[] = [];
  for (const [index, tree] of trees.entries()) {
    const [start, , end] = tree.node.range;
    findings.push(...tree.findings.map(inFile));
    if (tree.findings.some(({ code }) => code !== "yaml-duplicate-key")) {
      broken.push([start, end]);
      continue;
    }
    const read = dataOf(tree);
    if ("code" in read) {
      findings.push(inFile(read));
      broken.push([start, end]);
    } else {
      const [first] = contentsOf(tree.node);
      documents.push({ file, text, index, value: read.value, start: positionAt(first) });
    }
  }
  // A document that cannot be read is checked no further.
  const isBroken = ([at]: Span): boolean => broken.some(([start, end]) => at >= start && at < end);
  const hidden = hiddenIn(text, tokensIn).filter(({ place }) => !isBroken(place.span ?? [0, 0]));
  return { documents, findings: [...findings, ...hidden.map(inFile)] };
}

const IGNORE = "holdfast-ignore:";

function ignoresIn(file: string, text: string, { commentsIn }: Yaml): Ignore[] {
  const lines = text.split("\n");
  const rangeOf = rangesIn(text);
  return commentsIn(text).flatMap((comment) => {
    if (!comment.text.trimStart().startsWith(IGNORE)) return [];
    const range = { file, ...rangeOf(comment.span) };
    const [code = "", ...reason] = comment.text.trimStart().slice(IGNORE.length).trim().split(/\s+/);
    const { line } = range.start;
    const alone = lines[line - 1]?.trimStart().startsWith("#");
    // Above a line: the next one that is neither empty nor a comment.
    const below = lines.findIndex((next, index) => index >= line && !/^\s*(#|$)/.test(next));
    return [{ range, line: alone ? below + 1 : line, code, reason: reason.join(" ") }];
  });
}
