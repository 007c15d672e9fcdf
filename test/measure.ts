/** `npm run measure`: figures about the hand-written sources, to be compared from change to change. None of them is a limit. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { files, importsOf, roomOf, SRC } from "./support/sources.ts";

const own = files.filter((file) => roomOf(file) !== "generated");
const textOf = (file: string): string => readFileSync(join(SRC, file), "utf8");

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";
const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);
const treeOf = (file: string): Node => parseAst(textOf(file), { lang: "ts" });

interface Sized {
  readonly name: string;
  readonly lines: number;
  /** Without those of the functions inside it: few, where it is a closure of small ones. */
  readonly ownLines: number;
}

/** Every function with a body of several lines. */
function functionsIn(file: string): Sized[] {
  const text = textOf(file);
  const linesOf = ({ start, end }: Node): number => text.slice(start, end).split("\n").length;
  const found: Sized[] = [];
  /** @returns lines of the functions in this node, outermost ones only */
  const visit = (node: Node, name: string): number => {
    const named = nameOf(node) ?? name;
    const inside = childrenOf(node).reduce((sum, child) => sum + visit(child, named), 0);
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return inside;
    const lines = linesOf(node);
    found.push({ name: `${named} in ${file}`, lines, ownLines: lines - inside });
    return lines > 1 ? lines : 0;
  };
  visit(treeOf(file), "?");
  return found;
}

/** What this node calls the function that it holds, or is. */
function nameOf(node: Node): string | undefined {
  const { id, key } = node as Node & { readonly id?: { name?: string }; readonly key?: { name?: string } };
  return id?.name ?? key?.name;
}

/** Names that a file declares at its top level. */
function declaredIn(file: string): string[] {
  const { body } = treeOf(file) as Node & { readonly body: readonly Node[] };
  return body.flatMap((statement) => {
    const { declaration } = statement as Node & { readonly declaration?: Node };
    const { declarations } = (declaration ?? statement) as Node & { readonly declarations?: readonly Node[] };
    return (declarations ?? [declaration ?? statement]).flatMap((node) =>
      /Import|Expression/.test(node.type) ? [] : (nameOf(node) ?? []),
    );
  });
}

/** Groups of files of which each imports each other by way of the rest, types included. */
function cycles(): string[][] {
  const targets = new Map(own.map((file) => [file, importsOf(file).map(({ target }) => target)]));
  const reachable = new Map(
    own.map((file) => {
      const seen = new Set<string>();
      const follow = (from: string): void => {
        for (const target of targets.get(from) ?? [])
          if (!seen.has(target)) {
            seen.add(target);
            follow(target);
          }
      };
      follow(file);
      return [file, seen];
    }),
  );
  const groupOf = (file: string) =>
    own.filter((other) => reachable.get(file)?.has(other) && reachable.get(other)?.has(file));
  return [...new Set(own.map((file) => groupOf(file).join()))].filter(Boolean).map((group) => group.split(","));
}

const functions = own.flatMap(functionsIn);
const longest = (by: (sized: Sized) => number): string =>
  functions
    .toSorted((one, other) => by(other) - by(one))
    .slice(0, 5)
    .map((sized) => `${sized.name} ${by(sized)}`)
    .join(", ");

const siblings = own
  .filter((file) => roomOf(file) === "commands")
  .flatMap((file) => importsOf(file).filter(({ target }) => roomOf(target) === "commands"));

const inRooms = own.filter((file) => file.includes("/"));
const arrows = new Set(
  inRooms.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => files.includes(target) && roomOf(target) !== roomOf(file))
      .map(({ target }) => `${roomOf(file)} → ${roomOf(target)}`),
  ),
);

const places = new Map<string, Set<string>>();
for (const file of own) {
  for (const name of declaredIn(file)) places.set(name, (places.get(name) ?? new Set()).add(file));
}
const twice = [...places].filter(([, where]) => where.size > 1);
const isExported = ([name, where]: (typeof twice)[number]): boolean =>
  [...where].some((file) =>
    new RegExp(`^export (async )?(const|let|function|interface|type|class) ${name}\\b`, "m").test(textOf(file)),
  );
const exported = twice.filter(isExported).map(([name]) => name);

const isComment = (line: string): boolean => /^\s*(\/\/|\/\*|\*)/.test(line);
const wide = own.flatMap((file) => textOf(file).split("\n")).filter((line) => isComment(line) && line.length > 120);

const rows: readonly (readonly [what: string, figure: string | number])[] = [
  ["files", own.length],
  ["files directly in src/", own.filter((file) => !file.includes("/")).length],
  ["rooms", new Set(inRooms.map(roomOf)).size],
  ["arrows between rooms", arrows.size],
  ["longest functions", longest(({ lines }) => lines)],
  ["longest without the functions inside", longest(({ ownLines }) => ownLines)],
  ["imports between files of commands/", siblings.length],
  ["cycles, types included", cycles().length],
  ["names at the top of two files", twice.length],
  ["of these exported by one of them", `${exported.length}: ${exported.join(", ")}`],
  ["comment lines over 120 columns", wide.length],
  // Followed by hand: .github/CONTRIBUTING.md and src/README.md have the recipes.
  ["a kind touches", "its folder in kinds/ and a line in kinds/index.ts"],
  ["a store touches", "its file in state/, a line in state/open.ts, its schema, and a call of test/state/contract.ts"],
  ["an output format touches", "its file in render/, and a line where formats are listed"],
];
for (const [what, figure] of rows) console.log(`${`${what}:`.padEnd(40)}${figure}`);
