// The lab page: a thin layer over forms that work without it.

import { classBar } from "./class-bar.js";
import { all, announce, ask, by, element, one, refuse } from "./dom.js";
import { startDivider } from "./divider.js";
import { file, startFiles } from "./files.js";
import { left, startLeft } from "./left.js";
import { cluster, follow } from "./live.js";
import { startPages } from "./pages.js";
import { picture, startPicture } from "./picture.js";
import { output, run, startRuns } from "./runs.js";
import { start as startTabs } from "./tabs.js";
import { startTerminal } from "./terminal.js";

const { lab, api, after } = document.body.dataset;

/** Something else is said of a step: its line is replaced, the rest of the page follows. */
function step({ step: id, verdict, message, holds, mark, name, passed, total, say, html, help }) {
  const section = by("data-step", id);
  if (!section) return;
  const line = by("data-verdict-line", id, section);
  const turned = section.dataset.verdict !== verdict || section.dataset.message !== message;
  Object.assign(section.dataset, { verdict, message, holds });
  const open = one(".evidence", line)?.open;
  const fresh = element(html);
  if (open && one(".evidence", fresh)) one(".evidence", fresh).open = true;
  fresh.classList.toggle("turned", turned);
  line?.replaceWith(fresh);
  const place = one("[data-mark]", section);
  place.innerHTML = mark;
  place.title = name;
  helped(id, help);
  advance(passed, total);
  if (turned) announce(say);
}

/** Help that is as it was stays: whoever has its button in focus keeps it. */
function helped(id, html) {
  const shown = by("data-help", id);
  const fresh = element(html);
  if (!shown || shown.outerHTML === fresh.outerHTML) return;
  const focused = shown.contains(document.activeElement);
  shown.replaceWith(fresh);
  if (focused) one("button", fresh)?.focus({ preventScroll: true });
}

/** What was predicted, or what came of it. A choice that is being made is left alone. */
function predict({ id, html }) {
  const shown = by("data-prediction", id);
  const fresh = element(html);
  if (!shown || shown.outerHTML === fresh.outerHTML) return;
  const focused = shown.contains(document.activeElement);
  shown.replaceWith(fresh);
  if (focused) one("button", fresh)?.focus({ preventScroll: true });
}

/** Steps are being done for the learner, or that ended. */
function replay({ state, say, html }) {
  const slot = one("[data-replay-slot]");
  const before = one("[data-replay]", slot);
  const open = before && one("details", before)?.open;
  const fresh = element(html);
  if (open && one("details", fresh)) one("details", fresh).open = true;
  slot.replaceChildren(fresh);
  if (before?.dataset.replay !== state) announce(say);
}

function advance(passed, total) {
  one("[data-passed]").textContent = passed;
  one("[data-meter]").value = passed;
  one("[data-done]").hidden = passed < total;
  const steps = all("[data-step]");
  const current = steps.find((section) => !["", "passed"].includes(section.dataset.verdict) && section.dataset.message !== "not-judged-here");
  for (const section of steps) section.classList.toggle("current", section === current);
}

/** Forms that only post: the stream brings what came of them. */
function post(selector, url, body) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(selector) || !live.connected) return;
    event.preventDefault();
    const button = event.submitter ?? one("button", form);
    button.disabled = true;
    refuse(form);
    try {
      await ask("POST", url(form), body(form));
      // Nothing may have changed: the line still shows that it was looked at.
      one(".verdict", form.closest("[data-step]") ?? form)?.animate?.([{ opacity: 0.35 }, { opacity: 1 }], 250);
    } catch (error) {
      refuse(form, error.message);
      announce(error.message);
    } finally {
      button.disabled = false;
    }
  });
}

/** The step that is being read: another language opens at the same place. */
function followPlace() {
  const seen = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) seen[isIntersecting ? "add" : "delete"](target);
    const top = all("[data-step]").find((section) => seen.has(section));
    if (top) document.body.dataset.place = `step-${top.dataset.step}`;
  }, { rootMargin: "-80px 0px -40% 0px" });
  for (const section of all("[data-step]")) watcher.observe(section);
}

const live = follow(`${lab}/events`, after, {
  cluster, step, run, output, file, picture, predict, replay, classBar,
  sandbox: ({ state, text }) => {
    const place = one("[data-sandbox-state]");
    if (state === "gone" || place?.dataset.sandboxState === "gone") location.reload();
    else if (place) {
      place.dataset.sandboxState = state;
      place.textContent = text;
    }
  },
  seen: ({ left: ms }) => left(ms),
});

startTabs();
startLeft();
startPages();
startPicture();
// After the tabs: what they bring to the front on load is not what somebody asked for.
startTerminal();
startDivider();
startRuns(live);
startFiles();
followPlace();
post("[data-check]", () => `${api}/check`, () => undefined);
post("[data-help-form]", (form) => `${api}/steps/${form.dataset.helpForm}/help`, (form) => ({ piece: new FormData(form).get("piece") }));
post("[data-predict]", (form) => `${api}/predictions/${form.dataset.predict}`, (form) => ({ choice: new FormData(form).get("choice") }));
post("[data-replay-stop]", () => `${api}/replay/stop`, () => undefined);
post("[data-question]", (form) => `${api}/questions/${form.dataset.question}`, (form) => ({ answer: new FormData(form).get("answer") ?? "" }));
