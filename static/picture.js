// The picture follows the sandbox: each drawing that comes is the one a reload would show; what is the same object
// moves to its new place, what is new fades in, what is gone fades out.

import { all, element, one } from "./dom.js";
import { news } from "./tabs.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const MOVE = { duration: 250, easing: "ease-out" };
/** How far this computer's clock is ahead of the server's, in milliseconds. */
let ahead = 0;

const keyed = (parent) => new Map([...parent.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]));

/** Makes `old` like `fresh` while keeping it the same element, so that colours turn instead of jumping. */
function become(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [was, is] = [[...old.children], [...fresh.children]];
  if (was.length !== is.length || was.some((child, at) => child.tagName !== is[at].tagName)) {
    old.replaceChildren(...fresh.childNodes);
    return;
  }
  if (!is.length && old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
  was.forEach((child, at) => become(child, is[at]));
}

function move(node, from, to) {
  if (still.matches || (from.x === to.x && from.y === to.y)) return;
  const at = ({ x, y }) => `translate(${x}px, ${y}px)`;
  node.animate([{ transform: at(from) }, { transform: at(to) }], MOVE);
}

const spot = ({ dataset }) => ({ x: Number(dataset.x), y: Number(dataset.y) });

function leave(node) {
  delete node.dataset.key;
  if (still.matches) {
    node.remove();
    return;
  }
  node.animate([{ opacity: 1 }, { opacity: 0 }], { ...MOVE, fill: "forwards" }).finished.then(() => node.remove(), () => node.remove());
}

function layer(old, fresh) {
  const known = keyed(old);
  let before = null;
  for (const next of [...fresh.children]) {
    const { key } = next.dataset;
    let node = known.get(key);
    const isNew = !node;
    if (node) {
      known.delete(key);
      const from = spot(node);
      become(node, next);
      if (node.dataset.x) move(node, from, spot(node));
    } else node = next;
    const follows = before ? before.nextSibling : old.firstChild;
    if (follows !== node) old.insertBefore(node, follows);
    // Only now: what is not in the page yet has no time to run in.
    if (isNew && !still.matches) node.animate([{ opacity: 0 }, { opacity: 1 }], MOVE);
    before = node;
  }
  for (const gone of known.values()) leave(gone);
}

function sheet(old, fresh) {
  const layers = (svg) => all("[data-layer]", svg);
  const [was, is] = [layers(old), layers(fresh)];
  for (const name of ["viewBox", "width", "height", "class"]) old.setAttribute(name, fresh.getAttribute(name));
  was.forEach((group, at) => layer(group, is[at]));
}

function list(old, fresh) {
  const known = keyed(old);
  old.replaceChildren(...fresh.children);
  if (still.matches) return;
  for (const item of old.children) if (!known.has(item.dataset.key)) item.animate([{ opacity: 0 }, { opacity: 1 }], MOVE);
}

/** The list of what can be opened; who is at one of its links stays there. */
function doors(html) {
  const list = one("[data-pages]");
  if (!list || list.innerHTML.trim() === html.trim()) return;
  const held = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.innerHTML = html;
  if (held) one(`a[href="${CSS.escape(held)}"]`, list)?.focus();
}

/** A picture that came by the stream. */
export function picture({ html, pages }) {
  doors(pages);
  const place = one("[data-picture]");
  const fresh = element(html);
  const old = one(".picture", place);
  const before = old?.querySelectorAll(".timeline li").length ?? 0;
  const both = (selector) => [one(selector, old), one(selector, fresh)];
  const [drawn, drawing] = both(".drawing");
  if (drawn && drawing) {
    for (const svg of all("svg[data-sheet]", drawn)) sheet(svg, one(`[data-sheet="${svg.dataset.sheet}"]`, drawing));
    drawing.replaceWith(drawn);
    one("figcaption", drawn).textContent = one("figcaption", drawing)?.textContent ?? one("figcaption", drawn).textContent;
  }
  const [table, newTable] = both("[data-keep-open]");
  if (table && newTable) newTable.open = table.open;
  const [known, happened] = both(".timeline ol");
  if (known && happened) {
    list(known, happened);
    happened.replaceWith(known);
  }
  old?.replaceWith(fresh);
  settle();
  if (fresh.querySelectorAll(".timeline li").length > before) news("picture");
}

/** Times as this computer's clock shows them. */
function settle() {
  ahead = Date.now() - Number(one(".picture")?.dataset.now ?? Date.now());
  for (const time of all(".timeline time[data-at]")) {
    time.textContent = new Date(Number(time.dataset.at)).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  }
}

function age(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

function tick() {
  const now = Date.now() - ahead;
  for (const shown of all(".picture [data-since]")) {
    const text = age(now - Number(shown.dataset.since) * 1000);
    if (shown.textContent !== text) shown.textContent = text;
  }
}

export function startPicture() {
  settle();
  setInterval(tick, 1000);
}
