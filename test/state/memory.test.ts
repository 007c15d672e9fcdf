import { memoryStore } from "../../src/state/memory.ts";
import { storeContract } from "./contract.ts";

storeContract("the memory store", async () => {
  const store = memoryStore();
  return {
    open: () => store,
    rivals: async (count) => Array(count).fill(store),
    leave: async () => {},
  };
});
