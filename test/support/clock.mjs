/** Loaded before a command (`node --import`): the clock of the process stands at HOLDFAST_TEST_CLOCK. Timers go on as always. */
const now = Date.parse(process.env.HOLDFAST_TEST_CLOCK);

globalThis.Date = class extends Date {
  constructor(...args) {
    super(...(args.length === 0 ? [now] : args));
  }
  static now() {
    return now;
  }
};
