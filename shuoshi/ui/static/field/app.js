// The page of /field/: enrol, unlock, the day's list, one record, what waits. Texts are the server's; this fills them.
"use strict";
(() => {
  const WRONG_MOST = 10, IDLE_MS = 10 * 60 * 1000, AGAIN_MS = 60 * 1000;
  const $ = (name, of = document) => of.querySelector('[data-field="' + name + '"]');
  const views = [...document.querySelectorAll("[data-view]")], words = document.querySelector("[data-words]").dataset;
  let own = null, open = null, day = null, item = null, draft = null;
  const now = () => Date.now() + (own ? own.offset || 0 : 0);
  const clock = (ms) => new Date(ms).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  const fill = (text, values) => Object.entries(values).reduce((all, [k, v]) => all.replaceAll("{" + k + "}", v), text);
  const note = (text, bad = false) => { const box = $("note"); box.hidden = !text; box.classList.toggle("danger", bad); box.classList.toggle("good", !bad); box.firstElementChild.textContent = text || ""; };
  const show = (name) => { for (const view of views) view.hidden = view.dataset.view !== name; const head = $(name + "-head"); if (head) head.focus(); };
  const cookie = (name) => (document.cookie.split("; ").find((c) => c.startsWith(name + "=")) || "").slice(name.length + 1);
  const ask = async (method, path, body) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") || cookie("__Host-csrftoken") };
    const answer = await fetch("/api/v1/devices" + path, { method, headers, body: body && JSON.stringify(body) });
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, said };
  };

  // What waits, in the bar that every view has.
  const bar = async () => {
    const rows = await fieldStore.all("queue"), stuck = rows.filter((row) => row.stuck).length, held = own ? own.held || 0 : 0;
    $("online").textContent = navigator.onLine ? words.online : words.offline;
    $("waiting").textContent = rows.length ? fill(words.waiting, { n: rows.length, t: clock(Math.min(...rows.map((row) => row.ms))) }) : words.nothing;
    $("send").hidden = !rows.length;
    $("stuck").hidden = !stuck;
    $("stuck").firstElementChild.textContent = fill(words.stuck, { n: stuck });
    $("held").hidden = !held;
    $("held").querySelector("a").textContent = fill(words.held, { n: held });
  };
  const bring = async (loud = false) => {
    if (!(await fieldStore.all("queue")).length) { await bar(); return; }
    const found = await fieldQueue.flush();
    if (own && found.refused + found.clash) { own.held = (own.held || 0) + found.refused + found.clash; await fieldStore.put("own", own, "own"); }
    if (loud || found.kept) note(found.reached ? fill(words.sent, { n: found.kept }) : words.notSent, !found.reached);
    await bar();
  };

  // Keys and list.
  const keepDay = async () => {
    const said = { ...day, done: [...day.done], drafts: [...day.drafts] };
    await fieldStore.put("day", { box: await fieldSeal.shutList(open.list, said), until: day.until }, "day");
  };
  const lock = () => { open = null; day = null; item = null; show(own && own.keys ? "locked" : "enrol"); $("pin").value = ""; };
  const wipe = async () => { await fieldStore.empty("day"); delete own.keys; own.wrong = 0; await fieldStore.put("own", own, "own"); };
  const readDay = async () => {
    const kept = await fieldStore.get("day", "day");
    if (kept && Date.parse(kept.until) > now()) {
      const said = await fieldSeal.openList(open.list, kept.box);
      day = { ...said, done: new Map(said.done), drafts: new Map(said.drafts) };
    } else { if (kept) await fieldStore.empty("day"); day = null; }
  };
  const list = () => {
    item = null;
    const rows = $("items"), line = $("line").content.firstElementChild, items = day ? day.items : [];
    rows.replaceChildren(...items.map((one) => {
      const row = line.cloneNode(true), done = day.done.get(one.subject);
      $("title", row).textContent = one.title;
      $("title", row).addEventListener("click", () => showItem(one));
      $("place", row).textContent = one.place;
      $("kind", row).textContent = one.kind_name;
      $("state", row).textContent = done ? fill(words.recorded, { t: clock(done.ms) }) : !one.due_on ? words.open : one.due_on <= day.on ? words.due : fill(words.by, { day: one.due_on });
      $("state", row).className = "state " + (done ? "done" : one.due_on && one.due_on <= day.on ? "near" : "waiting");
      return row;
    }));
    $("none").hidden = Boolean(items.length) || !day;
    $("stale").hidden = Boolean(day);
    $("day").textContent = day ? fill(words.day, { on: day.on, n: items.filter((one) => !day.done.get(one.subject)).length }) : "";
    show("list");
  };
  const refresh = async () => {
    note("");
    let answer;
    try { answer = await ask("POST", "/" + own.id + "/day"); } catch { note(words.noNetwork, true); return; }
    if (answer.status === 401) { note(words.signIn, true); $("sign-in").hidden = false; return; }
    if (answer.status === 404 || (answer.status === 403 && answer.said.code !== "csrf")) { note(answer.said.title || words.failed, true); $("again").hidden = false; return; }
    if (!answer.ok) { note(answer.said.title || words.failed, true); return; }
    const fresh = answer.said, before = day && day.on === fresh.on ? day : { done: new Map(), drafts: new Map() };
    own.house = fresh.key;
    own.offset = Date.parse(fresh.now) - Date.now();
    await fieldStore.put("own", own, "own");
    day = { on: fresh.on, until: fresh.until, items: fresh.items, done: before.done, drafts: before.drafts };
    await keepDay();
    $("sign-in").hidden = true;
    list();
    await bring();
  };

  // One record.
  const valueOf = (form, field) => {
    if (field.type === "many") return [...form.querySelectorAll('[name="' + field.name + '"]:checked')].map((box) => box.value);
    if (field.type === "yes") return form.elements[field.name].checked;
    return (form.elements[field.name] ? form.elements[field.name].value : "") || "";
  };
  const asked = (field, values) => !field.when || field.when[1].includes(values[field.when[0]]);
  const read = (form) => Object.fromEntries(item.asks.map((field) => [field.name, valueOf(form, field)]));
  const drawn = (field, value) => {
    const box = $("ask-" + ({ choice: "choice", many: "many", yes: "yes", long: "long" }[field.type] || "text")).content.firstElementChild.cloneNode(true);
    $("label", box).textContent = field.label;
    if (field.type === "choice" || field.type === "many") {
      const option = box.querySelector("template").content.firstElementChild, places = $("options", box);
      for (const [code, said] of field.options) {
        const one = option.cloneNode(true), input = one.querySelector("input");
        input.name = field.name; input.value = code;
        input.checked = field.type === "many" ? (value || []).includes(code) : value === code;
        $("said", one).textContent = said;
        places.append(one);
      }
    } else {
      const input = box.querySelector("input, textarea");
      input.name = field.name;
      if (field.type === "yes") input.checked = value === true;
      else { input.value = value || ""; if (field.most) input.maxLength = field.most; if (field.type === "day") input.type = "date"; }
    }
    box.dataset.name = field.name;
    return box;
  };
  const toggled = (form) => {
    const values = read(form);
    for (const field of item.asks) form.querySelector('[data-name="' + field.name + '"]').hidden = !asked(field, values);
  };
  const showItem = (one) => {
    item = one;
    note("");
    const form = $("form"), done = day.done.get(one.subject), values = day.drafts.get(one.subject) || {};
    $("item-head").textContent = one.title;
    $("facts").replaceChildren(...[[words.place, one.place], ...one.facts].flatMap(([name, said]) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name; dd.textContent = said;
      return [dt, dd];
    }));
    $("call").hidden = !one.phone;
    $("call").querySelector("a").href = "tel:" + one.phone;
    $("recorded").hidden = !done;
    form.hidden = Boolean(done);
    if (done) { $("recorded-at").textContent = fill(words.recorded, { t: clock(done.ms) }); fieldStore.get("queue", done.id).then((row) => { $("take-back").hidden = !row; }); }
    $("asks").replaceChildren(...one.asks.map((field) => drawn(field, values[field.name] === undefined ? field.usual : values[field.name])));
    toggled(form);
    show("item");
  };
  const missing = (values) => item.asks.find((field) => field.required && asked(field, values) && !String(values[field.name]).length);
  const save = async (form) => {
    const values = read(form), gap = missing(values);
    for (const box of form.querySelectorAll("[data-name]")) { const bad = Boolean(gap) && box.dataset.name === gap.name; box.classList.toggle("wrong", bad); $("fault", box).hidden = !bad; }
    if (gap) { form.querySelector('[data-name="' + gap.name + '"] input').focus(); return; }
    for (const field of item.asks) if (!asked(field, values)) delete values[field.name];
    const ms = now(), row = await fieldSeal.record({ device: own.id, house: own.house, signing: open.signing, ms, said: { kind: item.kind, subject: item.subject, values } });
    await fieldStore.put("queue", row);
    day.done.set(item.subject, { id: row.id, ms });
    day.drafts.delete(item.subject);
    await keepDay();
    list();
    note(words.saved);
    await bar();
    const worker = await (navigator.serviceWorker ? navigator.serviceWorker.getRegistration("/field/") : null);
    if (worker && worker.sync) worker.sync.register("queue").catch(() => {});
    if (navigator.onLine) bring();
  };
  const takeBack = async () => {
    const done = day.done.get(item.subject);
    if (!(await fieldStore.get("queue", done.id))) { note(words.gone, true); $("take-back").hidden = true; return; }
    await fieldStore.drop("queue", done.id);
    day.done.delete(item.subject);
    await keepDay();
    await bar();
    showItem(item);
  };

  // Enrolment and the PIN.
  const enrol = async (form) => {
    const pin = form.elements.pin.value, fault = $("enrol-fault");
    fault.hidden = true;
    const refuse = (text) => { fault.hidden = false; fault.textContent = text; };
    if (!/^[0-9]{6,12}$/.test(pin)) return refuse(words.pinShort);
    if (/^(.)\1+$/.test(pin) || "0123456789012".includes(pin) || "9876543210987".includes(pin)) return refuse(words.pinPlain);
    if (pin !== form.elements.again.value) return refuse(words.pinOther);
    const made = await fieldSeal.make(pin);
    let answer;
    try { answer = await ask("POST", "", { name: form.elements.name.value.trim(), key: made.key }); } catch { return refuse(words.noNetwork); }
    if (answer.status === 401) { $("enrol-sign-in").hidden = false; return refuse(words.signIn); }
    if (!answer.ok) return refuse(answer.said.title || words.failed);
    own = { id: answer.said.id, name: form.elements.name.value.trim(), keys: made.keys, wrong: 0, held: 0, offset: 0 };
    await fieldStore.empty("day");
    await fieldStore.put("own", own, "own");
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    open = await fieldSeal.unlock(own.keys, pin);
    form.reset();
    await refresh();
    if (!day) list();
  };
  const unlock = async (form) => {
    const fault = $("pin-fault");
    fault.hidden = true;
    form.setAttribute("aria-busy", "true");
    try { open = await fieldSeal.unlock(own.keys, form.elements.pin.value); } catch { open = null; }
    form.removeAttribute("aria-busy");
    form.reset();
    own.wrong = open ? 0 : own.wrong + 1;
    await fieldStore.put("own", own, "own");
    if (open) { await readDay(); list(); if (!day && navigator.onLine) await refresh(); return; }
    if (own.wrong >= WRONG_MOST) { await wipe(); lock(); note(words.wiped, true); return; }
    fault.textContent = fill(words.wrongPin, { n: WRONG_MOST - own.wrong });
    fault.hidden = false;
  };

  // Everything that is touched.
  const busy = new Set();
  const on = (name, event, work) => $(name).addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (busy.has(name)) return;
    busy.add(name);
    try { await work(happened.currentTarget || happened.target); } catch (error) { note(words.failed, true); throw error; } finally { busy.delete(name); }
  });
  const start = async () => {
    if (!window.isSecureContext || !window.crypto || !crypto.subtle || !window.indexedDB) { show("unable"); return; }
    try { own = (await fieldStore.get("own", "own")) || null; } catch { show("unable"); return; }
    $("no-worker").hidden = "serviceWorker" in navigator;
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" }).catch(() => { $("no-worker").hidden = false; });
    on("enrol-form", "submit", () => enrol($("enrol-form")));
    on("pin-form", "submit", () => unlock($("pin-form")));
    on("form", "submit", () => save($("form")));
    on("refresh", "click", refresh);
    on("lock", "click", async () => lock());
    on("back", "click", async () => { list(); });
    on("send", "click", () => bring(true));
    on("take-back", "click", takeBack);
    on("again", "click", async () => { await wipe(); $("again").hidden = true; lock(); });
    on("forgot", "click", async () => { await wipe(); lock(); note(words.anew); });
    $("held").querySelector("a").addEventListener("click", () => { if (own) { own.held = 0; fieldStore.put("own", own, "own"); } });
    $("form").addEventListener("input", () => {
      toggled($("form"));
      window.clearTimeout(draft);
      draft = window.setTimeout(async () => { if (item && day && open) { day.drafts.set(item.subject, read($("form"))); await keepDay(); } }, 400);
    });
    let idle = window.setTimeout(lock, IDLE_MS);
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => { window.clearTimeout(idle); idle = window.setTimeout(() => { if (open) lock(); }, IDLE_MS); });
    for (const event of ["online", "offline"]) window.addEventListener(event, () => { bar(); if (navigator.onLine) bring(); });
    window.setInterval(() => { if (navigator.onLine) bring(); }, AGAIN_MS);
    show(own && own.keys ? "locked" : "enrol");
    await bar();
    bring();
  };
  start();
})();
