// Output as it comes: colours become classes, what else only a terminal understands goes, a carriage return starts its
// line anew. `src/web/ansi.rs` does the same with output that is there already; both know one table.

const FLAGS = { 1: "ab", 2: "ad", 3: "ai", 4: "au", 7: "av" };
const OFF = { 22: ["ab", "ad"], 23: ["ai"], 24: ["au"], 27: ["av"] };
const LONGEST = 256;
const SEQUENCE = /^\u001b(?:\[[^@-~]*([@-~])|[\]P_^X][^]*?(?:\u0007|\u001b\\)|[()*+ #][^]|[^[\]P_^X()*+ #])/;

function nearest(r, g, b) {
  const most = Math.max(r, g, b);
  if (most < 60) return 0;
  const strong = (part) => (part * 2 > most ? 1 : 0);
  return strong(r) + 2 * strong(g) + 4 * strong(b) + (most > 190 ? 8 : 0);
}

/** Takes a colour of 256 or of all off the numbers; the nearest of the sixteen. */
function extended(numbers) {
  const kind = numbers.shift();
  if (kind === 2 && numbers.length >= 3) return nearest(...numbers.splice(0, 3));
  if (kind !== 5 || !numbers.length) {
    numbers.length = 0;
    return undefined;
  }
  const n = numbers.shift();
  if (n < 16) return n;
  if (n < 232) return nearest(...[Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6].map((step) => (step ? 55 + 40 * step : 0)));
  const grey = Math.min(255, 8 + 10 * (n - 232));
  return nearest(grey, grey, grey);
}

/** Appends output to an element. `style` is the classes to begin with. */
export class Painter {
  #to; #style; #line = []; #returned = false; #cut = "";

  constructor(to, style = "") {
    this.#to = to;
    this.#style = new Set(style.split(" ").filter(Boolean));
    // The line that is under way, should it begin anew: what follows the last line's end.
    for (let node = to.lastChild; node && !node.textContent.includes("\n"); node = node.previousSibling) this.#line.unshift(node);
  }

  feed(text) {
    let rest = this.#cut + text;
    this.#cut = "";
    while (rest) {
      const escape = rest.indexOf("\u001b");
      if (escape !== 0) {
        const end = escape < 0 ? rest.length : escape;
        this.#plain(rest.slice(0, end));
        rest = rest.slice(end);
        continue;
      }
      const found = SEQUENCE.exec(rest);
      if (found) {
        if (found[1] === "m") this.#take(found[0].slice(2, -1));
        rest = rest.slice(found[0].length);
      } else if (rest.length > LONGEST) {
        rest = rest.slice(1);
      } else {
        this.#cut = rest;
        return;
      }
    }
  }

  #take(said) {
    const numbers = said.split(/[;:]/).map((number) => Number.parseInt(number, 10) || 0);
    const colour = (kind, n) => {
      for (const name of [...this.#style]) if (name[0] === kind) this.#style.delete(name);
      if (n !== undefined) this.#style.add(kind + n);
    };
    while (numbers.length) {
      const n = numbers.shift();
      if (n === 0) this.#style.clear();
      else if (FLAGS[n]) this.#style.add(FLAGS[n]);
      else if (OFF[n]) OFF[n].forEach((name) => this.#style.delete(name));
      else if (n >= 30 && n <= 37) colour("f", n - 30);
      else if (n >= 40 && n <= 47) colour("g", n - 40);
      else if (n >= 90 && n <= 97) colour("f", n - 82);
      else if (n >= 100 && n <= 107) colour("g", n - 92);
      else if (n === 39) colour("f");
      else if (n === 49) colour("g");
      else if (n === 38) colour("f", extended(numbers));
      else if (n === 48) colour("g", extended(numbers));
    }
  }

  #plain(text) {
    for (const piece of text.split(/(\r?\n|\r)/)) {
      if (piece === "\r") this.#returned = true;
      else if (piece.endsWith("\n")) {
        this.#returned = false;
        this.#to.append("\n");
        this.#line = [];
      } else this.#put(piece.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ""));
    }
  }

  #put(text) {
    if (!text) return;
    if (this.#returned) {
      for (const node of this.#line) node.remove();
      this.#line = [];
      this.#returned = false;
    }
    let node = document.createTextNode(text);
    if (this.#style.size) {
      const span = document.createElement("span");
      span.className = [...this.#style].join(" ");
      span.append(node);
      node = span;
    }
    this.#to.append(node);
    this.#line.push(node);
  }
}
