// Command blocks: run, stop, copy, and the output as it comes.

import { Painter } from "./ansi.js";
import { copyText } from "./copy.js";
import { all, announce, ask, by, element, newId, one, refuse } from "./dom.js";

const api = document.body.dataset.api;
async function start(form, event, live) {
  // Without a stream the plain form does it: the output is on the next page.
  if (!live.connected) return;
  event.preventDefault();
  const block = form.closest("[data-command]");
  const [id, button] = [one('input[name="id"]', form), one("button", form)];
  button.disabled = true;
  refuse(block);
  try {
    await ask("POST", `${api}/commands/${block.dataset.command}/run`, { id: id.value });
    id.value = newId();
  } catch (error) {
    refuse(block, error.message);
  } finally {
    button.disabled = false;
  }
}

async function stop(form, event, live) {
  if (!live.connected) return;
  event.preventDefault();
  const block = form.closest("[data-command]");
  try {
    await ask("POST", `${api}/commands/${block.dataset.command}/stop`);
  } catch (error) {
    refuse(block, error.message);
  }
}

async function copy(button) {
  await copyText(one("[data-text]", button.closest("[data-command]")).textContent.trimEnd(), button);
  announce(document.body.dataset.copiedWord ?? "");
  button.dataset.done = "";
  setTimeout(() => delete button.dataset.done, 1200);
}

const atEnd = (pre) => pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 24;

function place(slot, html) {
  const fresh = element(html);
  slot.replaceChildren(fresh);
  const pre = one("[data-output]", fresh);
  pre.scrollTop = pre.scrollHeight;
}

/** A run began, goes on or is over: the server's fragment takes the place of what was there. */
export function run({ run: id, command, over, html }) {
  const block = by("data-command", command);
  if (block) {
    place(one("[data-slot]", block), html);
    block.classList.toggle("running", !over);
    one("[data-start]", block).hidden = !over;
    one("[data-stop]", block).hidden = over;
  }
  if (over) announce(one(".foot", by("data-run", id))?.textContent.trim().replace(/\s+/g, " ") ?? "");
}

/** The page keeps as much of a running output as the server does; the end is what one looks for. */
const MOST = 120_000;
const painters = new WeakMap();
const encoder = new TextEncoder();

/** A piece of output. Pieces carry where they begin, so one that is already shown is not shown twice. */
export function output({ run: id, offset, text }) {
  const bytes = encoder.encode(text).length;
  for (const shown of all(`[data-run="${CSS.escape(id)}"]`)) {
    const have = shown.dataset.bytes === undefined ? offset : Number(shown.dataset.bytes);
    if (offset + bytes <= have) continue;
    const fresh = offset < have ? new TextDecoder().decode(encoder.encode(text).slice(have - offset)) : text;
    const pre = one("[data-output]", shown);
    const follow = atEnd(pre);
    if (!painters.has(pre)) painters.set(pre, new Painter(pre, shown.dataset.style));
    painters.get(pre).feed(fresh);
    let excess = pre.textContent.length > MOST ? pre.textContent.length - MOST / 2 : 0;
    while (excess > 0 && pre.firstChild !== pre.lastChild) {
      excess -= pre.firstChild.textContent.length;
      pre.firstChild.remove();
    }
    shown.dataset.bytes = offset + bytes;
    if (follow) pre.scrollTop = pre.scrollHeight;
  }
}

function tickClocks() {
  for (const clock of all("[data-clock]")) {
    const seconds = Math.round((Date.now() - Number(clock.closest("[data-run]").dataset.started)) / 1000);
    // A computer whose clock is far off would show nonsense.
    clock.textContent = seconds >= 0 && seconds < 86400 ? `${seconds} s` : "";
  }
}

export function startRuns(live) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-start]")) start(form, event, live);
    else if (form.matches("[data-stop]")) stop(form, event, live);
  });
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  for (const pre of all("[data-output]")) pre.scrollTop = pre.scrollHeight;
  setInterval(tickClocks, 500);
}
