// Links that open as a dialog over the page; without script, or with a modifier, they are links.

import { notice } from "./announce.js";

export const dialog = document.getElementById("dialog");

const open = async (link) => {
  let answer;
  try { answer = await fetch(link.href, { headers: { "HX-Request": "true" } }); } catch { return notice(document.body.dataset.offline); }
  if (!answer.ok) return location.assign(link.href);
  dialog.innerHTML = await answer.text();
  htmx.process(dialog);
  if (!dialog.open) dialog.showModal();
  dialog.dispatchEvent(new Event("filled"));
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
  }
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});
