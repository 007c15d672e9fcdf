/** Which part of the plans a run is about: the files that its arguments name, `--target` and `--exclude`. */
import { relative } from "node:path/posix";
import type { Stack } from "../documents/check.ts";
import { isStackFile } from "../documents/names.ts";
import { matches } from "../model/glob.ts";
import { nearest } from "../model/nearest.ts";
import { type Address, filesOf, KINDS, nameOf, type Policy } from "../model/policy.ts";
import { Failure, isError, type Problem } from "../model/problem.ts";
import type { State } from "../state/store.ts";
import type { Chosen } from "./select.ts";

export interface Choice {
  /** @param state of the stack */
  among(stack: Stack, state: Pick<State, "resources">): Part;
  /** What is wrong in the files of a stack, as far as it matters to the part that is meant: an error always does. */
  problemsOf(stack: Stack): readonly Problem[];
  /**
   * Once every stack was looked at.
   * @param unread the names of stacks whose policies are not known
   * @throws Failure `usage` for what means no policy, or several where it must mean one: it may be a typo
   */
  assertAllKnown(unread?: readonly string[]): void;
}

/** The part of a stack that is meant. */
interface Part {
  /** The files and folders that limit it; none: the whole stack. */
  readonly paths: readonly string[];
  /** Whether they have a policy, in the files or recorded. */
  readonly isEmpty: boolean;
  isInPaths(address: Address): boolean;
  isTargeted(address: Address): boolean;
}

export interface Flags {
  readonly target: readonly string[];
  readonly exclude: readonly string[];
}

/** @param scope what the arguments mean; absent where they can only name whole stacks */
export function chooseChanges(
  { target, exclude }: Flags = { target: [], exclude: [] },
  scope?: Pick<Chosen, "includesFile" | "pathsIn">,
): Choice {
  const known = new Set<Address>();
  const found = new Map([...target, ...exclude].map((word) => [word, new Set<Address>()]));
  /** A name that meant one policy keeps that meaning, whatever another run records later. */
  let isSettled = false;
  return {
    among(stack, { resources }) {
      const documents = new Map<Address, Policy>();
      const addresses = new Set(Object.keys(resources) as Address[]);
      for (const policy of stack.policies) {
        const { address, renamedFrom } = policy;
        addresses.add(address);
        documents.set(address, policy);
        if (!renamedFrom) continue;
        addresses.add(renamedFrom);
        // Until it is applied under its new name.
        if (!resources[address]) documents.set(renamedFrom, policy);
      }
      for (const address of addresses) known.add(address);
      for (const [word, meant] of isSettled ? [] : found) {
        for (const address of addresses) if (means(word, address)) meant.add(address);
      }
      const isMeant = (word: string, address: Address) =>
        isPattern(word) ? means(word, address) : (found.get(word)?.has(address) ?? false);
      const isIn = (words: readonly string[], address: Address) => {
        const names = [address, documents.get(address)?.renamedFrom ?? address];
        return words.some((word) => names.some((name) => isMeant(word, name)));
      };
      const paths = scope?.pathsIn(stack) ?? [];
      const isInPaths = (address: Address) => {
        // A policy without a document belongs to the file that it was applied from last.
        const [policy, recorded] = [documents.get(address), resources[address]?.file];
        const files = policy ? filesOf(policy) : recorded === undefined ? [] : [relative(stack.way ?? "", recorded)];
        return paths.length === 0 || files.some((one) => scope?.includesFile(one) ?? true);
      };
      return {
        paths,
        isEmpty: ![...addresses].some(isInPaths),
        isInPaths,
        isTargeted: (address) => (target.length === 0 || isIn(target, address)) && !isIn(exclude, address),
      };
    },
    problemsOf(stack) {
      const { problems } = stack;
      if (!scope || scope.pathsIn(stack).length === 0 || problems.some(isError)) return problems;
      return problems.filter(({ range }) => !range || isStackFile(range.file) || scope.includesFile(range.file));
    },
    assertAllKnown(unread = []) {
      for (const [word, meant] of found) {
        if (meant.size === 0) throw unknown(word, [...known].sort(), unread);
        if (meant.size > 1 && !isPattern(word)) {
          throw usage(`${word} is the name of ${[...meant].sort().join(" and ")}`, "write one of them with its kind");
        }
      }
      isSettled = true;
    },
  };
}

const isPattern = (word: string): boolean => /[*?]/.test(word);

/** A word without a kind is about names. */
function means(word: string, address: Address): boolean {
  const text = word.includes("/") ? address : nameOf(address);
  return isPattern(word) ? matches(word, text) : word === text;
}

function unknown(word: string, known: readonly Address[], unread: readonly string[]): Failure {
  const near = isPattern(word) ? undefined : nearest(word, word.includes("/") ? known : known.map(nameOf));
  const meant = near && `did you mean ${near}?`;
  if (unread.length > 0) {
    const hint = meant ?? "correct what is wrong there first, or name the stacks that are meant";
    return usage(`it is not known whether ${word} is in ${unread.join(", ")}, which could not be planned`, hint);
  }
  if (isPattern(word)) return usage(`${word} matches nothing in the files, and nothing recorded`, FORMS);
  return usage(`${word} is neither in the files nor recorded`, meant ?? FORMS);
}

const FORMS = `write KIND/NAME, such as ${KINDS[0]}/nightly, a NAME, or a pattern such as 'web-*'`;

const usage = (message: string, hint: string): Failure => new Failure("usage", message, { hint });
