// Small comforts of single things: copied links, text let go of, menus that close, the guide to the square.

import { say } from "./announce.js";
import { KEPT, fieldsOf, forget } from "./keep.js";

document.addEventListener("click", async (event) => {
  const copied = event.target.closest("a[data-copy]");
  if (copied && navigator.clipboard && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    try {
      await navigator.clipboard.writeText(copied.href);
      say(document.body.dataset.copied);
      copied.dataset.copied = "";
      setTimeout(() => { delete copied.dataset.copied; }, 1600);
    } catch { /* the link was followed anyway */ }
  }
  const discard = event.target.closest("[data-discard]");
  if (discard) {
    const form = discard.form ?? discard.closest("form");
    for (const field of fieldsOf(form)) field.value = field.defaultValue;
    forget(form);
    discard.closest("[data-kept]").hidden = true;
    form.querySelector(KEPT)?.focus();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// The guide: two answers pick the square.

document.addEventListener("change", ({ target }) => {
  const guide = target.closest(".guide");
  if (!guide || !["whom", "how"].includes(target.name)) return;
  const answer = (name) => guide.querySelector(`[name="${name}"]:checked`)?.value;
  const square = guide.querySelector(`[data-whom="${answer("whom")}"][data-how="${answer("how")}"]`);
  if (square) square.checked = true;
});
