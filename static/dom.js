// Small helpers every page script uses.

export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const one = (selector, within = document) => within.querySelector(selector);

/** The single element of a fragment the server rendered (and escaped). */
export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** An element by the value of a data attribute, whatever that value holds. */
export const by = (name, value, within = document) =>
  one(`[${name}="${CSS.escape(value)}"]`, within);

/** Things happen in bursts: what comes within this time is said together, so that nothing is cut off by the next. */
const BURST = 700;
const unsaid = [];

/** Says something to screen readers, once, when they are done with what they say. */
export function announce(text) {
  if (!text || unsaid.includes(text)) return;
  unsaid.push(text);
  if (unsaid.length > 1) return;
  setTimeout(() => {
    const place = one("[data-announce]");
    if (place) place.textContent = unsaid.join(" ");
    unsaid.length = 0;
  }, BURST);
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An id for something before it is there. `crypto.randomUUID` needs HTTPS; this works in any class network. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

const language = document.documentElement.lang.slice(0, 2);

/** Asks the server; an error is thrown in the page's language, with the answer's status if there was one. */
export async function ask(method, url, body) {
  const options = { method, headers: {} };
  if (typeof body === "string") {
    options.body = body;
    options.headers["content-type"] = "text/plain; charset=utf-8";
  } else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Error(document.body.dataset.offlineWord ?? "");
  }
  if (response.ok) return response;
  const answer = await response.json().catch(() => null);
  throw Object.assign(new Error(answer?.error?.message?.[language] ?? `${response.status}`), { status: response.status });
}

/** Shows or clears why something was refused, beside what was pressed. */
export function refuse(within, text) {
  const place = one("[data-refusal]", within);
  if (!place) return;
  place.textContent = text ?? "";
  place.hidden = !text;
}
