// Shows what the site pushes to this browser; a touch opens the notices.
self.addEventListener("push", (event) => {
  const text = event.data ? event.data.text() : "";
  event.waitUntil(self.registration.showNotification("说事", { body: text, icon: "/static/ui/icon.svg", lang: "zh" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/push"));
});
