// The number at the bell, on a page that stays open: asked for anew twice a minute, and not while nobody looks.

import { say } from "./announce.js";

const HALF_A_MINUTE = 30_000;
let listened = Date.now();

const listen = async () => {
  const unread = document.getElementById("unread");
  if (!unread || document.hidden || Date.now() - listened < HALF_A_MINUTE) return;
  listened = Date.now();
  const answer = await fetch("/me/notices/unread", { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const before = unread.textContent;
  unread.innerHTML = await answer.text();
  if (unread.textContent !== before && unread.firstElementChild) say(unread.parentElement.textContent);
};

setInterval(listen, HALF_A_MINUTE / 10);
document.addEventListener("visibilitychange", listen);
