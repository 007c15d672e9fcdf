/** Loaded before the command: its wall clock jumps once, as WEATHER_CLOCK says: `MS-FROM-THE-START,BY-MS`. The monotonic clock goes on. */
const [after, by] = (process.env.WEATHER_CLOCK ?? "").split(",").map(Number);
if (by !== undefined) {
  const Real = Date;
  const began = performance.now();
  const now = () => Real.now() + (performance.now() - began > after ? by : 0);
  globalThis.Date = class extends Real {
    constructor(...args) {
      super(...(args.length === 0 ? [now()] : args));
    }
    static now = now;
  };
}
