// The way to the shell in the workbench: one WebSocket at a time, made again when it breaks, never a key sent twice.

import { ask } from "./dom.js";

/** Longer than the server lets pass between two signs of life. */
const SILENCE = 50_000;
/** Keys travel in pieces no larger than this. */
const PIECE = 16 * 1024;
/** What is pasted beyond this is refused: the shell's keeper would drop it. */
const LONGEST_PASTE = 128 * 1024;
/** The keeper goes on when it hears that this much more was shown. */
const CONFIRM = 8 * 1024;
/** A server that has just begun again, or whose cluster has, can't attach yet: a shell that was there is asked for so
 * many times (half a minute). */
const FAILURES = 8;

const encoder = new TextEncoder();

/** A page's own name. It survives a reload, but a duplicated tab gets another: two tabs never share one. */
function pageName() {
  const key = "kindlab-page";
  const letters = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => (byte % 36).toString(36)).join("");
  let name = letters();
  try {
    name = sessionStorage.getItem(key) ?? name;
    sessionStorage.removeItem(key);
    addEventListener("pagehide", () => sessionStorage.setItem(key, name));
    addEventListener("pageshow", () => sessionStorage.removeItem(key));
  } catch { /* private mode: each load is another page */ }
  return name;
}

/**
 * Connects to the shell. `on` is told: `begun` (a screen begins anew or goes on), `output` (bytes, and a function to
 * call when they are on the screen), `typed` (what became of a command), `dropped`, and `state` with one of
 * connecting, waking, open, lost, busy, taken, ended, asleep, many, failed, blocked.
 */
export class Shell {
  #address; #on; #client = pageName();
  #socket; #open = false; #retry; #tries = 0; #refusals = 0; #failures = 0;
  #wanted = { start: false, take: false };
  #shell; #received = 0; #shown = 0; #confirmed = 0; #old = 0;
  #prelude = false; #heard = 0; #last; #size = [80, 24];

  constructor(address, on) {
    this.#address = address;
    this.#on = on;
    setInterval(() => {
      if (this.#open && Date.now() - this.#heard > SILENCE) this.#socket?.close();
    }, 10_000);
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", (event) => { if (event.persisted && this.#last === undefined) this.connect({}); });
  }

  get isOpen() { return this.#open; }

  /** Whether what the screen shows was said before: answers to it were given then. */
  get isReplaying() { return this.#shown < this.#old; }

  /** Connects; `start` may wake the workbench and begin a shell, `take` may take it from another page. */
  connect({ start = false, take = false }) {
    this.#leave();
    this.#wanted = { start, take };
    this.#tries = this.#refusals = this.#failures = 0;
    this.#last = undefined;
    this.#on.state("connecting");
    this.#dial();
  }

  #leave() {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#open = false;
    socket?.close();
  }

  #dial() {
    const url = new URL(this.#address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    let answered = false;
    socket.addEventListener("open", () => {
      answered = true;
      const has = this.#shell ? [this.#shell, this.#received] : null;
      this.#say({ open: { client: this.#client, has, size: this.#size, ...this.#wanted } });
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.#socket) return;
      this.#heard = Date.now();
      if (typeof data === "string") this.#told(JSON.parse(data));
      else this.#output(new Uint8Array(data));
    });
    socket.addEventListener("close", () => {
      if (socket !== this.#socket) return;
      this.#socket = undefined;
      this.#open = false;
      if (this.#last !== undefined) return;
      if (answered) this.#again();
      else this.#why();
    });
  }

  /** The connection was never made: the server, the network in between, or the lab may be the reason. */
  async #why() {
    try {
      await ask("GET", this.#address);
    } catch (error) {
      if (error.status === undefined) return this.#again();
      if (error.status >= 500) return this.#failed({ message: error.message });
      if (error.status !== 426) return this.#end("failed", { message: error.message });
      // It would have been granted, but it does not come through. Once may be chance.
      this.#refusals += 1;
      if (this.#refusals >= 2) return this.#end("blocked");
    }
    this.#again();
  }

  #again() {
    this.#on.state("lost");
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#dial(), Math.min(300 * 2 ** this.#tries, 5000));
    this.#tries += 1;
  }

  #failed(detail) {
    this.#failures += 1;
    if (this.#shell === undefined || this.#failures >= FAILURES) return this.#end("failed", detail);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#again();
  }

  #end(state, detail) {
    this.#last = state;
    this.#on.state(state, detail);
  }

  #told(said) {
    if (said.is === "begun") this.#begin(said);
    else if (said.is === "beat") this.#say({ beat: null });
    else if (said.is === "typed") this.#on.typed(said);
    else if (said.is === "dropped") this.#on.dropped();
    else if (said.is === "waking") this.#on.state("waking");
    else if (said.is === "ended") {
      this.#shell = undefined;
      this.#end("ended", said);
    } else if (said.is === "failed") this.#failed(said);
    else if (["busy", "taken", "asleep", "many"].includes(said.is)) this.#end(said.is, said);
  }

  #begin({ shell, offset, end, goes_on: goesOn }) {
    const another = this.#shell !== undefined && this.#shell !== shell;
    this.#shell = shell;
    this.#received = this.#shown = this.#confirmed = offset;
    this.#old = end;
    this.#prelude = true;
    this.#open = true;
    this.#tries = this.#refusals = this.#failures = 0;
    // From here on only the same shell is looked for: a workbench that fell asleep is not woken by a page left open.
    this.#wanted = { start: false, take: false };
    this.#on.begun({ anew: !goesOn, another });
    this.#on.state("open");
  }

  #output(bytes) {
    if (this.#prelude) {
      this.#prelude = false;
      if (bytes.length) this.#on.output(bytes, () => {});
      return;
    }
    const shell = this.#shell;
    this.#received += bytes.length;
    this.#on.output(bytes, () => {
      if (shell !== this.#shell) return;
      this.#shown += bytes.length;
      if (this.#shown - this.#confirmed < CONFIRM || !this.#open) return;
      this.#confirmed = this.#shown;
      this.#say({ shown: this.#shown });
    });
  }

  #say(what) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(what));
  }

  /** Sends keys. While there is no connection they are lost, like on a telephone: nothing is sent later. */
  keys(text) {
    this.bytes(encoder.encode(text));
  }

  bytes(keys) {
    if (!this.#open || keys.length > LONGEST_PASTE) {
      if (this.#open) this.#on.dropped();
      return;
    }
    for (let at = 0; at < keys.length; at += PIECE) this.#socket?.send(keys.subarray(at, at + PIECE));
  }

  size(cols, rows) {
    this.#size = [cols, rows];
    if (this.#open) this.#say({ size: this.#size });
  }

  /** Has one of the lab's commands typed. The same id is typed once, however often it is asked for. */
  type(id, command) {
    this.#say({ type: { id, command } });
  }
}
