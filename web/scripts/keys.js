// Single keys, for whoever hasn't switched them off: they press the thing on the page that names them in data-key.

import { dialog } from "./dialogs.js";

const TYPING = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';
const ROW = ".rows > li";
let begun = "";

const press = (keys, row) => {
  const named = `[data-key="${CSS.escape(keys)}"]`;
  const found = [...document.querySelectorAll(named)];
  // Several of a kind stand in the rows of a list: then the row says which.
  const place = row?.querySelector(named) ?? (found.length === 1 ? found[0] : null);
  if (place?.matches(`${TYPING}, [data-key-goes]`)) place.focus();
  else place?.click();
  return Boolean(place);
};

const step = (by, row) => {
  const rows = [...document.querySelectorAll(ROW)].filter((each) => each.checkVisibility());
  const next = rows[row ? rows.indexOf(row) + by : 0];
  const place = next?.querySelector("h3 a") ?? next?.querySelector("article[tabindex], a, summary");
  place?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(place);
};

const act = (key) => {
  const row = document.activeElement.closest(ROW);
  const keys = begun ? `${begun} ${key}` : key;
  begun = "";
  if (keys === "j" || keys === "k") return step(keys === "j" ? 1 : -1, row);
  if (keys === "o") {
    const link = row?.querySelector("h3 a") ?? row?.querySelector("a");
    link?.click();
    return Boolean(link);
  }
  if (document.querySelector(`[data-key^="${CSS.escape(keys)} "]`)) {
    begun = keys;
    setTimeout(() => { begun = ""; }, 1500);
    return true;
  }
  return press(keys, row);
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog.open) dialog.close();
    else press("mod+k");
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("main textarea, main input")) {
    event.target.form?.requestSubmit();
    return;
  }
  const { keys } = document.body.dataset;
  if (keys === undefined || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (dialog.open || event.key.length !== 1 || event.target.matches(TYPING)) return;
  if (act(event.key)) event.preventDefault();
});
