// Command blocks: run, stop, copy, and the output as it comes.

import { copyText } from "./copy.js";
import { all, announce, ask, by, element, one, refuse } from "./dom.js";
import { news, show } from "./tabs.js";

const api = document.body.dataset.api;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A run's id, made before it starts. `crypto.randomUUID` needs HTTPS; this works in any class network. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

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
    if (!matchMedia("(max-width: 999px)").matches) show("terminal");
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
  const latest = one("[data-latest]");
  const shown = one("[data-run]", latest);
  const started = Number(element(html).dataset.started);
  if (latest && (!shown || started >= Number(shown.dataset.started))) {
    place(one("[data-slot]", latest), html);
    const typed = one("[data-text]", block);
    if (typed) one("[data-latest-text]", latest).replaceChildren(...typed.cloneNode(true).childNodes);
    one(".typed", latest).hidden = false;
    one("[data-blank]", latest)?.remove();
    news("terminal");
  }
  if (over) announce(one(".foot", by("data-run", id))?.textContent.trim().replace(/\s+/g, " ") ?? "");
}

const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)/g;
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
    pre.append(fresh.replace(ESCAPES, "").replace(/\r\n?/g, "\n"));
    // The page keeps as much as the server does; the end is what one looks for.
    if (pre.textContent.length > 120000) pre.textContent = pre.textContent.slice(-60000);
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
