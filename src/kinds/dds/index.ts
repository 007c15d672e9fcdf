/** Document Database Service (DDS): the switch for downloading backups. */
export { api } from "./api.ts";
export { kinds } from "./kinds.ts";
