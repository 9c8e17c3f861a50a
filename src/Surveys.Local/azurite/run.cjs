"use strict";
// Runs Azurite as a part of the process that started it: it stops cleanly, writing its data, as soon as standard input ends, which a host that is
// killed can't forget to do. Ctrl-C reaches every process of a terminal; here it is left to the host, which finishes its requests first.
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

// A client may hold connections open on which it never asked for anything, and a server that closes waits for those. The host's requests are over by now.
const longestFarewell = 1_000;
const close = http.Server.prototype.close;
http.Server.prototype.close = function (...parameters) {
  setTimeout(() => this.closeAllConnections(), longestFarewell).unref();
  return close.apply(this, parameters);
};

const longestShutdown = 15_000;
process.stdin.resume();
process.stdin.on("end", () => {
  setTimeout(() => process.exit(1), longestShutdown).unref();
  if (!process.emit("SIGTERM")) {
    process.exit(0);
  }
});

require("./lookups.cjs");
require("azurite/dist/src/azurite.js");
