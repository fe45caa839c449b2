// The time that is left to an idle sandbox, and a warning before it is removed.

import { announce, ask, one } from "./dom.js";

const { api } = document.body.dataset;
const chip = one("[data-left]");
const banner = one("[data-left-banner]");
/** When it goes, by this page's own clock: the computer's may be off by hours. */
let end;
let warned = false;

function words(ms) {
  const minutes = Math.max(0, Math.ceil(ms / 60_000));
  return minutes < 60 ? `${minutes} min` : minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

function show() {
  if (end === undefined) return;
  const left = end - performance.now();
  for (const place of document.querySelectorAll("[data-left-words]")) place.textContent = words(left);
  const soon = left < Number(chip.dataset.warn);
  banner.hidden = !soon;
  if (soon && !warned) announce(banner.textContent.trim().replace(/\s+/g, " "));
  warned = soon;
}

/** The server says how much is left, in milliseconds. */
export function left(ms) {
  if (!chip || ms === undefined || ms === null) return;
  end = performance.now() + Number(ms);
  show();
}

async function keep() {
  try {
    const answer = await ask("POST", `${api}/keep`);
    left((await answer.json()).left);
  } catch { /* the banner stays, and its button posts the form */ }
}

export function startLeft() {
  if (!chip) return;
  left(chip.dataset.left);
  setInterval(show, 15_000);
  // Somebody who comes back to this tab is back: what slept wakes.
  let away;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") away = performance.now();
    else if (away !== undefined && performance.now() - away > 60_000) keep();
  });
  one("form", banner)?.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
}
