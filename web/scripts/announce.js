// Saying what happened: to the ear in the announcer, to the eye in the flash.

export const say = (text) => {
  // What lies under an open dialog isn't heard.
  const region = document.querySelector("dialog[open] [data-announcer]") ?? document.getElementById("announcer");
  if (!region || !text) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 60);
};

export const notice = (text) => {
  const line = document.createElement("p");
  line.className = "notice bad";
  line.textContent = text;
  document.getElementById("flash")?.replaceChildren(line);
  document.getElementById("announcer")?.replaceChildren();
};
