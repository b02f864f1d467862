// After a swap: say what changed, put the focus where work goes on, keep and restore text.

import { say } from "./announce.js";
import { forget, restoreAll } from "./keep.js";
import { toast } from "./toasts.js";

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const sentForm = ctx.request.form;
  if (ctx.response.status < 400 && sentForm?.matches("form[data-keep][hx-post]")) forget(sentForm);
  const target = ctx.target?.isConnected ? ctx.target : document.getElementById(ctx.target?.id);
  if (!target) return;
  if (ctx.response.status < 400) {
    const flash = document.getElementById("flash");
    if ("undo" in target.dataset) {
      const undone = "undoing" in (document.activeElement?.dataset ?? {});
      toast(target, undone);
      if (undone) target.querySelector("button")?.focus();
    } else if (ctx.sourceEvent?.type !== "intersect") {  // what comes by itself answers nobody
      flash?.replaceChildren();
      say(target.dataset.announce);
    }
    document.getElementById(target.dataset.focus)?.focus();
  }
  restoreAll(target);
});

// "Show more" moves the focus to the first of the rows that came.

let lastRow;
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  lastRow = ctx.target?.matches?.(".more") ? ctx.target.previousElementSibling : null;
});
document.addEventListener("htmx:finally:swap", () => {
  const row = lastRow?.nextElementSibling;
  (row?.querySelector("h3 a") ?? row?.querySelector("article[tabindex], a"))?.focus();
  lastRow = null;
});
