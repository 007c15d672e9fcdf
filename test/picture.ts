/**
 * The picture in the README: what `holdfast plan --format markdown` prints for two edits of policies/demo, drawn as GitHub shows a
 * comment. It knows the Markdown that src/render/markdown.ts writes, and no other: a line that it does not know is an error.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI } from "./support/command.ts";

const NEW = `apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: mail-weekdays
spec:
  operation_definition:
    retention_duration_days: 14
  schedule:
    timezone: Asia/Shanghai
    at: ["23:30"]
    days: [MO, TU, WE, TH, FR]
`;

/** A pull request that shortens the retention of an applied policy and adds another. */
export function reviewed(): string {
  const home = mkdtempSync(join(tmpdir(), "holdfast-picture-"));
  try {
    const holdfast = (...args: string[]) =>
      execFileSync(process.execPath, [CLI, ...args], {
        cwd: home,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    cpSync(join(import.meta.dirname, "../policies"), join(home, "policies"), {
      recursive: true,
      filter: (path) => !path.includes(".holdfast"),
    });
    holdfast("apply", "--auto-approve");
    const servers = join(home, "policies/demo/servers.yaml");
    const before = readFileSync(servers, "utf8");
    writeFileSync(servers, before.replace("retention_duration_days: 30", "retention_duration_days: 7"));
    writeFileSync(join(home, "policies/demo/mail.yaml"), NEW);
    return holdfast("plan", "--format", "markdown");
  } finally {
    rmSync(home, { recursive: true });
  }
}

type Style = "prose" | "bold" | "code";
interface Word {
  readonly style: Style;
  readonly text: string;
}
type Block =
  | { readonly kind: "paragraph" | "quote"; readonly words: readonly Word[] }
  | { readonly kind: "details"; readonly words: readonly Word[]; readonly open: boolean }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Word[])[])[] }
  | { readonly kind: "diff"; readonly lines: readonly string[] };

const WIDTH = 880;
const PADDING = 24;
const LINE = 22;
/** Pixels of a character in a wide font. The reader has another: only a box around a text relies on them, nothing on its line. */
const ADVANCE: Readonly<Record<Style, number>> = { prose: 7.9, bold: 9, code: 7.4 };

