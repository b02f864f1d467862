// Images in forms: one is sent ahead as soon as it is chosen, so that drafts keep it and a refused form doesn't lose it.

// With the script there is always room for one more, so that the places after it can wait.
document.documentElement.classList.add("sends-ahead");

const failed = (slot, sentence) => {
  const line = document.createElement("p");
  line.className = "field-error";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  slot.querySelector("input[type=file]").before(line);
};

// What a refusal says: a sentence of ours in a piece of a page; anything else says nothing that helps.
const sentenceOf = (request) => {
  const page = new DOMParser().parseFromString(request.response ?? "", "text/html");
  return page.querySelector("p")?.textContent.trim() || document.body.dataset.offline;
};

const replace = (slot, html) => {
  const words = slot.querySelector("[name$=_alt]");
  const [typed, active] = [words.value, document.activeElement];
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("[data-slot]");
  fresh.querySelector("[name$=_alt]").value = typed;
  const within = slot.contains(active);
  slot.replaceWith(fresh);
  if (within) (fresh.querySelector("[aria-invalid]") ?? fresh.querySelector("[name$=_alt]")).focus();
  const region = document.getElementById("announcer");
  if (region) region.textContent = fresh.querySelector(".field-error")?.textContent.trim() || fresh.dataset.here;
  fresh.dispatchEvent(new Event("input", { bubbles: true })); // a draft saves itself
};

const sendAhead = (slot, input) => {
  const form = new FormData();
  form.set("csrf", input.form.elements.csrf.value);
  form.set("slot", slot.dataset.slot);
  form.set("at", slot.dataset.at);
  form.set(input.name, input.files[0]);
  slot.querySelectorAll(".field-error").forEach((line) => line.remove());
  const bar = slot.querySelector("progress");
  bar.hidden = false;
  const request = new XMLHttpRequest();
  request.open("POST", "/images");
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = loaded / total; });
  request.addEventListener("loadend", () => {
    if (!slot.isConnected) return;
    bar.hidden = true;
    if ([200, 422].includes(request.status)) replace(slot, request.response);
    else failed(slot, sentenceOf(request));
  });
  request.send(form);
};

document.addEventListener("change", ({ target }) => {
  const slot = target.closest?.("[data-slot]");
  if (slot && target.type === "file" && target.files.length) sendAhead(slot, target);
});
