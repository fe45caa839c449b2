// The workspace's panels as tabs; on a narrow screen the steps are a tab too.

import { all, by, one } from "./dom.js";

const body = document.body;
let left = 0;

/** Brings a panel to the front; others hear of it as a `front` event with its name. */
export function show(name) {
  if (!one(`[data-tab="${name}"]`)) return;
  if (body.dataset.view === "steps" && name !== "steps") left = scrollY;
  body.dataset.view = name === "steps" ? "steps" : "work";
  if (name !== "steps") {
    for (const panel of all("[data-panel]")) panel.classList.toggle("front", panel.dataset.panel === name);
    keep(name);
  }
  mark();
  document.dispatchEvent(new CustomEvent("front", { detail: name }));
}

/** Puts a dot on a tab that has something new and is not in front. */
export function news(name) {
  const tab = one(`[data-tab="${name}"]`);
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.dataset.news = "";
}

const narrow = matchMedia("(max-width: 999px)");
const front = () => (narrow.matches && body.dataset.view === "steps" ? "steps" : one(".panel.front").dataset.panel);

/** The panel in front is there again after a reload or in another language. */
const KEY = `kindlab-front-${body.dataset.api}`;
function keep(name) {
  try { sessionStorage.setItem(KEY, name); } catch { /* private mode: this page only */ }
}
function kept() {
  try { return sessionStorage.getItem(KEY); } catch { return null; }
}

function mark() {
  for (const tab of all("[data-tab]")) {
    const selected = tab.dataset.tab === front();
    tab.setAttribute("aria-selected", selected);
    tab.tabIndex = selected ? 0 : -1;
    if (selected) delete tab.dataset.news;
  }
}

function press(event) {
  const tab = event.target.closest("[data-tab]");
  if (!tab) return;
  event.preventDefault();
  show(tab.dataset.tab);
  if (narrow.matches) scrollTo(0, tab.dataset.tab === "steps" ? left : 0);
}

function move(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = all("[data-tab]").filter((tab) => tab.offsetParent !== null || getComputedStyle(tab).position === "fixed");
  const at = tabs.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  const next = tabs[(at + step + tabs.length) % tabs.length];
  show(next.dataset.tab);
  next.focus();
}

/** Follows the address: a file, a panel or a step that it names is brought to the front. */
function visit() {
  const id = decodeURIComponent(location.hash.slice(1));
  const panel = id && document.getElementById(id)?.closest("[data-panel]");
  if (panel) show(panel.dataset.panel);
  else if (id.startsWith("step")) show("steps");
}

export function start() {
  const list = one("[data-tabs]");
  list.setAttribute("role", "tablist");
  for (const tab of all("[data-tab]", list)) {
    const name = tab.dataset.tab;
    tab.setAttribute("role", "tab");
    tab.id = `tab-${name}`;
    const panel = name === "steps" ? one("#main") : by("data-panel", name);
    tab.setAttribute("aria-controls", panel.id);
    if (name !== "steps") {
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.removeAttribute("aria-label");
    }
  }
  list.addEventListener("click", press);
  list.addEventListener("keydown", move);
  narrow.addEventListener("change", mark);
  addEventListener("hashchange", visit);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open-file]");
    if (!link) return;
    event.preventDefault();
    show("files");
    const form = by("data-file", link.dataset.openFile);
    form?.scrollIntoView({ block: "start" });
    one("textarea", form)?.focus({ preventScroll: true });
  });
  const last = kept();
  if (last && !narrow.matches) show(last);
  mark();
  visit();
}
