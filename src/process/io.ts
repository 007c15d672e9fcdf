/**
 * Where a command prints: the one way out for text. Loads nothing more, since every start of the program loads it.
 */
import { type Paint, painter, shown, shownAnnotations } from "../render/paint.ts";
import type { Settings } from "./settings.ts";

/**
 * Results to `out`, progress and questions to `err`. No control character, escape sequence or command for a CI runner
 * in a text gets out, except those of `paint` and of `annotate`.
 */
export interface Io {
  readonly settings: Settings;
  out(text: string): void;
  err(text: string): void;
  /** Results with commands that make annotations at GitHub: lines that begin with `::error ` or `::warning `. */
  annotate(text: string): void;
  /** The last line of the terminal, computed whenever it is drawn; undefined: none. Other text is written above it. */
  status(line: (() => string) | undefined): void;
  readonly paint: Paint;
  readonly paintErr: Paint;
  /** Cells in a line of the terminal of `out`. */
  readonly columns: number;
  /** Whether `out` is a terminal. */
  readonly isTerminal: boolean;
  /** Asks on the terminal. @returns what was typed, trimmed; undefined at the end of input */
  ask(question: string): Promise<string | undefined>;
}

/** A terminal, a file or a pipe, written as it is. */
export type Streams = Pick<Io, "out" | "err" | "ask">;

/** @param columns undefined where there is no terminal */
export function ioFor(settings: Settings, streams: Streams, columns?: number): Io {
  const { stdout, stderr } = settings.colour;
  const shownErr = (text: string): string => shown(text, { colour: stderr });
  let last: (() => string) | undefined;
  const clear = () => {
    if (last) streams.err("\r\u001b[K");
  };
  const draw = () => {
    if (last) streams.err(shownErr(last()));
  };
  // Both streams may be the same terminal.
  const above = (write: (text: string) => void, show: (text: string) => string) => (text: string) => {
    clear();
    write(show(text));
    if (text.endsWith("\n")) draw();
  };
  return {
    settings,
    ask: (question) => streams.ask(shownErr(question)),
    out: above(streams.out, (text) => shown(text, { colour: stdout })),
    err: above(streams.err, shownErr),
    annotate: above(streams.out, shownAnnotations),
    status(line) {
      clear();
      last = line;
      draw();
    },
    columns: columns ?? 80,
    isTerminal: columns !== undefined,
    paint: painter({ colour: stdout }),
    paintErr: painter({ colour: stderr }),
  };
}
