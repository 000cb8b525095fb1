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
  // Runs `work` on some stores in one transaction and gives what its request found, once all of it is on the disk.
  const within = async (names, mode, work) => {
    const db = await open();
    try {
      return await new Promise((done, fail) => {
        const transaction = db.transaction(names, mode, { durability: "strict" });
        const request = work((name) => transaction.objectStore(name));
        transaction.oncomplete = () => done(request && request.result);
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
    } finally { db.close(); }
  };
  return {
    within,
    get: (name, key) => within([name], "readonly", (of) => of(name).get(key)),
    put: (name, value, key) => within([name], "readwrite", (of) => (key === undefined ? of(name).put(value) : of(name).put(value, key))),
    drop: (name, key) => within([name], "readwrite", (of) => of(name).delete(key)),
    empty: (name) => within([name], "readwrite", (of) => of(name).clear()),
    all: (name) => within([name], "readonly", (of) => of(name).getAll()),
    // Changes a row that is still there; what is gone stays gone.
    change: (name, key, more) => within([name], "readwrite", (of) => {
      const asked = of(name).get(key);
      asked.onsuccess = () => { if (asked.result) of(name).put({ ...asked.result, ...more }); };
    }),
  };
})();
