/**
 * `holdfast completion SHELL`: a script for a shell that completes commands, options and values. Commands and options
 * come from the command line itself. What depends on the folder, the script asks for with `holdfast complete`.
 */
import type { Argument, Command, Option } from "commander";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { HAZARDS, KINDS } from "../model/policy.ts";
import { rules } from "../model/rules.ts";
import type { Io } from "../process/io.ts";
import { readPolicies } from "../session/choose.ts";

/** @param program the whole command line */
export function completion(shell: "bash" | "zsh" | "fish", program: Command, io: Io): ExitCode {
  const places = placesIn(program);
  io.out(shell === "fish" ? fish(places) : shell === "zsh" ? zsh(places) : bash(places));
  return EXIT.fine;
}

/** Line by line. Prints what it can: a message would spoil the line that is being typed. */
export async function complete(what: Asked, io: Io): Promise<ExitCode> {
  try {
    const { stacks } = await readPolicies([], io.settings);
    const words =
      what === "stacks"
        ? stacks.map(({ name }) => name)
        : stacks.flatMap(({ policies }) => policies.map(({ address }) => address));
    for (const word of new Set(words)) io.out(`${word}\n`);
  } catch {
    // There is no folder with policies.
  }
  return EXIT.fine;
}

/** What only the files of a folder can answer. */
type Asked = "stacks" | "addresses";

/** What may be typed for a value: words that are always the same, and words that are asked for. */
interface Offer {
  readonly words: readonly string[];
  readonly asked?: Asked;
}

/** By the name of an argument, or of the value of an option: `[stack...]`, `--target <policies>`. */
const OFFERS: Readonly<Record<string, Offer>> = {
  stack: { words: [], asked: "stacks" },
  path: { words: [], asked: "stacks" },
  address: { words: [], asked: "addresses" },
  policies: { words: [], asked: "addresses" },
  from: { words: [], asked: "addresses" },
  field: { words: [...KINDS, "Stack", ...Object.keys(rules)] },
  kind: { words: [...KINDS, "Stack"] },
  codes: { words: HAZARDS },
};

const offerOf = (name: string, choices: readonly string[] | undefined): Offer | undefined =>
  choices ? { words: choices } : OFFERS[name];

const offerOfArgument = (argument: Argument): Offer | undefined => offerOf(argument.name(), argument.argChoices);

/** Undefined for a flag. */
function valueOffer({ flags, argChoices }: Option): Offer | undefined {
  const [, name] = /<([^>]+)>/.exec(flags) ?? [];
  return name === undefined ? undefined : (offerOf(name, argChoices) ?? { words: [] });
}

/** A command, and what may follow it. */
interface Place {
  /** `state list`; "" is the program itself. */
  readonly path: string;
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
  /** For its arguments. */
  readonly offers: readonly Offer[];
}

const placesIn = (command: Command, path = ""): Place[] => {
  const commands = command.createHelp().visibleCommands(command);
  const own: Place = {
    path,
    commands,
    options: command.createHelp().visibleOptions(command),
    offers: command.registeredArguments.flatMap((argument) => offerOfArgument(argument) ?? []),
  };
  return [own, ...commands.flatMap((inner) => placesIn(inner, `${path} ${inner.name()}`.trim()))];
};

const wordsIn = (offers: readonly Offer[]): string[] => offers.flatMap(({ words }) => words);
const askedIn = (offers: readonly Offer[]): Asked[] => [...new Set(offers.flatMap(({ asked }) => asked ?? []))];

/** The shell completes paths for what has no words of ours: a folder or a file. */
function bash(places: readonly Place[]): string {
  const longestFirst = places.toSorted((a, b) => b.path.length - a.path.length);
  const lists = longestFirst.map((place) => {
    const names = place.commands.map((command) => command.name());
    const flags = place.options.flatMap(({ long, short }) => long ?? short ?? []);
    const words = [...names, ...wordsIn(place.offers), ...flags].join(" ");
    return `    ${pattern(place)}) words="${words}" ask="${askedIn(place.offers).join(" ")}" ;;`;
  });
  const values = longestFirst.flatMap((place) =>
    place.options.flatMap((option) => {
      const offer = valueOffer(option);
      const name = option.long ?? option.short;
      if (!offer || !name) return [];
      return `    ${valuePattern(place, name)}) words="${offer.words.join(" ")}" ask="${offer.asked ?? ""}" ;;`;
    }),
  );
  return `_holdfast() {
  local path="" word words ask="" previous=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) if [ "$previous" != -C ]; then path="$path $word"; fi ;; esac
    previous="$word"
  done
  case "$path " in
${lists.join("\n")}
  esac
  case "$path  $previous" in
${values.join("\n")}
  esac
  for word in $ask; do words="$words $("\${COMP_WORDS[0]}" complete "$word" 2>/dev/null)"; done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _holdfast holdfast
`;
}

/** With any arguments after it. */
const pattern = ({ path }: Place): string => (path === "" ? "*" : `" ${path} "*`);

/** The option is the last word; what is before it are the command and its arguments. */
const valuePattern = ({ path }: Place, option: string): string =>
  path === "" ? `*"  ${option}"` : `" ${path} "*" ${option}"`;

/** The script for bash, which zsh can run: https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
const zsh = (places: readonly Place[]): string =>
  `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;

/** https://fishshell.com/docs/current/cmds/complete.html */
function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, commands, options, offers }) => {
    const steps = path.split(" ").filter(Boolean);
    const seen = steps.map((step) => `__fish_seen_subcommand_from ${step}`);
    const below = commands.map((command) => command.name()).join(" ");
    const condition = [...seen, ...(below ? [`not __fish_seen_subcommand_from ${below}`] : [])].join("; and ");
    const line = (rest: string) => `complete -c holdfast${condition ? ` -n '${condition}'` : ""} ${rest}`;
    return [
      ...commands.map((command) =>
        line(`-a ${command.name()} -d ${quoted(command.summary() || command.description())}`),
      ),
      ...offers.flatMap((offer) => {
        const words = wordsFor(offer);
        return words === "" ? [] : line(`-a ${quoted(words)}`);
      }),
      ...options.flatMap((option) => {
        const { long, short, description } = option;
        const names = `${short ? `-s ${short.slice(1)} ` : ""}${long ? `-l ${long.slice(2)} ` : ""}`;
        const offer = valueOffer(option);
        const words = offer ? wordsFor(offer) : "";
        return line(`${names}${offer ? "-r " : ""}${words ? `-f -a ${quoted(words)} ` : ""}-d ${quoted(description)}`);
      }),
    ];
  });
  return `${lines.join("\n")}\n`;
}

const wordsFor = ({ words, asked }: Offer): string =>
  [...words, ...(asked ? [`(holdfast complete ${asked})`] : [])].join(" ");

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
