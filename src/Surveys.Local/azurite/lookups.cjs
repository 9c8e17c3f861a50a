"use strict";
// Azurite stores tables and queues in LokiJS. Some of its operations take time in proportion to all stored rows or
// messages, unlike Azure. The replacements below return the same results faster.
const Loki = require("lokijs");
const QueueStore = require("azurite/dist/src/queue/persistence/LokiQueueMetadataStore.js").default;
const TableStore = require("azurite/dist/src/table/persistence/LokiTableMetadataStore.js").default;

const { Collection } = Loki;

// Azurite writes all data every five seconds, as one string, and does nothing else meanwhile. The replacement waits
// nine times as long as a write took before the next one, so that writes take at most a tenth of the time.
const save = Loki.prototype.saveDatabase;
Loki.prototype.saveDatabase = function (callback) {
  const began = performance.now();
  save.call(this, callback);
  this.ignoreAutosave = true;
  setTimeout(() => (this.ignoreAutosave = false), 9 * (performance.now() - began)).unref();
};

// Every operation on a queue removes expired messages. Removing an empty list sorts every index again.
const remove = Collection.prototype.remove;
Collection.prototype.remove = function (doc) {
  return Array.isArray(doc) && doc.length === 0 ? undefined : remove.call(this, doc);
};

// Updating a list sorts every index again. Updating its items one by one moves only these items.
const update = Collection.prototype.update;
Collection.prototype.update = function (doc) {
  return Array.isArray(doc) ? doc.forEach((each) => update.call(this, each)) : update.call(this, doc);
};

// Looking for expired messages reads all messages. Once a second is enough.
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

// LokiJS uses an index only for the first condition. The most selective condition comes first here.
const findOne = Collection.prototype.findOne;
Collection.prototype.findOne = function (query) {
  const selective = ["messageId", "RowKey"].find((name) => query && query[name] !== undefined);
  return findOne.call(this, selective ? { [selective]: query[selective], ...query } : query);
};

// A query of one partition reads only that partition.
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

// The partition of a filter that starts with a partition key and has "or" only in parentheses; else undefined.
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
