"use strict";
// Azurite keeps tables and queues in LokiJS, where some operations cost the more the more there is, which Azure's don't: behind some thousand messages or
// rows everything crawls. These do the same with less; answers are unchanged.
const Loki = require("lokijs");
const QueueStore = require("azurite/dist/src/queue/persistence/LokiQueueMetadataStore.js").default;
const TableStore = require("azurite/dist/src/table/persistence/LokiTableMetadataStore.js").default;

const { Collection } = Loki;

// All data are written out every five seconds, as one text, while nothing else is done: let that take a tenth of the time at most.
const save = Loki.prototype.saveDatabase;
Loki.prototype.saveDatabase = function (callback) {
  const began = performance.now();
  save.call(this, callback);
  this.ignoreAutosave = true;
  setTimeout(() => (this.ignoreAutosave = false), 9 * (performance.now() - began)).unref();
};

// Every operation on a queue removes what has expired, mostly nothing, and removing nothing sorts every index anew.
const remove = Collection.prototype.remove;
Collection.prototype.remove = function (doc) {
  return Array.isArray(doc) && doc.length === 0 ? undefined : remove.call(this, doc);
};

// Updating a list sorts every index anew, too; updating each of its members moves that member.
const update = Collection.prototype.update;
Collection.prototype.update = function (doc) {
  return Array.isArray(doc) ? doc.forEach((each) => update.call(this, each)) : update.call(this, doc);
};

// To look for the expired goes through all messages: once a second will do.
const clearExpired = QueueStore.prototype.clearExpiredMessages;
const cleared = new Map();
QueueStore.prototype.clearExpiredMessages = async function (account, queue, context) {
  const name = `${account}/${queue}`;
  const now = Date.now();
  if (!(Math.abs(now - cleared.get(name)) < 1_000)) {
    cleared.set(name, now);
    await clearExpired.call(this, account, queue, context);
  }
};

// Only the first condition of a search goes by an index: let that be the one that leaves the fewest.
const findOne = Collection.prototype.findOne;
Collection.prototype.findOne = function (query) {
  const telling = ["messageId", "RowKey"].find((name) => query && query[name] !== undefined);
  return findOne.call(this, telling ? { [telling]: query[telling], ...query } : query);
};

// A query of one partition looks at that partition alone.
const queryEntities = TableStore.prototype.queryTableEntities;
TableStore.prototype.queryTableEntities = function (context, account, table, options, ...from) {
  const partition = partitionOf(options.filter);
  if (partition === undefined) {
    return queryEntities.call(this, context, account, table, options, ...from);
  }

  const store = Object.create(this);
  store.getEntityCollection = (...which) => {
    const entities = this.getEntityCollection(...which);
    return { chain: () => entities.chain().find({ PartitionKey: partition }) };
  };
  return queryEntities.call(store, context, account, table, options, ...from);
};

// The partition of a filter that begins with one and says "or" only within parentheses; undefined where it doesn't.
function partitionOf(filter) {
  const found = /^PartitionKey eq '((?:[^']|'')*)'(?= and |$)/.exec(filter ?? "");
  if (found === null) {
    return undefined;
  }

  let outside = filter.replace(/'(?:[^']|'')*'/g, "");
  for (let last; last !== outside; ) {
    last = outside;
    outside = outside.replace(/\([^()]*\)/g, "");
  }

  return /\bor\b/.test(outside) ? undefined : found[1].replaceAll("''", "'");
}
