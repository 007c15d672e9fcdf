/** What package.json says of this program. Pure: it is read when the program is built, and nothing else of that file comes along. */
export { name as packageName, version } from "../../package.json";
