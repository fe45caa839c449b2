// The instructor's table, kept up to date. Rows are replaced where they stand: nothing moves under the mouse.

import { by, element, one } from "./dom.js";
import { cluster, follow } from "./live.js";

/** A row alone in a template would lose its cells: it is read inside a table. */
function row(html) {
  return one("tr", element(`<table><tbody>${html}</tbody></table>`));
}

follow(document.body.dataset.board, undefined, {
  cluster,
  row: ({ lab, attempt, html }) => {
    const fresh = row(html);
    const known = by("data-attempt", attempt);
    if (known) {
      if (known.textContent.replace(/\s+/g, "") !== fresh.textContent.replace(/\s+/g, "")) {
        fresh.classList.add("fresh");
        known.replaceWith(fresh);
      }
      return;
    }
    const rows = one("[data-rows]", by("data-lab", lab) ?? document.createElement("div"));
    // The first learner of a lab: its table is not on the page yet.
    if (!rows) location.reload();
    else {
      fresh.classList.add("fresh");
      rows.append(fresh);
    }
  },
});
