// What a member really saw: half of a row, for one second. The site hears of it in batches, each idea once for a page.

const A_SECOND = 1000, PAUSE = 3000, AT_ONCE = 50;
const noted = new Set(), starting = new Map();
let waiting = [], pause;

const send = () => {
  clearTimeout(pause);
  pause = undefined;
  const csrf = document.querySelector('input[name="csrf"]')?.value;
  while (csrf && waiting.length) {
    const form = new FormData();
    form.append("csrf", csrf);
    for (const idea of waiting.splice(0, AT_ONCE)) form.append("idea", idea);
    navigator.sendBeacon("/exposures", form);
  }
};

const note = (row) => {
  const idea = row.id.replace("idea-", "");
  starting.delete(row);
  rows.unobserve(row);
  if (noted.has(idea)) return;
  noted.add(idea);
  waiting.push(idea);
  pause ??= setTimeout(send, PAUSE);
};

const rows = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(starting.get(target));
    if (isIntersecting) starting.set(target, setTimeout(() => { if (!document.hidden) note(target); }, A_SECOND));
  }
}, { threshold: 0.5 });

const watch = () => {
  if (document.body.dataset.member) document.querySelectorAll('li.card[id^="idea-"]').forEach((row) => rows.observe(row));
};

document.addEventListener("htmx:finally:swap", watch);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) send();
  else for (const row of starting.keys()) { rows.unobserve(row); rows.observe(row); }
});
watch();
