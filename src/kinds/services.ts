/** Every service there is. A new one is a folder and a line here. */
export * as cbr from "./cbr/index.ts";
export * as dds from "./dds/index.ts";
