// Bringing records home: in batches, without cookies; one is let go of only when the house says that it holds just that.
"use strict";
self.fieldQueue = (() => {
  const BATCH = 50, SETTLED = ["kept", "refused", "clash", "given_up"];
  const send = async (device, rows) => {
    const answer = await fetch("/api/v1/devices/" + device + "/records", {
      method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ records: rows.map((row) => row.sealed) }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const settle = async (row, answer) => {
    if (SETTLED.includes(answer.state) && answer.digest === row.digest) {
      await fieldStore.drop("queue", row.id);
      return answer.state;
    }
    await fieldStore.put("queue", { ...row, stuck: answer.why || answer.state });
    return "stuck";
  };
  // Everything that waits, the oldest first; gives how many came home in which state, and whether the house was reached.
  const flush = async () => {
    const found = { kept: 0, refused: 0, clash: 0, given_up: 0, stuck: 0, reached: true };
    const rows = (await fieldStore.all("queue")).sort((a, b) => a.ms - b.ms);
    const devices = new Set(rows.map((row) => row.device));
    try {
      for (const device of devices) {
        const mine = rows.filter((row) => row.device === device);
        for (let at = 0; at < mine.length; at += BATCH) {
          const batch = mine.slice(at, at + BATCH), answers = await send(device, batch);
          for (const answer of answers) {
            const row = batch.find((one) => one.id === answer.id);
            if (row) found[await settle(row, answer)] += 1;
          }
        }
      }
    } catch { found.reached = false; }
    return found;
  };
  const once = () => (navigator.locks ? navigator.locks.request("shuoshi-queue", flush) : flush());
  return { flush: once };
})();
