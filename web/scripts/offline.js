// Without a connection: a worker shows a page that says so, and a form isn't sent into the void.

import { notice } from "./announce.js";

if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register(document.body.dataset.worker).catch(() => { /* the browser then says so in its own way */ });
}

// Before everything else that listens, so that nothing takes the text for sent.
window.addEventListener("submit", (event) => {
  if (navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  notice(document.body.dataset.offline);
  document.getElementById("flash")?.scrollIntoView({ block: "center" });
}, true);
