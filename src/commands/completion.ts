/**
 * `holdfast completion SHELL`: a script for a shell that completes commands and options, made from the command line
 * itself.
 */
import type { Command, Option } from "commander";
import { EXIT, type ExitCode } from "../model/exit.ts";
import type { Io } from "../process/io.ts";

/** @param program the whole command line */
export function completion(shell: "bash" | "zsh" | "fish", program: Command, io: Io): ExitCode {
  const places = placesIn(program);
  io.out(shell === "fish" ? fish(places) : shell === "zsh" ? zsh(places) : bash(places));
  return EXIT.fine;
}

/** A command, and what may follow it. */
interface Place {
  /** `state list`; "" is the program itself. */
  readonly path: string;
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
}

const placesIn = (command: Command, path = ""): Place[] => [
  { path, commands: command.commands, options: command.createHelp().visibleOptions(command) },
  ...command.commands.flatMap((inner) => placesIn(inner, `${path} ${inner.name()}`.trim())),
];

const wordsAt = ({ commands, options }: Place): string =>
  [...commands.map((command) => command.name()), ...options.flatMap(({ long }) => long ?? [])].join(" ");

/** The shell completes paths for what is neither a command nor an option: a folder, a file or a stack. */
function bash(places: readonly Place[]): string {
  const longestFirst = places.toSorted((a, b) => b.path.length - a.path.length);
  const cases = longestFirst.map((place) => `    ${pattern(place)}) words="${wordsAt(place)}" ;;`);
  return `_holdfast() {
  local path="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="$path $word" ;; esac
  done
  case "$path " in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _holdfast holdfast
`;
}

/** With any arguments after it. */
const pattern = ({ path }: Place): string => (path === "" ? "*" : `" ${path} "*`);

/** The script for bash, which zsh can run: https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
const zsh = (places: readonly Place[]): string =>
  `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;

/** https://fishshell.com/docs/current/cmds/complete.html */
function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const steps = path.split(" ").filter(Boolean);
    const seen = steps.map((step) => `__fish_seen_subcommand_from ${step}`);
    const below = commands.map((command) => command.name()).join(" ");
    const condition = [...seen, ...(below ? [`not __fish_seen_subcommand_from ${below}`] : [])].join("; and ");
    const line = (rest: string) => `complete -c holdfast${condition ? ` -n '${condition}'` : ""} ${rest}`;
    return [
      ...commands.map((command) =>
        line(`-a ${command.name()} -d ${quoted(command.summary() || command.description())}`),
      ),
      ...options.flatMap(({ long, short, description }) =>
        long ? line(`${short ? `-s ${short.slice(1)} ` : ""}-l ${long.slice(2)} -d ${quoted(description)}`) : [],
      ),
    ];
  });
  return `${lines.join("\n")}\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
