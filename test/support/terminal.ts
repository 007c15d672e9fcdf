/** A terminal: runs a command line in a pseudo-terminal, types answers, and returns what a person then has on the screen. */
import { spawn } from "@lydell/node-pty";
import { Terminal } from "@xterm/headless";

export interface Session {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Cells in a line. */
  readonly columns: number;
}

export interface Screen {
  /** The lines as they are in the end: a line that was drawn over is gone. Not folded, however long. */
  readonly lines: readonly string[];
  /** Whether anything was in colour, or bold. */
  readonly styled: boolean;
  readonly code: number;
}

/** A question ends so. */
const ASKS = /: $/;

/** @param answers typed one by one, each when the command asks */
export async function onScreen(
  line: string,
  answers: readonly string[],
  { cwd, env, columns }: Session,
): Promise<Screen> {
  const screen = new Terminal({
    cols: columns,
    rows: 50,
    scrollback: 10_000,
    allowProposedApi: true,
    convertEol: false,
  });
  const pty = spawn("sh", ["-c", line], { cols: columns, rows: 50, cwd, env, name: "xterm-256color" });
  const left = [...answers];
  let raw = "";
  let since = "";
  pty.onData((data) => {
    raw += data;
    since += data;
    screen.write(data);
    if (left.length === 0 || !ASKS.test(since)) return;
    since = "";
    pty.write(`${left.shift()}\r`);
  });
  const { exitCode: code } = await new Promise<{ exitCode: number }>((end) => pty.onExit(end));
  // What was written is drawn later.
  await new Promise<void>((drawn) => screen.write("", drawn));
  if (left.length > 0) throw new Error(`${line}: never asked for ${left.join(", ")}\n${raw}`);
  const { buffer } = screen;
  const lines: string[] = [];
  for (let at = 0; at < buffer.active.length; at += 1) {
    const row = buffer.active.getLine(at);
    // What follows belongs to the line before; without the spaces at its end, that one would lose some of its own.
    const isFolded = buffer.active.getLine(at + 1)?.isWrapped;
    const text = row?.translateToString(!isFolded) ?? "";
    if (row?.isWrapped) lines.push(`${lines.pop()}${text}`);
    else lines.push(text);
  }
  while (lines.at(-1) === "") lines.pop();
  return { lines, styled: /\u001b\[[1-9]/.test(raw), code };
}
