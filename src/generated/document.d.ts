// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.

/** The JSON Schema of any document, with no `$ref` in it. */
export const document: object;
