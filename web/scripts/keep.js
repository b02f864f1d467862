// Unsaved text. One record for each form with data-keep and each member; it holds what was typed over which start.

const storage = (() => {
  try { localStorage.setItem("keep", "1"); localStorage.removeItem("keep"); return localStorage; } catch { return null; }
})();
export const KEPT = 'textarea, input[type="text"], input[type="search"]';
const keyOf = (form) => `keep:${document.body.dataset.member}:${form.dataset.keep}`;
export const fieldsOf = (form) => [...form.querySelectorAll(KEPT)].filter((field) => field.name && !field.closest("[data-keep-not]"));

const keep = (form) => {
  const changed = fieldsOf(form).filter((field) => field.value !== field.defaultValue);
  if (!changed.length) return storage?.removeItem(keyOf(form));
  const record = Object.fromEntries(changed.map((field) => [field.name, [field.defaultValue, field.value]]));
  try { storage?.setItem(keyOf(form), JSON.stringify(record)); } catch { /* a full storage keeps nothing */ }
};

const restore = (form) => {
  let record;
  try { record = JSON.parse(storage?.getItem(keyOf(form)) ?? "null"); } catch { record = null; }
  if (!record || "refused" in form.dataset) return;
  let back = false;
  for (const field of fieldsOf(form)) {
    const [start, typed] = record[field.name] ?? [];
    if (typed === undefined || field.value !== field.defaultValue || field.defaultValue !== start) continue;
    field.value = typed;
    back = true;
  }
  const note = form.querySelector("[data-kept]");
  if (!back || !note) return;
  note.hidden = false;
  form.closest("details")?.setAttribute("open", "");
};

export const forget = (form) => storage?.removeItem(keyOf(form));

export const restoreAll = (root) => root.querySelectorAll("form[data-keep]").forEach(restore);

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-keep]");
  if (form) keep(form);
});

// A full page load after sending a form: what was sent is there unless the page is a refusal or asks to sign in.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("form[data-keep]:not([hx-post])")) sessionStorage.setItem("sent", keyOf(target));
});
const sent = sessionStorage.getItem("sent");
sessionStorage.removeItem("sent");
if (sent && !document.body.matches(".signin, .error") && !document.querySelector("[data-refused]")) storage?.removeItem(sent);
restoreAll(document);
