/** Reads, then writes once to the file store of argument 1, and dies of SIGKILL before the step whose number, from 1, is argument 2. */
import { fileStore } from "../../src/state/file.ts";
import { nextState } from "../../src/state/state.ts";

const [path, deadly] = process.argv.slice(2);
let steps = 0;
const store = fileStore(path!, {
  step() {
    steps += 1;
    if (steps === Number(deadly)) process.kill(process.pid, "SIGKILL");
  },
});
store.read().then(({ state, revision }) => store.write(nextState(state!, {}, ""), revision));
