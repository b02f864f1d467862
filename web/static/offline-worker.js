// Shows a page of ours when the site can't be reached. It keeps that page and what it is drawn with, and nothing else;
// KEEP, the page first, is put above by the server.

const NAME = `offline ${KEEP.join(" ")}`;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(NAME);
    // Without cookies, so that what is kept is what anybody sees.
    await cache.addAll(KEEP.map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    const page = async () => {
      try { return await event.preloadResponse ?? await fetch(request); } catch { return await caches.match(KEEP[0]) ?? Response.error(); }
    };
    event.respondWith(page());
  } else if (KEEP.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
