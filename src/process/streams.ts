/**
 * The streams of this process, and what happens when they cannot be written: a reader that has gone is not an error,
 * and a full disk is no reason to leave work half done.
 */
import { closeSync, fstatSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { Failure } from "../model/problem.ts";
import type { Streams } from "./io.ts";

export interface OwnStreams extends Streams {
  /** Why something was not written to stdout; undefined when everything was, or when the reader has gone. */
  unprinted(): Failure | undefined;
}

export function ownStreams(): OwnStreams {
  const terminals = [0, 1, 2].filter(isatty);
  // Node puts a terminal's settings back when it ends, and aborts where that fails (ResetStdio in its node.cc).
  process.on("exit", () => {
    for (const gone of terminals.filter((fd) => !isatty(fd))) closeSync(gone);
  });
  let fault: NodeJS.ErrnoException | undefined;
  const out = writerTo(process.stdout, (error) => {
    fault ??= error;
  });
  // Progress and questions are not results.
  const err = writerTo(process.stderr, () => {});
  return { out, err, ask, unprinted: () => fault && unprinted(fault) };
}

const unprinted = (cause: NodeJS.ErrnoException): Failure =>
  new Failure("disk", `the results could not be printed (${cause.code ?? cause.message})`, {
    hint: "make room where they go, then run this again; what was done is recorded",
    cause,
  });

/** @param lose is called with the reason when something was not written */
function writerTo(
  stream: NodeJS.WriteStream & { fd: number },
  lose: (error: NodeJS.ErrnoException) => void,
): (text: string) => void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // `| head` has read enough; a terminal was closed.
    if (error.code !== "EPIPE" && !(error.code === "EIO" && stream.isTTY)) lose(error);
  });
  if (!isFile(stream)) return (text) => void stream.write(text);
  return (text) => {
    try {
      // Node's own stream for files takes a partial write for a complete one, so a disk that becomes full would cut the
      // text off without an error.
      for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(stream.fd, rest));
    } catch (error) {
      lose(error as NodeJS.ErrnoException);
    }
  };
}

/** Or a device that is not a terminal, such as /dev/full. */
function isFile({ fd, isTTY }: NodeJS.WriteStream & { fd: number }): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() || (stats.isCharacterDevice() && !isTTY);
  } catch {
    return false;
  }
}

async function ask(question: string): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  // Line by line: reading key by key changes the terminal's mode, which cannot be restored once it was closed.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const end = () => lines.close();
  return new Promise((resolve) => {
    for (const signal of ENDING) process.once(signal, end);
    lines.once("error", end);
    lines.once("close", () => {
      for (const signal of ENDING) process.off(signal, end);
      resolve(undefined);
    });
    lines.question(question, (answer) => {
      resolve(answer.trim());
      end();
    });
  });
}

/** After a signal to stop, no answer will come. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
