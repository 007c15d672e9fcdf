/** Cloud Backup and Recovery (CBR): backup and replication policies. */
export { api } from "./api.ts";
export { kinds } from "./kinds.ts";
/** Loaded by the one command that needs it. */
export const protection = async () => (await import("./lists.ts")).protection;
