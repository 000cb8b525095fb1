// The worker of /field/: the page opens without a network, and what waits goes up when there is one again.
"use strict";
const FILES = self.FIELD_FILES, CACHE = "field-" + self.FIELD_VERSION, PAGE = "/field/";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("field-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});
// The network first; without one the page that came with these files, and never another's.
const page = async (request) => {
  const kept = await (await caches.open(CACHE)).match(PAGE), late = new Promise((_, fail) => { setTimeout(fail, 4000); });
  try {
    const fresh = await (kept ? Promise.race([fetch(request), late]) : fetch(request));
    return fresh.ok || !kept ? fresh : kept;
  } catch { return kept || Response.error(); }
};
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
const bring = async () => {
  const found = await self.fieldQueue.flush();
  if (!found.reached) throw new Error("later");
};
self.addEventListener("sync", (event) => { if (event.tag === "queue") event.waitUntil(bring()); });
