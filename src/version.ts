/** The version of this program, from package.json. Pure: it is read when the program is built, and nothing else of that file comes along. */
export { version } from "../package.json";
