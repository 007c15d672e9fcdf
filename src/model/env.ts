/** The environment of a process: variables by name, read in process/settings.ts and passed on from there. Pure. */
export type Env = Readonly<Record<string, string | undefined>>;
