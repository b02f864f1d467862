// The palette: a text field that keeps the focus, and a list of links in which one is chosen.

import { dialog } from "./dialogs.js";

const options = () => [...dialog.querySelectorAll('[role="option"]')];

const choose = (option) => {
  const field = dialog.querySelector('[role="combobox"]');
  if (!field) return;
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-expanded", String(Boolean(option)));
  if (!option) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

dialog.addEventListener("filled", () => choose(options()[0]));
dialog.addEventListener("htmx:after:swap", () => choose(options()[0]));

dialog.addEventListener("keydown", (event) => {
  if (!event.target.matches('[role="combobox"]') || event.isComposing) return;
  const all = options();
  const chosen = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    all[chosen].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(all.at((chosen + (event.key === "ArrowDown" ? 1 : -1)) % all.length));
  }
});
