// Small comforts over pages that work without them: kept text, quick votes, focus, announcements, copied links.

const say = (text) => {
  const region = document.getElementById("announcer");
  if (!region || !text) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 60);
};

// Unsaved text. One record for each form with data-keep and each member; it holds what was typed over which start.

const storage = (() => {
  try { localStorage.setItem("keep", "1"); localStorage.removeItem("keep"); return localStorage; } catch { return null; }
})();
const KEPT = 'textarea, input[type="text"], input[type="search"]';
const keyOf = (form) => `keep:${document.body.dataset.member}:${form.dataset.keep}`;
const fieldsOf = (form) => [...form.querySelectorAll(KEPT)].filter((field) => field.name && !field.closest("[data-keep-not]"));

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

const forget = (form) => storage?.removeItem(keyOf(form));

const restoreAll = (root) => root.querySelectorAll("form[data-keep]").forEach(restore);

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

// Votes and follows answer at once; the server's answer is the truth.

const pressed = (form) => form?.querySelector?.("[aria-pressed]");
const flip = (form) => {
  const button = pressed(form);
  if (!button) return;
  const on = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!on));
  const number = button.querySelector(".number");
  const count = Number(number?.textContent);
  if (number && Number.isInteger(count)) number.textContent = String(count + (on ? -1 : 1));
};

const flipped = new WeakSet();
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (pressed(ctx.sourceElement)) { flip(ctx.sourceElement); flipped.add(ctx); }
});
const flipBack = (ctx) => {
  if (ctx && flipped.delete(ctx)) flip(ctx.sourceElement);
};
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  flipBack(ctx);
  if (ctx.response.status >= 500) notice(document.body.dataset.offline);
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  flipBack(ctx);
  if (ctx && !ctx.response) notice(document.body.dataset.offline);
});

const notice = (text) => {
  const line = document.createElement("p");
  line.className = "notice bad";
  line.textContent = text;
  document.getElementById("flash")?.replaceChildren(line);
  document.getElementById("announcer")?.replaceChildren();
};

// After a swap: say what changed, put the focus where work goes on, keep and restore text.

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const sentForm = ctx.request.form;
  if (ctx.response.status < 400 && sentForm?.matches("form[data-keep][hx-post]")) forget(sentForm);
  const target = ctx.target?.isConnected ? ctx.target : document.getElementById(ctx.target?.id);
  if (!target) return;
  if (ctx.response.status < 400) {
    document.getElementById("flash")?.replaceChildren();
    say(target.dataset.announce);
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
