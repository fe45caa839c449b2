// The terminal's panel: the screen, what is said about it, and commands that are typed into it.

import { all, announce, newId, one, refuse } from "./dom.js";
import { Shell } from "./shell.js";
import { show } from "./tabs.js";

const panel = one("[data-terminal]");
const api = document.body.dataset.api;
const OPEN = `kindlab-terminal ${api}`;
const READER = "kindlab-screen-reader";
/** What may be done about a state, and whether that starts a shell or takes one over. */
const WAYS = {
  busy: ["take", { take: true }],
  taken: ["take", { take: true }],
  ended: ["again", { start: true }],
  many: ["retry", {}],
  failed: ["retry", { start: true }],
  blocked: ["retry", { start: true }],
};

let shell, term, fit, making;
let state = "idle";
/** A command that waits to be typed, or for word that it was. */
let typing;

const word = (name) => panel.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "";

function remember(storage, key, value) {
  try {
    if (value === undefined) return storage.getItem(key);
    if (value) storage.setItem(key, value);
    else storage.removeItem(key);
  } catch { /* private mode */ }
  return null;
}

/** A colour of the style sheet as the terminal's drawing code wants it. */
function colour(name) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = getComputedStyle(panel).getPropertyValue(name);
  context.fillRect(0, 0, 1, 1);
  return `#${[...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

// light-dark() is resolved where a property is used, not where it is read: the panel's own colours are plain ones.
const theme = () => ({
  background: colour("--screen"), foreground: colour("--screen-ink"), cursor: colour("--screen-accent"),
  cursorAccent: colour("--screen"), selectionBackground: "#3d5a6c",
  black: "#3b4750", red: "#f2877d", green: "#7fd095", yellow: "#e5c07b", blue: "#82b1f2", magenta: "#d3a0ec", cyan: "#6fd0d4", white: "#d7dee3",
  brightBlack: "#8b99a3", brightRed: "#ffa79e", brightGreen: "#a2e8b4", brightYellow: "#f5dca0", brightBlue: "#a9cbff", brightMagenta: "#e5c2f8", brightCyan: "#9be6e8", brightWhite: "#ffffff",
});

async function make() {
  const [{ Terminal }, { FitAddon }] = await Promise.all([import("./dist/xterm.mjs"), import("./dist/addon-fit.mjs")]);
  Terminal.strings.promptLabel = word("label");
  Terminal.strings.tooMuchOutput = word("much");
  const host = one("[data-term-host]", panel);
  one("[data-term-blank]", panel).hidden = true;
  one("[data-term-foot]", panel).hidden = false;
  host.hidden = false;
  term = new Terminal({
    theme: theme(), fontFamily: getComputedStyle(document.body).getPropertyValue("--mono"),
    fontSize: matchMedia("(max-width: 640px)").matches ? 13 : 14, lineHeight: 1.25,
    scrollback: 5000, minimumContrastRatio: 4.5, cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    screenReaderMode: remember(localStorage, READER) === "1", linkHandler: null,
    // Binary output is no reason to fill the console.
    logLevel: "off",
  });
  fit = new FitAddon();
  term.loadAddon(fit);
  term.open(host);
  term.attachCustomKeyEventHandler(key);
  // A terminal answers some of what programs print. What is only shown again was answered long ago.
  term.onData((data) => { if (!shell.isReplaying) shell.keys(data); });
  term.onBinary((data) => { if (!shell.isReplaying) shell.bytes(Uint8Array.from(data, (letter) => letter.charCodeAt(0))); });
  term.onResize(({ cols, rows }) => shell.size(cols, rows));
  new ResizeObserver(() => { if (host.offsetWidth && host.offsetHeight) fit.fit(); }).observe(host);
  const recolour = () => { term.options.theme = theme(); };
  new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}

/** False leaves a key to the browser. */
function key(event) {
  // Out of the terminal, towards what stands before it.
  if (event.key === "Tab" && event.shiftKey) return false;
  if (!event.ctrlKey || event.altKey || event.metaKey) return true;
  const letter = event.key.toLowerCase();
  if (letter === "v") return false;
  // As elsewhere, Ctrl+C copies what is selected; otherwise it is the program's.
  return !(letter === "c" && term.hasSelection());
}

function said(name, detail) {
  if (name === "failed" && detail?.message) return detail.message;
  return word(name).replace("%", detail?.exit ?? "?");
}

function turn(name, detail) {
  state = name;
  panel.dataset.state = name;
  const blank = name === "asleep" || name === "idle";
  one("[data-term-blank]", panel).hidden = !blank;
  one("[data-term-host]", panel).hidden = blank || !term;
  const note = one("[data-term-note]", panel);
  note.textContent = name === "open" || blank ? "" : said(name, detail);
  const act = one("[data-term-act]", panel);
  const way = WAYS[name];
  act.hidden = !way;
  if (way) {
    act.textContent = word(way[0]);
    term?.blur();
  }
  if (name === "asleep" || way) settle(note.textContent || word("asleep"));
  if (name === "open") {
    remember(sessionStorage, OPEN, "1");
    if (typing) shell.type(typing.id, typing.command);
  }
  if (name === "ended" || name === "asleep") remember(sessionStorage, OPEN, "");
}

/** Connects. Without `start` it only finds again what is there. */
async function connect(wanted) {
  making ??= make();
  try {
    await making;
  } catch {
    making = undefined;
    turn("failed");
    return;
  }
  one("[data-term-blank]", panel).hidden = true;
  one("[data-term-host]", panel).hidden = false;
  fit.fit();
  shell.size(term.cols, term.rows);
  shell.connect(wanted);
}

const handlers = {
  state: turn,
  begun: ({ anew, another }) => {
    if (anew) term.reset();
    if (another) term.write(`\x1b[2m${word("new")}\x1b[0m\r\n`);
  },
  output: (bytes, done) => term.write(bytes, done),
  dropped: () => { one("[data-term-note]", panel).textContent = word("dropped"); },
  typed: ({ id, refused }) => {
    if (typing?.id !== id) return;
    settle(refused === "busy" ? word("occupied") : undefined);
    if (refused !== "busy") term.focus();
  },
};

/** The command that waits is done with: it was typed, or it is said why not. */
function settle(problem) {
  if (!typing) return;
  const { block, button } = typing;
  typing = undefined;
  button.disabled = false;
  refuse(block, problem);
  if (problem) announce(problem);
}

/** Has a command typed into the terminal: once, whatever happens on the way. */
function type(button) {
  if (typing) return;
  const block = button.closest("[data-command]");
  typing = { id: newId(), command: block.dataset.command, block, button };
  button.disabled = true;
  refuse(block);
  show("terminal");
  if (state === "open") shell.type(typing.id, typing.command);
  // Whether to take it from another tab is said with its own button.
  else if (["busy", "taken"].includes(state)) settle(word(state));
  else if (!["connecting", "waking", "lost"].includes(state)) connect({ start: true });
}

const KEYS = { tab: "\t", escape: "\x1b", interrupt: "\x03", up: "\x1b[A", down: "\x1b[B" };

function buttons() {
  one("[data-term-open]", panel).hidden = false;
  one("[data-term-open]", panel).addEventListener("click", async () => { await connect({ start: true }); term?.focus(); });
  one("[data-term-act]", panel).addEventListener("click", async () => { await connect(WAYS[state]?.[1] ?? {}); term?.focus(); });
  const reader = one("[data-term-reader]", panel);
  reader.checked = remember(localStorage, READER) === "1";
  reader.addEventListener("change", () => {
    remember(localStorage, READER, reader.checked ? "1" : "");
    if (term) term.options.screenReaderMode = reader.checked;
  });
  for (const press of all("[data-key]", panel)) {
    press.addEventListener("click", () => { shell.keys(KEYS[press.dataset.key]); term?.focus(); });
  }
  for (const button of all("[data-in-terminal]")) {
    button.hidden = false;
    button.addEventListener("click", () => type(button));
  }
}

/** Makes the panel work, and finds the shell again that this tab showed before. */
export function startTerminal() {
  if (!panel || panel.dataset.terminal !== "built") return;
  shell = new Shell(`${api}/terminal`, handlers);
  buttons();
  turn("idle");
  document.addEventListener("front", ({ detail }) => {
    if (detail === "terminal" && ["idle", "asleep"].includes(state) && !typing) connect({ start: true }).then(() => term?.focus());
  });
  if (remember(sessionStorage, OPEN)) connect({});
}
