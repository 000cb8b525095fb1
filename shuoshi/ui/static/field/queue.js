// Bringing records home: in batches, without cookies; one is let go of only when the house says that it holds just that.
"use strict";
self.fieldQueue = (() => {
  const BATCH = 50, PATIENCE_MS = 30000, TOLD_MOST = 400, SETTLED = ["kept", "refused", "clash", "given_up"];
  const post = async (device, rows) => {
    const patience = new AbortController(), late = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      return await fetch("/api/v1/devices/" + device + "/records", {
        method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" }, signal: patience.signal,
        body: JSON.stringify({ records: rows.map((row) => row.sealed) }),
      });
    } finally { clearTimeout(late); }
  };
  // What the house said of records, by number, the newest last; kept for the list that shows them.
  const tell = async (told) => {
    const before = (await fieldStore.get("own", "told")) || [], fresh = new Set(told.map((one) => one.id));
    await fieldStore.put("own", [...before.filter((one) => !fresh.has(one.id)), ...told].slice(-TOLD_MOST), "told");
  };
  const settle = async (row, answer) => {
    if (SETTLED.includes(answer.state) && answer.digest === row.digest) {
      await fieldStore.drop("queue", row.id);
      return { id: row.id, state: answer.state, why: answer.why, at: Date.now() };
    }
    await fieldStore.change("queue", row.id, { stuck: answer.why || answer.state });
    return null;
  };
  const heard = async (said) => {
    await fieldStore.put("own", Date.parse(said.now) - Date.now(), "clock");
    await fieldStore.put("own", said.held, "held");
  };
  // One batch; where the house can't take it as a whole, each of its records alone.
  const bring = async (device, rows, found) => {
    for (const row of rows) await fieldStore.change("queue", row.id, { tried: true });
    const answer = await post(device, rows);
    if (!answer.ok) {
      if (answer.status === 429 || rows.length === 1) { found.reached = false; return; }
      for (const row of rows) await bring(device, [row], found);
      return;
    }
    const said = await answer.json(), told = [];
    for (const one of said.records) {
      const row = rows.find((each) => each.id === one.id), came = row && (await settle(row, one));
      if (came) told.push(came);
    }
    await tell(told);
    await heard(said);
    if (said.ended) await fieldStore.put("own", device, "ended");
  };
  // Everything that waits, the oldest first, each phone's on its own; gives whether the house was reached; what it said is told.
  const flush = async () => {
    const found = { reached: true };
    const rows = (await fieldStore.all("queue")).sort((a, b) => a.ms - b.ms);
    for (const device of new Set(rows.map((row) => row.device))) {
      const mine = rows.filter((row) => row.device === device);
      try {
        for (let at = 0; at < mine.length; at += BATCH) await bring(device, mine.slice(at, at + BATCH), found);
      } catch { found.reached = false; }
    }
    return found;
  };
  const alone = (work) => (navigator.locks ? navigator.locks.request("shuoshi-queue", work) : work());
  return {
    flush: () => alone(flush),
    // Takes a record back that nobody has tried to send; true where it is gone.
    takeBack: (id, more) => alone(async () => {
      const row = await fieldStore.get("queue", id);
      if (!row || row.tried) return false;
      await fieldStore.within(["queue", "day"], "readwrite", (of) => { of("queue").delete(id); more(of); });
      return true;
    }),
    // Whether this phone still stands: asked with nothing to bring.
    stands: async (device) => {
      const answer = await post(device, []);
      if (!answer.ok) return true;
      const said = await answer.json();
      await heard(said);
      return !said.ended;
    },
    tell,
  };
})();
