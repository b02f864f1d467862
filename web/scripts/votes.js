// Votes and follows answer at once; the server's answer is the truth.

import { notice } from "./announce.js";

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
  // The sign-in changed since the page was opened: its forms are given what they need to be sent again, text and all.
  const token = ctx.response.headers.get("X-CSRF-Token");
  if (token) for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = token;
  if (ctx.response.status >= 500) notice(document.body.dataset.offline);
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  flipBack(ctx);
  if (ctx && !ctx.response) notice(document.body.dataset.offline);
});
