/** `holdfast help COMMAND`: what `--help` of that command prints. */
import type { Command } from "commander";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { nearest } from "../model/nearest.ts";
import { Failure } from "../model/problem.ts";

/** @param words `state mv`; none means the program itself. @throws Failure `usage` for what is not a command */
export function help(words: readonly string[], program: Command): ExitCode {
  words
    .reduce((command, word) => {
      const inner = command.createHelp().visibleCommands(command);
      const found = inner.find((one) => one.name() === word);
      if (found) return found;
      const near = nearest(
        word,
        inner.map((one) => one.name()),
      );
      throw new Failure("usage", `there is no command ${words.join(" ")}`, {
        hint: near ? `did you mean ${near}?` : "see the list of commands: holdfast help",
      });
    }, program)
    .outputHelp();
  return EXIT.fine;
}
