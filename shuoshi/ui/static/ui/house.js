// Small comforts; every page works without them.
document.documentElement.classList.add("js");
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll(".rows .row")];
  if (event.key === "/") { const find = document.querySelector("[data-find]"); if (find) { event.preventDefault(); find.focus(); } }
  if (!rows.length || !["j", "k", "Enter"].includes(event.key)) return;
  const at = rows.findIndex((row) => row.classList.contains("at"));
  if (event.key === "Enter") { if (at >= 0 && document.activeElement === document.body) rows[at].querySelector("a.title").click(); return; }
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))];
  if (at >= 0) rows[at].classList.remove("at");
  next.classList.add("at");
  next.scrollIntoView({ block: "nearest" });
});
const wrong = document.querySelector('[aria-invalid="true"]');
if (wrong) wrong.focus();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  window.setTimeout(() => { delete form.dataset.sent; }, 8000);
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.dataset.most) return;
  const note = input.parentElement.querySelector("[data-files]");
  const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
  if (note) note.textContent = [...input.files].map((file) => file.name).join("、") + (size > Number(input.dataset.most) ? " — " + note.dataset.tooLarge : "");
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
document.addEventListener("allauth.error", (event) => {
  const fault = document.querySelector("[data-passkey-fault]");
  if (!fault) return;
  event.preventDefault();
  fault.hidden = false;
});
for (const box of document.querySelectorAll("[data-alike]")) {
  const form = box.closest("form"), list = box.querySelector("ol"), row = box.querySelector("template").content.firstElementChild;
  let wait, last = "";
  const show = (found) => {
    list.replaceChildren(...found.map((one) => {
      const item = row.cloneNode(true);
      for (const part of item.querySelectorAll("[data-part]")) part.textContent = one[part.dataset.part];
      item.querySelector("a").href = one.href;
      if (one.too) item.querySelector("button").formAction = one.too; else item.querySelector(".side").remove();
      return item;
    }));
    box.hidden = !found.length;
  };
  form.addEventListener("input", (event) => {
    if (!["body", "place", "kind"].includes(event.target.name)) return;
    window.clearTimeout(wait);
    wait = window.setTimeout(async () => {
      const body = new FormData();
      for (const name of ["csrfmiddlewaretoken", "body", "place", "kind"]) if (form.elements[name]) body.set(name, form.elements[name].value);
      const asked = body.get("body").trim() + "|" + body.get("place") + "|" + body.get("kind");
      if (asked === last) return;
      last = asked;
      if (body.get("body").trim().length < 4 || !body.get("place")) { show([]); return; }
      try {
        const answer = await fetch(box.dataset.alike, { method: "POST", body });
        if (answer.ok && asked === last) show((await answer.json()).found);
      } catch { last = ""; }
    }, 500);
  });
}
for (const form of document.querySelectorAll("form[data-push]")) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const note = form.querySelector("[data-push-note]");
    try {
      if ((await Notification.requestPermission()) !== "granted") { note.textContent = form.dataset.denied; return; }
      await navigator.serviceWorker.register("/push.js");
      const ready = await navigator.serviceWorker.ready;
      const key = Uint8Array.from(atob(form.dataset.push.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
      const made = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const body = new FormData(form);
      body.set("to", JSON.stringify(made));
      const answer = await fetch(form.action, { method: "POST", body });
      note.textContent = answer.ok ? await answer.text() : form.dataset.failed;
    } catch { note.textContent = form.dataset.failed; }
  });
}
// Going out takes the day's list along that this phone carries; what it has not brought home stays.
for (const form of document.querySelectorAll('form[action$="/logout"]')) {
  form.addEventListener("submit", (event) => {
    if (!window.indexedDB || form.dataset.emptied) return;
    event.preventDefault();
    const go = () => { if (!form.dataset.emptied) { form.dataset.emptied = "1"; sessionStorage.clear(); localStorage.clear(); form.submit(); } };
    window.setTimeout(go, 800);
    const asked = indexedDB.open("shuoshi-field");
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = go;
    asked.onsuccess = () => {
      const emptied = asked.result.transaction("day", "readwrite");
      emptied.objectStore("day").clear();
      emptied.oncomplete = emptied.onabort = () => {
        asked.result.close();
        go();
      };
    };
  });
}
