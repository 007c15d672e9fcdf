// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.

/** A keyword that a value does not meet. */
export interface ErrorObject {
  /** Of JSON Schema: `type`, `required`, … */
  keyword: string;
  /** JSON Pointer (RFC 6901) to the value. */
  instancePath: string;
  /** JSON Pointer to the keyword, in a URI fragment. */
  schemaPath: string;
  /** Depends on the keyword: `{missingProperty}`, `{additionalProperty}`, `{limit}`, … */
  params: Record<string, unknown>;
}

/** `errors` are those of the last call: all of them, or null. */
export type Validate = ((data: unknown) => boolean) & { errors?: ErrorObject[] | null };

/** Of request bodies, by operationId. */
export const requests: Record<"CreatePolicy" | "UpdatePolicy" | "CreateVault" | "AssociateVaultPolicy" | "DisassociateVaultPolicy" | "AddVaultResource" | "RemoveVaultResource" | "SetVaultResource" | "CreateCheckpoint" | "SaveBackupDownloadPolicy" | "UpdateBackupDownloadPolicy", Validate>;
