// Another language opens at the same place: the same step at the same height, the same panels, what was typed so far.

import { all, by, one } from "./dom.js";

const KEY = "kindlab-place";
const page = location.pathname.replace(/^\/[a-z]{2}\//, "");

const front = () => all("[data-tab]").find((tab) => tab.getAttribute("aria-selected") === "true")?.dataset.tab;
const fields = () => all("main form :is(input, textarea), .workspace form textarea").filter((field) => field.type !== "hidden");
const nameOf = (field) => `${(field.form.getAttribute("action") ?? "").replace(/^\/[a-z]{2}\//, "")} ${field.name} ${field.type === "radio" ? field.value : ""}`;
const isTouched = (field) => (field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

function keep() {
  const step = document.body.dataset.place?.replace(/^step-/, "");
  const typed = fields().filter(isTouched).map((field) => [nameOf(field), field.type === "radio" ? field.checked : field.value]);
  const top = step && by("data-step", step)?.getBoundingClientRect().top;
  const open = all("details").map((details) => details.open);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ page, step, top, open, typed, tab: front() }));
    // Nothing typed is lost, so nobody need be asked.
    document.body.dataset.moving = "";
  } catch { /* private mode: the step alone is kept, in the address */ }
}

function restore() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { return; }
  if (kept?.page !== page) return;
  const found = all("details");
  // Something happened in between: what is open can't be matched any more.
  if (found.length === kept.open.length) found.forEach((details, i) => { details.open = kept.open[i]; });
  const typed = new Map(kept.typed);
  for (const field of fields()) {
    const value = typed.get(nameOf(field));
    if (value === undefined) continue;
    if (field.type === "radio") field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (kept.tab) by("data-tab", kept.tab)?.click();
  const section = kept.step && by("data-step", kept.step);
  if (section && kept.top !== undefined) scrollBy(0, section.getBoundingClientRect().top - kept.top);
}

if (one("[data-step]")) {
  for (const link of all("[data-language]")) link.addEventListener("click", keep);
  // After the address's own fragment had its say.
  requestAnimationFrame(() => requestAnimationFrame(restore));
}
