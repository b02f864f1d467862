// What was just done by script, with the way back: pressing Undo sends the same toggle again, or the form within what
// was swapped whose id stands in data-undo. It stays until the next thing is done, or until it is put away; no clock
// takes it.

const flash = () => document.getElementById("flash");

const button = (label, kind) => {
  const made = document.createElement("button");
  made.className = `button small ${kind}`;
  made.textContent = label;
  return made;
};

export const toast = (form, undone) => {
  const line = document.createElement("div");
  const text = document.createElement("p");
  line.className = "notice good toast";
  text.textContent = form.dataset.announce;
  line.append(text);
  if (!undone) {
    const undo = button(document.body.dataset.undo, "quiet");
    undo.setAttribute("form", form.dataset.undo || form.id);
    undo.dataset.undoing = "";
    undo.dataset.key = "u";
    line.append(undo);
  }
  const dismiss = button(document.body.dataset.dismiss, "quiet");
  dismiss.type = "button";
  dismiss.addEventListener("click", () => put(form));
  line.append(dismiss);
  flash()?.replaceChildren(line);
};

// The focus goes back to what was toggled, and never gets lost with the toast.
const put = (form) => {
  flash()?.replaceChildren();
  form.querySelector("button")?.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && flash()?.contains(document.activeElement)) flash().querySelector('button[type="button"]')?.click();
});
