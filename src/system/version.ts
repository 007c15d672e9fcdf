/** Name and version from package.json, which is read at build time; only these two fields are bundled. Pure. */
export { name as packageName, version } from "../../package.json";
