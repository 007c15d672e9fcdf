/** Where a stack may keep its state: pull requests bring stack.yaml, but the run that writes may do more. Pure. */

/** @returns why no state is kept at `path`, which is relative to the folder of the stack; undefined where one may be */
export function statePathFault(path: string): string | undefined {
  // Either sign parts a path on some machine; `./x` is x.
  const parts = path.split(/[\\/]/).filter((part) => part !== ".");
  if (parts.includes("..")) return OUTSIDE;
  if (parts.length === 0 || parts[0] === "" || /^[a-z]:/i.test(path)) return OUTSIDE;
  if (/[\u0000-\u001f\u007f]/.test(path)) return "has a control character";
  const hidden = parts.find((part) => part.startsWith(".") && part !== ".holdfast");
  if (hidden !== undefined) return `is in ${hidden}, and what begins with a dot belongs to other programs`;
  if (parts.some((part) => part.toLowerCase() === "node_modules")) return "is in node_modules, which npm removes";
  return undefined;
}

const OUTSIDE = "is outside of the stack's folder";

export const STATE_PATH_HINT = "name a path in the stack's folder or below, such as .holdfast/state.json";
