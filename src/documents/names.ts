/** What files are, by their names. Pure. */

/** Of a stack: these are the only files that declare one. */
export const STACK_FILES: readonly string[] = ["stack.yaml", "stack.yml"];

export const isStackFile = (file: string): boolean => STACK_FILES.includes(file.slice(file.lastIndexOf("/") + 1));
