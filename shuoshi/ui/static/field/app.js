// The page of /field/: enrol, unlock, the day's list, one record, what waits. Texts are the server's; this fills them.
"use strict";
(() => {
  const WRONG_MOST = 10, IDLE_MS = 10 * 60 * 1000, AGAIN_MS = 60 * 1000, DAY_MS = 24 * 60 * 60 * 1000;
  const { $, words, fill, note, show, clock, drawn, read, asked, faults } = fieldForm;
  let own = null, open = null, day = null, item = null, draft = null, offset = 0, told = new Map(), waits = new Set();
  const now = () => Date.now() + offset;
  const cookie = (name) => (document.cookie.split("; ").find((c) => c.startsWith(name + "=")) || "").slice(name.length + 1);
  const ask = async (method, path, body) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") || cookie("__Host-csrftoken") };
    const answer = await fetch("/api/v1/devices" + path, { method, headers, body: body && JSON.stringify(body) });
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, said };
  };

  // What waits, in the bar that every view has.
  const bar = async () => {
    const rows = await fieldStore.all("queue"), stuck = rows.filter((row) => row.stuck).length;
    const held = (await fieldStore.get("own", "held")) || 0, first = Math.min(...rows.map((row) => row.ms));
    waits = new Set(rows.map((row) => row.id));
    told = new Map(((await fieldStore.get("own", "told")) || []).map((one) => [one.id, one]));
    offset = (await fieldStore.get("own", "clock")) || 0;
    $("online").textContent = navigator.onLine ? words.online : words.offline;
    $("waiting").textContent = rows.length ? fill(words.waiting, { n: rows.length, t: clock(first, now() - first > DAY_MS / 2) }) : words.nothing;
    $("send").hidden = !rows.length;
    $("stuck").hidden = !stuck;
    $("stuck").firstElementChild.textContent = fill(words.stuck, { n: stuck });
    $("held").hidden = !held;
    $("held").querySelector("a").textContent = fill(words.held, { n: held });
    if (day && !item && !document.querySelector('[data-view="list"]').hidden) list();
  };
  // What the house said of what came home, by whomever it was brought: the worker may have been first.
  let heard = 0;
  const hear = async () => {
    const all = (await fieldStore.get("own", "told")) || [], fresh = all.filter((one) => one.at > heard);
    const kept = fresh.filter((one) => one.state === "kept").length, bad = fresh.find((one) => one.state !== "kept");
    heard = Math.max(heard, ...all.map((one) => one.at || 0));
    await bar();
    if (bad) note(fill(words.notTaken, { why: bad.why }), true);
    else if (kept) note(fill(words.sent, { n: kept }));
    if (own && own.keys && (await fieldStore.get("own", "ended")) === own.id) await stopped();
    return fresh.length;
  };
  const bring = async (loud = false) => {
    const found = (await fieldStore.all("queue")).length ? await fieldQueue.flush() : null;
    if (!(await hear()) && loud) note(!found || found.reached ? words.nothing : words.notSent, Boolean(found) && !found.reached);
  };
  // Somebody signed out in another window: their list is gone, so it goes from this one too.
  const stillHere = async () => { if (open && day && !(await fieldStore.get("day", "day"))) { day = null; item = null; await lock(); } };

  // Keys and list.
  const sealedDay = async () => {
    const said = { ...day, done: [...day.done], drafts: [...day.drafts] };
    return { box: await fieldSeal.shutList(open.list, said), until: day.until };
  };
  const keepDay = async () => { await fieldStore.put("day", await sealedDay(), "day"); };
  const keepDraft = async () => {
    window.clearTimeout(draft);
    draft = null;
    await stillHere();
    if (!item || !day || !open || $("form").hidden) return;
    day.drafts.set(item.subject, read($("form"), item));
    await keepDay();
  };
  const lock = async () => {
    await keepDraft().catch(() => {});
    open = null; day = null; item = null;
    for (const name of ["items", "facts", "asks"]) $(name).replaceChildren();
    for (const name of ["item-head", "day"]) $(name).textContent = "";
    $("call").querySelector("a").href = "tel:";
    $("whose").textContent = own && own.name ? own.name : "";
    $("pin-form").reset();
    note("");
    show(own && own.keys ? "locked" : "enrol");
  };
  const wipe = async () => { await fieldStore.empty("day"); delete own.keys; own.wrong = 0; await fieldStore.put("own", own, "own"); };
  const stopped = async () => { day = null; item = null; await wipe(); await lock(); note(words.ended, true); };
  const dropOld = async () => {
    const kept = await fieldStore.get("day", "day");
    if (kept && Date.parse(kept.until) <= now()) { await fieldStore.empty("day"); if (day) { day = null; if (!item) list(); } }
    return kept && Date.parse(kept.until) > now() ? kept : null;
  };
  const readDay = async () => {
    const kept = await dropOld(), said = kept && (await fieldSeal.openList(open.list, kept.box));
    day = said ? { ...said, done: new Map(said.done), drafts: new Map(said.drafts) } : null;
  };
  const stateOf = (one) => {
    const done = !one.again && day.done.get(one.subject), said = done && told.get(done.id);
    if (done && said && (said.state === "refused" || said.state === "clash")) return ["late", words.refused];
    if (done && !(said && said.state === "given_up")) return waits.has(done.id) ? ["intime", fill(words.unsent, { t: clock(done.ms) })] : ["done", fill(words.recorded, { t: clock(done.ms) })];
    if (one.again) return ["intime", words.again];
    if (!one.due_on) return ["waiting", words.open];
    return one.due_on <= day.on ? ["near", words.due] : ["waiting", fill(words.by, { day: one.due_on })];
  };
  const list = () => {
    item = null;
    const rows = $("items"), line = $("line").content.firstElementChild, items = day ? day.items : [];
    rows.replaceChildren(...items.map((one) => {
      const row = line.cloneNode(true), [kind, said] = stateOf(one);
      $("title", row).textContent = one.title;
      $("title", row).addEventListener("click", () => showItem(one));
      $("place", row).textContent = one.place;
      $("kind", row).textContent = one.kind_name;
      $("state", row).textContent = said;
      $("state", row).className = "state " + kind;
      return row;
    }));
    $("none").hidden = Boolean(items.length) || !day;
    $("stale").hidden = Boolean(day);
    $("day").textContent = day ? fill(words.day, { on: day.on, n: items.filter((one) => !one.again && !day.done.has(one.subject)).length }) : "";
    show("list");
  };
  const refresh = async () => {
    note("");
    $("again").hidden = true;
    let answer;
    try { answer = await ask("POST", "/" + own.id + "/day"); } catch { note(words.noNetwork, true); return; }
    if (answer.status === 401) { note(words.signIn, true); $("sign-in").hidden = false; return; }
    if (answer.said.code === "device_ended") { await stopped(); return; }
    if (answer.said.code === "device_not_found") $("again").hidden = false;
    if (!answer.ok) { note(answer.said.title || words.failed, true); return; }
    const fresh = answer.said, before = day && day.on === fresh.on ? day : { done: new Map(), drafts: new Map() };
    own.house = fresh.key;
    await fieldStore.put("own", own, "own");
    await fieldStore.put("own", Date.parse(fresh.now) - Date.now(), "clock");
    await fieldStore.put("own", fresh.held, "held");
    await fieldQueue.tell(fresh.sent.map((one) => ({ id: one.id, state: one.state, why: "", at: 0 })));
    const done = new Map(fresh.sent.map((one) => [one.subject, { id: one.id, ms: Date.parse(one.captured_at) }]));
    const unsent = new Set((await fieldStore.all("queue")).map((row) => row.id));
    for (const [subject, mine] of before.done) if (unsent.has(mine.id) || !done.has(subject)) done.set(subject, mine);
    day = { on: fresh.on, until: fresh.until, items: fresh.items, lang: document.documentElement.lang, done, drafts: before.drafts };
    await keepDay();
    $("sign-in").hidden = true;
    list();
    await bring();
  };

  // One record.
  const showItem = (one, anew = false) => {
    item = one;
    note("");
    const form = $("form"), done = anew || one.again ? null : day.done.get(one.subject), said = done && told.get(done.id);
    $("item-head").textContent = one.title;
    $("facts").replaceChildren(...[[words.place, one.place], ...one.facts].flatMap(([name, value]) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name; dd.textContent = value;
      return [dt, dd];
    }));
    $("call").hidden = !one.phone;
    $("call").querySelector("a").href = "tel:" + one.phone;
    $("recorded").hidden = !done;
    form.hidden = Boolean(done);
    if (done) {
      $("recorded-at").textContent = stateOf(one)[1];
      $("recorded-at").className = "state " + stateOf(one)[0];
      $("why").textContent = said ? said.why : "";
      fieldStore.get("queue", done.id).then((row) => { $("take-back").hidden = !row || Boolean(row.tried); });
      $("once-more").hidden = waits.has(done.id);
    }
    const values = day.drafts.get(one.subject) || {};
    $("asks").replaceChildren(...one.asks.map((field) => drawn(field, values[field.name])));
    fieldForm.toggle(form, one);
    if (!history.state || !history.state.item) history.pushState({ item: true }, "");
    show("item");
  };
  const leave = async () => { await keepDraft(); list(); };
  const save = async (form) => {
    await stillHere();
    if (!item) return;
    const values = read(form, item), first = faults(form, item, values, day.on);
    if (first) { first.focus(); return; }
    for (const field of item.asks) if (!asked(field, values)) delete values[field.name];
    delete values.decided;
    const ms = now(), one = item;
    const row = await fieldSeal.record({ device: own.id, house: own.house, signing: open.signing, ms, said: { kind: one.kind, subject: one.subject, values } });
    window.clearTimeout(draft);
    if (!one.again) day.done.set(one.subject, { id: row.id, ms, values });
    day.drafts.delete(one.subject);
    const sealed = await sealedDay();
    await fieldStore.within(["queue", "day"], "readwrite", (of) => { of("queue").put(row); of("day").put(sealed, "day"); });
    item = null;
    await bar();
    if (one.again) { day.drafts.delete(one.subject); showItem(one, true); window.scrollTo(0, 0); } else list();
    note(words.saved);
    const worker = await (navigator.serviceWorker ? navigator.serviceWorker.getRegistration("/field/") : null);
    if (worker && worker.sync) worker.sync.register("queue").catch(() => {});
    if (navigator.onLine) bring();
  };
  const takeBack = async () => {
    const one = item, done = day.done.get(one.subject);
    day.done.delete(one.subject);
    day.drafts.set(one.subject, done.values || {});
    const sealed = await sealedDay();
    if (!(await fieldQueue.takeBack(done.id, (of) => of("day").put(sealed, "day")))) {
      day.done.set(one.subject, done);
      day.drafts.delete(one.subject);
      note(words.gone, true);
      $("take-back").hidden = true;
      return;
    }
    await bar();
    showItem(one);
  };

  // Enrolment and the PIN.
  const enrol = async (form) => {
    const pin = form.elements.pin.value, fault = $("enrol-fault");
    fault.hidden = true;
    const refuse = (text) => { fault.hidden = false; fault.textContent = text; };
    if (!form.elements.name.value.trim()) return refuse(words.nameless);
    if (!/^[0-9]{6,12}$/.test(pin)) return refuse(words.pinShort);
    if (/^(.)\1+$/.test(pin) || "0123456789012".includes(pin) || "9876543210987".includes(pin)) return refuse(words.pinPlain);
    if (pin !== form.elements.again.value) return refuse(words.pinOther);
    const made = await fieldSeal.make(pin);
    let answer;
    try { answer = await ask("POST", "", { name: form.elements.name.value.trim(), key: made.key }); } catch { return refuse(words.noNetwork); }
    if (answer.status === 401) { $("enrol-sign-in").hidden = false; return refuse(words.signIn); }
    if (!answer.ok) return refuse(answer.said.title || words.failed);
    own = { id: answer.said.id, name: form.elements.name.value.trim(), keys: made.keys, wrong: 0 };
    await fieldStore.empty("day");
    await fieldStore.put("own", own, "own");
    const lasts = navigator.storage && navigator.storage.persist ? await navigator.storage.persist() : false;
    await fieldStore.put("own", lasts, "lasts");
    $("may-clear").hidden = lasts;
    open = await fieldSeal.unlock(own.keys, pin);
    form.reset();
    await refresh();
    if (!day && own.keys) list();
  };
  const unlock = async (form) => {
    const fault = $("pin-fault"), pin = form.elements.pin.value;
    fault.hidden = true;
    if (!pin) return;
    try { open = await fieldSeal.unlock(own.keys, pin); } catch { open = null; }
    form.reset();
    own.wrong = open ? 0 : own.wrong + 1;
    await fieldStore.put("own", own, "own");
    if (open) {
      await readDay();
      list();
      if (navigator.onLine && !(await fieldQueue.stands(own.id).catch(() => true))) await stopped();
      else if (navigator.onLine && (!day || day.lang !== document.documentElement.lang)) await refresh();
      return;
    }
    if (own.wrong >= WRONG_MOST) { await wipe(); await lock(); note(words.wiped, true); return; }
    fault.textContent = fill(words.wrongPin, { n: WRONG_MOST - own.wrong });
    fault.hidden = false;
  };
  const askWho = async () => {
    if (!navigator.onLine) return;
    const answer = await ask("GET", "").catch(() => null), out = Boolean(answer) && answer.status === 401;
    $("enrol-form").hidden = out;
    $("enrol-sign-in").hidden = !out;
  };

  // Everything that is touched.
  const busy = new Set();
  const on = (name, event, work) => $(name).addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (busy.has(name)) return;
    busy.add(name);
    $(name).setAttribute("aria-busy", "true");
    try { await work(happened.currentTarget || happened.target); } catch (error) { note(words.failed, true); throw error; } finally { busy.delete(name); $(name).removeAttribute("aria-busy"); }
  });
  const listen = () => {
    on("enrol-form", "submit", () => enrol($("enrol-form")));
    on("pin-form", "submit", () => unlock($("pin-form")));
    on("form", "submit", () => save($("form")));
    on("refresh", "click", refresh);
    on("lock", "click", lock);
    on("back", "click", async () => { history.back(); });
    on("send", "click", () => bring(true));
    on("take-back", "click", takeBack);
    on("once-more", "click", async () => { showItem(item, true); });
    on("again", "click", async () => { await wipe(); await lock(); });
    on("forgot", "click", async () => { await wipe(); await lock(); note(words.anew); });
    $("form").addEventListener("input", (event) => {
      fieldForm.alone(event.target, item);
      fieldForm.toggle($("form"), item);
      window.clearTimeout(draft);
      draft = window.setTimeout(keepDraft, 400);
    });
    window.addEventListener("popstate", () => { if (item) leave(); });
    window.addEventListener("pagehide", () => { keepDraft(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) keepDraft(); else { dropOld(); stillHere(); if (navigator.onLine) bring(); } });
    document.addEventListener("click", (event) => {
      const away = event.target.closest("a[href]");
      if (away && !navigator.onLine && !away.href.startsWith("tel:")) { event.preventDefault(); note(words.noNetwork, true); }
    });
    let idle = window.setTimeout(lock, IDLE_MS);
    for (const event of ["pointerdown", "keydown", "input"]) document.addEventListener(event, () => { window.clearTimeout(idle); idle = window.setTimeout(() => { if (open) lock(); }, IDLE_MS); });
    for (const event of ["online", "offline"]) window.addEventListener(event, () => { bar(); if (navigator.onLine) bring(); });
    window.setInterval(() => { dropOld(); stillHere(); if (navigator.onLine) bring(); }, AGAIN_MS);
  };
  // One window at a time, so that no list is written over another's.
  const alone = () => new Promise((done) => {
    if (!navigator.locks) { done(true); return; }
    navigator.locks.request("shuoshi-field-page", { ifAvailable: true }, (held) => { done(Boolean(held)); return held ? new Promise(() => {}) : null; });
  });
  const start = async () => {
    if (!window.isSecureContext || !window.crypto || !crypto.subtle || !window.indexedDB) { show("unable"); return; }
    if (!(await alone())) { show("elsewhere"); return; }
    try { own = (await fieldStore.get("own", "own")) || null; } catch { show("unable"); return; }
    $("no-worker").hidden = "serviceWorker" in navigator;
    $("may-clear").hidden = !own || (await fieldStore.get("own", "lasts")) !== false;
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/worker.js", { scope: "/field/", updateViaCache: "none" }).catch(() => { $("no-worker").hidden = false; });
    listen();
    await dropOld();
    await lock();
    if (!own || !own.keys) askWho();
    heard = Math.max(heard, ...((await fieldStore.get("own", "told")) || []).map((one) => one.at || 0));
    await bar();
    bring();
  };
  start();
})();
