// The live stream: what the server says happened, handed to whoever listens.
//
// Only a visible tab holds a stream: browsers allow six connections to a server over HTTP/1.1, and a tab that comes
// back resumes where it was. Where something on the way holds the stream back (a proxy that waits for the end of an
// answer), the same is asked for in short answers.

import { one } from "./dom.js";

/** How long it may be silent before the page says that it is not connected. */
const PATIENCE = 3000;
/** The server speaks at once, then every 15 seconds; what is silent for longer is held back or dead. */
const FIRST_WORD = 6000;
const SILENCE = 40000;
const POLL = 3000;
/** After that time of short answers a stream is tried again: the way may be another by then. */
const TRY_AGAIN = 300000;
/** Who asks is not known any more, or has not got this: the page itself says it better, when it is loaded. */
const NO_LONGER = [401, 404, 409];

/** The events of a whole answer, as a browser would read them from a stream. */
export function events(text) {
  return text.split("\n\n").map((block) => {
    const event = { name: "message", data: "", id: "" };
    for (const line of block.split("\n")) {
      const [, field, value] = line.match(/^(event|data|id): ?(.*)$/) ?? [];
      if (field === "event") event.name = value;
      else if (field) event[field] = value;
    }
    return event;
  }).filter((event) => event.data);
}

/**
 * Follows a stream for as long as the page is open and visible. `handlers` are
 * called with an event's parsed data, by the event's name; `reload` does so on every page.
 */
export function follow(address, after, handlers) {
  const live = { connected: false };
  let seen = after;
  let round = 0;
  let followed = false;
  let source, silence, retry, worry;

  const url = (once) => {
    const query = [seen === undefined ? [] : `after=${seen}`, once ? "once" : []].flat().join("&");
    return query ? `${address}${address.includes("?") ? "&" : "?"}${query}` : address;
  };
  const up = () => {
    live.connected = followed = true;
    clearTimeout(worry);
    worry = undefined;
    offline(false);
  };
  const down = () => {
    live.connected = false;
    worry ??= setTimeout(() => offline(true), PATIENCE);
  };
  const hand = ({ name, data, id }) => {
    if (id) seen = id;
    if (name === "reload") location.reload();
    handlers[name]?.(JSON.parse(data));
  };
  const stop = () => {
    round += 1;
    source?.close();
    for (const timer of [silence, retry, worry]) clearTimeout(timer);
    worry = undefined;
    live.connected = false;
  };

  const expect = (within) => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      source.close();
      down();
      poll(round);
    }, within);
  };
  const listen = () => {
    source = new EventSource(url(false));
    expect(FIRST_WORD);
    for (const name of new Set([...Object.keys(handlers), "seen", "beat", "reload"])) {
      source.addEventListener(name, (event) => {
        expect(SILENCE);
        up();
        hand({ name, data: event.data, id: event.lastEventId });
      });
    }
    source.addEventListener("error", () => {
      down();
      // A browser gives up for good on an answer that is no stream; a server that restarts gives such answers.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(silence);
      clearTimeout(retry);
      refused(round);
    });
  };

  /** An answer that is no stream: for the moment, or because what was followed until now is not there any more. */
  const refused = async (mine) => {
    const answer = await fetch(url(true), { cache: "no-store" }).catch(() => null);
    if (round !== mine) return;
    if (followed && NO_LONGER.includes(answer?.status)) location.reload();
    else retry = setTimeout(listen, PATIENCE);
  };

  /** Short answers in place of the stream; when those don't come either, nobody is there, and the stream is tried. */
  const poll = async (mine) => {
    const until = Date.now() + TRY_AGAIN;
    while (round === mine && Date.now() < until) {
      let text;
      try {
        const response = await fetch(url(true), { cache: "no-store" });
        if (!response.ok) break;
        text = await response.text();
      } catch {
        break;
      }
      if (round !== mine) return;
      up();
      events(text).forEach(hand);
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
    if (round !== mine) return;
    if (Date.now() < until) down();
    listen();
  };

  const start = () => {
    stop();
    listen();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted && !document.hidden) start(); });
  if (!document.hidden) start();
  return live;
}

function offline(is) {
  const note = one("[data-offline]");
  if (note) note.hidden = !is;
}

/** The cluster came or went: its banner says so. */
export function cluster({ ok }) {
  const banner = one("[data-cluster-banner]");
  if (banner) banner.hidden = ok;
}
