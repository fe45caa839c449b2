// A learner's terminal as their instructor sees it: nothing is ever sent back.

import { all, one } from "./dom.js";
import { follow } from "./live.js";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function screen(host) {
  const { Terminal } = await import("./dist/xterm.mjs");
  const term = new Terminal({
    disableStdin: true, cursorBlink: false, fontSize: 13, lineHeight: 1.25, scrollback: 2000, minimumContrastRatio: 4.5,
    fontFamily: getComputedStyle(document.body).getPropertyValue("--mono"), linkHandler: null, logLevel: "off",
    theme: { background: "#171d22", foreground: "#e6ebef" },
  });
  host.hidden = false;
  term.open(host);
  return term;
}

for (const place of all("[data-watch]")) {
  const [host, none] = [one("[data-watch-screen]", place), one("[data-watch-none]", place)];
  let making;
  // In turn: the first word may come before the screen is made.
  const then = (what) => { making = (making ?? screen(host)).then((term) => (what(term), term)); };
  follow(place.dataset.watch, undefined, {
    screen: ({ cols, rows, before }) => {
      [host.hidden, none.hidden] = [false, true];
      then((term) => {
        term.reset();
        term.resize(cols, rows);
        term.write(bytes(before));
      });
    },
    output: ({ data }) => then((term) => term.write(bytes(data))),
    closed: () => { [host.hidden, none.hidden] = [true, false]; },
  });
}
