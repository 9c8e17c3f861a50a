"use strict";
// Starts Azurite. It writes its data and stops as soon as standard input ends, which also happens when the host is
// killed. It ignores Ctrl-C, which the terminal sends to all processes: the host finishes its requests first.
const fs = require("node:fs");
const http = require("node:http");

const pidFile = process.env.SURVEYS_AZURITE_PID;
if (pidFile) {
  fs.writeFileSync(pidFile, String(process.pid));
  process.on("exit", () => fs.rmSync(pidFile, { force: true }));
}

process.on("SIGINT", () => {});
const once = process.once;
process.once = (event, listener) => (event === "SIGINT" ? process : once.call(process, event, listener));

// A server that closes waits for open connections, also for those without a request. All requests of the host have
// ended by then.
const maxCloseMs = 1_000;
const close = http.Server.prototype.close;
http.Server.prototype.close = function (...parameters) {
  setTimeout(() => this.closeAllConnections(), maxCloseMs).unref();
  return close.apply(this, parameters);
};

const maxStopMs = 15_000;
process.stdin.resume();
process.stdin.on("end", () => {
  setTimeout(() => process.exit(1), maxStopMs).unref();
  if (!process.emit("SIGTERM")) {
    process.exit(0);
  }
});

require("./lookups.cjs");
require("azurite/dist/src/azurite.js");
