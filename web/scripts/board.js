// The board: a card is dragged by its grip, or led by arrow keys, to a column that it may go to. Its own form asks for it.

import { say } from "./announce.js";

let held = null;

const laneOf = (status) => document.querySelector(`[data-lane="${CSS.escape(status)}"]`);
const allowed = (card) => [...card.querySelector("select").options].map((option) => option.value);

const take = (grip) => {
  const card = grip.closest("[data-card]");
  held = { card, grip, targets: allowed(card), over: "" };
  card.dataset.held = "";
  for (const status of held.targets) if (laneOf(status)) laneOf(status).dataset.open = "";
};

const over = (status) => {
  if (held.over === status) return;
  if (held.over) delete laneOf(held.over).dataset.over;
  held.over = status;
  if (status) laneOf(status).dataset.over = "";
};

const letGo = () => {
  if (!held) return;
  over("");
  held.card.style.translate = "";
  delete held.card.dataset.held;
  for (const lane of document.querySelectorAll("[data-open]")) delete lane.dataset.open;
  held = null;
};

const drop = () => {
  const { card, over: to } = held;
  letGo();
  if (!to) return;
  card.querySelector("select").value = to;
  card.querySelector("form").requestSubmit();
};

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  grip.focus();
  take(grip);
  grip.setPointerCapture(event.pointerId);
  held.from = { x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!held?.from) return;
  held.card.style.translate = `${event.clientX - held.from.x}px ${event.clientY - held.from.y}px`;
  const under = document.elementsFromPoint(event.clientX, event.clientY).filter((each) => !held.card.contains(each));
  const lane = under.map((each) => each.closest("[data-lane]")).find(Boolean);
  const status = lane?.dataset.lane ?? "";
  over(held.targets.includes(status) ? status : "");
});

document.addEventListener("pointerup", () => { if (held?.from) drop(); });
document.addEventListener("pointercancel", letGo);

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip) return;
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (by) {
    event.preventDefault();
    if (!held) take(grip);
    const count = held.targets.length;
    const next = held.over ? held.targets.indexOf(held.over) + by : by > 0 ? 0 : count - 1;
    over(held.targets[(next + count) % count]);
    const lane = laneOf(held.over);
    lane.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(lane.querySelector("h2").textContent.trim());
  } else if (held && event.key === "Escape") {
    event.preventDefault();
    letGo();
  } else if (held?.over && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    drop();
  }
});

document.addEventListener("focusout", (event) => { if (held && !held.from && event.target === held.grip) letGo(); });

const comeForward = () => {
  for (const hidden of document.querySelectorAll("[data-grip], [data-board-hint]")) hidden.hidden = false;
};
document.addEventListener("renewed", comeForward);
comeForward();
