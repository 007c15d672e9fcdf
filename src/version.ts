/** The version of this program, from package.json. Pure: it is read when the program is built. */
import manifest from "../package.json" with { type: "json" };

export const version: string = manifest.version;
