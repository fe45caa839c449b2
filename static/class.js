// A class's board, kept up to date. Rows are replaced where they stand: nothing moves under the mouse.

import { all, by, element, one } from "./dom.js";
import { cluster, follow } from "./live.js";

/** A row alone in a template would lose its cells: it is read inside a table. */
const row = (html) => one("tr", element(`<table><tbody>${html}</tbody></table>`));

follow(document.body.dataset.board, undefined, {
  cluster,
  row: ({ learner, shown, html }) => {
    const fresh = row(html);
    const known = by("data-member", learner);
    if (known && !shown && !known.contains(document.activeElement)) {
      // It is no longer what was asked for: nobody stuck, no hand up.
      known.remove();
    } else if (known) {
      if (known.outerHTML === fresh.outerHTML) return;
      const focused = known.contains(document.activeElement);
      const verdicts = (tr) => all("[data-verdict]", tr).map((cell) => cell.dataset.verdict).join();
      fresh.classList.toggle("fresh", verdicts(known) !== verdicts(fresh));
      known.replaceWith(fresh);
      if (focused) one("a", fresh)?.focus({ preventScroll: true });
    } else if (shown) {
      fresh.classList.add("fresh");
      one("[data-rows]").append(fresh);
      one("[data-nobody]")?.setAttribute("hidden", "");
    }
  },
  // Who left may have left while this page was not connected.
  here: ({ learners }) => {
    const here = new Set(learners);
    for (const tr of all("[data-member]")) if (!here.has(tr.dataset.member)) tr.remove();
  },
  side: ({ html }) => {
    const known = one("[data-side]");
    // Somebody is about to press a button in it.
    if (!known.contains(document.activeElement)) known.replaceWith(element(html));
  },
  counts: (counts) => {
    for (const place of all("[data-count-of]")) place.textContent = counts[place.dataset.countOf];
  },
});
