/** Commands as data: what each takes and what runs it, and how that is declared to commander. */
import { Argument, type Command, Option } from "commander";
import type { ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";

/** An argument; `Value` is what an action gets for it. */
interface Arg<Value> {
  readonly argument: Argument;
  /** For the compiler alone. */
  readonly value?: Value;
}
interface Opt<Value> {
  readonly option: Option;
  readonly value?: Value;
}

type Args = readonly Arg<unknown>[];
type Opts = Readonly<Record<string, Opt<unknown>>>;
type Values<Taken> = {
  readonly [Key in keyof Taken]: Taken[Key] extends { readonly value?: infer Value } ? Value : never;
};

export const required = (name: string, description: string): Arg<string> => ({
  argument: new Argument(`<${name}>`, description),
});
export const optional = (name: string, description: string): Arg<string | undefined> => ({
  argument: new Argument(`[${name}]`, description),
});
export const many = (name: string, description: string): Arg<string[]> => ({
  argument: new Argument(`[${name}...]`, description),
});
export const oneOf = <const Choice extends string>(
  name: string,
  description: string,
  choices: readonly Choice[],
): Arg<Choice> => ({ argument: new Argument(`<${name}>`, description).choices(choices) });

/** On or off; `--no-…` is on unless it is given. */
export const flag = (flags: string, description: string): Opt<boolean> => {
  const option = new Option(flags, description);
  return { option: option.negate ? option : option.default(false) };
};
/** On, off, or not given: `--x` and `--no-x` are two options of one name. */
export const either = (flags: string, description: string): Opt<boolean | undefined> => ({
  option: new Option(flags, description),
});
export const text = (flags: string, description: string): Opt<string | undefined> => ({
  option: new Option(flags, description),
});
/** Has to be given. */
export const needed = (flags: string, description: string): Opt<string> => ({
  option: new Option(flags, description).makeOptionMandatory(),
});
/** The first choice is the default. */
export const choice = <const Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
): Opt<Choice> => ({ option: new Option(flags, description).choices(choices).default(choices[0]) });
/** @param shown how `--help` shows the default */
export const parsed = <Value>(
  flags: string,
  description: string,
  parse: (text: string, before: Value) => Value,
  otherwise: NoInfer<Value>,
  shown?: string,
): Opt<Value> => ({ option: new Option(flags, description).argParser(parse).default(otherwise, shown) });

interface Described {
  readonly name: string;
  /** In the list of commands; without it, the description. */
  readonly summary?: string;
  readonly description: string;
  readonly examples?: readonly string[];
  /** For scripts of ours: in no list of commands. */
  readonly hidden?: boolean;
}

/** A command, once its arguments are known. */
export interface Call {
  readonly name: string;
  run(io: Io): ExitCode | Promise<ExitCode>;
}

/** Adds a command below another. @param called is given the call when the arguments name this command */
export type Declaration = (parent: Command, called: (call: Call) => void) => void;

/** A command that runs. What it needs is loaded when it does. */
export const command =
  <const A extends Args = [], O extends Opts = Record<never, never>>(
    declared: Described & {
      readonly args?: A;
      /** Under the names by which `run` knows them. */
      readonly options?: O;
      run(args: Values<A>, options: Values<O>, io: Io, program: Command): ExitCode | Promise<ExitCode>;
    },
  ): Declaration =>
  (parent, called) => {
    const { args = [], options = {} } = declared;
    const own = describe(parent, declared);
    for (const { argument } of args) own.addArgument(argument);
    for (const { option } of Object.values<Opt<unknown>>(options)) own.addOption(option);
    own.action((...given: unknown[]) => {
      const values = own.opts();
      const named = Object.entries<Opt<unknown>>(options).map(([name, { option }]) => [
        name,
        values[option.attributeName()],
      ]);
      // Commander has parsed and counted them; it guarantees the types that are declared above.
      const taken = given.slice(0, args.length) as unknown as Values<A>;
      const chosen = Object.fromEntries(named) as Values<O>;
      called({ name: declared.name, run: (io) => declared.run(taken, chosen, io, root(own)) });
    });
  };

/** A command that only has commands of its own. */
export const group =
  (declared: Described & { readonly commands: readonly Declaration[] }): Declaration =>
  (parent, called) => {
    const own = describe(parent, declared);
    for (const add of declared.commands) add(own, called);
  };

function describe(parent: Command, { name, summary, description, examples = [], hidden = false }: Described): Command {
  const own = parent.command(name, { hidden }).description(description).helpCommand(false);
  if (summary !== undefined) own.summary(summary);
  return examples.length > 0 ? own.addHelpText("after", examplesText(examples)) : own;
}

export const examplesText = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

const root = (command: Command): Command => (command.parent ? root(command.parent) : command);
