/** Cloud Backup and Recovery (CBR): backup and replication policies. */
export { api } from "./api.ts";
export { kinds } from "./kinds.ts";
