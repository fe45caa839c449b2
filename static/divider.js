// The line between steps and workspace: dragged, or moved with the arrow keys; the browser remembers where it was left.
// `theme.js` puts it back before the page is painted.

import { one } from "./dom.js";

const KEY = "kindlab-split";
const root = document.documentElement;
const divider = one("[data-divider]");
const [LEAST, MOST] = divider ? [Number(divider.ariaValueMin), Number(divider.ariaValueMax)] : [];

const now = () => Number.parseFloat(root.style.getPropertyValue("--split")) || Number(divider.ariaValueNow);

function set(percent) {
  const kept = Math.min(MOST, Math.max(LEAST, Math.round(percent * 10) / 10));
  root.style.setProperty("--split", `${kept}%`);
  divider.ariaValueNow = String(Math.round(kept));
  try { localStorage.setItem(KEY, String(kept)); } catch { /* private mode: this page only */ }
}

function press(event) {
  const to = { ArrowLeft: now() - 2, ArrowRight: now() + 2, Home: LEAST, End: MOST }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  set(to);
}

function drag(event) {
  if (event.button !== 0) return;
  event.preventDefault();
  divider.setPointerCapture(event.pointerId);
  divider.dataset.held = "";
  const move = ({ clientX }) => set((clientX / root.clientWidth) * 100);
  const drop = () => {
    delete divider.dataset.held;
    divider.removeEventListener("pointermove", move);
  };
  divider.addEventListener("pointermove", move);
  divider.addEventListener("lostpointercapture", drop, { once: true });
}

export function startDivider() {
  divider.hidden = false;
  divider.ariaValueNow = String(Math.round(now()));
  divider.addEventListener("keydown", press);
  divider.addEventListener("pointerdown", drag);
}
