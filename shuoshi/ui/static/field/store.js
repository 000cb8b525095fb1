// What a phone keeps, by store: "own" (keys and who it is), "day" (the sealed list), "queue" (sealed records).
"use strict";
self.fieldStore = (() => {
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open("shuoshi-field", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("own");
      asked.result.createObjectStore("day");
      asked.result.createObjectStore("queue", { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
    asked.onblocked = () => fail(new Error("blocked"));
  });
  // Runs `work` on one store and gives what its request found, once the transaction is on the disk.
  const within = async (name, mode, work) => {
    const db = await open();
    try {
      return await new Promise((done, fail) => {
        const transaction = db.transaction(name, mode, { durability: "strict" });
        const request = work(transaction.objectStore(name));
        transaction.oncomplete = () => done(request && request.result);
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
    } finally { db.close(); }
  };
  return {
    get: (name, key) => within(name, "readonly", (s) => s.get(key)),
    put: (name, value, key) => within(name, "readwrite", (s) => (key === undefined ? s.put(value) : s.put(value, key))),
    drop: (name, key) => within(name, "readwrite", (s) => s.delete(key)),
    empty: (name) => within(name, "readwrite", (s) => s.clear()),
    all: (name) => within(name, "readonly", (s) => s.getAll()),
  };
})();
