// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.

/** The JSON Schemas of documents, by `<apiVersion>/<kind>`, with no `$ref` in them. */
export const schemas: Record<string, object>;