/** @param opened how many details a reader has opened: GitHub shows them closed */
export function drawn(markdown: string, opened = 1): string {
  const shapes: string[] = [];
  let y = 48 + 16;
  for (const block of blocksIn(markdown, opened)) y = draw(block, y, shapes);
  const height = y + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">The comment on a pull request: what would change, the hazards, and each difference</title>
<style>
${STYLES}</style>
<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
<path class="head" d="M1 48V6.5a5.5 5.5 0 0 1 5.5-5.5H${WIDTH - 6.5}a5.5 5.5 0 0 1 5.5 5.5V48z"/>
<path class="rule" d="M1 48.5H${WIDTH - 1}"/>
<circle class="avatar" cx="${PADDING + 10}" cy="24.5" r="10"/>
<path class="mark" d="M${PADDING + 6} 24.5l3 3 5.5-6"/>
<text class="prose" x="${PADDING + 30}" y="29"><tspan class="bold">github-actions</tspan><tspan class="soft"> bot commented</tspan></text>
${shapes.join("\n")}
</svg>
`;
}

const STYLES = `text { font: 14px -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; white-space: pre; fill: #1f2328 }
.code { font: 12px ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }
.bold { font-weight: 600 }
.soft { fill: #59636e }
.card { fill: #ffffff; stroke: #d1d9e0 }
.head { fill: #f6f8fa }
.rule { stroke: #d1d9e0; fill: none }
.bar { fill: #d1d9e0 }
.triangle { fill: #59636e }
.avatar { fill: #1f6feb }
.mark { fill: none; stroke: #ffffff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.box { fill: #f6f8fa }
.added { fill: #dafbe1 }
.removed { fill: #ffebe9 }
.plus { fill: #116329 }
.minus { fill: #82071e }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.soft { fill: #9198a1 }
.card { fill: #0d1117; stroke: #3d444d }
.head { fill: #151b23 }
.rule { stroke: #3d444d }
.bar { fill: #3d444d }
.triangle { fill: #9198a1 }
.box { fill: #151b23 }
.added { fill: #033a16 }
.removed { fill: #471a1d }
.plus { fill: #aff5b4 }
.minus { fill: #ffdcd7 }
}
`;

/** @returns where the next block begins */
function draw(block: Block, y: number, shapes: string[]): number {
  const room = WIDTH - 2 * PADDING;
  switch (block.kind) {
    case "paragraph":
      return flow(block.words, PADDING, y, room, shapes) + 10;
    case "details":
      shapes.push(
        `<path class="triangle" d="${block.open ? `M${PADDING} ${y + 8}h10l-5 7z` : `M${PADDING + 1} ${y + 6}v10l7-5z`}"/>`,
      );
      return flow(block.words, PADDING + 16, y, room - 16, shapes) + 10;
    case "quote": {
      const end = flow(block.words, PADDING + 16, y, room - 16, shapes, "soft");
      shapes.push(`<rect class="bar" x="${PADDING}" y="${y}" width="4" height="${end - y}"/>`);
      return end + 12;
    }
    case "diff":
      return diff(block.lines, y, shapes);
    case "table":
      return table(block.rows, y, shapes);
  }
}

/** Words, broken into lines. @returns where the next line would begin */
function flow(words: readonly Word[], x: number, y: number, room: number, shapes: string[], also = ""): number {
  const lines = linesOf(words, room);
  for (const [index, line] of lines.entries()) {
    shapes.push(`<text x="${x}" y="${y + 16 + index * LINE}">${spans(line, also)}</text>`);
  }
  return y + lines.length * LINE;
}

const spans = (words: readonly Word[], also = ""): string =>
  words.map(({ style, text }) => `<tspan class="${`${style} ${also}`.trim()}">${escaped(text)}</tspan>`).join("");

const widthOf = (words: readonly Word[]): number =>
  words.reduce((sum, { style, text }) => sum + text.length * ADVANCE[style], 0);

function linesOf(words: readonly Word[], room: number): Word[][] {
  const lines: Word[][] = [[]];
  for (const { style, text } of words) {
    for (const piece of text.split(/(?<= )/)) {
      const line = lines.at(-1) ?? [];
      if (widthOf([...line, { style, text: piece.trimEnd() }]) > room) lines.push([{ style, text: piece }]);
      else line.push({ style, text: piece });
    }
  }
  return lines;
}

function diff(lines: readonly string[], y: number, shapes: string[]): number {
  const height = lines.length * 20 + 16;
  shapes.push(`<rect class="box" x="${PADDING}" y="${y}" width="${WIDTH - 2 * PADDING}" height="${height}" rx="6"/>`);
  for (const [index, line] of lines.entries()) {
    const top = y + 8 + index * 20;
    const [ground, sign] = line.startsWith("+") ? ["added", "plus"] : line.startsWith("-") ? ["removed", "minus"] : [];
    if (ground) {
      shapes.push(`<rect class="${ground}" x="${PADDING}" y="${top}" width="${WIDTH - 2 * PADDING}" height="20"/>`);
    }
    shapes.push(
      `<text class="${["code", ...(sign ? [sign] : [])].join(" ")}" x="${PADDING + 16}" y="${top + 14}">${escaped(line)}</text>`,
    );
  }
  return y + height + 14;
}

function table(rows: readonly (readonly (readonly Word[])[])[], y: number, shapes: string[]): number {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? []))) + 26);
  const lefts = widths.map((_, column) => PADDING + widths.slice(0, column).reduce((sum, width) => sum + width, 0));
  const right = PADDING + widths.reduce((sum, width) => sum + width, 0);
  const bottom = y + rows.length * 34;
  for (const [index, row] of rows.entries()) {
    for (const [column, words] of row.entries()) {
      shapes.push(`<text x="${round((lefts[column] ?? 0) + 13)}" y="${y + index * 34 + 22}">${spans(words)}</text>`);
    }
  }
  const across = Array.from(
    { length: rows.length + 1 },
    (_, index) => `M${PADDING} ${y + index * 34 + 0.5}H${round(right)}`,
  );
  const down = [...lefts, right].map((x) => `M${round(x) + 0.5} ${y}V${bottom}`);
  shapes.push(`<path class="rule" d="${[...across, ...down].join("")}"/>`);
  return bottom + 18;
}

const round = (pixels: number): number => Math.round(pixels);

/** The Markdown of src/render/markdown.ts -> what is seen of it. */
function blocksIn(markdown: string, opened: number): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  /** Details so far; what is in the closed ones is not seen. */
  let details = 0;
  const seen = (block: Block) => (details > opened ? undefined : blocks.push(block));
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    const [, summary] = /^<details><summary>(.*)<\/summary>$/.exec(line) ?? [];
    if (summary !== undefined) {
      details += 1;
      blocks.push({ kind: "details", words: wordsIn(summary), open: details <= opened });
    } else if (line === "```diff") {
      seen({ kind: "diff", lines: lines.splice(0, lines.indexOf("```")) });
      lines.shift();
    } else if (line.startsWith("| ")) {
      const more = lines.splice(
        0,
        lines.findIndex((next) => !next.startsWith("|")),
      );
      const rows = [line, ...more].filter((row) => !row.startsWith("|-"));
      blocks.push({
        kind: "table",
        rows: rows.map((row) =>
          row
            .split("|")
            .slice(1, -1)
            .map((cell) => wordsIn(cell.trim())),
        ),
      });
    } else if (line.startsWith("> ")) {
      seen({ kind: "quote", words: wordsIn(line.slice(2)) });
    } else if (/^(\*\*|⚠️ )/.test(line)) {
      blocks.push({ kind: "paragraph", words: wordsIn(line) });
    } else if (!["", ">", "</details>"].includes(line)) {
      throw new Error(`the picture does not know the line ${JSON.stringify(line)}`);
    }
  }
  return blocks;
}

/** `**bold**`, `<code>text</code>` and text between them. */
const wordsIn = (markdown: string): Word[] =>
  [...markdown.matchAll(/\*\*(?<bold>.+?)\*\*|<code>(?<code>.*?)<\/code>|(?<prose>(?:(?!\*\*|<code>).)+)/gu)].map(
    ({ groups = {} }) => {
      const [[style, text] = ["prose", ""]] = Object.entries(groups).filter(([, found]) => found !== undefined);
      return {
        style: style as Style,
        text: text.replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point))),
      };
    },
  );

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
