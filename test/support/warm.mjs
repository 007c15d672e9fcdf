/**
 * Runs the built command again and again in one process, for tests that want what it prints and how it ends: Node starts
 * once, and the bundle is parsed once. A command gets all that it has in a process of its own: fresh modules, arguments, environment, folder
 * and streams; and it is over when a process would be, when nothing is left that Node waits for, or at `process.exit`.
 *
 * Takes `{ program, args, cwd, env }` as a message, and writes `{ code, said, isLast }` to file descriptor 3 as a line of JSON.
 */
import { readFileSync, writeSync } from "node:fs";
import Module, { createRequire } from "node:module";
import net from "node:net";
import { dirname, sep } from "node:path";
import { Writable } from "node:stream";
import vm from "node:vm";

const require = createRequire(import.meta.url);
const { setTimeout, setInterval } = globalThis;

/** The command that runs. */
let running;

/** Where the command runs: what it writes, in the order it wrote it. */
function streamOf(name) {
  return new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      // Through bytes, as in a pipe: half of a surrogate pair does not get through.
      running?.said.push([name, Buffer.from(chunk).toString()]);
      done();
    },
  });
}

/** Compiled once; what a file has in its top level is made for each command. */
const scripts = new Map();
const loadAny = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  if (!running || !file.startsWith(running.folder)) return loadAny(module, file);
  let script = scripts.get(file);
  if (!script) {
    const text = readFileSync(file, "utf8").replace(/^#!.*/, "");
    const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    script = new vm.Script(Module.wrap(text), { filename: file, importModuleDynamically });
    scripts.set(file, script);
  }
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
};

/** What a process that ends would take with it. */
const timers = new Set();
const sockets = new Set();
for (const [name, set] of Object.entries({ setTimeout, setInterval })) {
  globalThis[name] = (...args) => {
    const timer = set(...args);
    timers.add(timer);
    return timer;
  };
}
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  sockets.add(this);
  return connect.apply(this, args);
};

/** @param isLast no other command can run here */
function report(code, isLast) {
  const { said } = running;
  running = undefined;
  let rest = Buffer.from(`${JSON.stringify({ code, said, isLast })}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(3, rest));
}

process.on("exit", (code) => {
  if (running) report(code, true);
});
process.on("disconnect", () => process.exit());
process.on("beforeExit", (code) => {
  if (!running) return;
  const own = listeners();
  for (const [event, listener] of own) if (event === "exit") listener(code);
  for (const [event, listener] of own) process.off(event, listener);
  for (const timer of timers) clearTimeout(timer);
  for (const socket of sockets) socket.destroy();
  timers.clear();
  sockets.clear();
  process.channel.ref();
  report(process.exitCode ?? 0, false);
});

process.on("message", ({ program, args, cwd, env }) => {
  running = { folder: dirname(program) + sep, said: [] };
  process.channel.unref();
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  for (const name of ["stdout", "stderr"]) {
    Object.defineProperty(process, name, { value: streamOf(name), configurable: true });
  }
  for (const file of Object.keys(require.cache)) if (file.startsWith(running.folder)) delete require.cache[file];
  require(program);
});

/** Of this file, and of Node itself. */
const others = new Set(process.eventNames().flatMap((event) => process.rawListeners(event)));

/** Those that the command added. */
function listeners() {
  return process
    .eventNames()
    .flatMap((event) => process.rawListeners(event).map((listener) => [event, listener]))
    .filter(([, listener]) => !others.has(listener));
}
