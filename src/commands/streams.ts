/**
 * The streams of this process, and what becomes of words that they do not take: a reader who has gone is no fault of ours,
 * and neither is a full disk a reason to leave work half done.
 */
import { fstatSync, writeSync } from "node:fs";
import { Failure } from "../problem.ts";
import type { Streams } from "./io.ts";

export interface OwnStreams extends Streams {
  /** What did not get to stdout; undefined when all did, or when nobody wants it any more. */
  unprinted(): Failure | undefined;
}

export function ownStreams(): OwnStreams {
  let fault: NodeJS.ErrnoException | undefined;
  const out = writerTo(process.stdout, (error) => {
    fault ??= error;
  });
  // Progress and questions are not what a command is run for.
  const err = writerTo(process.stderr, () => {});
  return { out, err, ask, unprinted: () => fault && unprinted(fault) };
}

const unprinted = (cause: NodeJS.ErrnoException): Failure =>
  new Failure("disk", `the results could not be printed (${cause.code ?? cause.message})`, {
    hint: "make room where they go, then run this again; what was done is recorded",
    cause,
  });

/** @param lose is told why something was not written */
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
      // Node's own stream for files takes what was written of a chunk for the whole of it, so that a disk which has just
      // become full cuts the text off without an error.
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
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.question(question, (answer) => {
      resolve(answer.trim());
      terminal.close();
    });
    // In a terminal that reads key by key, Ctrl-C is a key.
    terminal.once("SIGINT", () => {
      process.emit("SIGINT", "SIGINT");
      terminal.close();
    });
    terminal.once("close", () => resolve(undefined));
  });
}
