// The queue and the board on a page that stays open: the site says when something changed, and the page looks anew. What
// somebody has in hand stays as it is; then a line says that there is news, and a button shows it.

import { say } from "./announce.js";
import { restoreAll } from "./keep.js";

const PAUSES = [1_000, 3_000, 10_000, 30_000];
let hearing = null, misses = 0;

const live = () => document.querySelector("[data-live]");
const rowsOf = (root) => [...root.querySelectorAll("[data-stands]")];
const order = (root) => rowsOf(root).map((row) => `${row.closest("[data-lane]")?.dataset.lane} ${row.id}`).join();

// Opened, chosen, dragged, under the focus, or with a choice that wasn't sent.
const inHand = (row) => row.matches(".is-open, [data-held]") || row.contains(document.activeElement)
  || Boolean(row.querySelector('input[type="checkbox"]:checked'))
  || [...row.querySelectorAll("select")].some((choice) => choice.selectedIndex > 0);

const bringIn = (root) => {
  htmx.process(root);
  root.dispatchEvent(new Event("renewed", { bubbles: true }));
};

const fetched = async () => {
  const at = location.href;
  const answer = await fetch(at, { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return null;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  // Whoever went elsewhere meanwhile sees the newest there.
  return location.href === at ? template.content.querySelector("[data-live]") : null;
};

const tell = (opened) => {
  const line = document.getElementById("news");
  const said = opened ? line.dataset.opened : line.dataset.list;
  if (!line.hidden && line.firstElementChild.textContent === said) return;
  line.firstElementChild.textContent = said;
  line.hidden = false;
  say(said);
};

const look = async () => {
  const fresh = await fetched(), root = live();
  if (!fresh || !root) return;
  const same = order(fresh) === order(root), old = rowsOf(root);
  const busy = root.matches(":hover") || root.contains(document.activeElement) || old.some(inHand);
  if (!same && !busy) {
    root.replaceChildren(...fresh.childNodes);
    bringIn(root);
    return;
  }
  let news = !same, opened = false;
  for (const row of rowsOf(fresh)) {
    const there = old.find((each) => each.id === row.id);
    if (!there || there.dataset.stands === row.dataset.stands) continue;
    if (!inHand(there) && same) {
      there.replaceWith(row);
      bringIn(row);
    } else {
      news = true;
      opened ||= there.matches(".is-open");
    }
  }
  if (news) tell(opened);
};

// What is being written is in its form's record, or it stays because its idea didn't change.
const show = async () => {
  const fresh = await fetched(), root = live();
  document.getElementById("news").hidden = true;
  if (!fresh || !root) return;
  const open = root.querySelector(".is-open"), anew = fresh.querySelector(".is-open");
  if (open && open.id === anew?.id && open.dataset.stands === anew.dataset.stands) anew.replaceWith(open);
  root.replaceChildren(...fresh.childNodes);
  bringIn(root);
  restoreAll(root);
  (document.getElementById(root.dataset.focus) ?? root.querySelector("h3 a"))?.focus();
};

// Whether an event of the stream holds an answer rather than a refusal.
const isAnswer = (event) => {
  const [kind, data] = event.split("\n");
  return kind === "event: next" && Boolean(JSON.parse(data.slice("data: ".length)).data);
};

const hear = async () => {
  if (!live() || hearing || document.hidden) return;
  const ours = hearing = new AbortController();
  try {
    const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
    const answer = await fetch("/graphql", { method: "POST", headers, body: live().dataset.live, signal: ours.signal });
    const stream = answer.ok ? answer.body.pipeThrough(new TextDecoderStream()).getReader() : null;
    let heard = "";
    for (let part = await stream?.read(); part && !part.done; part = await stream.read()) {
      const events = (heard + part.value).split("\n\n");
      heard = events.pop();
      if (!events.some(isAnswer)) continue;
      misses = 0;
      await look();
    }
  } catch { /* it broke off, or we left */ }
  if (hearing !== ours) return;
  hearing = null;
  setTimeout(hear, PAUSES[Math.min(misses++, PAUSES.length - 1)]);
};

// A window that nobody looks at holds no connection.
const leave = () => {
  const ours = hearing;
  hearing = null;
  ours?.abort();
};
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : hear()));
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", hear);
document.addEventListener("click", (event) => { if (event.target.closest("[data-show-news]")) show(); });
