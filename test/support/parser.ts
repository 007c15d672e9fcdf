/** Tests call what reads documents as it is; the command line sees to it that the parser is there. */
import { loadParser } from "../../src/documents/load.ts";

await loadParser();
