// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.

import type { Validate } from "./documents.js";

/** Of patches, by `<apiVersion>/<kind>` of the documents that they change. Apart from those, since few need them. */
export const patches: Record<string, Validate>;

/** Their JSON Schemas, with no `$ref` in them. */
export const patchSchemas: Record<string, object>;
