// Copied from .github by `npm run generate`. Do not edit.
/** What `holdfast init --github` writes: path -> text. */
export const github: Readonly<Record<string, string>>;
