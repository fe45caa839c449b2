// The live stream: what the server says happened, handed to whoever listens.

import { one } from "./dom.js";

const PATIENCE = 3000;

/**
 * Follows a stream for as long as the page is open. `handlers` are called with
 * an event's parsed data, by the event's name.
 */
export function follow(address, after, handlers) {
  let seen = after;
  let source;
  let retry;
  let worry;
  const live = { connected: false };

  const connect = () => {
    const query = seen === undefined ? "" : `?after=${seen}`;
    source = new EventSource(address + query);
    source.addEventListener("open", () => {
      live.connected = true;
      clearTimeout(worry);
      offline(false);
    });
    source.addEventListener("error", () => {
      live.connected = false;
      clearTimeout(worry);
      worry = setTimeout(() => offline(true), PATIENCE);
      // A browser gives up for good on an answer that is no stream; a server that restarts gives such answers.
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(retry);
        retry = setTimeout(connect, PATIENCE);
      }
    });
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) seen = event.lastEventId;
        handle(JSON.parse(event.data));
      });
    }
    source.addEventListener("seen", (event) => { if (event.lastEventId) seen = event.lastEventId; });
  };
  // Browsers allow six connections to a server: a page left behind gives its own back.
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  connect();
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
